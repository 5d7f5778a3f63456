// Package sqlstore holds, once, what the SQL stores share: every read, every
// write but Apply, and the way in which values become rows and rows values.
//
// The SQL is plain: it runs on SQLite and on PostgreSQL. What they say
// differently is in Dialect.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/jmoiron/sqlx/reflectx"

	"github.com/helpdesk-go/helpdesk/storage"
)

// Dialect is what one database says differently from another.
type Dialect struct {
	Bind    int                             // how sqlx writes a bound parameter: sqlx.QUESTION, sqlx.DOLLAR
	Instant func(time.Time) any             // an instant as an argument; never given the zero time
	ID      func(uuid.UUID) any             // an id as an argument
	Holds   string                          // the condition that a column (%s) holds the text that is bound
	Skip    string                          // ends a SELECT whose rows are to be written, and skips what another transaction holds
	Errors  func(err error) error           // names a database's error by a sentinel of package storage; unknown ones stay as they are
	Still   string                          // lets those who write tickets wait until the transaction ends; empty where only one transaction writes at once
	Ready   func(ctx context.Context) error // tells whether the schema is the one that is needed; asked before everything
}

// Store answers the port's reads and its small writes, and nothing else: an
// adapter embeds it, shows what it shows, and adds Apply.
type Store struct {
	d           Dialect
	read, write *pool
	numbers     numbers
}

// New makes a store that reads through one handle and writes through another,
// which may be the same.
func New(read, write *sql.DB, d Dialect) *Store {
	return &Store{d: d, read: newPool(read, d), write: newPool(write, d)}
}

// handle gives a handle of sqlx that knows the columns by their tags.
func handle(db *sql.DB) *sqlx.DB {
	x := sqlx.NewDb(db, "")
	x.Mapper = reflectx.NewMapper("db")
	return x
}

// get reads one row into dest. There is none: ErrNotFound.
func (s *Store) get(ctx context.Context, dest any, query string, args ...any) error {
	return s.run(ctx, s.read, query, args, func(stmt *sqlx.Stmt, args []any) error {
		return stmt.GetContext(ctx, dest, args...)
	})
}

// list reads all rows into dest, the address of a slice.
func (s *Store) list(ctx context.Context, dest any, query string, args ...any) error {
	return s.run(ctx, s.read, query, args, func(stmt *sqlx.Stmt, args []any) error {
		return stmt.SelectContext(ctx, dest, args...)
	})
}

// put runs a statement that writes and reads the rows that it returns into dest.
func (s *Store) put(ctx context.Context, dest any, query string, args ...any) error {
	return s.run(ctx, s.write, query, args, func(stmt *sqlx.Stmt, args []any) error {
		return stmt.SelectContext(ctx, dest, args...)
	})
}

// exec runs a statement that writes and gives the number of rows it wrote.
func (s *Store) exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.run(ctx, s.write, query, args, func(stmt *sqlx.Stmt, args []any) error {
		result, err := stmt.ExecContext(ctx, args...)
		if err != nil {
			return err
		}
		n, err = result.RowsAffected()
		return err
	})
	return n, err
}

// run is the one way to the database for a single statement. A list among the
// arguments stands for as many parameters as it has elements.
func (s *Store) run(ctx context.Context, p *pool, query string, args []any, do func(*sqlx.Stmt, []any) error) error {
	if err := s.d.Ready(ctx); err != nil {
		return err
	}
	query, args, err := sqlx.In(query, args...)
	if err != nil {
		return fmt.Errorf("binding a list: %w", err)
	}
	stmt, done, err := p.statement(ctx, query)
	if err != nil {
		return s.named(ctx, err)
	}
	defer done()
	return s.named(ctx, do(stmt, args))
}

func (s *Store) named(ctx context.Context, err error) error { return s.d.Named(ctx, err) }

// Named gives an error the name by which package storage knows it.
func (d Dialect) Named(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return storage.ErrNotFound
	case ctx.Err() != nil:
		return fmt.Errorf("%w (%w)", ctx.Err(), err)
	case errors.Is(err, sql.ErrConnDone), err.Error() == "sql: database is closed", err.Error() == "sql: statement is closed":
		return fmt.Errorf("%w: it is closed", storage.ErrUnavailable)
	}
	return d.Errors(err)
}
