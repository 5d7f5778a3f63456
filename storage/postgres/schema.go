package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/lib/pq"
	"github.com/pressly/goose/v3"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlschema"
)

//go:embed migrations/*.sql
var migrations embed.FS

// folder is the folder of the migrations.
func folder() fs.FS {
	f, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the build
	}
	return f
}

// Ready tells whether the store can be used: the database can be reached, its
// schema is the one that this build needs, and the role may read and write all of
// it. Otherwise the error is storage.ErrUnavailable or storage.ErrSchema and says
// what is wrong.
func (s *Store) Ready(ctx context.Context) error {
	var role string
	if err := s.db.QueryRowContext(ctx, "SELECT current_user").Scan(&role); err != nil {
		return s.dialect.Named(ctx, err)
	}
	if err := s.ready(ctx, s.db); err != nil {
		return err
	}
	var lacks sql.NullString
	if err := s.db.QueryRowContext(ctx, selectLacking, s.schema.Tables()).Scan(&lacks); err != nil {
		return s.dialect.Named(ctx, err)
	}
	if lacks.Valid {
		return fmt.Errorf("%w: the role %s lacks rights on tables: %s", storage.ErrUnavailable, role, lacks.String)
	}
	return nil
}

// Of a list of tables, selectMissing tells those that are not there, and
// selectLacking those on which the role lacks a right, with the right.
const (
	selectMissing = `
SELECT string_agg(name, ', ' ORDER BY name) FROM unnest(string_to_array($1, ',')) AS name WHERE to_regclass(name) IS NULL`

	selectLacking = `
SELECT string_agg(kind || ' on ' || name, ', ' ORDER BY name, kind)
FROM unnest(string_to_array($1, ',')) AS name CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS kind
WHERE NOT has_table_privilege(name, kind)`
)

// Migrate brings the schema to the version that this build needs, each step in a
// transaction of its own, while others who migrate the same database wait. A
// schema that is newer is storage.ErrSchema and is left as it is.
//
// It needs a session of its own and so does not work through a pooler: a store
// with Unnamed statements does it by Config.Direct, and refuses without.
func (s *Store) Migrate(ctx context.Context) error {
	if s.refused != nil {
		return fmt.Errorf("migrate: %w", s.refused)
	}
	if s.config.Statements != Unnamed {
		return s.migrate(ctx, s.db)
	}
	direct := s.direct.Reveal()
	if direct == "" {
		return errors.New("migrate: this store is for a pooler (Statements: Unnamed) and has no direct DSN of the database (Config.Direct)")
	}
	connector, err := pq.NewConnector(direct)
	if err != nil {
		return fmt.Errorf("migrate: %w", bare(err, direct))
	}
	db := sql.OpenDB(connector)
	return errors.Join(s.migrate(ctx, db), db.Close())
}

func (s *Store) migrate(ctx context.Context, db *sql.DB) error {
	var encoding string
	if err := db.QueryRowContext(ctx, "SHOW server_encoding").Scan(&encoding); err != nil {
		return fmt.Errorf("migrate: %w", s.dialect.Named(ctx, err))
	}
	if encoding != "UTF8" {
		return fmt.Errorf("migrate: the encoding of the database is %s and must be UTF8", encoding)
	}
	return s.schema.Migrate(ctx, db, goose.WithSessionLocker(lock{}))
}

// lock lets one migrate at a time: the others wait in the database.
type lock struct{}

// lockKey is the key of the advisory lock: "helpdesk" in ASCII.
const lockKey = 0x68656c706465736b

func (lock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", lockKey)
	return err
}

func (lock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", lockKey)
	return err
}

// ready tells whether statements can be sent and the schema is right. It is asked
// before everything.
func (s *Store) ready(ctx context.Context, on sqlschema.Asker) error {
	if s.sendsWell.Load() {
		return s.schema.Ready(ctx, on)
	}
	if s.refused != nil {
		return fmt.Errorf("%w: Config.Direct: %w", storage.ErrUnavailable, s.refused)
	}
	if err := s.sends(ctx, on); err != nil {
		return err
	}
	s.sendsWell.Store(true)
	return s.schema.Ready(ctx, on)
}

// sends proves, where a pooler stands between, that lib/pq sends statements in one
// go with their arguments: else another's statement may come between the two. What
// is sent so is sent as bytes, and else as a text that is no number.
func (s *Store) sends(ctx context.Context, on sqlschema.Asker) error {
	if _, pq := s.db.Driver().(*pq.Driver); !pq || s.config.Statements != Unnamed {
		return nil
	}
	var n int
	err := on.QueryRowContext(ctx, "SELECT CAST($1 AS integer)", []byte{0, 0, 0, 1}).Scan(&n)
	var state interface{ SQLState() string }
	if errors.As(err, &state) && strings.HasPrefix(state.SQLState(), "22") {
		return fmt.Errorf("%w: Unnamed statements need binary_parameters=yes in the DSN", storage.ErrUnavailable)
	}
	return s.dialect.Named(ctx, err)
}
