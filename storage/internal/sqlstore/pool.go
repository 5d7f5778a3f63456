package sqlstore

import (
	"context"
	"database/sql"
	"sync"

	"github.com/jmoiron/sqlx"
)

// prepared is how many statements a pool keeps prepared. The shapes of filters
// are many; what comes after these is prepared each time.
const prepared = 256

// pool is a handle with its prepared statements.
type pool struct {
	db *sqlx.DB
	d  Dialect

	mu         sync.RWMutex
	statements map[string]*sqlx.Stmt
}

func newPool(db *sql.DB, d Dialect) *pool {
	return &pool{db: handle(db), d: d, statements: make(map[string]*sqlx.Stmt)}
}

func (p *pool) run(ctx context.Context, query string, do func(statement) error) error {
	if err := p.d.Ready(ctx); err != nil {
		return err
	}
	if p.d.Unprepared {
		return p.d.Named(ctx, do(unprepared{p.db, sqlx.Rebind(p.d.Bind, query)}))
	}
	stmt, done, err := p.statement(ctx, query)
	if err != nil {
		return p.d.Named(ctx, err)
	}
	defer done()
	return p.d.Named(ctx, do(stmt))
}

func (p *pool) transact(ctx context.Context, do func(*Tx) error) error {
	if err := p.d.Ready(ctx); err != nil {
		return err
	}
	begun, err := p.db.BeginTxx(ctx, nil)
	if err != nil {
		return p.d.Named(ctx, err)
	}
	tx := &Tx{d: p.d, tx: begun, pool: p}
	defer func() { _ = begun.Rollback() }() // after a commit it does nothing
	if p.d.Begun != "" {
		if _, err := begun.ExecContext(ctx, p.d.Begun); err != nil {
			return p.d.Named(ctx, err)
		}
	}
	if err := do(tx); err != nil {
		return err
	}
	if err := begun.Commit(); err != nil {
		return p.d.Named(ctx, err)
	}
	p.keep(ctx, tx.fresh)
	return nil
}

// kept is the prepared statement of a query, if there is one.
func (p *pool) kept(query string) *sqlx.Stmt {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.statements[query]
}

// statement gives the prepared statement of a query, and what is to be called
// when it is no longer used.
func (p *pool) statement(ctx context.Context, query string) (*sqlx.Stmt, func(), error) {
	if stmt := p.kept(query); stmt != nil {
		return stmt, func() {}, nil
	}
	stmt, err := p.db.PreparexContext(ctx, sqlx.Rebind(p.d.Bind, query))
	if err != nil {
		return nil, nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.statements[query] != nil || len(p.statements) >= prepared {
		return stmt, func() { _ = stmt.Close() }, nil
	}
	p.statements[query] = stmt
	return stmt, func() {}, nil
}

// keep prepares queries for those who come next. That it cannot is no fault: they
// will prepare for themselves.
func (p *pool) keep(ctx context.Context, queries []string) {
	for _, query := range queries {
		if _, done, err := p.statement(ctx, query); err == nil {
			done()
		}
	}
}

// close closes the prepared statements; the handle is its owner's.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for query, stmt := range p.statements {
		_ = stmt.Close()
		delete(p.statements, query)
	}
}
