package sla

import "time"

// ClockKind says when a clock runs.
type ClockKind string

const (
	// StageClock runs while the ticket is in given stages; its time adds up
	// over visits.
	StageClock ClockKind = "stage"
	// FirstResponse runs from creation to the first public answer of the
	// staff. It never pauses.
	FirstResponse ClockKind = "first-response"
	// NextResponse runs from a requester's message that nobody has answered
	// to the next public answer; it opens again and again.
	NextResponse ClockKind = "next-response"
	// Resolution runs from creation, or from reopening, to a resolved stage,
	// without the waiting.
	Resolution ClockKind = "resolution"
)

// Clock is one clock as a policy defines it.
type Clock struct {
	Key  string
	Kind ClockKind
	// Was are its keys in older policies: a record of one becomes this clock's.
	Was []string
	// Stages are where the clock runs; none means all that are not in Pauses
	// or Ends. A clock of kind stage runs in its Stages only.
	Stages []string
	// Pauses are the stages in which it stands still rather than being off.
	Pauses []string
	// Ends are the stages whose entering ends it.
	Ends []string
	// Target is how long it may take; the zero Target limits nothing.
	Target Target
	// Warning is the share of the target at which to warn; 0 means 0.8, and
	// 1 or more warns of nothing before the due.
	Warning float64
	// Informative clocks tell their due and announce that it passed, and are
	// never breached.
	Informative bool
	// Restart makes the clock begin anew whenever it comes back, instead of
	// adding up.
	Restart bool
}

const defaultWarning = 0.8

// warning is the part of the target at which to warn; zero for none.
func (c Clock) warning() Target {
	share := c.Warning
	if share == 0 {
		share = defaultWarning
	}
	if c.Target.IsZero() || share < 0 || share >= 1 {
		return Target{}
	}
	return c.Target.Share(share)
}

// Policy is what a ticket's clocks go by from an instant on.
type Policy struct {
	Plan     string  // the plan that set the targets
	Rule     string  // what chose the plan
	Version  int     // of the regulation
	Calendar string  // ref of the calendar the clocks run by
	Clocks   []Clock // in the order in which they are shown
}

// Calendars finds a compiled calendar by its ref.
type Calendars func(ref string) (*Calendar, bool)

// Moment is the state of a ticket from an instant on, whole and not only what
// changed, with what came in at that instant.
type Moment struct {
	At       time.Time
	Stage    string
	Waiting  string // reason of the wait mark, "" without one
	Holder   string // who has the ticket
	Policy   Policy
	Asked    bool // a requester's message came in
	Answered bool // a public answer of the staff went out
	Void     bool // the ticket ended without result: its clocks count neither as met nor as missed
}
