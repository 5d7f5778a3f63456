package storage

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Store is everything a desk needs of its store.
type Store interface {
	Tickets
	Stories
	Histories
	Writer
	Timers
	Handlers
	Deliveries
	Feed
	Notices
	Preferences
	Assignments
	Stopwatches
	LinkStates
	People
	Organizations
	Teams
	Absences
	Contracts
	Billing
	Regulations
	Checkpoints
	Traces
	Remarks
	Certificates
}

// Tickets finds tickets.
type Tickets interface {
	// Ticket reads one ticket.
	Ticket(ctx context.Context, s Scope, id uuid.UUID) (ticket.Ticket, error)
	// Find reads one ticket by its number, letters' case ignored.
	Find(ctx context.Context, s Scope, number string) (ticket.Ticket, error)
	// List reads a page of tickets in the order of the query. Pages hang together
	// by key, so a ticket that does not change its place is neither skipped nor
	// repeated while others come and go.
	List(ctx context.Context, s Scope, q Query) (Page, error)
	// Count counts the tickets that match, but never further than most.
	Count(ctx context.Context, s Scope, f ticket.Filter, most int) (int, error)
}

// Stories reads what belongs to one ticket. A ticket out of scope has no story:
// ErrNotFound. Without Scope.Internal only public messages are there: no notes,
// tasks, times, journal or events.
type Stories interface {
	// Messages are in the order in which they were written.
	Messages(ctx context.Context, s Scope, id uuid.UUID) ([]ticket.Message, error)
	// Tasks are in the order in which they were made.
	Tasks(ctx context.Context, s Scope, id uuid.UUID) ([]ticket.Task, error)
	// Times are in the order in which they were booked.
	Times(ctx context.Context, s Scope, id uuid.UUID) ([]ticket.Spending, error)
	// Journal is whole, in order.
	Journal(ctx context.Context, s Scope, id uuid.UUID) ([]ticket.Entry, error)
	// Events are the ticket's, in order.
	Events(ctx context.Context, s Scope, id uuid.UUID) ([]event.Envelope, error)
}

// Writer is the one way in which tickets are written.
type Writer interface {
	// Work reads tickets with their open tasks: what deciding changes takes, in one
	// read. They come in the order of the ids, those that are not found left out.
	Work(ctx context.Context, s Scope, ids ...uuid.UUID) ([]Work, error)
	// Number gives a number of the series that was never given before, from 1.
	// Numbers may be left out, never repeated, also after a crash. It comes before
	// the change that uses it, because the journal and the events hold it already.
	Number(ctx context.Context, desk, series string) (int64, error)
	// Apply writes all changes, or none: ErrConflict if a ticket has moved on since
	// it was read or an ID is taken, ErrNumberTaken, ErrKeyUsed, ErrRetired if one
	// enters a stage that is retired, ErrPeriodClosed if one books time that was worked
	// in a period that is closed, ErrPersonChanged. At most one change per ticket.
	Apply(ctx context.Context, changes ...Change) error
	// Recall reads what a key of idempotency was used for; ErrNotFound if it was not,
	// or was used before since. Apply knows the key until ForgetKeys drops it.
	Recall(ctx context.Context, k KeyID, since time.Time) (Key, error)
	// ForgetKeys drops the keys that were used before an instant.
	ForgetKeys(ctx context.Context, desk string, before time.Time) error
}

// Work is a ticket with its open tasks, in the order in which they were made.
type Work struct {
	Ticket ticket.Ticket
	Tasks  []ticket.Task
}

// Change is everything that one use case does to one ticket, decided before it is
// written. Only the store knows how to write it in one step.
type Change struct {
	Ticket   ticket.Ticket     // the row as it will be; its Version is From + 1
	From     int64             // the version that was read; 0 makes a new ticket
	Messages []ticket.Message  // added
	Journal  []ticket.Entry    // added
	Tasks    []ticket.Task     // put: added, or written over by ID
	Times    []ticket.Spending // added
	Timers   []Timer           // the ticket's pending timers from now on: these, and no others
	Events   []event.Envelope  // added, each with a delivery for every handler that is told of it, due DueBefore it
	Key      *Key              // taken, so that a repeated request finds what it did
	Erase    *Erasure          // taken away for good; nil for nothing. A change that makes a ticket has none
	Person   *PersonVersion    // must still be who he was, see ErrPersonChanged; nil for nobody
}

// PersonVersion is a person of a change's desk as he was read: what was decided by who he
// was is worth nothing when he was changed since.
type PersonVersion struct {
	ID      string
	Version int64
}

// KeyID is the scope in which a key of idempotency holds, and the key.
type KeyID struct {
	Desk, Actor, Verb, Key string
}

// Key remembers that a request was carried out.
type Key struct {
	KeyID
	Hash    []byte // of the request's body: the same key with another body is an error
	Ticket  uuid.UUID
	Version int64     // that the request made
	Part    uuid.UUID // the message, task or spending that it made; Nil if none
	At      time.Time
}

// Query asks for a page of tickets.
type Query struct {
	ticket.Filter
	Order ticket.Order // ByDue when empty
	Limit int          // 1 to 200
	After Cursor       // the zero Cursor is the beginning
}

// Page is a part of a list.
type Page struct {
	Tickets []ticket.Ticket
	Next    Cursor // where the next page begins; zero when there is none
}

// Cursor is a place in an ordered list: the sort key of the last ticket and its ID.
type Cursor struct {
	At time.Time // for ByDue, FarAway when no clock runs
	ID uuid.UUID
}

// IsZero tells whether the cursor is the beginning of the list.
func (c Cursor) IsZero() bool { return c.ID == uuid.Nil }

// FarAway is kept in place of a due that is not there, so that such tickets come last.
var FarAway = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
