package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlstore"
)

// Join gives the store within a transaction of the host, on this database through
// whatever handle: what is written is there when the host commits, and all of it
// is gone when he does not. Each call stands between a savepoint and its release,
// so one that fails never aborts the host's work.
//
// The transaction must be READ COMMITTED; each call says so if it is not. A call
// waits for a row that another transaction holds no longer than the host's
// lock_timeout, or Config.LockTimeout if there is none.
func (s *Store) Join(tx *sql.Tx) storage.Joined {
	j := *s
	j.own, j.lender = nil, s
	j.dialect.Ready = func(ctx context.Context) error { return s.ready(ctx, tx) }
	j.shared = sqlstore.Join(tx, j.dialect, s.enter)
	return storage.Joined{Store: &j}
}

// enter proves the transaction and bounds the wait, and gives what takes the bound
// away again.
func (s *Store) enter(ctx context.Context, tx *sql.Tx) (leave func() error, err error) {
	var isolation, timeout string
	err = tx.QueryRowContext(ctx, "SELECT current_setting('transaction_isolation'), current_setting('lock_timeout')").Scan(&isolation, &timeout)
	if err != nil {
		return nil, err
	}
	if isolation != "read committed" {
		return nil, fmt.Errorf("join the host's transaction: it is %s and must be read committed", isolation)
	}
	if timeout != "0" {
		return func() error { return nil }, nil
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("SET LOCAL lock_timeout = %d", s.config.LockTimeout.Milliseconds())); err != nil {
		return nil, err
	}
	return func() error {
		_, err := tx.ExecContext(ctx, "SET LOCAL lock_timeout = 0")
		return err
	}, nil
}

// lendWithin is how long a joined call waits for numbers that are leased beside its
// transaction; where the handle has no connection left to give, much shorter: it
// may be the host himself who holds them all.
const (
	lendWithin     = time.Second
	lendWithinFull = 50 * time.Millisecond
)

// Number gives a number of the series that was never given before, from 1. Within
// a transaction of the host it is still leased beside it, so that nobody waits for
// the host's commit; only where the handle has no other connection to give, it is
// taken within.
func (s *Store) Number(ctx context.Context, desk, series string) (int64, error) {
	if s.lender == nil {
		return s.shared.Number(ctx, desk, series)
	}
	wait := lendWithin
	if pool := s.db.Stats(); pool.MaxOpenConnections > 0 && pool.InUse >= pool.MaxOpenConnections {
		wait = lendWithinFull
	}
	soon, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	n, err := s.lender.Number(soon, desk, series)
	if err == nil || soon.Err() == nil || ctx.Err() != nil {
		return n, err
	}
	return s.shared.Number(ctx, desk, series)
}
