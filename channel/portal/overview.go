package portal

import (
	"net/http"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// overviewPage is the load of the desk at a glance: every number leads to its list.
type overviewPage struct {
	Totals []link
	Teams  []load
	Agents []load
}

// load is how much a team or an agent has.
type load struct {
	Name                string
	Plan                string // the address of an agent's work plan
	Open, Late, Waiting link
}

func (v *visit) overview() error {
	if err := v.staff(); err != nil {
		return err
	}
	rail, err := v.rail("")
	if err != nil {
		return err
	}
	p := overviewPage{}
	for _, l := range rail {
		if l.Count != "" {
			p.Totals = append(p.Totals, l)
		}
	}
	c, err := v.circle()
	if err != nil {
		return err
	}
	for _, o := range v.teamOptions(c) {
		l, err := v.load(o.Title, "team", o.Value, ticket.Filter{Teams: []string{o.Value}})
		if err != nil {
			return err
		}
		p.Teams = append(p.Teams, l)
	}
	for _, person := range takers(c.staff) {
		l, err := v.load(person.Name, "agent", person.ID, ticket.Filter{Agents: []string{person.ID}})
		if err != nil {
			return err
		}
		l.Plan = withQuery(v.at("schedule"), "person", person.ID)
		p.Agents = append(p.Agents, l)
	}
	v.show(http.StatusOK, "overview", v.say.Text("overview.title", nil), p)
	return nil
}

func (v *visit) load(name, field, value string, f ticket.Filter) (load, error) {
	l := load{Name: name}
	count := func(into *link, queue string, f ticket.Filter) error {
		n, err := v.count(f)
		*into = link{Count: n, URL: withQuery(v.at("queues", queue), field, value)}
		return err
	}
	f.Phases = []ticket.Phase{ticket.PhaseOpen, ticket.PhaseWaiting, ticket.PhaseResolved}
	if err := count(&l.Open, "open", f); err != nil {
		return l, err
	}
	late := f
	late.Phases, late.DueBefore = alive, v.now
	if err := count(&l.Late, "late", late); err != nil {
		return l, err
	}
	waiting := f
	waiting.Phases, waiting.Waiting = nil, true
	return l, count(&l.Waiting, "waiting", waiting)
}
