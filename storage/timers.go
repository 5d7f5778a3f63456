package storage

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// TimerKind says what a timer is to do.
type TimerKind string

// The kinds of timer.
const (
	TimerWarning TimerKind = "warning" // a clock comes near its due
	TimerDue     TimerKind = "due"     // a clock passes its due
	TimerWake    TimerKind = "wake"    // a wait reaches its date
	TimerNotice  TimerKind = "notice"  // the requester is told that silence will close the ticket
	TimerClose   TimerKind = "close"   // silence closes the ticket
)

// Timer is an instant at which something is to be done for a ticket. It is known
// by ticket, cause and kind; at most one such row is pending.
type Timer struct {
	Desk   string
	Ticket uuid.UUID
	Cause  string // "clock:KEY", "wait" or "silence"
	Kind   TimerKind
	At     time.Time
}

// Claim asks for timers that are due.
type Claim struct {
	Desk  string
	Now   time.Time
	Until time.Time // the claim's end: after it others may take over what is still pending
	Owner uuid.UUID // whose claim it is
	Limit int
}

// Timers hands out what is due. A claimed timer is gone when a Change of its ticket
// no longer names it; Apply's check of the version is what makes its effect happen once.
type Timers interface {
	// Claim takes timers that are due at Now and not claimed by another, the
	// earliest first. Two claims that overlap never hold the same timer.
	Claim(ctx context.Context, c Claim) ([]Timer, error)
	// Drop removes a timer that has nothing to do any more, if the owner still holds it.
	Drop(ctx context.Context, owner uuid.UUID, t Timer) error
	// NextTimer is the instant of the earliest pending timer, claimed or not; the zero
	// time if there is none.
	NextTimer(ctx context.Context, desk string) (time.Time, error)
	// Pending are the pending timers of a ticket, claimed or not, the earliest first.
	Pending(ctx context.Context, s Scope, id uuid.UUID) ([]Timer, error)
}
