package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/lib/pq"
	"github.com/pressly/goose/v3"

	"github.com/helpdesk-go/helpdesk/storage"
)

//go:embed migrations/*.sql
var migrations embed.FS

// versions is the table in which the schema's versions are kept. A host may keep
// its own, in goose's usual table, in the same database.
const versions = "helpdesk_schema"

// schema knows which version of the schema a database has and which it should have.
type schema struct {
	db     *sql.DB
	named  func(context.Context, error) error
	pooled bool        // statements are sent for a pooler
	proved atomic.Bool // the schema was seen to be right
}

// asker is a handle or a transaction.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Ready tells whether the store can be used: the database can be reached, its
// schema is the one that this build needs, and the role may read and write all of
// it. Otherwise the error is storage.ErrUnavailable or storage.ErrSchema and says
// what is wrong.
func (s *Store) Ready(ctx context.Context) error {
	var role string
	if err := s.schema.db.QueryRowContext(ctx, "SELECT current_user").Scan(&role); err != nil {
		return s.dialect.Named(ctx, err)
	}
	if err := s.schema.ready(ctx, s.schema.db); err != nil {
		return err
	}
	var lacks sql.NullString
	if err := s.schema.db.QueryRowContext(ctx, selectLacking, strings.Join(tables(), ",")).Scan(&lacks); err != nil {
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
// with Unnamed statements refuses.
func (s *Store) Migrate(ctx context.Context) error {
	if err := s.migrate(ctx); err != nil {
		return fmt.Errorf("migrate: %w", s.dialect.Named(ctx, err))
	}
	return s.schema.ready(ctx, s.schema.db)
}

func (s *Store) migrate(ctx context.Context) error {
	if s.config.Statements == Unnamed {
		return errors.New("this store is for a pooler (Statements: Unnamed); migrate with a store on the direct DSN of the database")
	}
	var encoding string
	if err := s.schema.db.QueryRowContext(ctx, "SHOW server_encoding").Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return fmt.Errorf("the encoding of the database is %s and must be UTF8", encoding)
	}
	has, err := s.schema.version(ctx, s.schema.db)
	if err != nil {
		return err
	}
	if has > newest() {
		return newer(has)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, s.schema.db, folder(),
		goose.WithTableName(versions), goose.WithDisableGlobalRegistry(true), goose.WithSessionLocker(lock{}))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
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

// ready tells whether the schema is the one that this build needs. Once it was,
// it is not asked again.
func (s *schema) ready(ctx context.Context, on asker) error {
	if s.proved.Load() {
		return nil
	}
	if err := s.sends(ctx, on); err != nil {
		return err
	}
	has, err := s.version(ctx, on)
	switch {
	case err != nil:
		return s.named(ctx, err)
	case has == 0:
		return fmt.Errorf("%w: the database has none that the role sees; it is to be migrated first", storage.ErrSchema)
	case has < newest():
		return fmt.Errorf("%w: it has version %d and this build needs %d; it is to be migrated first", storage.ErrSchema, has, newest())
	case has > newest():
		return newer(has)
	}
	var missing sql.NullString
	if err := on.QueryRowContext(ctx, selectMissing, strings.Join(tables(), ",")).Scan(&missing); err != nil {
		return s.named(ctx, err)
	}
	if missing.Valid {
		return fmt.Errorf("%w: it says that it has version %d, and lacks %s: it was migrated or restored by half", storage.ErrSchema, has, missing.String)
	}
	s.proved.Store(true)
	return nil
}

// tables are those that the migrations make.
var tables = sync.OnceValue(func() []string {
	list := []string{versions}
	files, _ := fs.Glob(folder(), "*.sql")
	for _, file := range files {
		text, _ := fs.ReadFile(folder(), file)
		for _, made := range regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`).FindAllSubmatch(text, -1) {
			list = append(list, string(made[1]))
		}
	}
	return list
})

// sends proves, where a pooler stands between, that lib/pq sends statements in one
// go with their arguments: else another's statement may come between the two. What
// is sent so is sent as bytes, and else as a text that is no number.
func (s *schema) sends(ctx context.Context, on asker) error {
	if _, pq := s.db.Driver().(*pq.Driver); !pq || !s.pooled {
		return nil
	}
	var n int
	err := on.QueryRowContext(ctx, "SELECT CAST($1 AS integer)", []byte{0, 0, 0, 1}).Scan(&n)
	var state interface{ SQLState() string }
	if errors.As(err, &state) && strings.HasPrefix(state.SQLState(), "22") {
		return fmt.Errorf("%w: Unnamed statements need binary_parameters=yes in the DSN", storage.ErrUnavailable)
	}
	return s.named(ctx, err)
}

func newer(has int64) error {
	return fmt.Errorf("%w: it has version %d and this build knows %d; a newer build is needed", storage.ErrSchema, has, newest())
}

// version is the version that the database has, 0 when it has none.
func (s *schema) version(ctx context.Context, on asker) (has int64, err error) {
	var there bool
	if err := on.QueryRowContext(ctx, "SELECT to_regclass('"+versions+"') IS NOT NULL").Scan(&there); err != nil || !there {
		return 0, err
	}
	err = on.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM "+versions+" WHERE is_applied").Scan(&has)
	return has, err
}

// folder is the folder of the migrations.
func folder() fs.FS {
	f, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the build
	}
	return f
}

// newest is the version of the newest migration.
func newest() int64 {
	files, _ := fs.Glob(folder(), "*.sql") // sorted; the pattern is right
	version, _ := goose.NumericComponent(files[len(files)-1])
	return version
}
