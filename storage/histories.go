package storage

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// Histories reads the journals of a whole desk, a page of tickets at a time, so that
// everything that ever happened can be gone through in constant memory.
type Histories interface {
	// Histories reads the next tickets after an id, in the order of their ids as
	// bytes; an empty page is the end. Each journal is whole and in order, as of one
	// instant. A ticket that is there all along comes exactly once, whatever is written
	// in between. Without Scope.Internal there are none.
	Histories(ctx context.Context, s Scope, q HistoryQuery) ([]History, error)
}

// HistoryQuery asks for a page of histories.
type HistoryQuery struct {
	After      uuid.UUID // the last of the page before; uuid.Nil for the beginning
	Limit      int       // 1 to 200
	OpenedFrom time.Time // only of tickets opened from then on; of all when zero
}

// History is everything that happened to a ticket.
type History struct {
	Ticket  uuid.UUID
	Number  string
	Journal []ticket.Entry
}
