// Package sqlschema knows which version of the schema a database has, which one
// this build needs, and how to come from one to the other.
package sqlschema

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/pressly/goose/v3"

	"github.com/helpdesk-go/helpdesk/storage"
)

// Table is the table in which the schema's versions are kept. A host may keep its
// own, in goose's usual table, in the same database.
const Table = "helpdesk_schema"

// Schema is the schema of one kind of database.
type Schema struct {
	dialect goose.Dialect
	files   fs.FS
	missing string
	named   func(context.Context, error) error
	tables  []string
	newest  int64
	proved  atomic.Bool // the schema was seen to be right
}

// New makes a schema of migrations, the files *.sql of a folder. The query missing
// tells those tables that are not there, of a list of names with commas between
// that is bound to it, in the same form. named names the database's errors.
func New(dialect goose.Dialect, folder fs.FS, missing string, named func(context.Context, error) error) *Schema {
	s := &Schema{dialect: dialect, files: folder, missing: missing, named: named, tables: []string{Table}}
	files, _ := fs.Glob(folder, "*.sql") // sorted; the pattern is right
	for _, file := range files {
		text, err := fs.ReadFile(folder, file)
		if err != nil {
			panic(err) // the file is part of the build
		}
		s.newest, _ = goose.NumericComponent(file)
		for _, made := range createTable.FindAllSubmatch(text, -1) {
			s.tables = append(s.tables, string(made[1]))
		}
	}
	return s
}

var createTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`)

// Tables are all tables of the schema, with commas between.
func (s *Schema) Tables() string { return strings.Join(s.tables, ",") }

// Asker is a handle or a transaction.
type Asker interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Ready tells whether the schema is the one that this build needs: if not, the
// error is storage.ErrSchema and says why. Once it was right, it is not asked again.
func (s *Schema) Ready(ctx context.Context, on Asker) error {
	if s.proved.Load() {
		return nil
	}
	has, err := s.version(ctx, on)
	switch {
	case err != nil:
		return err
	case has == 0:
		return fmt.Errorf("%w: the database has none that can be seen; it is to be migrated first", storage.ErrSchema)
	case has < s.newest:
		return fmt.Errorf("%w: it has version %d and this build needs %d; it is to be migrated first", storage.ErrSchema, has, s.newest)
	case has > s.newest:
		return s.newer(has)
	}
	lacks, err := s.lacks(ctx, on, s.Tables())
	if err != nil {
		return err
	}
	if lacks != "" {
		return fmt.Errorf("%w: it says that it has version %d and lacks %s: it was migrated or restored by half", storage.ErrSchema, has, lacks)
	}
	s.proved.Store(true)
	return nil
}

// Migrate brings the schema to the version that this build needs, each step in a
// transaction of its own. A schema that is newer is storage.ErrSchema and is left
// as it is. Several processes may migrate at once: one whose step was done by
// another meanwhile goes on from there.
func (s *Schema) Migrate(ctx context.Context, db *sql.DB, options ...goose.ProviderOption) error {
	for reached := int64(-1); ; {
		err := s.migrate(ctx, db, options)
		if err == nil {
			return s.Ready(ctx, db)
		}
		has, failed := s.version(ctx, db)
		if failed != nil || has <= reached || has > s.newest {
			return fmt.Errorf("migrate: %w", err)
		}
		reached = has
	}
}

func (s *Schema) migrate(ctx context.Context, db *sql.DB, options []goose.ProviderOption) error {
	has, err := s.version(ctx, db)
	if err != nil {
		return err
	}
	if has > s.newest {
		return s.newer(has)
	}
	options = append(slices.Clip(options), goose.WithTableName(Table), goose.WithDisableGlobalRegistry(true))
	provider, err := goose.NewProvider(s.dialect, db, s.files, options...)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	var step *goose.PartialError
	if errors.As(err, &step) && step.Failed != nil {
		return fmt.Errorf("step %d: %w", step.Failed.Source.Version, s.named(ctx, step.Err))
	}
	return s.named(ctx, err)
}

func (s *Schema) newer(has int64) error {
	return fmt.Errorf("%w: it has version %d and this build knows %d; a newer build is needed", storage.ErrSchema, has, s.newest)
}

// version is the version that the database has, 0 when it has none.
func (s *Schema) version(ctx context.Context, on Asker) (has int64, err error) {
	lacks, err := s.lacks(ctx, on, Table)
	if err != nil || lacks != "" {
		return 0, err
	}
	err = on.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM "+Table+" WHERE is_applied").Scan(&has)
	return has, s.named(ctx, err)
}

// lacks are those of the tables that are not there.
func (s *Schema) lacks(ctx context.Context, on Asker, tables string) (string, error) {
	var lacks sql.NullString
	err := on.QueryRowContext(ctx, s.missing, tables).Scan(&lacks)
	return lacks.String, s.named(ctx, err)
}
