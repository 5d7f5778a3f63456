package sqlite

import (
	"context"
	"database/sql"
	"embed"
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
	read, write *sql.DB
	named       func(context.Context, error) error
	proved      atomic.Bool // the schema was seen to be right
}

// asker is a handle or a transaction.
type asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Ready tells whether the store can be used: it can be reached and its schema is
// the one that this build needs. Otherwise the error is storage.ErrUnavailable,
// storage.ErrSchema or storage.ErrCorrupt.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.schema.read.PingContext(ctx); err != nil {
		return s.dialect.Named(ctx, err)
	}
	return s.schema.ready(ctx, s.schema.read)
}

// Migrate brings the schema to the version that this build needs, each step in a
// transaction of its own. A schema that is newer is storage.ErrSchema and is left
// as it is.
func (s *Store) Migrate(ctx context.Context) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.schema.write, folder(),
		goose.WithTableName(versions), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	has, err := s.schema.version(ctx, s.schema.read)
	if err == nil && has > newest() {
		err = newer(has)
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		if s.schema.ready(ctx, s.schema.read) == nil {
			return nil // another process was faster
		}
		return fmt.Errorf("migrate: %w", s.dialect.Named(ctx, err))
	}
	return s.schema.ready(ctx, s.schema.read)
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
		return err
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
func (s *schema) version(ctx context.Context, on asker) (int64, error) {
	var tables int
	err := on.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?", versions).Scan(&tables)
	if err != nil {
		return 0, s.named(ctx, err)
	}
	if tables == 0 {
		return 0, nil
	}
	var has int64
	err = on.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM "+versions+" WHERE is_applied").Scan(&has)
	return has, s.named(ctx, err)
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
