package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"

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
	proved atomic.Bool // the schema was seen to be right
}

// asker is a handle or a transaction.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Ready tells whether the store can be used: the database can be reached and its
// schema is the one that this build needs. Otherwise the error is
// storage.ErrUnavailable or storage.ErrSchema.
func (s *Store) Ready(ctx context.Context) error {
	var one int
	if err := s.schema.db.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return s.dialect.Named(ctx, err)
	}
	return s.schema.ready(ctx, s.schema.db)
}

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
	has, err := s.version(ctx, on)
	switch {
	case err != nil:
		return s.named(ctx, err)
	case has == 0:
		return fmt.Errorf("%w: the database has none; it is to be migrated first", storage.ErrSchema)
	case has < newest():
		return fmt.Errorf("%w: it has version %d and this build needs %d; it is to be migrated first", storage.ErrSchema, has, newest())
	case has > newest():
		return newer(has)
	}
	s.proved.Store(true)
	return nil
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
