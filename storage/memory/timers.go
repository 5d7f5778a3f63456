package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// timer is a pending timer and the claim on it, if there is one.
type timer struct {
	storage.Timer
	owner uuid.UUID
	until time.Time
}

// same tells whether two timers have the same key.
func same(a, b storage.Timer) bool { return a.Cause == b.Cause && a.Kind == b.Kind }

// setTimers makes these the pending timers. One that stays at its instant keeps
// its claim.
func (r *record) setTimers(t ticket.Ticket, timers []storage.Timer) {
	var now []timer
	for _, next := range timers {
		next.Desk, next.Ticket, next.At = t.Desk, t.ID, ticket.Instant(next.At)
		row := timer{Timer: next}
		for _, had := range r.timers {
			if same(had.Timer, next) && had.At.Equal(next.At) {
				row = had
			}
		}
		now = append(now, row)
	}
	r.timers = now
}

// Claim takes timers that are due at Now and not claimed, the earliest first.
func (s *Store) Claim(_ context.Context, c storage.Claim) ([]storage.Timer, error) {
	if c.Limit < 1 {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var free []*timer
	for _, r := range s.desk(c.Desk).tickets {
		for i := range r.timers {
			if t := &r.timers[i]; !t.At.After(c.Now) && !t.until.After(c.Now) {
				free = append(free, t)
			}
		}
	}
	slices.SortFunc(free, func(a, b *timer) int { return earlier(a.Timer, b.Timer) })
	var taken []storage.Timer
	for _, t := range free[:min(len(free), c.Limit)] {
		t.owner, t.until = c.Owner, ticket.Instant(c.Until)
		taken = append(taken, t.Timer)
	}
	return taken, nil
}

// Drop removes a timer that has nothing to do any more, if the owner still holds it.
func (s *Store) Drop(_ context.Context, owner uuid.UUID, t storage.Timer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.desk(t.Desk).tickets[t.Ticket]
	if r == nil {
		return nil
	}
	r.timers = slices.DeleteFunc(r.timers, func(has timer) bool {
		return same(has.Timer, t) && has.owner == owner && owner != uuid.Nil
	})
	return nil
}

// NextTimer is the instant of the earliest pending timer; the zero time if there is none.
func (s *Store) NextTimer(_ context.Context, desk string) (time.Time, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var next time.Time
	for _, r := range s.desk(desk).tickets {
		for _, t := range r.timers {
			if next.IsZero() || t.At.Before(next) {
				next = t.At
			}
		}
	}
	return next, nil
}

// Pending are the pending timers of a ticket, claimed or not, the earliest first.
func (s *Store) Pending(_ context.Context, sc storage.Scope, id uuid.UUID) ([]storage.Timer, error) {
	return story(s, sc, id, func(r *record) (list []storage.Timer) {
		for _, t := range r.timers {
			list = append(list, t.Timer)
		}
		slices.SortFunc(list, earlier)
		return list
	})
}

func earlier(a, b storage.Timer) int {
	return cmp.Or(a.At.Compare(b.At), slices.Compare(a.Ticket[:], b.Ticket[:]),
		cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.Kind, b.Kind))
}
