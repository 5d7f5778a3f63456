package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Absence reads one absence.
func (s *Store) Absence(_ context.Context, desk, id string) (ticket.Absence, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	a, known := s.desk(desk).absences[id]
	if !known {
		return ticket.Absence{}, storage.ErrNotFound
	}
	return a, nil
}

// ListAbsences reads those that match, by their beginning and id.
func (s *Store) ListAbsences(_ context.Context, desk string, q storage.AbsenceQuery) ([]ticket.Absence, error) {
	if err := within(q.Limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []ticket.Absence
	for _, a := range s.desk(desk).absences {
		if oneOf(q.People, a.Person) && (q.From.IsZero() || a.Until.After(q.From)) && (q.Until.IsZero() || a.From.Before(q.Until)) {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b ticket.Absence) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	return list[:min(len(list), q.Limit)], nil
}

// PutAbsence writes an absence.
func (s *Store) PutAbsence(_ context.Context, a ticket.Absence) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(a.Desk)
	if d.absences[a.ID].Version != a.Version {
		return 0, storage.ErrConflict
	}
	a.Version++
	a.From, a.Until = ticket.Instant(a.From), ticket.Instant(a.Until)
	d.absences[a.ID] = a
	return a.Version, nil
}

// DropAbsence takes one away.
func (s *Store) DropAbsence(_ context.Context, desk, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.desk(desk)
	if _, known := d.absences[id]; !known {
		return storage.ErrNotFound
	}
	delete(d.absences, id)
	return nil
}
