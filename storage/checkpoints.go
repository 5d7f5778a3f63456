package storage

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Head is the end of a ticket's journal, as the ticket's row tells it.
type Head struct {
	Ticket  uuid.UUID
	Number  string
	Entries int    // how many there are
	Hash    []byte // of the last
}

// Checkpoint remembers that the ends of all journals of a desk were written down. The
// ends themselves are kept elsewhere: in the store, whoever can change a journal could
// change them too.
type Checkpoint struct {
	Desk    string
	ID      uuid.UUID
	At      time.Time
	Actor   string
	Tickets int
	Entries int64  // of all journals together
	Hash    []byte // over all the ends
}

// Checkpoints keeps what is needed to tell later that nothing was taken out of the journals.
type Checkpoints interface {
	// Heads reads the ends of the next journals after a ticket's id, in the order of
	// their ids as bytes; uuid.Nil is the beginning, an empty page the end. A ticket that
	// is there all along comes exactly once. The limit is 1 to 200.
	Heads(ctx context.Context, desk string, after uuid.UUID, limit int) ([]Head, error)
	// AddCheckpoint adds one. ErrConflict if its ID is taken.
	AddCheckpoint(ctx context.Context, c Checkpoint) error
	// ListCheckpoints reads them, the newest first, those of one instant by their IDs.
	// The limit is 1 to 200.
	ListCheckpoints(ctx context.Context, desk string, limit int) ([]Checkpoint, error)
}
