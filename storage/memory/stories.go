package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Messages are in the order in which they were written.
func (s *Store) Messages(_ context.Context, sc storage.Scope, id uuid.UUID) ([]ticket.Message, error) {
	return story(s, sc, id, func(r *record) (list []ticket.Message) {
		for _, m := range r.messages {
			if sc.Internal || m.Audience == ticket.Public {
				list = append(list, cloneMessage(m))
			}
		}
		return list
	})
}

// Tasks are in the order in which they were made.
func (s *Store) Tasks(_ context.Context, sc storage.Scope, id uuid.UUID) ([]ticket.Task, error) {
	return story(s, sc, id, func(r *record) []ticket.Task {
		if !sc.Internal {
			return nil
		}
		tasks := make([]ticket.Task, 0, len(r.tasks))
		for _, t := range r.tasks {
			tasks = append(tasks, cloneTask(t))
		}
		return tasks
	})
}

// Times are in the order in which they were booked.
func (s *Store) Times(_ context.Context, sc storage.Scope, id uuid.UUID) ([]ticket.Spending, error) {
	return story(s, sc, id, func(r *record) []ticket.Spending {
		if !sc.Internal {
			return nil
		}
		return slices.Clone(r.times)
	})
}

// Journal is whole, in order.
func (s *Store) Journal(_ context.Context, sc storage.Scope, id uuid.UUID) ([]ticket.Entry, error) {
	return story(s, sc, id, func(r *record) []ticket.Entry {
		if !sc.Internal {
			return nil
		}
		return r.entries()
	})
}

// Events are the ticket's, in order.
func (s *Store) Events(_ context.Context, sc storage.Scope, id uuid.UUID) ([]event.Envelope, error) {
	return story(s, sc, id, func(r *record) (list []event.Envelope) {
		if !sc.Internal {
			return nil
		}
		for _, e := range r.events {
			list = append(list, cloneEvent(e))
		}
		slices.SortStableFunc(list, func(a, b event.Envelope) int {
			return cmp.Or(cmp.Compare(a.Version, b.Version), cmp.Compare(a.Index, b.Index))
		})
		return list
	})
}

// story reads a part of a ticket that the scope sees.
func story[T any](s *Store, sc storage.Scope, id uuid.UUID, read func(*record) []T) ([]T, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, err := s.record(sc, id)
	if err != nil {
		return nil, err
	}
	return read(r), nil
}
