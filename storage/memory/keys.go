package memory

import (
	"context"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
)

// Number gives a number of the series that was never given before, from 1.
func (s *Store) Number(_ context.Context, desk, series string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(desk)
	d.series[series]++
	return d.series[series], nil
}

// Recall reads what a key of idempotency was used for.
func (s *Store) Recall(_ context.Context, k storage.KeyID, since time.Time) (storage.Key, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	key, used := s.desk(k.Desk).keys[k]
	if !used || key.At.Before(since) {
		return storage.Key{}, storage.ErrNotFound
	}
	return cloneKey(key), nil
}

// ForgetKeys drops the keys that were used before an instant.
func (s *Store) ForgetKeys(_ context.Context, desk string, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := s.desk(desk).keys
	for id, key := range keys {
		if key.At.Before(before) {
			delete(keys, id)
		}
	}
	return nil
}
