package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// ListLines reads times booked on tickets within the scope, by the instant at which
// they were worked and id.
func (s *Store) ListLines(_ context.Context, sc storage.Scope, q storage.LineQuery) ([]storage.Line, error) {
	if err := within(q.Limit); err != nil || !sc.Internal {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	d := s.desk(sc.Desk)
	var list []storage.Line
	for id, r := range d.tickets {
		if !sees(sc, r.ticket) || !oneOf(q.Tickets, id) || !oneOf(q.Organizations, r.ticket.Organization) {
			continue
		}
		for _, t := range r.times {
			if during(t.Worked, q.From, q.Until) && oneOf(q.Contracts, t.Contract) && oneOf(q.People, t.Person) && oneOf(q.Tasks, t.Task) &&
				(q.After.IsZero() || compareLines(t, ticket.Spending{ID: q.After.ID, Worked: q.After.At}) > 0) {
				list = append(list, d.line(r, t))
			}
		}
	}
	slices.SortFunc(list, func(a, b storage.Line) int { return compareLines(a.Spending, b.Spending) })
	return list[:min(len(list), q.Limit)], nil
}

func during(at, from, until time.Time) bool {
	return !at.Before(from) && (until.IsZero() || at.Before(until))
}

func compareLines(a, b ticket.Spending) int {
	return cmp.Or(a.Worked.Compare(b.Worked), bytes.Compare(a.ID[:], b.ID[:]))
}

// line is a booked time with what there is to say of its ticket.
func (d *desk) line(r *record, sp ticket.Spending) storage.Line {
	t := r.ticket
	l := storage.Line{
		Spending: sp, Number: t.Number, Subject: t.Subject, Category: t.Category, Organization: t.Organization, Closed: t.Closed,
		Agreement: d.contracts[sp.Contract].Number,
	}
	for _, task := range r.tasks {
		if task.ID == sp.Task {
			l.Title = task.Title
		}
	}
	return l
}

// SumLines counts and sums all lines of a desk that were worked in a stretch of time.
func (s *Store) SumLines(_ context.Context, desk string, from, until time.Time) (storage.Sum, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.desk(desk).sum(from, until), nil
}

func (d *desk) sum(from, until time.Time) (sum storage.Sum) {
	for _, r := range d.tickets {
		for _, t := range r.times {
			if during(t.Worked, from, until) {
				sum.Lines++
				sum.Spent += t.Spent
			}
		}
	}
	return sum
}

// ListPeriods reads the periods that are closed, the newest first.
func (s *Store) ListPeriods(_ context.Context, desk string, limit int) ([]storage.Period, error) {
	if err := within(limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := slices.Clone(s.desk(desk).periods)
	slices.Reverse(list)
	return list[:min(len(list), limit)], nil
}

// ClosePeriod closes the period that begins where the last one ended.
func (s *Store) ClosePeriod(_ context.Context, p storage.Period) (storage.Period, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(p.Desk)
	p.From, p.Until, p.At = d.closedUntil(), ticket.Instant(p.Until), ticket.Instant(p.At)
	if p.Number != len(d.periods)+1 || !p.Until.After(p.From) {
		return storage.Period{}, storage.ErrConflict
	}
	p.Sum = d.sum(p.From, p.Until)
	d.periods = append(d.periods, p)
	return p, nil
}

// closedUntil is where the last period ended; zero if there is none.
func (d *desk) closedUntil() time.Time {
	if n := len(d.periods); n > 0 {
		return d.periods[n-1].Until
	}
	return time.Time{}
}
