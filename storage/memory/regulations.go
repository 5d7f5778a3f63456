package memory

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Regulation reads a version, or the newest when version is 0.
func (s *Store) Regulation(_ context.Context, desk string, version int) (storage.Regulation, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := s.desk(desk).regulations
	if version == 0 {
		version = len(all)
	}
	if version < 1 || version > len(all) {
		return storage.Regulation{}, storage.ErrNotFound
	}
	return cloneRegulation(all[version-1]), nil
}

// NewestRegulation is the number of the newest version; 0 if there is none.
func (s *Store) NewestRegulation(_ context.Context, desk string) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.desk(desk).regulations), nil
}

// ListRegulations reads versions without their texts, the newest first.
func (s *Store) ListRegulations(_ context.Context, desk string, below, limit int) ([]storage.Regulation, error) {
	if err := within(limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []storage.Regulation
	for _, r := range slices.Backward(s.desk(desk).regulations) {
		if (below == 0 || r.Version < below) && len(list) < limit {
			r.Source, r.Calendars = nil, nil
			list = append(list, r)
		}
	}
	return list, nil
}

// RetiredStages are the stages that take no ticket, in order.
func (s *Store) RetiredStages(_ context.Context, desk string) ([]string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.desk(desk).retired), nil
}

// AddRegulation adds a version: the one after the newest, else ErrConflict. The
// stages that it retires take no ticket any more.
func (s *Store) AddRegulation(_ context.Context, r storage.Regulation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Version != len(s.desk(r.Desk).regulations)+1 {
		return storage.ErrConflict
	}
	r = cloneRegulation(r)
	r.At = ticket.Instant(r.At)
	d := s.open(r.Desk)
	d.retired = slices.Sorted(slices.Values(r.Retired))
	r.Retired = nil
	d.regulations = append(d.regulations, r)
	if r.Event != uuid.Nil {
		d.deliver(r.Published())
	}
	return nil
}

func cloneRegulation(r storage.Regulation) storage.Regulation {
	r.Source, r.Calendars = slices.Clone(r.Source), slices.Clone(r.Calendars)
	return r
}
