package memory

import (
	"bytes"
	"context"
	"slices"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// ListAssigned reads open tasks of tickets within the scope, in the order of their ids.
func (s *Store) ListAssigned(_ context.Context, sc storage.Scope, q storage.AssignedQuery) ([]storage.Assigned, error) {
	if err := within(q.Limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []storage.Assigned
	for _, r := range s.desk(sc.Desk).tickets {
		if !sc.Internal || !sees(sc, r.ticket) {
			continue
		}
		for _, t := range r.tasks {
			if t.State == ticket.TaskOpen && slices.Contains(q.People, t.Assignee) && bytes.Compare(t.ID[:], q.After[:]) > 0 {
				list = append(list, storage.Assigned{Ticket: r.ticket.Clone(), Task: cloneTask(t)})
			}
		}
	}
	slices.SortFunc(list, func(a, b storage.Assigned) int { return bytes.Compare(a.Task.ID[:], b.Task.ID[:]) })
	return list[:min(len(list), q.Limit)], nil
}

// Stopwatch reads that of a person.
func (s *Store) Stopwatch(_ context.Context, desk, person string) (ticket.Stopwatch, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	w, has := s.desk(desk).stopwatches[person]
	if !has {
		return ticket.Stopwatch{}, storage.ErrNotFound
	}
	return w, nil
}

// PutStopwatch writes that of a person.
func (s *Store) PutStopwatch(_ context.Context, w ticket.Stopwatch) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(w.Desk)
	if d.stopwatches[w.Person].Version != w.Version {
		return 0, storage.ErrConflict
	}
	w.Version++
	w.Started, w.Stopped = ticket.Instant(w.Started), ticket.Instant(w.Stopped)
	d.stopwatches[w.Person] = w
	return w.Version, nil
}

// LinkStates reads those of the links.
func (s *Store) LinkStates(_ context.Context, desk string, links []ticket.Link) ([]ticket.LinkState, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []ticket.LinkState
	seen := map[ticket.Link]bool{}
	for _, l := range links {
		l = ticket.Link{Kind: l.Kind, Key: l.Key}
		if state, known := s.desk(desk).linkStates[l]; known && !seen[l] {
			seen[l] = true
			list = append(list, state)
		}
	}
	return list, nil
}

// PutLinkState writes one, unless the stored one was asked for later.
func (s *Store) PutLinkState(_ context.Context, state ticket.LinkState) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(state.Desk)
	state.At, state.Tried = ticket.Instant(state.At), ticket.Instant(state.Tried)
	of := ticket.Link{Kind: state.Kind, Key: state.Key}
	if !d.linkStates[of].Tried.After(state.Tried) {
		d.linkStates[of] = state
	}
	return nil
}
