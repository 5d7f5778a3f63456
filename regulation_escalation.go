package helpdesk

import (
	"fmt"
	"slices"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Escalation says what happens when a clock comes near its due, or passes it: whom the
// desk tells, which team it gives the ticket to, which priority it raises it to. All
// that fit are followed, in their order.
type Escalation struct {
	On         Moment   `yaml:"on"`
	Clocks     []string `yaml:"clocks,omitempty"`     // of these; of all when left out
	Categories []string `yaml:"categories,omitempty"` // tickets of these; of all when left out
	Priorities []string `yaml:"priorities,omitempty"`
	Tell       []string `yaml:"tell,omitempty"`     // "team", "operations": its members, the operations managers
	People     []string `yaml:"people,omitempty"`   // to be told, by id
	Reassign   string   `yaml:"reassign,omitempty"` // the team that gets it; its agent stays if he is in it
	Raise      string   `yaml:"raise,omitempty"`    // the priority that it gets if it has a lower one
}

// Moment is what a clock comes to.
type Moment string

// The moments of a clock.
const (
	OnWarning Moment = "warning"
	OnBreach  Moment = "breach"
)

// Whom an escalation can tell beside people by name.
const (
	TellTeam       = "team"
	TellOperations = "operations"
)

// fits tells whether the escalation is for that moment of a ticket.
func (e Escalation) fits(t ticket.Ticket, on Moment, clock string) bool {
	in := func(list []string, key string) bool { return len(list) == 0 || slices.Contains(list, key) }
	return e.On == on && in(e.Clocks, clock) && in(e.Categories, t.Category) && in(e.Priorities, t.Priority)
}

// escalations are those that an event of a clock calls for.
func (r *rules) escalations(t ticket.Ticket, kind event.Kind, clock string) (list []Escalation) {
	on := OnWarning
	if kind == event.ClockBreached {
		on = OnBreach
	}
	for _, e := range r.Escalations {
		if e.fits(t, on, now(r.successors.clocks, clock)) {
			list = append(list, e)
		}
	}
	return list
}

// Distribution says that tickets which come to a team's queue are given to its members
// by the desk itself. Where nobody is free they stay in the queue.
type Distribution struct {
	By   Sharing `yaml:"by"`
	Most int     `yaml:"most,omitempty"` // open tickets that one member may have; no limit when 0
}

// Sharing is how a team's tickets are given out.
type Sharing string

// The ways of giving out tickets.
const (
	ByTurn Sharing = "turn" // to one member after the other
	ByLoad Sharing = "load" // to who has the fewest open ones; among equals by turn
)

// escalations proves what happens when clocks come near their due or pass it.
func (p *proof) escalations(r Regulation) {
	clocks := keysOf(r.Clocks, func(c Clock) string { return c.Key })
	categories := keysOf(r.Categories, func(c Category) string { return c.Key })
	priorities := keysOf(r.Priorities, func(x Priority) string { return x.Key })
	teams := keysOf(r.Teams, func(t TeamDefinition) string { return t.Key })
	for i, e := range r.Escalations {
		at := fmt.Sprintf("escalations[%d]", i)
		p.required(at+".on", string(e.On), []string{string(OnWarning), string(OnBreach)})
		for field, of := range map[string][2][]string{
			"clocks": {e.Clocks, clocks}, "categories": {e.Categories, categories}, "priorities": {e.Priorities, priorities},
			"tell": {e.Tell, {TellTeam, TellOperations}},
		} {
			for j, key := range of[0] {
				p.required(fmt.Sprintf("%s.%s[%d]", at, field, j), key, of[1])
			}
		}
		p.known(at+".reassign", e.Reassign, teams)
		p.known(at+".raise", e.Raise, priorities)
		if len(e.Tell)+len(e.People) == 0 && e.Reassign == "" && e.Raise == "" {
			p.add(at, FaultRequired, "allowed", "tell, people, reassign, raise")
		}
	}
	for i, t := range r.Teams {
		if t.Distribution == nil {
			continue
		}
		at := fmt.Sprintf("teams[%d].distribution", i)
		p.required(at+".by", string(t.Distribution.By), []string{string(ByTurn), string(ByLoad)})
		if most := t.Distribution.Most; most < 0 || most > 1000 {
			p.add(at+".most", FaultRange, "got", fmt.Sprint(most), "min", "0", "max", "1000")
		}
	}
}

// distribution is how the desk gives out the tickets of a team; nil if it does not.
func (r *rules) distribution(team string) *Distribution {
	i := slices.IndexFunc(r.Teams, func(t TeamDefinition) bool { return t.Key == team })
	if i < 0 {
		return nil
	}
	return r.Teams[i].Distribution
}
