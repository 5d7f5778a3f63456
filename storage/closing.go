package storage

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// Assigned is an open task that somebody has, with its ticket.
type Assigned struct {
	Ticket ticket.Ticket
	Task   ticket.Task
}

// AssignedQuery asks for a page of open tasks.
type AssignedQuery struct {
	People []string // who have them; never empty
	Limit  int      // 1 to 200
	After  uuid.UUID
}

// Assignments finds what people have to do.
type Assignments interface {
	// ListAssigned reads open tasks of tickets within the scope, in the order of their
	// ids as bytes, from the one after After on. Without Scope.Internal there are none.
	ListAssigned(ctx context.Context, s Scope, q AssignedQuery) ([]Assigned, error)
}

// Stopwatches keeps each person's stopwatch.
type Stopwatches interface {
	// Stopwatch reads that of a person; ErrNotFound if he never had one.
	Stopwatch(ctx context.Context, desk, person string) (ticket.Stopwatch, error)
	// PutStopwatch writes that of a person.
	PutStopwatch(ctx context.Context, w ticket.Stopwatch) (int64, error)
}

// LinkStates keeps what was last known of things elsewhere that tickets lead to.
type LinkStates interface {
	// LinkStates reads those of the links, in no order, those that there are not left out.
	LinkStates(ctx context.Context, desk string, links []ticket.Link) ([]ticket.LinkState, error)
	// PutLinkState writes one, unless the stored one was asked for later.
	PutLinkState(ctx context.Context, s ticket.LinkState) error
}
