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
	Member  string                          // the text that a column (%s) of a JSON object has under the key that is bound; NULL for none
	Skip    string                          // ends a SELECT whose rows are to be written, and skips what another transaction holds
	Errors  func(err error) error           // names a database's error by a sentinel of package storage; unknown ones stay as they are
	Still   string                          // lets those who write tickets wait until the transaction ends; empty where only one transaction writes at once
	Begun   string                          // begins a transaction that is the store's own; empty for nothing
	Ready   func(ctx context.Context) error // tells whether the schema is the one that is needed; asked before everything

	// Unprepared: no statement is prepared, each is sent with its arguments. So it
	// must be where a pooler gives every statement another connection.
	Unprepared bool
}

// Store answers the port's reads and its small writes, and nothing else: an
// adapter embeds it, shows what it shows, and adds Apply.
type Store struct {
	d           Dialect
	read, write source
	numbers     numbers
}

// New makes a store that reads through one handle and writes through another,
// which may be the same.
func New(read, write *sql.DB, d Dialect) *Store {
	return &Store{d: d, read: newPool(read, d), write: newPool(write, d), numbers: numbers{block: block}}
}

// mapper knows columns by their tags.
var mapper = reflectx.NewMapper("db")

// handle gives a handle of sqlx that knows the columns by their tags.
func handle(db *sql.DB) *sqlx.DB {
	x := sqlx.NewDb(db, "")
	x.Mapper = mapper
	return x
}

// get reads one row into dest. There is none: ErrNotFound.
func (s *Store) get(ctx context.Context, dest any, query string, args ...any) error {
	return s.run(ctx, s.read, query, args, func(stmt statement, args []any) error {
		return stmt.GetContext(ctx, dest, args...)
	})
}

// list reads all rows into dest, the address of a slice.
func (s *Store) list(ctx context.Context, dest any, query string, args ...any) error {
	return s.run(ctx, s.read, query, args, func(stmt statement, args []any) error {
		return stmt.SelectContext(ctx, dest, args...)
	})
}

// put runs a statement that writes and reads the rows that it returns into dest.
func (s *Store) put(ctx context.Context, dest any, query string, args ...any) error {
	return s.run(ctx, s.write, query, args, func(stmt statement, args []any) error {
		return stmt.SelectContext(ctx, dest, args...)
	})
}

// exec runs a statement that writes and gives the number of rows it wrote.
func (s *Store) exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.run(ctx, s.write, query, args, func(stmt statement, args []any) error {
		n, err = affected(stmt.ExecContext(ctx, args...))
		return err
	})
	return n, err
}

// Exec runs one statement of an adapter's own, in a transaction of its own, and
// gives the number of rows that it wrote. Lists among the arguments are not spread.
func Exec(ctx context.Context, s *Store, query string, args ...any) (n int64, err error) {
	err = s.write.run(ctx, query, func(stmt statement) error {
		n, err = affected(stmt.ExecContext(ctx, args...))
		return err
	})
	return n, err
}

func affected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// run is the one way to the database for a single statement. A list among the
// arguments stands for as many parameters as it has elements.
func (s *Store) run(ctx context.Context, from source, query string, args []any, do func(statement, []any) error) error {
	query, args, err := sqlx.In(query, args...)
	if err != nil {
		return fmt.Errorf("binding a list: %w", err)
	}
	return from.run(ctx, query, func(stmt statement) error { return do(stmt, args) })
}

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
	case errors.Is(err, sql.ErrTxDone):
		return fmt.Errorf("%w: the transaction has ended", storage.ErrUnavailable)
	}
	return d.Errors(err)
}
