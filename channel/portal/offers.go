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
	p.Classify = (p.Open || t.Phase == ticket.PhaseWaiting) && p.Works && may(helpdesk.VerbClassify)
	// Where there are waiting stages, moves lead into them; in one, reason and date can be changed.
	p.Waits = p.Works && may(helpdesk.VerbWait) && (p.Open && !v.waitingStages() || t.Phase == ticket.PhaseWaiting)
	p.Resume = p.Waits && t.Wait.On()
	p.AddTask = !p.Done && p.Works && may(helpdesk.VerbTask)
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
	for _, person := range takers(c.staff) {
		p.Agents = append(p.Agents, option{Value: person.ID, Title: c.agent(person), Chosen: person.ID == t.Agent})
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
		"give-back": p.Assign.GiveBack, "assign": p.Assign.Others, "estimate": len(p.Estimates) > 0, "fill": len(p.Fill) > 0,
		"task": p.AddTask, "finish": true, "step": true, "task-change": p.changing(), "spend": p.Spend, "correct": p.correcting(),
		"watch": p.MayWatch && !p.Watch.Running, "watched": p.Watched, "dropped": p.Drops, "link": p.MayLink, "unlink": p.MayLink, "links": p.Asks,
		"observe": p.MayObserve, "unobserve": true, "article": p.MayArticle, "review": p.MayReview,
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

// changing tells whether the task whose form came back is still to be changed.
func (p ticketPage) changing() bool {
	id := p.Form("task-change").Value("task")
	return slices.ContainsFunc(p.Tasks, func(t task) bool { return t.Change && t.ID == id })
}

// correcting tells whether the booking whose form came back is still to be corrected.
func (p ticketPage) correcting() bool {
	id := p.Form("correct").Value("booking")
	return slices.ContainsFunc(p.Times, func(b booking) bool { return b.Correct && b.ID == id })
}
