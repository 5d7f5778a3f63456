package sqlstore

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// Tx is a transaction that writes.
type Tx struct {
	store *Store
	tx    *sqlx.Tx
	fresh []string // queries that had no prepared statement yet
}

// Within does something in one transaction of the store's handle for writing: all
// of it is written, or none.
func Within(ctx context.Context, s *Store, do func(*Tx) error) error {
	if err := s.d.Ready(ctx); err != nil {
		return err
	}
	begun, err := s.write.db.BeginTxx(ctx, nil)
	if err != nil {
		return s.named(ctx, err)
	}
	tx := &Tx{store: s, tx: begun}
	defer func() { _ = begun.Rollback() }() // after a commit it does nothing
	if err := do(tx); err != nil {
		return err
	}
	if err := begun.Commit(); err != nil {
		return s.named(ctx, err)
	}
	s.write.keep(ctx, tx.fresh)
	return nil
}

// Exec runs a statement and gives the number of rows that it wrote.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	stmt, err := t.statement(ctx, query)
	if err != nil {
		return 0, t.store.named(ctx, err)
	}
	defer func() { _ = stmt.Close() }()
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, t.store.named(ctx, err)
	}
	n, err := result.RowsAffected()
	return n, t.store.named(ctx, err)
}

// statement gives the prepared statement of a query. One that is new is prepared
// for the transaction alone, on its own connection: where a pool has only one
// connection, another would be waited for in vain.
func (t *Tx) statement(ctx context.Context, query string) (*sqlx.Stmt, error) {
	pool := t.store.write
	if stmt := pool.kept(query); stmt != nil {
		return t.tx.StmtxContext(ctx, stmt), nil
	}
	t.fresh = append(t.fresh, query)
	return t.tx.PreparexContext(ctx, sqlx.Rebind(pool.bind, query))
}
