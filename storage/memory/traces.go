package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Traces reads the ids of the tickets in which a person has left a trace.
func (s *Store) Traces(_ context.Context, desk, person string, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	if err := within(limit); err != nil || person == "" {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.desk(desk).next(after, limit, func(r *record) bool {
		t := r.ticket
		return t.Requester == person || t.Author == person || slices.Contains(t.Observers, person) ||
			slices.ContainsFunc(r.journal, func(e ticket.Entry) bool { return e.Actor == person || e.OnBehalf == person })
	}), nil
}

// Kept reads the ids of tickets that were closed before an instant and not erased.
func (s *Store) Kept(_ context.Context, desk string, closed time.Time, limit int) ([]uuid.UUID, error) {
	if err := within(limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := s.desk(desk).kept(closed)
	slices.SortFunc(list, func(a, b ticket.Ticket) int {
		return cmp.Or(a.Closed.Compare(b.Closed), bytes.Compare(a.ID[:], b.ID[:]))
	})
	var ids []uuid.UUID
	for _, t := range list[:min(limit, len(list))] {
		ids = append(ids, t.ID)
	}
	return ids, nil
}

func (d *desk) kept(closed time.Time) (list []ticket.Ticket) {
	for _, r := range d.tickets {
		if t := r.ticket; !t.Closed.IsZero() && t.Closed.Before(closed) && t.Erased.IsZero() {
			list = append(list, t)
		}
	}
	return list
}

// CountKept counts them, never further than most.
func (s *Store) CountKept(_ context.Context, desk string, closed time.Time, most int) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return min(len(s.desk(desk).kept(closed)), max(most, 0)), nil
}

// ForgetPerson drops what there is of a person beside tickets and the directory.
func (s *Store) ForgetPerson(_ context.Context, desk, person string) (storage.Forgotten, error) {
	var f storage.Forgotten
	if person == "" { // deliveries of events are nobody's
		return f, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.desk(desk)
	if _, has := d.preferences[person]; has {
		f.Preferences = 1
	}
	f.Notices = len(d.notices[person])
	delete(d.preferences, person)
	delete(d.notices, person)
	for _, lines := range d.lines {
		for at, l := range lines {
			if at.person == person {
				f.Deliveries += len(l.list)
				delete(lines, at)
			}
		}
	}
	for id := range d.keys {
		if id.Actor == person {
			f.Keys++
			delete(d.keys, id)
		}
	}
	for id, a := range d.absences {
		if a.Person == person {
			f.Absences++
			delete(d.absences, id)
		}
	}
	if _, has := d.stopwatches[person]; has {
		f.Stopwatches = 1
		delete(d.stopwatches, person)
	}
	return f, nil
}
