package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/helpdesk-go/helpdesk/internal/secret"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

// deskKey is the key of the one desk of this server.
const deskKey = "main"

// database is a store with what a server needs beside it. Both kinds are one.
type database interface {
	storage.Store
	storage.Auditor
	Ready(context.Context) error
	Migrate(context.Context) error
	Close() error
}

// where says where the database is.
type where interface {
	// String names the database to people. It never tells a password.
	String() string
	// open opens the database as it is.
	open(context.Context) (database, error)
	// serve opens the database to be served from, and founds the desk if there is none.
	// What it answers beside it is to be called at the end.
	serve(*program, beginning) (database, func() error, error)
	// advise adds to an error of the store what can be done about it.
	advise(error) error
}

// address is what --db was given. It may hold a password, so nobody sees it by accident.
type address struct{ secret.Of[string] }

// UnmarshalText takes what was given.
func (a *address) UnmarshalText(text []byte) error {
	a.Of = secret.Keep(string(text))
	return nil
}

func (a address) empty() bool { return a.Reveal() == "" }

// whereIs reads a --db: a URL of PostgreSQL, or the path of a file.
func whereIs(at address) (where, error) {
	db := at.Reveal()
	if scheme, _, url := strings.Cut(db, "://"); url && (scheme == "postgres" || scheme == "postgresql") {
		return postgresAt(db)
	}
	return fileAt(db)
}

// openDatabase opens a database in which a desk is.
func openDatabase(ctx context.Context, db address) (database, where, error) {
	at, err := whereIs(db)
	if err != nil {
		return nil, nil, err
	}
	store, err := at.open(ctx)
	if err != nil {
		return nil, at, at.advise(err)
	}
	if _, err := store.Regulation(ctx, deskKey, 0); err != nil {
		if errors.Is(err, storage.ErrNotFound) {
			err = fmt.Errorf("there is no desk in it; \"serve\" makes one, --db names another database")
		}
		return nil, at, errors.Join(at.advise(err), store.Close())
	}
	return store, at, nil
}

// file is the path of a SQLite database.
type file string

// fileAt tells whether a database file can be at the path.
func fileAt(path string) (file, error) {
	if path == "" || strings.Contains(path, ":memory:") || strings.HasPrefix(path, "file:") || strings.Contains(path, "://") {
		return "", bad("--db: %q is neither the path of a file, like helpdesk.db, nor like postgres://user:password@host/database", withoutPassword(path))
	}
	if folder, err := os.Stat(filepath.Dir(path)); err != nil || !folder.IsDir() {
		return "", bad("--db: there is no folder %s", filepath.Dir(path))
	}
	if file, err := os.Stat(path); err == nil && !file.Mode().IsRegular() {
		return "", bad("--db: %s is no file", path)
	}
	return file(path), nil
}

func (f file) String() string { return string(f) }

func (f file) open(ctx context.Context) (database, error) {
	if f.isNew() {
		return nil, errors.New("there is no database; \"serve\" makes one, --db names another")
	}
	store, err := sqlite.Open(string(f))
	if err != nil {
		return nil, err
	}
	if err := store.Ready(ctx); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

// serve opens the file, with a lock on it so that no second server does.
func (f file) serve(p *program, begin beginning) (_ database, _ func() error, err error) {
	release, err := sqlite.Lock(string(f))
	if err != nil {
		return nil, nil, fmt.Errorf("%w; stop it, or name another file with --db", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, release())
		}
	}()
	if f.isNew() {
		if err := f.found(p, begin); err != nil {
			return nil, nil, err
		}
	}
	store, err := sqlite.Open(string(f))
	if err != nil {
		return nil, nil, err
	}
	if err := store.Migrate(p.ctx); err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return store, func() error { return errors.Join(store.Close(), release()) }, nil
}

// isNew tells whether there is nothing at the path yet.
func (f file) isNew() bool {
	info, err := os.Stat(string(f))
	return errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0
}

func (f file) advise(err error) error {
	advice := ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, storage.ErrCorrupt):
		advice = "; it was left as it is: put back a copy, or name another file with --db"
	case errors.Is(err, storage.ErrSchema):
		advice = "; it was left as it is: use the build that it was made with, or name another file with --db"
	case errors.Is(err, storage.ErrFull):
		advice = "; make room on the disk and start again"
	}
	return fmt.Errorf("%s: %w%s", f, err, advice)
}

// withoutPassword hides what a mistyped URL may hold.
func withoutPassword(db string) string {
	scheme, rest, url := strings.Cut(db, "://")
	if at := strings.LastIndex(rest, "@"); url && at >= 0 {
		return scheme + "://…" + rest[at:]
	}
	return db
}
