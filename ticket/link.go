package ticket

import (
	"time"

	"github.com/google/uuid"
)

// LinkKind says what the linked thing is to the ticket. A host uses what kinds it
// likes beside these: words of small letters, digits and hyphens.
type LinkKind string

// The kinds of link that the desk knows.
const (
	LinkFollows    LinkKind = "follows"     // this ticket takes that one up again; made by the desk alone
	LinkFollowedBy LinkKind = "followed-by" // that one takes this one up again; made by the desk alone
	LinkRelated    LinkKind = "related"     // another ticket of the desk
	LinkDefect     LinkKind = "defect"      // in a tracker elsewhere
	LinkTask       LinkKind = "task"        // of development
	LinkOrder      LinkKind = "order"
)

// LinkKinds lists the kinds that people are offered, in the order in which they are.
func LinkKinds() []LinkKind { return []LinkKind{LinkDefect, LinkTask, LinkOrder, LinkRelated} }

// OfDesk tells whether links of the kind lead to another ticket of the same desk.
func (k LinkKind) OfDesk() bool {
	return k == LinkFollows || k == LinkFollowedBy || k == LinkRelated
}

// Link leads from a ticket to another one, or to a thing elsewhere.
type Link struct {
	Kind   LinkKind  `json:"kind"`
	Key    string    `json:"key"`             // what it is called there: the number of a ticket, "DEV-12"
	URL    string    `json:"url,omitempty"`   // where people see it; empty for a ticket
	Ticket uuid.UUID `json:"ticket,omitzero"` // Nil for a thing elsewhere
}

// Same tells whether two links lead to the same thing.
func (l Link) Same(o Link) bool { return l.Kind == o.Kind && l.Key == o.Key }

// LinkState is what was last known of a linked thing elsewhere. It is kept once for
// all tickets that lead to it, and is no part of their story.
type LinkState struct {
	Desk  string
	Kind  LinkKind
	Key   string
	State string    // in words: "in progress"; empty while nothing is known
	Title string    // what it is about
	Over  bool      // nothing more will happen to it
	At    time.Time // when that was known; zero while nothing is
	Tried time.Time // when it was last asked for
	Fault string    // why nothing newer is known, for the staff; empty when the last try went well
}
