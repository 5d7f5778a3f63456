package sqlite_test

import (
	"database/sql"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var start = time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)

var everything = storage.Everything("it")

var lastNumber atomic.Int64

// opening makes a small new ticket.
func opening(edits ...func(*ticket.Ticket)) storage.Change {
	t := ticket.Ticket{
		Desk: "it", ID: uuid.Must(uuid.NewV7()), Number: fmt.Sprintf("T-%d", lastNumber.Add(1)), Version: 1, Subject: "Printer",
		Requester: "anna", Stage: "level1", Phase: ticket.PhaseOpen, Opened: start, Entered: start, Updated: start,
	}
	for _, edit := range edits {
		edit(&t)
	}
	return storage.Change{Ticket: t}
}

// raw opens the file past the store, with settings as in a DSN.
func raw(t testing.TB, path, settings string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t testing.TB, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}
