package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

const (
	selectKey = `
SELECT hash, ticket, version, part, at FROM helpdesk_keys
WHERE desk = ? AND actor = ? AND verb = ? AND key = ? AND at >= ?`

	deleteKeys = `DELETE FROM helpdesk_keys WHERE desk = ? AND at < ?`
)

// Recall reads what a key of idempotency was used for.
func (s *Store) Recall(ctx context.Context, k storage.KeyID, since time.Time) (storage.Key, error) {
	var row struct {
		Hash    []byte    `db:"hash"`
		Ticket  uuid.UUID `db:"ticket"`
		Version int64     `db:"version"`
		Part    uuid.UUID `db:"part"`
		At      instant   `db:"at"`
	}
	if err := s.get(ctx, &row, selectKey, k.Desk, k.Actor, k.Verb, k.Key, s.d.Instant(ceil(since))); err != nil {
		return storage.Key{}, err
	}
	return storage.Key{KeyID: k, Hash: row.Hash, Ticket: row.Ticket, Version: row.Version, Part: row.Part, At: row.At.Time}, nil
}

// ForgetKeys drops the keys that were used before an instant.
func (s *Store) ForgetKeys(ctx context.Context, desk string, before time.Time) error {
	_, err := s.exec(ctx, deleteKeys, desk, s.d.Instant(ceil(before)))
	return err
}

// ceil is the first whole microsecond that is not before t: what is stored is
// before t exactly when it is before that.
func ceil(t time.Time) time.Time {
	if whole := t.Truncate(time.Microsecond); whole.Before(t) {
		return whole.Add(time.Microsecond)
	}
	return t
}
