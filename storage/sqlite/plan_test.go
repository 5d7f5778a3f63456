package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// A change of a ticket takes as long in a desk of a million tickets: the statement that writes its
// row touches no table but that of the tickets, and of stages that are no more. SQLite
// would look through all that refer to a ticket if the statement set its key.
func TestAChangeOfATicketLooksThroughNothingElse(t *testing.T) {
	t.Parallel()
	s, err := Open(filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)
	query, args := s.dialect.UpdateTicket(storage.Change{From: 1, Ticket: ticket.Ticket{Desk: "it", ID: uuid.New(), Version: 2, Opened: at}})
	db := s.write
	tables := map[int64]string{}
	rows, err := db.QueryContext(t.Context(), "SELECT rootpage, tbl_name FROM sqlite_master WHERE rootpage > 0")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var page int64
		var name string
		if err := rows.Scan(&page, &name); err != nil {
			t.Fatal(err)
		}
		tables[page] = name
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	touched := map[string]bool{}
	steps, err := db.QueryContext(t.Context(), "EXPLAIN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	for steps.Next() {
		var addr, p1, p2, p3, p5 int64
		var code string
		var p4, comment any
		if err := steps.Scan(&addr, &code, &p1, &p2, &p3, &p4, &p5, &comment); err != nil {
			t.Fatal(err)
		}
		if code == "OpenRead" || code == "OpenWrite" {
			touched[tables[p2]] = true
		}
	}
	if err := steps.Err(); err != nil {
		t.Fatal(err)
	}
	if !touched["helpdesk_tickets"] {
		t.Fatalf("the statement touches %v", touched)
	}
	delete(touched, "helpdesk_tickets")
	delete(touched, "helpdesk_retired_stages")
	if len(touched) > 0 {
		t.Errorf("the statement touches %v, too", touched)
	}
}
