package sqlite

import (
	"errors"
	"fmt"
	"strings"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/helpdesk-go/helpdesk/storage"
)

// names are the sentinels of SQLite's primary result codes.
var names = map[int]error{
	sqlite3.SQLITE_BUSY:     storage.ErrUnavailable,
	sqlite3.SQLITE_LOCKED:   storage.ErrUnavailable,
	sqlite3.SQLITE_CANTOPEN: storage.ErrUnavailable,
	sqlite3.SQLITE_IOERR:    storage.ErrUnavailable,
	sqlite3.SQLITE_READONLY: storage.ErrUnavailable,
	sqlite3.SQLITE_PERM:     storage.ErrUnavailable,
	sqlite3.SQLITE_FULL:     storage.ErrFull,
	sqlite3.SQLITE_CORRUPT:  storage.ErrCorrupt,
	sqlite3.SQLITE_NOTADB:   storage.ErrCorrupt,
}

// named gives an error of SQLite the name by which package storage knows it.
func named(err error) error {
	var e *driver.Error
	if !errors.As(err, &e) {
		return err
	}
	if name := names[e.Code()&0xff]; name != nil {
		return fmt.Errorf("%w: %w", name, err)
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return taken(e)
	}
	if e.Code() == sqlite3.SQLITE_CONSTRAINT_TRIGGER {
		return refused(e)
	}
	if strings.Contains(e.Error(), "no such table: helpdesk_") || strings.Contains(e.Error(), "no such column") {
		return fmt.Errorf("%w: %w", storage.ErrSchema, err)
	}
	return err
}

// refused tells what a trigger refuses: its message is the table that forbids it.
func refused(e *driver.Error) error {
	switch {
	case strings.Contains(e.Error(), "helpdesk_retired_stages"):
		return storage.ErrRetired
	case strings.Contains(e.Error(), "helpdesk_periods"):
		return storage.ErrPeriodClosed
	}
	return e
}

// taken tells what was there already. SQLite names the columns of the constraint
// in its message, and nowhere else.
func taken(e *driver.Error) error {
	switch {
	case strings.Contains(e.Error(), "helpdesk_tickets.number_folded"), strings.Contains(e.Error(), "helpdesk_contracts.number_folded"):
		return storage.ErrNumberTaken
	case strings.Contains(e.Error(), "helpdesk_keys."):
		return storage.ErrKeyUsed
	}
	return fmt.Errorf("%w: %w", storage.ErrConflict, e)
}
