package sqlite

import (
	"context"
	"embed"
	"io/fs"
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

// selectMissing tells those of a list of tables that are not there.
const selectMissing = `
SELECT group_concat(value, ', ') FROM json_each('["' || replace(?, ',', '","') || '"]')
WHERE value NOT IN (SELECT name FROM sqlite_master WHERE type = 'table')`

// Ready tells whether the store can be used: it can be reached and its schema is
// the one that this build needs. Otherwise the error is storage.ErrUnavailable,
// storage.ErrSchema or storage.ErrCorrupt.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.read.PingContext(ctx); err != nil {
		return s.dialect.Named(ctx, err)
	}
	return s.schema.Ready(ctx, s.read)
}

// Migrate brings the schema to the version that this build needs, each step in a
// transaction of its own. A schema that is newer is storage.ErrSchema and is left
// as it is.
func (s *Store) Migrate(ctx context.Context) error {
	return s.schema.Migrate(ctx, s.write)
}
