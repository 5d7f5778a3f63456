// Package event names what happens in a desk and holds what is told of it:
// the outbox, hooks, webhooks and live pages all speak these words.
package event

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Kind names what happened.
type Kind string

// The kinds of event. The comment tells the payload.
const (
	TicketOpened     Kind = "ticket.opened"     // Opened
	MessageAdded     Kind = "message.added"     // Message
	NoteAdded        Kind = "note.added"        // Message
	TicketClassified Kind = "ticket.classified" // Classified
	TicketFilled     Kind = "ticket.filled"     // Filled
	TicketAssigned   Kind = "ticket.assigned"   // Assigned
	TicketMoved      Kind = "ticket.moved"      // Moved
	TicketRegulated  Kind = "ticket.regulated"  // Regulated
	TicketWaiting    Kind = "ticket.waiting"    // Waiting
	TicketResumed    Kind = "ticket.resumed"    // Resumed
	TicketLinked     Kind = "ticket.linked"     // Linked
	TicketUnlinked   Kind = "ticket.unlinked"   // Linked
	TicketRated      Kind = "ticket.rated"      // Rated
	TicketReviewed   Kind = "ticket.reviewed"   // Reviewed
	ObserverAdded    Kind = "observer.added"    // Observer
	ObserverRemoved  Kind = "observer.removed"  // Observer
	ArticleSuggested Kind = "article.suggested" // Article
	ArticleSettled   Kind = "article.settled"   // Article
	TicketEstimated  Kind = "ticket.estimated"  // Estimated
	TaskAdded        Kind = "task.added"        // Task
	TaskFinished     Kind = "task.finished"     // Task
	TaskAssigned     Kind = "task.assigned"     // Task
	TaskChanged      Kind = "task.changed"      // Task
	TimeSpent        Kind = "time.spent"        // Spent
	ClockWarned      Kind = "clock.warned"      // Clock
	ClockBreached    Kind = "clock.breached"    // Clock
	SilenceNoticed   Kind = "silence.noticed"   // Silence
	RuleFailed       Kind = "rule.failed"       // Rule
	TicketErased     Kind = "ticket.erased"     // Erased
	PersonMerged     Kind = "person.merged"     // Merged
	// OrganizationMerged tells of a ticket that its organization was a duplicate.
	OrganizationMerged Kind = "organization.merged" // Merged

	// RegulationPublished is of the desk, not of a ticket: Published.
	RegulationPublished Kind = "regulation.published"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{
		TicketOpened, MessageAdded, NoteAdded, TicketClassified, TicketFilled,
		TicketAssigned, TicketMoved, TicketRegulated, TicketWaiting, TicketResumed,
		TicketLinked, TicketUnlinked, TicketRated, TicketReviewed, ObserverAdded, ObserverRemoved,
		ArticleSuggested, ArticleSettled, TicketEstimated, TaskAdded, TaskFinished, TaskAssigned, TaskChanged, TimeSpent,
		ClockWarned, ClockBreached, SilenceNoticed, RuleFailed, TicketErased, PersonMerged, OrganizationMerged, RegulationPublished,
	}
}

// OfTicket tells whether events of the kind are of a ticket. One that is not has no Ticket
// and no Number, and its Version is that of what it is of.
func (k Kind) OfTicket() bool { return k != RegulationPublished }

// Envelope is one event: what happened to which ticket, by whom, and when.
// Events of a ticket are ordered by Version and then by Index, never by At.
type Envelope struct {
	ID       uuid.UUID
	Desk     string
	Ticket   uuid.UUID
	Number   string
	Version  int64 // of the ticket, after the change
	Index    int   // within the change, from 0
	Kind     Kind
	At       time.Time
	Actor    string
	OnBehalf string
	Payload  json.RawMessage // one of the payloads of this package, by Kind
}

// Opened tells of a new ticket.
type Opened struct {
	Subject      string `json:"subject"`
	Requester    string `json:"requester"`
	Organization string `json:"organization,omitempty"`
	Category     string `json:"category,omitempty"`
	Priority     string `json:"priority,omitempty"`
	Kind         string `json:"kind,omitempty"`
	Channel      string `json:"channel"`
	Team         string `json:"team,omitempty"`
}

// Message tells that a text was added. The text itself is fetched by those who may read it.
type Message struct {
	Message   uuid.UUID `json:"message"`
	Audience  string    `json:"audience"`
	Side      string    `json:"side"`
	Purpose   string    `json:"purpose"`
	Automatic bool      `json:"automatic,omitempty"`
}

// Classified tells what the ticket was found to be.
type Classified struct {
	Category string `json:"category"`
	Priority string `json:"priority"`
	Plan     string `json:"plan"`
	Rule     string `json:"rule"`
}

// Filled tells which of the ticket's fields have changed. The values are fetched by
// those who may read them.
type Filled struct {
	Fields []string `json:"fields"`
}

// Assigned tells who has the ticket now. Empty is nobody.
type Assigned struct {
	Team      string `json:"team,omitempty"`
	Agent     string `json:"agent,omitempty"`
	Vendor    string `json:"vendor,omitempty"`
	WasTeam   string `json:"was_team,omitempty"`
	WasAgent  string `json:"was_agent,omitempty"`
	WasVendor string `json:"was_vendor,omitempty"`
}

// Moved tells of a move from one stage to another.
type Moved struct {
	Move string `json:"move,omitempty"`
	From string `json:"from"`
	To   string `json:"to"`
	// Because is the occasion upon which the system made the move, if it did;
	// "stage_retired", with no Move, when the regulation has the stage From no more.
	Because string `json:"because,omitempty"`
}

// Regulated tells that a ticket follows another version of the regulation than it did,
// or has the keys of a newer one, without anybody having done anything to it.
type Regulated struct {
	Version int    `json:"version"` // of its targets, from now on
	Because string `json:"because"` // "renamed": keys were; "published": open tickets were to follow at once
}

// Published tells of a new version of the desk's regulation.
type Published struct {
	Version    int    `json:"version"`
	Reason     string `json:"reason"`
	OpenFollow bool   `json:"open_follow,omitempty"` // open tickets follow it at once
}

// Linked tells that the ticket leads to another one or to a thing elsewhere, or does no more.
type Linked struct {
	Kind   string     `json:"kind"`
	Key    string     `json:"key"`
	URL    string     `json:"url,omitempty"`
	Ticket *uuid.UUID `json:"ticket,omitempty"` // when it is another ticket
}

// Rated tells how content the requester is, from 1 to 5.
type Rated struct {
	Rating  int        `json:"rating"`
	Was     int        `json:"was,omitempty"`
	Comment *uuid.UUID `json:"comment,omitempty"` // the message that he wrote with it
}

// Reviewed tells what the quality manager found.
type Reviewed struct {
	Closing string `json:"closing"` // "right" or "wrong"
	Quality int    `json:"quality"` // of the work, 1 to 5
	Agent   string `json:"agent,omitempty"`
	Team    string `json:"team,omitempty"`
}

// Observer tells who follows the ticket now, or does no more.
type Observer struct {
	Person string `json:"person"`
}

// Article tells of the article of the knowledge base that belongs to the ticket's
// solution. Suggested: there is none yet, the solution may become one. Settled: it is
// there, or, when empty, none is to be written.
type Article struct {
	Article string `json:"article,omitempty"`
}

// Waiting tells that the desk waits for somebody and its clocks stand still.
type Waiting struct {
	Reason string     `json:"reason"`
	Until  *time.Time `json:"until,omitempty"`
	Others bool       `json:"others,omitempty"` // it is not the requester who is waited for
}

// Resumed tells why a wait ended: "message", "move", "date" or "person".
type Resumed struct {
	Because string `json:"because"`
}

// Estimated tells that a target was set for one ticket alone.
type Estimated struct {
	Clock  string `json:"clock"`
	Target string `json:"target"`
}

// Merged tells that somebody of the ticket was found to be the same as another, who is
// in his place from now on.
type Merged struct {
	From string `json:"from"`
	Into string `json:"into"`
}

// Task tells of a task that was made, changed, finished or given to another.
type Task struct {
	Task     uuid.UUID `json:"task"`
	Kind     string    `json:"kind"`
	Title    string    `json:"title"`
	Assignee string    `json:"assignee,omitempty"`
}

// Spent tells of time that was booked.
type Spent struct {
	Task    *uuid.UUID `json:"task,omitempty"`
	Person  string     `json:"person"`
	Seconds int64      `json:"seconds"`
}

// Clock tells that a clock has come near its due or has passed it.
type Clock struct {
	Clock       string    `json:"clock"`
	Target      string    `json:"target"`
	At          time.Time `json:"at"` // the instant that was passed
	Informative bool      `json:"informative,omitempty"`
}

// Rule tells that a rule of the regulation could not be asked of the ticket and was
// passed over. It is for whoever keeps the regulation.
type Rule struct {
	Rule    string `json:"rule"`
	Version int    `json:"version"` // of the regulation
	Problem string `json:"problem"`
}

// Erased tells that personal data was taken out of the ticket. Who keeps copies of what was
// told of it before is to look what is left.
type Erased struct {
	Person      string     `json:"person"`
	Texts       string     `json:"texts"`
	Certificate *uuid.UUID `json:"certificate,omitempty"` // of the erasing; none where a rule of the regulation did it
}

// Silence tells that the ticket will close by itself unless the requester speaks.
type Silence struct {
	Closes time.Time `json:"closes"`
}
