package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/internal/sqlitetest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

// kept is a store that is thrown away in the end.
type kept struct {
	storage.Store
	close func() error
	size  func(context.Context) (int64, error) // in bytes; 0 when it has none
}

// openStore makes an empty store.
func openStore(ctx context.Context, kind, folder string) (kept, error) {
	switch kind {
	case "memory":
		return kept{
			memory.New(), func() error { return nil },
			func(context.Context) (int64, error) { return 0, nil },
		}, nil
	case "sqlite":
		return openSQLite(ctx, filepath.Join(folder, "helpdesk.db"))
	case "postgres":
		return openPostgres(ctx)
	}
	return kept{}, fmt.Errorf("there is no store %q", kind)
}

// openSQLite opens a file that need not outlive a loss of power: so it does not wait
// for the disk at every step.
func openSQLite(ctx context.Context, path string) (kept, error) {
	db, err := sqlitetest.Handle(path)
	if err != nil {
		return kept{}, err
	}
	db.SetMaxOpenConns(1)
	s, err := sqlite.New(db)
	if err == nil {
		err = s.Migrate(ctx)
	}
	if err != nil {
		return kept{}, errors.Join(err, db.Close())
	}
	return kept{
		s, func() error { return errors.Join(s.Close(), db.Close()) },
		sizeBy(db, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
	}, nil
}

// openPostgres starts a server of one's own.
func openPostgres(ctx context.Context) (kept, error) {
	server, err := pgtest.Start(ctx, pgtest.Config{})
	if err != nil {
		return kept{}, err
	}
	name, err := server.Create(ctx, "")
	if err != nil {
		return kept{}, errors.Join(err, server.Close())
	}
	db, err := sql.Open("postgres", server.URL(name))
	if err != nil {
		return kept{}, errors.Join(err, server.Close())
	}
	s, err := postgres.Open(server.URL(name), postgres.Config{})
	if err == nil {
		err = s.Migrate(ctx)
	}
	if err != nil {
		return kept{}, errors.Join(err, db.Close(), server.Close())
	}
	return kept{
		s, func() error { return errors.Join(s.Close(), db.Close(), server.Close()) },
		sizeBy(db, "SELECT pg_database_size(current_database())"),
	}, nil
}

func sizeBy(db *sql.DB, query string) func(context.Context) (int64, error) {
	return func(ctx context.Context) (size int64, err error) {
		return size, db.QueryRowContext(ctx, query).Scan(&size)
	}
}
