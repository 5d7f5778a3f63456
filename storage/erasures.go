package storage

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Erasure is what a change takes away for good of what its ticket has, by writing the
// mark of erased values over it. It is written with the rest of the change, or not at all.
// The errors and reasons of the ticket's deliveries, where they have any, become the mark
// too: nobody knows what the systems outside have written there.
type Erasure struct {
	Entries  []ticket.Entry    // Facts are written over, by Seq: nothing else of an entry ever changes
	Messages []ticket.Message  // Text and Salt, by ID
	Times    []ticket.Spending // Note, by ID
	Events   []event.Envelope  // Payload, by ID: with it that of their deliveries and notices
}

// Forgotten counts what there was of a person beside tickets and the directory.
type Forgotten struct {
	Preferences int
	Notices     int
	Deliveries  int // of notices to him, settled or not
	Keys        int // of idempotency
	Absences    int
	Stopwatches int
}

// Traces finds what there is of a person, or was kept for long, and forgets it.
type Traces interface {
	// Traces reads the ids of the tickets that a person has requested, registered or
	// observes, or in whose journal an entry is his or was made on his behalf: the next
	// after an id, in the order of their ids as bytes. The limit is 1 to 200.
	Traces(ctx context.Context, desk, person string, after uuid.UUID, limit int) ([]uuid.UUID, error)
	// Kept reads the ids of tickets that were closed before an instant and have no
	// Erased, the earliest closed first, those of one instant by their ids. The limit is 1 to 200.
	Kept(ctx context.Context, desk string, closed time.Time, limit int) ([]uuid.UUID, error)
	// CountKept counts them, never further than most.
	CountKept(ctx context.Context, desk string, closed time.Time, most int) (int, error)
	// ForgetPerson drops a person's preferences, notices, absences and stopwatch, the
	// deliveries of notices to him, and the keys of his requests.
	ForgetPerson(ctx context.Context, desk, person string) (Forgotten, error)
}

// Certificate tells that the data of a person was erased.
type Certificate struct {
	Desk     string
	ID       uuid.UUID
	Person   string
	Actor    string // who did it
	At       time.Time
	Document []byte // what was erased, in JSON: see the root package
	Hash     []byte // SHA-256 of the document
}

// Certificates keeps what was certified.
type Certificates interface {
	// Certificate reads one.
	Certificate(ctx context.Context, desk string, id uuid.UUID) (Certificate, error)
	// AddCertificate adds one. ErrConflict if its ID is taken.
	AddCertificate(ctx context.Context, c Certificate) error
	// ListCertificates reads those of a person, of everybody when he is empty, the newest
	// first, those of one instant by their IDs. The limit is 1 to 200.
	ListCertificates(ctx context.Context, desk, person string, limit int) ([]Certificate, error)
}
