// Package postgres keeps desks in a PostgreSQL database, version 15 or newer.
//
// New makes a store on the host's handle, of lib/pq or of pgx's stdlib; Open makes
// one with a handle of its own. Neither touches the schema: Migrate does, when it
// is asked to. Until then, and on a schema that is newer than this build, every
// method answers storage.ErrSchema.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/pressly/goose/v3"

	"github.com/helpdesk-go/helpdesk/internal/secret"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlschema"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlstore"
)

// Config says how a store works. The zero Config is right for a database that is
// spoken to directly.
type Config struct {
	// Statements says how statements are sent: Prepared when empty.
	Statements Statements
	// LockTimeout bounds how long a call that joined a transaction of the host
	// waits for a row that another transaction holds, where the host has set no
	// lock_timeout of its own: 5 s when zero.
	LockTimeout time.Duration
	// Direct is the DSN of the database itself, where the handle leads through a
	// pooler or is of another driver than lib/pq. Two things need it: Migrate, if the
	// Statements are Unnamed, and to be woken by other processes, which takes one
	// connection of its own; without it Run finds within a second what they wrote.
	// Open has it from its DSN, unless the Statements are Unnamed.
	Direct DSN
}

// DSN is how a database is reached, as a URL or key=value pairs. It may hold a password,
// so it tells nothing of itself when it, or a Config, is printed, logged or written as
// JSON: string(dsn) does.
type DSN string

// String is that there is one.
func (d DSN) String() string { return d.secret().String() }

// Format writes that there is one, whatever the verb.
func (d DSN) Format(to fmt.State, verb rune) { d.secret().Format(to, verb) }

// MarshalText is that there is one.
func (d DSN) MarshalText() ([]byte, error) { return d.secret().MarshalText() }

// LogValue is that there is one.
func (d DSN) LogValue() slog.Value { return d.secret().LogValue() }

func (d DSN) secret() secret.Of[string] { return secret.Keep(string(d)) }

// Statements is a way of sending statements.
type Statements string

const (
	// Prepared statements are parsed once for each connection. It is the fast way.
	Prepared Statements = "prepared"
	// Unnamed statements go with their arguments, each on its own. It is the way
	// through a pooler that gives each transaction another connection, as
	// PgBouncer in transaction mode does. With lib/pq the DSN must then have
	// binary_parameters=yes, with pgx default_query_exec_mode=exec; PgBouncer wants
	// ignore_startup_parameters = extra_float_digits.
	Unnamed Statements = "unnamed"
)

// Store keeps desks in a PostgreSQL database. It is safe for concurrent use; make
// it with Open or New, and Close it.
type Store struct {
	*shared
	config  Config // without Direct
	dialect sqlstore.Dialect
	schema  *sqlschema.Schema
	db      *sql.DB
	own     *sql.DB           // the handle that Close closes
	direct  secret.Of[string] // Config.Direct as it is connected with; empty when there is none
	refused error             // what is wrong with it
	wakes   *wakes
	lender  *Store // of one that has joined a transaction: who leases numbers

	statements *statements
	sendsWell  *atomic.Bool // what is sent was seen to arrive as it should
}

// shared is what SQL stores share: every method of the port but Apply.
type shared = sqlstore.Store

var (
	_ storage.Store   = (*Store)(nil)
	_ storage.Auditor = (*Store)(nil)
)

// What Open does where the DSN says nothing else.
const (
	connections    = 16 // at most, and kept
	connectTimeout = 5 * time.Second
)

// Open makes a store with a handle of its own for a DSN, which is a URL or
// key=value pairs as lib/pq knows them. It does not connect yet: Ready tells
// whether the database can be reached.
func Open(dsn string, c Config) (*Store, error) {
	config, err := pq.NewConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("open a PostgreSQL database: the DSN is not like postgres://user@host:5432/database: %w", bare(err, dsn))
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	connector, err := pq.NewConnectorConfig(config)
	if err != nil {
		return nil, fmt.Errorf("open a PostgreSQL database: %w", err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if c.Direct == "" && c.Statements != Unnamed {
		c.Direct = DSN(dsn)
	}
	s := New(db, c)
	s.own = db
	if s.refused != nil {
		return nil, errors.Join(fmt.Errorf("open a PostgreSQL database: %w", s.refused), s.Close())
	}
	return s, nil
}

// bare is the error without the DSN, which may hold a password.
func bare(err error, dsn string) error {
	var parse *url.Error
	switch {
	case errors.As(err, &parse):
		return parse.Err
	case dsn != "" && strings.Contains(err.Error(), dsn):
		return errors.New("it is neither a URL nor key=value pairs")
	}
	return err
}

// New makes a store on the host's handle, which stays the host's: Close does not
// close it.
func New(db *sql.DB, c Config) *Store {
	if c.LockTimeout <= 0 {
		c.LockTimeout = 5 * time.Second
	}
	s := &Store{config: c, db: db, statements: new(statements), sendsWell: new(atomic.Bool)}
	s.config.Direct = ""
	if c.Direct != "" {
		direct, err := directly(string(c.Direct))
		s.direct, s.refused = secret.Keep(direct), err
	}
	s.wakes = newWakes(s.direct, s.notify)
	s.dialect = dialect
	s.dialect.Unprepared = c.Statements == Unnamed
	s.schema = sqlschema.New(goose.DialectPostgres, folder(), selectMissing, s.dialect.Named)
	s.dialect.Ready = func(ctx context.Context) error { return s.ready(ctx, db) }
	s.shared = sqlstore.New(db, db, s.dialect)
	return s
}

// dialect is how PostgreSQL says it.
var dialect = sqlstore.Dialect{
	Bind:    sqlx.DOLLAR,
	Instant: func(t time.Time) any { return t },
	ID:      func(id uuid.UUID) any { return id.String() },
	Holds:   "strpos(%s, ?) > 0",
	Member:  "CAST(%s AS jsonb) ->> CAST(? AS text)",
	Skip:    "FOR UPDATE SKIP LOCKED",
	Still:   "LOCK TABLE helpdesk_tickets IN SHARE MODE",
	// A process that is stopped in the midst of a transaction holds up nobody for longer.
	Begun:  "SET LOCAL idle_in_transaction_session_timeout = '5s'",
	Errors: named,
}

// Close gives back the numbers that were leased and not used, listens no longer, and
// closes what Open opened. After it, every method answers storage.ErrUnavailable.
func (s *Store) Close() error {
	s.wakes.close()
	err := s.shared.Close(context.Background())
	if errors.Is(err, storage.ErrUnavailable) || errors.Is(err, storage.ErrSchema) {
		err = nil // nothing can be given back; numbers are left out, never repeated
	}
	if s.own != nil {
		_ = s.own.Close() // of a connection that is dead there is nothing to save
	}
	return err
}
