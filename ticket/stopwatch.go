package ticket

import (
	"time"

	"github.com/google/uuid"
)

// Stopwatch measures the time that a person works on a ticket. Everybody has one.
type Stopwatch struct {
	Desk    string
	Person  string
	Version int64
	Ticket  uuid.UUID // Nil while it does not run
	Task    uuid.UUID // Nil for the ticket's own
	Started time.Time
	Stopped time.Time     // what was measured is being booked; zero while it runs
	Note    string        // of the booking
	Spent   time.Duration // to be booked
}

// Runs tells whether it measures, or what it has measured is not booked yet.
func (w Stopwatch) Runs() bool { return w.Ticket != uuid.Nil }
