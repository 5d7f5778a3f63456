package sqlstore

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// Tx is a transaction that writes.
type Tx struct {
	d     Dialect
	tx    *sqlx.Tx
	pool  *pool    // whose prepared statements may be used; nil when it is the host's
	fresh []string // queries that had no prepared statement yet
}

// Within does something in one transaction of the store's handle for writing, or
// in a part of the host's: all of it is written, or none.
func Within(ctx context.Context, s *Store, do func(*Tx) error) error {
	return s.write.transact(ctx, do)
}

// Exec runs a statement and gives the number of rows that it wrote.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	stmt, done, err := t.statement(ctx, query)
	if err != nil {
		return 0, t.d.Named(ctx, err)
	}
	defer done()
	n, err := affected(stmt.ExecContext(ctx, args...))
	return n, t.d.Named(ctx, err)
}

// get reads one row.
func (t *Tx) get(ctx context.Context, into any, query string, args ...any) error {
	stmt, done, err := t.statement(ctx, query)
	if err != nil {
		return t.d.Named(ctx, err)
	}
	defer done()
	return t.d.Named(ctx, stmt.GetContext(ctx, into, args...))
}

// statement gives the prepared statement of a query. One that is new is prepared
// for the transaction alone, on its own connection: where a pool has only one
// connection, another would be waited for in vain.
func (t *Tx) statement(ctx context.Context, query string) (statement, func(), error) {
	if t.pool == nil || t.d.Unprepared {
		return unprepared{t.tx, sqlx.Rebind(t.d.Bind, query)}, func() {}, nil
	}
	if stmt := t.pool.kept(query); stmt != nil {
		own := t.tx.StmtxContext(ctx, stmt)
		return own, func() { _ = own.Close() }, nil
	}
	t.fresh = append(t.fresh, query)
	own, err := t.tx.PreparexContext(ctx, sqlx.Rebind(t.d.Bind, query))
	if err != nil {
		return nil, nil, err
	}
	return own, func() { _ = own.Close() }, nil
}
