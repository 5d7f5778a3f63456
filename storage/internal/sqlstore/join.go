package sqlstore

import (
	"context"
	"database/sql"
	"sync"

	"github.com/jmoiron/sqlx"
)

// Join makes a store that does everything in a transaction of the host, each
// statement between a savepoint and its release: what fails is taken back to
// there, and the transaction lives. Its numbers are taken one by one, in the
// transaction.
//
// enter is asked at the beginning of each part, when the savepoint is set, and
// gives what is to be done at its end.
func Join(tx *sql.Tx, d Dialect, enter func(context.Context, *sql.Tx) (leave func() error, err error)) *Store {
	j := &joined{tx: &sqlx.Tx{Tx: tx, Mapper: mapper}, d: d, enter: enter}
	return &Store{d: d, read: j, write: j, numbers: numbers{block: 1}}
}

// joined is a transaction of the host.
type joined struct {
	mu    sync.Mutex // savepoints are ended in the order in which they were set
	tx    *sqlx.Tx
	d     Dialect
	enter func(context.Context, *sql.Tx) (func() error, error)
}

func (j *joined) run(ctx context.Context, query string, do func(statement) error) error {
	return j.transact(ctx, func(tx *Tx) error {
		stmt, _, _ := tx.statement(ctx, query) // nothing is prepared that could fail
		return j.d.Named(ctx, do(stmt))
	})
}

func (j *joined) transact(ctx context.Context, do func(*Tx) error) (err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.tx.ExecContext(ctx, "SAVEPOINT helpdesk"); err != nil {
		return j.d.Named(ctx, err)
	}
	if err := j.within(ctx, do); err != nil {
		// The context may have ended, the host's transaction goes on.
		on := context.WithoutCancel(ctx)
		_, _ = j.tx.ExecContext(on, "ROLLBACK TO SAVEPOINT helpdesk")
		_, _ = j.tx.ExecContext(on, "RELEASE SAVEPOINT helpdesk")
		return err
	}
	_, err = j.tx.ExecContext(ctx, "RELEASE SAVEPOINT helpdesk")
	return j.d.Named(ctx, err)
}

func (j *joined) within(ctx context.Context, do func(*Tx) error) error {
	leave, err := j.enter(ctx, j.tx.Tx)
	if err != nil {
		return j.d.Named(ctx, err)
	}
	if err := j.d.Ready(ctx); err != nil {
		return err
	}
	if err := do(&Tx{d: j.d, tx: j.tx}); err != nil {
		return err
	}
	return j.d.Named(ctx, leave())
}

func (j *joined) close() {}
