// Package sqlite keeps desks in a SQLite database, without cgo.
//
// Open makes a store on a file of its own; New makes one on the host's handle.
// Neither touches the schema: Migrate does, when it is asked to. Until then, and
// on a schema that is newer than this build, every method answers
// storage.ErrSchema.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	driver "modernc.org/sqlite"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlschema"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlstore"
)

// Store keeps desks in a SQLite database. It is safe for concurrent use; make it
// with Open or New, and Close it.
type Store struct {
	*shared
	dialect sqlstore.Dialect
	schema  *sqlschema.Schema
	read    *sql.DB
	write   *sql.DB
	own     []*sql.DB // the handles that Close closes
}

// shared is what SQL stores share: every method of the port but Apply.
type shared = sqlstore.Store

var (
	_ storage.Store   = (*Store)(nil)
	_ storage.Auditor = (*Store)(nil)
)

// readers is how many connections read at once beside the one that writes.
const readers = 4

// pragmas are what every connection of Open is set to: readers and the writer do
// not wait for each other, a writer waits 5 s for another process, and what was
// acknowledged outlives a loss of power.
const pragmas = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"

// Open opens the database file at a path and makes it if it is not there; its
// folder must be. The store has one connection that writes and several that read.
//
// A database in memory is refused: it would be another one for each connection.
// Package storage/memory is for that.
//
// What is deleted or written over is overwritten with zeros, so that what was erased is
// not in the free parts of the file.
//
// A file that is no database is storage.ErrCorrupt and is left as it is.
func Open(path string) (*Store, error) {
	if path == "" || strings.Contains(path, ":memory:") || strings.HasPrefix(path, "file:") {
		return nil, fmt.Errorf("open a SQLite database: the path is %q; it must be that of a file", path)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("open the SQLite database %s: there is no folder %s: %w", path, filepath.Dir(path), fs.ErrNotExist)
	}
	write, err := open(path, pragmas+"&_pragma=secure_delete(1)&_txlock=immediate", 1)
	if err != nil {
		return nil, err
	}
	read, err := open(path, pragmas+"&_pragma=query_only(1)", readers)
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	s := newStore(read, write)
	s.own = []*sql.DB{read, write}
	return s, nil
}

// escape writes a path so that it means itself in a URI.
var escape = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23")

func open(path, settings string, connections int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+escape.Replace(filepath.ToSlash(path))+settings)
	if err != nil {
		return nil, fmt.Errorf("open the SQLite database %s: %w", path, err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	// A file's first page is read only when it is needed: ask for it.
	if _, err := db.Exec("PRAGMA user_version"); err != nil {
		return nil, errors.Join(fmt.Errorf("open the SQLite database %s: %w", path, named(err)), db.Close())
	}
	return db, nil
}

// New makes a store on the host's handle, which stays the host's: Close does not
// close it. The handle must be of modernc.org/sqlite and its settings, which
// belong into its DSN so that every connection has them, must be
//
//	?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_txlock=immediate
//
// with a synchronous that is not OFF. What is missing is all in the error. With
// _pragma=secure_delete(1) beside it, as Open has it, nothing that was erased is in the
// free parts of the file; without it, a connection that erases turns it on for itself,
// and older copies of what is erased may be left there until the next VACUUM.
func New(db *sql.DB) (*Store, error) {
	if _, ours := db.Driver().(*driver.Driver); !ours {
		return nil, fmt.Errorf("the handle's driver is %T; this store works with modernc.org/sqlite", db.Driver())
	}
	if err := prove(context.Background(), db); err != nil {
		return nil, err
	}
	return newStore(db, db), nil
}

func newStore(read, write *sql.DB) *Store {
	s := &Store{read: read, write: write}
	s.dialect = sqlstore.Dialect{
		Bind:    sqlx.QUESTION,
		Instant: func(t time.Time) any { return t.UnixMicro() },
		ID:      func(id uuid.UUID) any { return id[:] },
		Holds:   "instr(%s, ?) > 0",
		Member:  "(SELECT j.value FROM json_each(%s) AS j WHERE j.key = ?)",
		Errors:  named,
		Ready:   func(ctx context.Context) error { return s.schema.Ready(ctx, read) },
	}
	s.schema = sqlschema.New(goose.DialectSQLite3, folder(), selectMissing, s.dialect.Named)
	s.shared = sqlstore.New(read, write, s.dialect)
	return s
}

// Close gives back the numbers that were leased and not used, and closes what
// Open opened. After it, every method answers storage.ErrUnavailable.
func (s *Store) Close() error {
	err := s.shared.Close(context.Background())
	if errors.Is(err, storage.ErrUnavailable) || errors.Is(err, storage.ErrSchema) {
		err = nil // nothing can be given back; numbers are left out, never repeated
	}
	for _, db := range s.own {
		err = errors.Join(err, db.Close())
	}
	return err
}
