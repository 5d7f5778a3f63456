package portal

import (
	"slices"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// assignPane says what the actor may do about who has the ticket.
type assignPane struct {
	Take, GiveBack, Others bool
}

// ticketForms says which verbs are offered, and fills in what can be chosen.
func (v *visit) ticketForms(p *ticketPage, s helpdesk.Story, c circle) {
	t, may := s.Ticket, v.rights.May
	p.Works = v.rights.Works(t)
	p.Open, p.Done = t.Phase == ticket.PhaseOpen, t.Phase == ticket.PhaseDone
	p.Reply = !p.Done && may(helpdesk.VerbAnswer) && (p.Works || v.rights.Own(t))
	p.Note = may(helpdesk.VerbNote)
	p.Classify = p.Open && p.Works && may(helpdesk.VerbClassify)
	// Where there are waiting stages, moves lead into them; in one, reason and date can be changed.
	p.Waits = p.Works && may(helpdesk.VerbWait) && (p.Open && !v.waitingStages() || t.Phase == ticket.PhaseWaiting)
	p.Resume = p.Waits && t.Wait.On()
	p.AddTask = !p.Done && p.Works && may(helpdesk.VerbTask)
	p.Spend = !p.Done && p.Works && may(helpdesk.VerbSpend)
	if !p.Done && p.Works && may(helpdesk.VerbAssign) {
		me := v.rights.Person.ID
		p.Assign = assignPane{Take: me != "" && t.Agent != me, GiveBack: t.Agent == me && me != "", Others: v.rights.Desk}
	}
	i := slices.IndexFunc(v.rules.Categories, func(c helpdesk.Category) bool { return c.Key == t.Category })
	if i >= 0 && p.Open && p.Works && may(helpdesk.VerbEstimate) {
		for _, clock := range v.rules.Categories[i].Estimates {
			p.Estimates = append(p.Estimates, option{Value: clock, Title: v.clock(clock)})
		}
	}
	if !p.Classify && !p.Assign.Others && !p.AddTask {
		return
	}
	for _, x := range v.rules.Categories {
		p.Categories = append(p.Categories, option{Value: x.Key, Title: v.category(x.Key), Chosen: x.Key == t.Category})
	}
	p.FreeCategory = len(v.rules.Categories) == 0
	p.Priorities = v.priorities(t.Priority)
	for _, person := range c.staff {
		if person.Has(ticket.RoleAgent) || person.Has(ticket.RoleOperationsManager) {
			p.Agents = append(p.Agents, option{Value: person.ID, Title: c.agent(person), Chosen: person.ID == t.Agent})
		}
	}
	for _, o := range v.teamOptions(c) {
		o.Chosen = o.Value == t.Team
		p.Teams = append(p.Teams, o)
	}
	for _, team := range c.teams {
		if team.Outside {
			p.Vendors = append(p.Vendors, option{Value: team.ID, Title: team.Name, Chosen: team.ID == t.Vendor})
		}
	}
}

// waitingStages tells whether the regulation has stages in which tickets wait.
func (v *visit) waitingStages() bool {
	return slices.ContainsFunc(v.rules.Stages, func(s helpdesk.Stage) bool { return s.Phase == ticket.PhaseWaiting })
}

// offered are the forms that the page shows.
func (p ticketPage) offered() []string {
	var names []string
	for name, shown := range map[string]bool{
		"reply": p.Reply, "note": p.Note, "classify": p.Classify, "wait": p.Waits, "resume": p.Resume, "take": p.Assign.Take,
		"give-back": p.Assign.GiveBack, "assign": p.Assign.Others, "estimate": len(p.Estimates) > 0, "task": p.AddTask, "spend": p.Spend, "finish": true, "fill": len(p.Fill) > 0,
	} {
		if shown {
			names = append(names, name)
		}
	}
	for _, m := range p.Moves {
		if !m.Held {
			names = append(names, m.Form.Name)
		}
	}
	return names
}
