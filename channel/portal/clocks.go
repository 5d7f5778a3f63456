package portal

import (
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// account is a clock of the ticket as it stands.
type account struct {
	Title, State, StateText string
	Informative             bool
	Budget, Spent, Left     string
	Limited, Over           bool
	Share                   int
	Paused                  string
	Due, Breached           time.Time
	Holders                 []holder
	Plan                    string
	Why                     string
}

type holder struct {
	Name, Spent string
	Share       int
}

func (v *visit) accounts(s helpdesk.Story) []account {
	var list []account
	for _, a := range s.Accounts {
		if a.Running == 0 && a.State != sla.ClockRunning && a.Paused == 0 {
			continue // it has not lived yet
		}
		x := account{
			Title: v.clock(a.Clock), State: string(a.State), StateText: v.say.Text("clock."+string(a.State), nil), Informative: a.Informative,
			Budget: v.target(a.Budget), Spent: v.target(a.Spent), Limited: !a.Budget.IsZero(), Share: share(a.Spent, a.Budget),
			Due: a.Due, Breached: a.BreachedAt, Plan: v.plan(a.Plan), Why: v.at("tickets", s.Ticket.Number, "why", a.Clock),
		}
		if x.Limited {
			x.Left, x.Over = v.target(a.Left), a.Left.Sign() < 0
		}
		if a.Paused > 0 {
			x.Paused = v.say.Duration(a.Paused)
		}
		for _, h := range a.Holders {
			if trifle(h.Spent) && len(a.Holders) > 1 {
				continue
			}
			x.Holders = append(x.Holders, holder{v.name(s.Names, h.Holder), v.target(h.Spent), share(h.Spent, a.Budget)})
		}
		list = append(list, x)
	}
	return list
}

// way is a move of the ticket's, with what it does to the clocks.
type way struct {
	Event, Title, URL string
	Form              form
	Fields            []moveField
	OnBehalf, Held    bool
	Why               string   // it is held
	Clocks            []string // what it does to them, in words
	Main              bool     // the likeliest
}

// ways are the moves that may be made, the likeliest first: to resolve, then on, then
// to end, then what is the requester's own; what is held comes last of its kind.
func (v *visit) ways(s helpdesk.Story, failed form) []way {
	moves := slices.Clone(s.Moves)
	slices.SortStableFunc(moves, func(a, b helpdesk.Way) int { return v.likelihood(a) - v.likelihood(b) })
	var list []way
	for i, m := range moves {
		w := way{
			Event: m.Move.Event, Title: m.Move.Title.In(v.say.Code()), URL: v.at("tickets", s.Ticket.Number, "move", m.Move.Event),
			Form: blank("move:" + m.Move.Event), OnBehalf: m.OnBehalf, Held: m.Held, Clocks: v.effects(s, m), Main: i == 0 && !m.Held,
		}
		if failed.Name == w.Form.Name {
			w.Form = failed
		}
		w.Fields = v.moveFields(m.Move, w.Form, s.Ticket.Fields)
		for _, g := range m.Guards {
			w.Why = v.say.Text("guard."+g, nil)
		}
		list = append(list, w)
	}
	return list
}

func (v *visit) likelihood(w helpdesk.Way) int {
	rank := 1
	i := slices.IndexFunc(v.rules.Stages, func(s helpdesk.Stage) bool { return s.Key == w.Move.To })
	if i >= 0 && v.rules.Stages[i].Phase == ticket.PhaseResolved {
		rank = 0
	}
	if i >= 0 && v.rules.Stages[i].Phase == ticket.PhaseDone {
		rank = 3
	}
	if w.OnBehalf {
		rank += 10
	}
	return rank
}

// effects says what a move does to the clocks: what stops, before what goes on.
func (v *visit) effects(s helpdesk.Story, w helpdesk.Way) []string {
	if w.Follows {
		return []string{v.say.Text("move.follows", nil)}
	}
	var stops, goes []string
	for _, e := range w.Clocks {
		text := v.effect(s, e)
		if e.Will == sla.ClockRunning {
			goes = append(goes, text)
		} else {
			stops = append(stops, text)
		}
	}
	return append(stops, goes...)
}

func (v *visit) effect(s helpdesk.Story, e helpdesk.ClockEffect) string {
	params := map[string]string{"clock": v.clock(e.Clock), "budget": v.target(e.Target)}
	i := slices.IndexFunc(s.Accounts, func(a sla.Account) bool { return a.Clock == e.Clock })
	begun := false
	if i >= 0 {
		a := s.Accounts[i]
		params["spent"], params["left"], begun = v.target(a.Spent), v.target(a.Left), a.Spent.Sign() > 0
		if a.Left.Sign() < 0 && e.Will == sla.ClockRunning && begun {
			return v.say.Text("move.goes_on_over", params)
		}
	}
	switch {
	case e.Void:
		return v.say.Text("move.void", params)
	case e.Will == sla.ClockPaused:
		return v.say.Text("move.pauses", params)
	case e.Will == sla.ClockEnded:
		return v.say.Text("move.ends", params)
	case e.Will == sla.ClockOff:
		return v.say.Text("move.stops", params)
	case begun && e.Was != sla.ClockEnded || begun && s.Accounts[i].Kind == sla.Resolution:
		return v.say.Text("move.goes_on", params)
	}
	return v.say.Text("move.starts", params)
}
