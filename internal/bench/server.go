package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	_ "github.com/lib/pq" // the driver of the library's handle and of the bare SQL beside it

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
)

// settings are those of a server that is used: what it acknowledged is on the disk.
var settings = map[string]string{
	"fsync":              "on",
	"full_page_writes":   "on",
	"synchronous_commit": "on",
	"shared_buffers":     "'1GB'",
	"max_wal_size":       "'4GB'",
	"max_connections":    "100",
}

// bench is a server with one database and the library on it.
type bench struct {
	options
	server *pgtest.Server
	name   string // of the database
	db     *sql.DB
	store  *postgres.Store
	dir    string // for the files of a run
	turns  int    // of pgbench, so that no two write the same ids
	table  table
}

// start makes the server, and the schema in a database of it.
func start(ctx context.Context, o options) (*bench, error) {
	b := &bench{options: o}
	var err error
	if b.dir, err = os.MkdirTemp("", "helpdesk-bench-"); err != nil {
		return nil, err
	}
	if b.server, err = pgtest.Start(ctx, pgtest.Config{Settings: settings}); err != nil {
		return nil, errors.Join(err, b.close())
	}
	if b.name, err = b.server.Create(ctx, ""); err != nil {
		return nil, errors.Join(err, b.close())
	}
	if b.db, err = sql.Open("postgres", b.server.URL(b.name)); err != nil {
		return nil, errors.Join(err, b.close())
	}
	b.db.SetMaxOpenConns(40)
	b.db.SetMaxIdleConns(40)
	b.store = postgres.New(b.db, postgres.Config{})
	if err := b.store.Migrate(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *bench) close() (err error) {
	if b.store != nil {
		err = errors.Join(err, b.store.Close())
	}
	if b.db != nil {
		err = errors.Join(err, b.db.Close())
	}
	if b.server != nil {
		err = errors.Join(err, b.server.Close())
	}
	return errors.Join(err, os.RemoveAll(b.dir))
}

// desks makes a desk twice: with people that the host has at hand, and with its own.
func (b *bench) desks(ctx context.Context, key string) (host, own *helpdesk.Desk, err error) {
	if host, err = helpdesk.New(ctx, b.store, helpdesk.Config{Desk: key, Directory: hostPeople{}}); err != nil {
		return nil, nil, err
	}
	if own, err = helpdesk.New(ctx, b.store, helpdesk.Config{Desk: key}); err != nil {
		return nil, nil, err
	}
	if err := settle(ctx, own); err != nil {
		return nil, nil, fmt.Errorf("the people of %s: %w", key, err)
	}
	return host, own, nil
}
