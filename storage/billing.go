package storage

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// Billing reads the time booked in a desk, line by line, and closes its periods.
type Billing interface {
	// ListLines reads times booked on tickets within the scope, by the instant at which
	// they were worked and id. Without Scope.Internal there are none.
	ListLines(ctx context.Context, s Scope, q LineQuery) ([]Line, error)
	// SumLines counts and sums all lines of a desk that were worked from one instant on
	// and before another; from the first on when it is zero.
	SumLines(ctx context.Context, desk string, from, until time.Time) (Sum, error)
	// ListPeriods reads the periods that are closed, the newest first.
	ListPeriods(ctx context.Context, desk string, limit int) ([]Period, error)
	// ClosePeriod closes the period that begins where the last one ended, and answers it
	// with its sum: ErrConflict if its number is not the one after the last or it ends no
	// later. From then on Apply refuses time worked before its end: ErrPeriodClosed. No
	// booking comes between the sum and that.
	ClosePeriod(ctx context.Context, p Period) (Period, error)
}

// Line is time that was booked, with what there is to say of its ticket as it is now.
type Line struct {
	ticket.Spending
	Number       string // of the ticket
	Subject      string
	Category     string
	Organization string
	Closed       time.Time // zero while the ticket is not over
	Title        string    // of the task
	Agreement    string    // the number of the contract
}

// LineQuery asks for a page of lines. Every field that is set narrows.
type LineQuery struct {
	From, Until   time.Time // worked from the one on and before the other
	Organizations []string
	Contracts     []string
	People        []string
	Tickets       []uuid.UUID
	Tasks         []uuid.UUID
	Limit         int    // 1 to 200
	After         Cursor // when the last one was worked, and its id; zero is the beginning
}

// Sum is how many lines there are, and how much time together.
type Sum struct {
	Lines int
	Spent time.Duration
}

// Period is a stretch of time of which nothing can be booked any more.
type Period struct {
	Desk   string
	Number int       // 1, 2, 3 …
	From   time.Time // where the last one ended; zero for the first
	Until  time.Time
	At     time.Time // when it was closed
	By     string
	Sum
}
