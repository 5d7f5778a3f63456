package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// oversee is the operations manager's round, twice a day: he goes through what has no
// next step. Waits that nobody has put a date to, or that are too long, are ended; what
// nobody has is given to whoever has least.
func (w *world) oversee(ctx context.Context) error {
	w.agenda.add(w.working(w.clock.Now(), 4*time.Hour), w.oversee)
	s := w.desk.As(helpdesk.Person(manager))
	limit, err := w.desk.TooLong(ctx)
	if err != nil {
		return err
	}
	long, err := w.all(ctx, ticket.Filter{TooLong: limit})
	if err != nil {
		return err
	}
	stuck, err := w.all(ctx, ticket.Filter{NoNextStep: w.clock.Now(), Phases: []ticket.Phase{ticket.PhaseOpen}})
	if err != nil {
		return err
	}
	for _, t := range stuck {
		if t.Wait.On() && t.Wait.Until.IsZero() && w.clock.Now().Sub(t.Wait.Since) > 24*time.Hour {
			long = append(long, t)
		}
	}
	for _, t := range long {
		_, err := s.Resume(ctx, t.ID)
		if _, err := w.did("resume", err); err != nil {
			return err
		}
	}
	return w.giveOut(ctx, s, stuck)
}

// all are the tickets of a list of the operations manager's.
func (w *world) all(ctx context.Context, f ticket.Filter) (list []ticket.Ticket, err error) {
	q := storage.Query{Filter: f, Limit: 200}
	for {
		page, err := w.desk.As(helpdesk.Person(manager)).Tickets(ctx, q)
		if err != nil {
			return nil, err
		}
		list = append(list, page.Tickets...)
		if page.Next.IsZero() {
			return list, nil
		}
		q.After = page.Next
	}
}

// giveOut gives what nobody has to those of its team who have least. The first line
// helps itself.
func (w *world) giveOut(ctx context.Context, s *helpdesk.Session, stuck []ticket.Ticket) error {
	loads := map[string]int{}
	for _, t := range stuck {
		free := w.there(t.Team, w.clock.Now())
		if t.Agent != "" || t.Team == "line1" || len(free) == 0 {
			continue
		}
		for _, id := range free {
			if _, known := loads[id]; known {
				continue
			}
			n, err := s.Count(ctx, ticket.Filter{Agents: []string{id}, Phases: []ticket.Phase{ticket.PhaseOpen}}, 1000)
			if err != nil {
				return err
			}
			loads[id] = n
		}
		to := slices.MinFunc(free, func(a, b string) int { return cmp.Compare(loads[a], loads[b]) })
		_, err := s.Assign(ctx, t.ID, helpdesk.Assignment{Agent: &to})
		ok, err := w.did("give", err)
		if err != nil {
			return err
		}
		if ok {
			loads[to]++
		}
	}
	return nil
}

// books is a period as it was closed: its bookings, by id.
type books struct {
	storage.Period
	rows map[string]string
}

// closeBooks closes what is older than yesterday, and tries at once to change it.
func (w *world) closeBooks(ctx context.Context) error {
	s := w.desk.As(helpdesk.Person(manager))
	p, err := s.ClosePeriod(ctx, w.clock.Now().AddDate(0, 0, -2))
	if ok, err := w.did("close a period", err); !ok {
		return err
	}
	b := books{Period: p}
	if b.rows, err = w.frozen(ctx, p); err != nil {
		return err
	}
	w.closed = append(w.closed, b)
	open, err := s.Tickets(ctx, storage.Query{Filter: ticket.Filter{Phases: []ticket.Phase{ticket.PhaseOpen}}, Limit: 1})
	if err != nil || len(open.Tickets) == 0 {
		return err
	}
	_, err = s.Spend(ctx, open.Tickets[0].ID, helpdesk.Booking{Spent: time.Hour, Worked: p.Until.Add(-time.Minute)})
	var e *helpdesk.Error
	switch {
	case err == nil:
		w.find(closedStays, open.Tickets[0].ID, "an hour was booked in period %d, which was closed", p.Number)
	case !errors.As(err, &e) || e.Reason != "period_closed":
		return err
	}
	return nil
}
