package memory

import (
	"context"
	"slices"

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

// AddRegulation adds a version: the one after the newest, else ErrConflict.
func (s *Store) AddRegulation(_ context.Context, r storage.Regulation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Version != len(s.desk(r.Desk).regulations)+1 {
		return storage.ErrConflict
	}
	r = cloneRegulation(r)
	r.At = ticket.Instant(r.At)
	d := s.open(r.Desk)
	d.regulations = append(d.regulations, r)
	return nil
}

func cloneRegulation(r storage.Regulation) storage.Regulation {
	r.Source = slices.Clone(r.Source)
	return r
}
