package main

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// agent works through his list, one ticket after the other, in working hours.
type agent struct{ id, team string }

// begin puts an agent's first look at his list on the agenda.
func (w *world) begin(a agent) {
	w.agenda.add(w.working(w.clock.Now(), w.between(time.Minute, 10*time.Minute)), w.turn(a))
}

// pause is after how long somebody looks again who has found nothing to do.
const pause = 10 * time.Minute

// turn lets an agent look for the next ticket and work on it for a while.
func (w *world) turn(a agent) func(context.Context) error {
	return func(ctx context.Context) error {
		if _, left := w.left[a.id]; left {
			return nil
		}
		if absence, away := w.away(a.id, w.clock.Now()); away {
			w.agenda.add(w.working(absence.Until, pause), w.turn(a))
			return nil
		}
		t, found, err := w.pick(ctx, a)
		if err != nil {
			return err
		}
		if !found {
			w.agenda.add(w.working(w.clock.Now(), pause), w.turn(a))
			return nil
		}
		spent := w.effort(t)
		w.agenda.add(w.working(w.clock.Now(), spent), func(ctx context.Context) error {
			if !w.has(a.id, w.clock.Now()) { // it was begun yesterday
				return w.turn(a)(ctx)
			}
			if err := w.work(ctx, a, t.ID, spent); err != nil {
				return err
			}
			return w.turn(a)(ctx)
		})
		return nil
	}
}

// fullSize is how many tickets a day the agents have just time for: of fewer, each is
// the more work, up to ten times as much.
const fullSize = 400

// effort is how long the work on a ticket takes, in whole minutes.
func (w *world) effort(t ticket.Ticket) time.Duration {
	most := map[string]time.Duration{"level1": 8 * time.Minute, "level2": 7 * time.Minute, "reopened": 15 * time.Minute}[t.Stage]
	if most == 0 {
		most = 35 * time.Minute
	}
	times := min(10, max(1, fullSize/max(1, w.Tickets)))
	return w.between(time.Minute, most*time.Duration(times)).Round(time.Minute)
}

// pick finds what an agent does next: of his own, those first whose requester came back,
// then by due; else of his team's queue, which he takes. Now and then he looks there first.
func (w *world) pick(ctx context.Context, a agent) (t ticket.Ticket, found bool, err error) {
	own := ticket.Filter{Agents: []string{a.id}, Phases: []ticket.Phase{ticket.PhaseOpen}}
	if a.team == vendor {
		own = ticket.Filter{Stages: []string{"level4"}} // all that the team was given
	}
	if a.team != vendor && w.percent(15) {
		if t, found, err = w.help(ctx, a); found || err != nil {
			return t, found, err
		}
	}
	if t, found, err = w.first(ctx, a, own); found || err != nil || a.team == vendor {
		return t, found, err
	}
	return w.help(ctx, a)
}

// help takes a ticket of the team's queue.
func (w *world) help(ctx context.Context, a agent) (t ticket.Ticket, found bool, err error) {
	queue := ticket.Filter{Teams: []string{a.team}, Unassigned: true, Phases: []ticket.Phase{ticket.PhaseOpen}}
	if t, found, err = w.first(ctx, a, queue); !found || err != nil {
		return t, found, err
	}
	_, err = w.desk.As(helpdesk.Person(a.id)).Assign(ctx, t.ID, helpdesk.Assignment{Agent: &a.id})
	found, err = w.did("take", err)
	return t, found, err
}

// first is the first ticket of a list that can be worked on, now and then another one:
// people do not only go by dates.
func (w *world) first(ctx context.Context, a agent, f ticket.Filter) (ticket.Ticket, bool, error) {
	page, err := w.desk.As(helpdesk.Person(a.id)).Tickets(ctx, storage.Query{Filter: f, Limit: 40})
	if err != nil {
		return ticket.Ticket{}, false, err
	}
	var ready []ticket.Ticket
	for _, t := range page.Tickets {
		if t.Wait.On() || t.Stage == "level4" && a.team != vendor {
			continue
		}
		if t.Stage == "reopened" {
			return t, true, nil
		}
		ready = append(ready, t)
	}
	if len(ready) == 0 {
		return ticket.Ticket{}, false, nil
	}
	if w.percent(15) {
		return ready[len(ready)-1], true, nil
	}
	return ready[0], true, nil
}

// work ends a stretch of work on a ticket: the agent books it and does what follows.
func (w *world) work(ctx context.Context, a agent, id uuid.UUID, spent time.Duration) error {
	s := w.desk.As(helpdesk.Person(a.id))
	t, err := s.Ticket(ctx, id)
	if err != nil {
		_, err = w.did("look", err)
		return err
	}
	if t.Phase != ticket.PhaseOpen {
		return nil // it was closed or resolved while he was at it
	}
	in := helpdesk.Booking{Spent: spent}
	if w.percent(5) { // some forget to book: until tomorrow, or for good
		in.Worked = w.clock.Now()
		if w.one(2) {
			w.agenda.add(w.working(in.Worked, w.between(4*time.Hour, 30*time.Hour)), func(ctx context.Context) error { return w.spend(ctx, a.id, id, in) })
		}
	} else if err := w.spend(ctx, a.id, id, in); err != nil {
		return err
	}
	switch t.Stage {
	case "level1":
		return w.classify(ctx, s, t)
	case "level4":
		return w.hostersAnswer(ctx, s, t)
	}
	return w.solve(ctx, s, t)
}

// classify is the first line's work.
func (w *world) classify(ctx context.Context, s *helpdesk.Session, t ticket.Ticket) error {
	in := helpdesk.Classification{}
	if w.percent(15) {
		in.Category = categories[w.chance.IntN(len(categories))]
	}
	if w.percent(10) {
		in.Priority = []string{"normal", "urgent", "critical"}[w.chance.IntN(3)]
	}
	_, err := s.Classify(ctx, t.ID, in)
	if ok, err := w.did("classify", err); !ok {
		return err
	}
	if w.percent(5) {
		return w.move(ctx, s, t, "annul", "reason")
	}
	return w.move(ctx, s, t, "process", "")
}

// move makes a move, with a text for the field that it asks for.
func (w *world) move(ctx context.Context, s *helpdesk.Session, t ticket.Ticket, event, field string) error {
	in := helpdesk.Transition{Event: event}
	if field != "" {
		in.Fields = map[string]string{field: w.words()}
	}
	_, err := s.Move(ctx, t.ID, in)
	ok, err := w.did(event, err)
	if ok && event == "resolve" {
		w.answered(t.Requester, t.ID)
	}
	return err
}

// solve is the work of the other lines.
func (w *world) solve(ctx context.Context, s *helpdesk.Session, t ticket.Ticket) error {
	deep := t.Stage == "level3"
	if t.Category == "feature" && deep && len(t.Estimates) == 0 {
		_, err := s.Estimate(ctx, t.ID, helpdesk.Estimate{Target: []string{"8d", "12d", "20d"}[w.chance.IntN(3)], Reason: w.words()})
		if _, err := w.did("estimate", err); err != nil {
			return err
		}
	}
	switch dice := w.chance.IntN(100); {
	case dice < 12:
		return w.askBack(ctx, s, t)
	case dice < 26 && t.Stage == "level2", dice < 22 && deep:
		return w.escalate(ctx, s, t)
	case dice < 30:
		return w.divide(ctx, s, t)
	case dice < 34:
		_, err := s.Note(ctx, t.ID, w.words())
		_, err = w.did("note", err)
		return err // he goes on with it later
	case dice < 37:
		return w.giveBack(ctx, s, t)
	case dice < 65:
		_, err := s.Reply(ctx, t.ID, helpdesk.Answer{Text: w.words(), Channel: ticket.ChannelPortal})
		if _, err := w.did("answer", err); err != nil {
			return err
		}
	}
	return w.move(ctx, s, t, "resolve", "solution")
}

// askBack asks the requester and waits: mostly until a date.
func (w *world) askBack(ctx context.Context, s *helpdesk.Session, t ticket.Ticket) error {
	_, err := s.Reply(ctx, t.ID, helpdesk.Answer{Text: "Что видно в журнале? " + w.words(), Channel: ticket.ChannelPortal})
	if ok, err := w.did("answer", err); !ok {
		return err
	}
	in := helpdesk.Waiting{Reason: "Ждём ответа заявителя"}
	if !w.percent(15) {
		in.Until = w.working(w.clock.Now(), w.between(4*time.Hour, 40*time.Hour))
	}
	_, err = s.Wait(ctx, t.ID, in)
	if ok, err := w.did("wait", err); !ok {
		return err
	}
	w.asked(t.Requester, t.ID)
	return nil
}

// escalate gives a ticket to the next level; to the fourth with the vendor's team,
// which the operations manager asks.
func (w *world) escalate(ctx context.Context, s *helpdesk.Session, t ticket.Ticket) error {
	if t.Stage == "level3" && t.Vendor == "" {
		team := vendor
		_, err := w.desk.As(helpdesk.Person(manager)).Assign(ctx, t.ID, helpdesk.Assignment{Vendor: &team})
		if ok, err := w.did("ask the vendor", err); !ok {
			return err
		}
	}
	return w.move(ctx, s, t, "escalate", "reason")
}

// divide divides the work: a part is added and done at once, or left for later.
func (w *world) divide(ctx context.Context, s *helpdesk.Session, t ticket.Ticket) error {
	made, err := s.AddTask(ctx, t.ID, helpdesk.NewTask{
		Title: "Проверить журналы", Assignee: t.Agent, Due: w.working(w.clock.Now(), w.between(time.Hour, 16*time.Hour)),
	})
	if ok, err := w.did("task", err); !ok || w.one(3) {
		return err
	}
	_, err = s.FinishTask(ctx, t.ID, made.Part)
	_, err = w.did("finish", err)
	return err
}

// giveBack puts a ticket into its team's queue.
func (w *world) giveBack(ctx context.Context, s *helpdesk.Session, t ticket.Ticket) error {
	nobody := ""
	_, err := s.Assign(ctx, t.ID, helpdesk.Assignment{Agent: &nobody})
	_, err = w.did("give back", err)
	return err
}

// hostersAnswer is the third company's work: it solves it, or gives it back.
func (w *world) hostersAnswer(ctx context.Context, s *helpdesk.Session, t ticket.Ticket) error {
	if w.percent(30) {
		_, err := s.Note(ctx, t.ID, w.words())
		_, err = w.did("note", err)
		return err
	}
	if w.percent(40) {
		return w.move(ctx, s, t, "resolve", "solution")
	}
	return w.move(ctx, s, t, "return", "")
}
