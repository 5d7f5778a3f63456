package storage

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
)

// Handler is the registration of something that is told of a desk's events. While
// the row is there, every change makes a delivery of each of its events for it, in
// the same step.
type Handler struct {
	Desk  string
	Name  string
	Kinds []event.Kind // what it is told of; empty is everything
	// Carries marks a handler that brings notices to people: changes make no
	// deliveries for it, AddDeliveries does.
	Carries bool
	Since   time.Time // when it was registered for these kinds
}

// Handlers keeps who is told of events.
type Handlers interface {
	// PutHandler registers a handler or changes its kinds. One that is registered
	// for the same keeps its Since.
	PutHandler(ctx context.Context, h Handler) error
	// ListHandlers reads the handlers of a desk by name, their kinds sorted.
	ListHandlers(ctx context.Context, desk string) ([]Handler, error)
	// DropHandler removes a handler with all its deliveries; ErrNotFound if there is none.
	DropHandler(ctx context.Context, desk, name string) error
}

// DeliveryState says how far a delivery has come.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryPending DeliveryState = "pending" // is to be tried, or is being tried
	DeliveryDead    DeliveryState = "dead"    // is not tried any more and holds up what comes after it
	DeliveryDone    DeliveryState = "done"    // was taken by its handler
	DeliverySkipped DeliveryState = "skipped" // was given up by an operator
)

// DeliveryStates lists every state.
func DeliveryStates() []DeliveryState {
	return []DeliveryState{DeliveryPending, DeliveryDead, DeliveryDone, DeliverySkipped}
}

// Open tells whether the delivery still holds up what comes after it.
func (s DeliveryState) Open() bool { return s == DeliveryPending || s == DeliveryDead }

// DeliveryKey names a delivery within its desk and gives the order of a list of them.
// Deliveries of one handler, ticket and person form a line: they are taken one after
// the other, by version and index.
type DeliveryKey struct {
	Handler string
	Ticket  uuid.UUID
	Person  string // whom a notice is for; empty for what is no notice
	Version int64  // of the event
	Index   int    // of the event
}

// IsZero tells whether the key names nothing.
func (k DeliveryKey) IsZero() bool { return k == DeliveryKey{} }

// DueBefore is how long before its event a new delivery is due: it can be claimed at
// once, also by a process whose clock is a little behind that of the one that wrote it.
const DueBefore = time.Minute

// Delivery is an event on its way to a handler. That of a publication is of no ticket:
// those of one handler form a line of their own.
type Delivery struct {
	Handler  string
	Person   string
	Event    event.Envelope
	State    DeliveryState
	Due      time.Time // when it may be claimed; while it is claimed, the claim's end
	Token    int64     // goes up with every claim and every settlement
	Attempts int       // claims since it was made or sent again
	Error    string    // of the last attempt that failed
	Settled  time.Time // when it was done or skipped
	By       string    // the operator who skipped it
	Reason   string    // why he did
}

// Key names the delivery.
func (d Delivery) Key() DeliveryKey {
	return DeliveryKey{d.Handler, d.Event.Ticket, d.Person, d.Event.Version, d.Event.Index}
}

// DeliveryClaim asks for deliveries of one handler.
type DeliveryClaim struct {
	Desk    string
	Handler string
	Now     time.Time
	Until   time.Time // the claim's end: after it others may take over what is still pending
	Limit   int
}

// DeliveryQuery says which deliveries of a desk are wanted. Every field that is set narrows.
type DeliveryQuery struct {
	Handler string
	Ticket  uuid.UUID
	States  []DeliveryState
	Limit   int         // 1 to 200
	After   DeliveryKey // the zero key is the beginning
}

// Deliveries hands events to handlers.
type Deliveries interface {
	// ClaimDeliveries takes pending deliveries of a handler that are due at Now, the
	// earliest due first, and of each line only its head: the first that is neither
	// done nor skipped. It raises Token and Attempts of what it takes. Two claims that
	// overlap never hold the same delivery.
	ClaimDeliveries(ctx context.Context, c DeliveryClaim) ([]Delivery, error)
	// SettleDelivery writes State, Due, Attempts, Error, Settled, By and Reason of an
	// open delivery, and raises its Token. ErrConflict if the token is not the one that
	// it has: somebody took it over, or settled it.
	SettleDelivery(ctx context.Context, d Delivery) error
	// AddDeliveries makes pending deliveries of events of the desk. One that is there stays as it is.
	AddDeliveries(ctx context.Context, desk string, list []Delivery) error
	// ListDeliveries reads deliveries by key.
	ListDeliveries(ctx context.Context, desk string, q DeliveryQuery) ([]Delivery, error)
	// NextDelivery is the earliest instant at which something of one of the handlers
	// can be claimed; the zero time if there is nothing.
	NextDelivery(ctx context.Context, desk string, handlers []string) (time.Time, error)
	// ForgetDeliveries drops what was settled before an instant.
	ForgetDeliveries(ctx context.Context, desk string, before time.Time) error
}

// Clocked is an extra power: a store with a clock of its own that all its processes share.
type Clocked interface {
	// Time is what the store's clock shows.
	Time(ctx context.Context) (time.Time, error)
}
