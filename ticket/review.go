package ticket

import "time"

// Closing says whether a ticket was closed rightly.
type Closing string

// The findings of a review.
const (
	ClosedRightly Closing = "right"
	ClosedWrongly Closing = "wrong"
)

// Closings lists every finding.
func Closings() []Closing { return []Closing{ClosedRightly, ClosedWrongly} }

// Review is what a quality manager found of a closed ticket. The zero Review is none.
// What he wrote with it is an internal message of the purpose PurposeReview.
type Review struct {
	Closing Closing
	Quality int // of the work, 1 to 5
	By      string
	At      time.Time
}

// IsZero tells whether there was none.
func (r Review) IsZero() bool { return r.At.IsZero() }
