package sqlite

import (
	"context"
	"database/sql"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlstore"
)

// Join gives the store within a transaction of the host, on this database through
// whatever handle with the settings that New asks for: what is written is there
// when the host commits, and all of it is gone when he does not. Each call stands
// between a savepoint and its release, so one that fails never aborts the host's
// work.
//
// There is one writer: while the host's transaction has the lock for writing, all
// others wait for its end, no longer than their busy_timeout. So numbers are taken
// within the transaction too, and go back with it.
func (s *Store) Join(tx *sql.Tx) storage.Joined {
	d := s.dialect
	d.Ready = func(ctx context.Context) error { return s.schema.Ready(ctx, tx) }
	return storage.Joined{Store: &Store{shared: sqlstore.Join(tx, d, enter), dialect: d, schema: s.schema}}
}

// enter has nothing to prove and nothing to bound: the connection's settings do.
func enter(context.Context, *sql.Tx) (leave func() error, err error) {
	return func() error { return nil }, nil
}
