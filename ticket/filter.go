package ticket

import "time"

// Filter says which tickets are wanted. Every field that is set narrows; lists
// mean "one of these". What cannot be seen is never found, whatever the filter.
type Filter struct {
	Phases        []Phase
	Stages        []string
	Kinds         []string
	Categories    []string
	Priorities    []string
	Teams         []string
	Agents        []string
	TaskOf        []string // one of these people has an open task of the ticket
	Requesters    []string
	Organizations []string
	Fields        map[string]string // custom fields by key: each has the value; an empty one is not filled in
	// Former are other names for what Fields asks for, by its keys: a ticket that has
	// nothing under the key has what stands under the first of these.
	Former     map[string]Former
	Unassigned bool      // without an agent
	Waiting    bool      // marked as waiting, or in a waiting stage
	TooLong    WaitLimit // waits, and longer than this
	DueBefore  time.Time // a running clock ends before
	// RegulationBefore wants the tickets whose targets are of an older version of
	// the regulation than this one; all when 0.
	RegulationBefore int
	OpenedFrom       time.Time
	OpenedBefore     time.Time
	ClosedFrom       time.Time
	ClosedBefore     time.Time
	Drafts           bool      // closed with a solution that may become an article
	NoNextStep       time.Time // nothing will happen to it by itself, as of an instant: see Lacks
	Text             string    // a part of the subject or of the number, letters' case ignored
}

// Former is what a field and a value of it were called before.
type Former struct {
	Keys   []string
	Values []string
}

// WaitLimit says which waits are too long: those that pass one of its limits. A zero
// instant is no limit.
type WaitLimit struct {
	Contact time.Time // the next contact was to be before
	Since   time.Time // the wait began before
}

// IsZero tells whether there is no limit at all.
func (l WaitLimit) IsZero() bool { return l.Contact.IsZero() && l.Since.IsZero() }

// Passed tells whether a wait is too long.
func (l WaitLimit) Passed(w Wait) bool {
	return w.On() && (!w.Until.IsZero() && w.Until.Before(l.Contact) || w.Since.Before(l.Since))
}

// Order is one of the ways to order a list; ties are broken by id, in the order's
// own direction.
type Order string

// The orders. By due: the earliest first, those without a running clock last.
const (
	ByDue     Order = "due"
	ByUpdated Order = "updated" // the latest first
	ByOpened  Order = "opened"  // the latest first
)

// Orders lists every order.
func Orders() []Order { return []Order{ByDue, ByUpdated, ByOpened} }
