package postgres_test

import (
	"fmt"
	"sync/atomic"
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
