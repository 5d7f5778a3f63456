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
	Requesters    []string
	Organizations []string
	Unassigned    bool      // without an agent
	Waiting       bool      // marked as waiting, or in a waiting stage
	DueBefore     time.Time // a running clock ends before
	// RegulationBefore wants the tickets whose targets are of an older version of
	// the regulation than this one; all when 0.
	RegulationBefore int
	OpenedFrom       time.Time
	OpenedBefore     time.Time
	Text             string // a part of the subject or of the number, letters' case ignored
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
