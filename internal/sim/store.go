package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

// openStore makes an empty store that is thrown away in the end.
func openStore(ctx context.Context, kind, folder string) (storage.Store, func() error, error) {
	switch kind {
	case "memory":
		return memory.New(), func() error { return nil }, nil
	case "sqlite":
		return openSQLite(ctx, filepath.Join(folder, "helpdesk.db"))
	case "postgres":
		return openPostgres(ctx)
	}
	return nil, nil, fmt.Errorf("there is no store %q", kind)
}

// openSQLite opens a file that need not outlive a loss of power: so it does not wait
// for the disk at every step.
func openSQLite(ctx context.Context, path string) (storage.Store, func() error, error) {
	settings := "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_pragma=synchronous(NORMAL)&_txlock=immediate"
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: settings}).String())
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	s, err := sqlite.New(db)
	if err == nil {
		err = s.Migrate(ctx)
	}
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return s, func() error { return errors.Join(s.Close(), db.Close()) }, nil
}

// openPostgres starts a server of one's own.
func openPostgres(ctx context.Context) (storage.Store, func() error, error) {
	server, err := pgtest.Start(ctx, pgtest.Config{})
	if err != nil {
		return nil, nil, err
	}
	name, err := server.Create(ctx, "")
	if err != nil {
		return nil, nil, errors.Join(err, server.Close())
	}
	s, err := postgres.Open(server.URL(name), postgres.Config{})
	if err == nil {
		err = s.Migrate(ctx)
	}
	if err != nil {
		return nil, nil, errors.Join(err, server.Close())
	}
	return s, func() error { return errors.Join(s.Close(), server.Close()) }, nil
}
