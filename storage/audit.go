package storage

import (
	"context"

	"github.com/google/uuid"
)

// Finding is something in a store that must never be.
type Finding struct {
	Invariant string    // the sentence that does not hold
	Ticket    uuid.UUID // Nil when it is not about one
	Text      string    // what was found
}

// Auditor is an extra power: a store that can look for what its own constraints
// should have made impossible (numbers given twice, rows that belong to nothing,
// rows that point across desks).
type Auditor interface {
	Audit(ctx context.Context, desk string) ([]Finding, error)
}
