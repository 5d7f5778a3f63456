package storage

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// Histories reads the journals of a whole desk, a page of tickets at a time, so that
// everything that ever happened can be gone through in constant memory.
type Histories interface {
	// Histories reads the next tickets after an id, in the order of their ids as
	// bytes; uuid.Nil is the beginning, an empty page the end. Each journal is
	// whole and in order, as of one instant. A ticket that is there all along comes
	// exactly once, whatever is written in between. The limit is 1 to 200. Without
	// Scope.Internal there are none.
	Histories(ctx context.Context, s Scope, after uuid.UUID, limit int) ([]History, error)
}

// History is everything that happened to a ticket.
type History struct {
	Ticket  uuid.UUID
	Number  string
	Journal []ticket.Entry
}
