package helpdesk

import (
	"slices"

	"github.com/helpdesk-go/helpdesk/sla"
)

// renamedIn is a regulation with the keys that a newer one gave to what it holds, so
// that what was only renamed does not differ.
func renamedIn(r Regulation, s successors) Regulation {
	all := func(list []string, m map[string]string) []string {
		return keysOf(list, func(k string) string { return now(m, k) })
	}
	r.Stages = slices.Clone(r.Stages)
	for i, x := range r.Stages {
		r.Stages[i].Key, r.Stages[i].Team = now(s.stages, x.Key), now(s.teams, x.Team)
	}
	r.Moves = slices.Clone(r.Moves)
	for i := range r.Moves {
		m := &r.Moves[i]
		m.From, m.To, m.Fields = all(m.From, s.stages), now(s.stages, m.To), slices.Clone(m.Fields)
		for j, f := range m.Fields {
			if f.As == FieldOfTicket {
				m.Fields[j].Key = now(s.fields, f.Key)
			}
		}
	}
	r.Clocks = slices.Clone(r.Clocks)
	for i, c := range r.Clocks {
		r.Clocks[i].Key = now(s.clocks, c.Key)
		r.Clocks[i].Stages, r.Clocks[i].Pauses, r.Clocks[i].Ends = all(c.Stages, s.stages), all(c.Pauses, s.stages), all(c.Ends, s.stages)
	}
	r.Plans = slices.Clone(r.Plans)
	for i, x := range r.Plans {
		r.Plans[i].Key = now(s.plans, x.Key)
		r.Plans[i].Targets = make(map[string]sla.Target, len(x.Targets))
		for clock, target := range x.Targets {
			r.Plans[i].Targets[now(s.clocks, clock)] = target
		}
	}
	r.Priorities = slices.Clone(r.Priorities)
	for i := range r.Priorities {
		r.Priorities[i].Key, r.Priorities[i].Plan = now(s.priorities, r.Priorities[i].Key), now(s.plans, r.Priorities[i].Plan)
	}
	r.Kinds = slices.Clone(r.Kinds)
	for i := range r.Kinds {
		r.Kinds[i].Key = now(s.kinds, r.Kinds[i].Key)
	}
	r.Categories = slices.Clone(r.Categories)
	for i, c := range r.Categories {
		c.Key = now(s.categories, c.Key)
		plans, teams := map[string]string{}, map[string]string{}
		for p, plan := range c.Plans {
			plans[now(s.priorities, p)] = now(s.plans, plan)
		}
		for stage, team := range c.Teams {
			teams[now(s.stages, stage)] = now(s.teams, team)
		}
		c.Plans, c.Teams, c.Estimates = plans, teams, all(c.Estimates, s.clocks)
		r.Categories[i] = c
	}
	r.Forms = slices.Clone(r.Forms)
	for i, f := range r.Forms {
		r.Forms[i].Categories, r.Forms[i].Kinds = all(f.Categories, s.categories), all(f.Kinds, s.kinds)
		r.Forms[i].Fields = slices.Clone(f.Fields)
		for j, x := range f.Fields {
			r.Forms[i].Fields[j].Field = now(s.fields, x.Field)
		}
	}
	r.Fields = slices.Clone(r.Fields)
	for i, f := range r.Fields {
		r.Fields[i].Key, r.Fields[i].Choices = now(s.fields, f.Key), slices.Clone(f.Choices)
		for j, c := range f.Choices {
			r.Fields[i].Choices[j].Key = now(s.choices[now(s.fields, f.Key)], c.Key)
		}
	}
	r.Teams = slices.Clone(r.Teams)
	for i := range r.Teams {
		r.Teams[i].Key = now(s.teams, r.Teams[i].Key)
	}
	r.Exceptions = slices.Clone(r.Exceptions)
	for i := range r.Exceptions {
		r.Exceptions[i].Plan = now(s.plans, r.Exceptions[i].Plan)
	}
	r.Routes = slices.Clone(r.Routes)
	for i, x := range r.Routes {
		r.Routes[i].Team, r.Routes[i].Stages = now(s.teams, x.Team), all(x.Stages, s.stages)
	}
	r.Templates = slices.Clone(r.Templates)
	for i := range r.Templates {
		r.Templates[i].Categories = all(r.Templates[i].Categories, s.categories)
	}
	r.Escalations = slices.Clone(r.Escalations)
	for i := range r.Escalations {
		e := &r.Escalations[i]
		e.Clocks, e.Categories, e.Priorities = all(e.Clocks, s.clocks), all(e.Categories, s.categories), all(e.Priorities, s.priorities)
		e.Reassign, e.Raise = now(s.teams, e.Reassign), now(s.priorities, e.Raise)
	}
	return r
}
