package helpdesk

import (
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Regulation is everything that a provider can change about a desk, as one value:
// stages and moves, clocks, plans and the matrix that chooses them, categories,
// teams, calendars. ReadRegulation reads it from YAML; Prove tells what is wrong
// with it. Keys are the names that the API, the store and the journal use; titles
// are for people.
type Regulation struct {
	Name        string                  `yaml:"name"`
	Title       Text                    `yaml:"title"`
	Language    string                  `yaml:"language"`  // of the desk, for those who have not chosen: "ru" or "en"
	Numbering   string                  `yaml:"numbering"` // of tickets: "TIC-{n}"; "{year}-{n}" counts anew each year
	Calendar    string                  `yaml:"calendar"`  // the key of the calendar that plans use unless they name another
	Calendars   map[string]sla.Schedule `yaml:"calendars"`
	Stages      []Stage                 `yaml:"stages"` // the first is where a ticket begins
	Steps       []Step                  `yaml:"steps"`
	Moves       []Move                  `yaml:"moves"`
	Clocks      []Clock                 `yaml:"clocks"`
	Plans       []Plan                  `yaml:"plans"`
	Priorities  []Priority              `yaml:"priorities"` // from the least to the most pressing
	Kinds       []Kind                  `yaml:"kinds"`      // the first is the default
	Teams       []TeamDefinition        `yaml:"teams"`
	Groups      []Group                 `yaml:"groups,omitempty"`
	Categories  []Category              `yaml:"categories,omitempty"` // none: a category is whatever people write
	Sections    []Section               `yaml:"sections,omitempty"`   // under which fields are shown
	Fields      []Field                 `yaml:"fields,omitempty"`
	Forms       []Form                  `yaml:"forms,omitempty"`
	Exceptions  []Exception             `yaml:"exceptions,omitempty"` // to the matrix; the first that holds counts
	Routes      []Route                 `yaml:"routes,omitempty"`     // exceptions to the teams; the first that holds counts
	Templates   []Template              `yaml:"templates,omitempty"`
	Escalations []Escalation            `yaml:"escalations,omitempty"` // when clocks come near their due or pass it
	Notices     []NoticeText            `yaml:"notices,omitempty"`     // the words of notices, where they are not the desk's own
	Sight       Sight                   `yaml:"sight,omitempty"`
	Colleagues  Colleagues              `yaml:"colleagues,omitempty"`
	TaskPrefix  string                  `yaml:"task_prefix,omitempty"` // of the work task's title

	// Retired are the stages that there are no more.
	Retired []Retirement `yaml:"retired,omitempty"`

	// Retention says for how long things are kept that are not needed any more.
	Retention *Retention `yaml:"retention,omitempty"`
	// WaitsTooLong is the working time after which a wait is shown as too long; 5d when zero.
	WaitsTooLong sla.Target `yaml:"waits_too_long,omitempty"`
	// RatingLeavesOpen: a resolved ticket that its requester rates stays resolved until he
	// accepts it. Else rating it accepts it.
	RatingLeavesOpen bool `yaml:"rating_leaves_open,omitempty"`
}

// Text is a text for people by language: "ru", "en".
type Text map[string]string

// In is the text in the language, or in the nearest one there is.
func (t Text) In(language string) string {
	for _, l := range []string{language, "en", "ru"} {
		if s := t[l]; s != "" {
			return s
		}
	}
	return ""
}

// Stage is a place where tickets stand.
type Stage struct {
	Key     string       `yaml:"key"`
	Title   Text         `yaml:"title"`
	Phase   ticket.Phase `yaml:"phase"`
	Step    string       `yaml:"step"`              // what the requester sees
	Team    string       `yaml:"team,omitempty"`    // that works in it; empty keeps the team the ticket has
	Task    string       `yaml:"task,omitempty"`    // kept open while a ticket is in it: "classification" or "work"
	Silence *Silence     `yaml:"silence,omitempty"` // counted while a ticket is in it
	Was     []string     `yaml:"was,omitempty"`     // its keys in older versions
}

// Silence makes a move after working time without a word of the requester.
type Silence struct {
	After  sla.Target `yaml:"after"`
	Notice sla.Target `yaml:"notice"` // how long before the move the requester is told
	Move   string     `yaml:"move"`   // the event
}

// Step is a stretch of the way as the requester sees it.
type Step struct {
	Key   string `yaml:"key"`
	Title Text   `yaml:"title"`
	Aside bool   `yaml:"aside,omitempty"` // not on the usual way: shown only to those who took it
}

// Move leads tickets from some stages to another.
type Move struct {
	Event  string      `yaml:"event"`
	Title  Text        `yaml:"title"`
	From   []string    `yaml:"from"`
	To     string      `yaml:"to"`
	By     []string    `yaml:"by"`               // staff, requester, behalf, system
	Upon   []string    `yaml:"upon,omitempty"`   // the occasions upon which the system makes it: see UponAssignment
	Guards []string    `yaml:"guards,omitempty"` // conditions: GuardClassified, and those of Config.Guards
	Fields []MoveField `yaml:"fields,omitempty"`
	// Void ends every clock without result: it counts neither as met nor as missed.
	Void bool `yaml:"void,omitempty"`
	// Window is how long after the stage was entered the move may be made, on the wall; always when 0.
	Window time.Duration `yaml:"window,omitempty"`
	// Later is what happens instead once the window has passed: see LaterFollowUp. The move is refused when empty.
	Later string `yaml:"later,omitempty"`
	// Effects are done with the move, in this order: see Config.Effects.
	Effects []string `yaml:"effects,omitempty"`
}

// The occasions upon which a move is made by the system: it must be among those who
// may make it. What the move asks for is not asked then.
const (
	UponAssignment       = "assignment"        // somebody is given the ticket that nobody had
	UponAnswer           = "answer"            // the staff has answered the requester
	UponRequesterMessage = "requester-message" // a message of the requester's side, automatic ones excepted
	UponNextContact      = "next-contact"      // the date of the next contact has come
)

// LaterFollowUp opens another ticket that takes the old one up again; both are linked.
const LaterFollowUp = "follow-up"

// GuardClassified holds when no classification task of the ticket is open.
const GuardClassified = "classified"

// MoveField is what a move asks of the one who makes it.
type MoveField struct {
	Key      string `yaml:"key"`
	Title    Text   `yaml:"title,omitempty"` // of a FieldOfTicket that field's own when left out
	Required bool   `yaml:"required,omitempty"`
	As       string `yaml:"as"`               // what becomes of it: reason, solution, answer, rating, article, next-contact or field
	Public   bool   `yaml:"public,omitempty"` // the requester reads it
}

// What a field of a move can become.
const (
	FieldReason   = "reason"   // the reason of the move
	FieldSolution = "solution" // the ticket's solution
	FieldAnswer   = "answer"   // a message of the conversation
	FieldRating   = "rating"   // the requester's rating, 1 to 5
	FieldArticle  = "article"  // the article of the knowledge base that helped, by its key or address
	// FieldNextContact is the date of the next contact, in RFC 3339: it wakes the ticket by
	// the move that is made UponNextContact.
	FieldNextContact = "next-contact"
	FieldOfTicket    = "field" // the field of the regulation with the same key
)

// Clock is one of the clocks that every ticket carries.
type Clock struct {
	Key         string        `yaml:"key"`
	Title       Text          `yaml:"title"`
	Kind        sla.ClockKind `yaml:"kind"`
	Stages      []string      `yaml:"stages,omitempty"`  // where it runs
	Pauses      []string      `yaml:"pauses,omitempty"`  // where it stands still
	Ends        []string      `yaml:"ends,omitempty"`    // whose entering ends it; when empty: of a response the done stages, of a resolution the resolved ones too
	Warning     float64       `yaml:"warning,omitempty"` // the share of the target at which it warns; 0.8 when 0
	Informative bool          `yaml:"informative,omitempty"`
	Restart     bool          `yaml:"restart,omitempty"` // every visit begins anew instead of adding up
	Was         []string      `yaml:"was,omitempty"`     // its keys in older versions: what they have counted goes on
}

// Plan is the longest times that a ticket may take, by clock.
type Plan struct {
	Key      string                `yaml:"key"`
	Title    Text                  `yaml:"title"`
	Calendar string                `yaml:"calendar,omitempty"`
	Targets  map[string]sla.Target `yaml:"targets"`
	Was      []string              `yaml:"was,omitempty"` // its keys in older versions
}

// Priority says how pressing a ticket is.
type Priority struct {
	Key   string   `yaml:"key"`
	Title Text     `yaml:"title"`
	Was   []string `yaml:"was,omitempty"`  // its keys in older versions
	Plan  string   `yaml:"plan,omitempty"` // of the tickets whose category chooses none
	// Default makes it the one that is given when nobody says; the first when none is marked.
	Default bool `yaml:"default,omitempty"`
}

// DefaultPriority is the priority that a ticket has when nobody says.
func (r Regulation) DefaultPriority() string {
	for _, p := range r.Priorities {
		if p.Default {
			return p.Key
		}
	}
	if len(r.Priorities) == 0 {
		return ""
	}
	return r.Priorities[0].Key
}

// Kind says what a requester came with: a question, a remark, a wish.
type Kind struct {
	Key                   string   `yaml:"key"`
	Title                 Text     `yaml:"title"`
	Icon                  string   `yaml:"icon,omitempty"`
	RequesterSetsPriority bool     `yaml:"requester_sets_priority,omitempty"`
	Was                   []string `yaml:"was,omitempty"` // its keys in older versions
}

// TeamDefinition names a team that the regulation gives tickets to. Its people
// are kept in the directory, under the same key.
type TeamDefinition struct {
	Key          string        `yaml:"key"`
	Title        Text          `yaml:"title"`
	Distribution *Distribution `yaml:"distribution,omitempty"` // of the tickets in its queue, by the desk itself; by people when left out
	Was          []string      `yaml:"was,omitempty"`          // its keys in older versions: the directory may still know it by one
}

// Group gathers categories into a type of request.
type Group struct {
	Key   string `yaml:"key"`
	Title Text   `yaml:"title"`
}

// Category says what a ticket is about, and with the priority chooses its plan.
type Category struct {
	Key       string            `yaml:"key"`
	Title     Text              `yaml:"title"`
	Hint      Text              `yaml:"hint,omitempty"` // one line that helps a requester to choose
	Icon      string            `yaml:"icon,omitempty"`
	Group     string            `yaml:"group,omitempty"`
	Plans     map[string]string `yaml:"plans,omitempty"`     // priority → plan; the priority's own where it is left out
	Person    string            `yaml:"person,omitempty"`    // who classifies; the first stage's team when empty
	Teams     map[string]string `yaml:"teams,omitempty"`     // stage → team, where it is not the stage's own
	Estimates []string          `yaml:"estimates,omitempty"` // clocks whose target the agent sets for the one ticket
	Was       []string          `yaml:"was,omitempty"`       // its keys in older versions: tickets that have one are of this category
	Checklist []Text            `yaml:"checklist,omitempty"` // what an operator asks and does, step by step
	Script    Text              `yaml:"script,omitempty"`    // what an operator says
}
