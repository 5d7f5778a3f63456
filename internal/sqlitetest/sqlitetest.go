// Package sqlitetest gives tests a SQLite to throw away.
//
// The tables are made once in a process and copied for each test. A store does not
// wait for the disk at every commit: what a test writes need not outlive a loss of power.
package sqlitetest

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

// settings are those of sqlite.Open, but for the waiting.
const settings = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)" +
	"&_pragma=synchronous(NORMAL)&_pragma=secure_delete(1)&_txlock=immediate"

// connections are as many as sqlite.Open has.
const connections = 5

// Handle is a handle on a database file, which need not be there yet.
func Handle(path string) (*sql.DB, error) {
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: settings}).String())
}

// migrated is a database with tables and nothing in them, as a file is.
var migrated = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "helpdesk-sqlitetest-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path := filepath.Join(folder, "desk.db")
	s, err := sqlite.Open(path)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.Migrate(context.Background()), s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// File is a migrated database file of the test's own.
func File(t testing.TB) string {
	t.Helper()
	content, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "helpdesk.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Open is a store on a migrated database file of the test's own, and its handle.
func Open(t testing.TB) (*sqlite.Store, *sql.DB) {
	t.Helper()
	return On(t, File(t))
}

// On is a store on a database file, and its handle, both until the test ends.
func On(t testing.TB, path string) (*sqlite.Store, *sql.DB) {
	t.Helper()
	db, err := Handle(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxIdleConns(connections)
	db.SetMaxOpenConns(connections)
	s, err := sqlite.New(db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, db
}
