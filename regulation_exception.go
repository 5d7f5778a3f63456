package helpdesk

import "slices"

// Exception gives tickets another plan than the matrix would. Exceptions are asked
// in their order, and the first whose condition holds counts.
type Exception struct {
	Key    string `yaml:"key"`
	Reason Text   `yaml:"reason"` // for people: the ticket tells it
	When   string `yaml:"when"`   // a condition: see docs/regulation.md
	Plan   string `yaml:"plan"`
}

// Route gives tickets to another team than the category and the stage would. Routes
// are asked in their order whenever a ticket enters a stage or is classified, and the
// first whose condition holds counts.
type Route struct {
	Key    string   `yaml:"key"`
	Reason Text     `yaml:"reason"`
	When   string   `yaml:"when"`
	Stages []string `yaml:"stages,omitempty"` // in these; in all when left out
	Team   string   `yaml:"team"`
}

// in tells whether the route is one of the stage.
func (r Route) in(stage string) bool { return len(r.Stages) == 0 || slices.Contains(r.Stages, stage) }

// Template is a text that the staff begins an answer with.
type Template struct {
	Key        string   `yaml:"key"`
	Title      Text     `yaml:"title"`
	Text       Text     `yaml:"text"`
	Categories []string `yaml:"categories,omitempty"` // offered for these; for all when left out
}

// Sight says which tickets agents see.
type Sight string

// What agents see. The zero value is SightDesk.
const (
	SightDesk  Sight = "desk"  // every ticket of the desk
	SightTeams Sight = "teams" // those they have or that their teams have; operations and quality managers see all
)

// The rules that can choose a plan or a team, before the keys of what they go by.
const (
	ruleMatrix    = "matrix:"
	rulePriority  = "priority:"
	ruleException = "exception:"
	ruleRoute     = "route:"
)

// Colleagues says whether people of one organization read each other's requests.
type Colleagues string

// What requesters of one organization read of each other. The zero value is ColleaguesApart.
const (
	ColleaguesApart Colleagues = "apart" // nothing, unless they observe it
	ColleaguesRead  Colleagues = "read"  // every ticket that was opened with their organization
)
