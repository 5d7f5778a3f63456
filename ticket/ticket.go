package ticket

import (
	"time"

	"github.com/google/uuid"
)

// Phase says how far a stage is from the end of the ticket's life.
type Phase string

// The phases of a stage.
const (
	PhaseOpen     Phase = "open"     // the desk works on it
	PhaseWaiting  Phase = "waiting"  // somebody else has the next step
	PhaseResolved Phase = "resolved" // the desk has answered, the requester has not yet agreed
	PhaseDone     Phase = "done"     // over
)

// Phases lists every phase, in the order of a ticket's life.
func Phases() []Phase { return []Phase{PhaseOpen, PhaseWaiting, PhaseResolved, PhaseDone} }

// Channel is the way a request or a message came in.
type Channel string

// The channels that the desk records.
const (
	ChannelPortal Channel = "portal"
	ChannelPhone  Channel = "phone"
	ChannelEmail  Channel = "email"
	ChannelAPI    Channel = "api"
)

// Channels lists every channel, in the order in which people are offered them.
func Channels() []Channel {
	return []Channel{ChannelPortal, ChannelPhone, ChannelEmail, ChannelAPI}
}

// Ticket is one request and its present state: the row that every list shows.
//
// All of it but the identity, the version and the caches is the fold of its
// journal: see Diff and Fold. Instants are UTC in whole microseconds; the zero
// time means "not".
type Ticket struct {
	Desk    string
	ID      uuid.UUID
	Number  string
	Version int64 // counts the changes, from 1

	Subject  string
	Kind     string
	Category string
	Priority string
	Plan     string // the SLA plan chosen by category and priority
	Rule     string // the rule that chose the plan, as a key
	Fields   map[string]string

	Channel      Channel
	Author       string // who registered it
	Requester    string // whose request it is
	Organization string // of the requester when it was opened
	Phone        string // where to call about this ticket
	Observers    []string

	Stage      string
	Phase      Phase
	Regulation int // the version of the regulation that set the present targets
	Team       string
	Agent      string
	Vendor     string // the team of an outside company that was asked, if any

	LastTask uuid.UUID // the work task that was closed with it; Nil while one is open

	Links []Link // to other tickets and to things elsewhere, in the order in which they were made

	Wait      Wait
	Silence   Silence
	Estimates map[string]string // clock → target set for this ticket alone
	Solution  string
	Article   string // the article of the knowledge base that helped: its key or its address
	Draft     bool   // closed with a solution and without an article: it may become one
	Rating    int    // 1 to 5; 0 is none
	Review    Review
	Spent     time.Duration // by the staff, over all tasks

	Opened   time.Time
	Entered  time.Time // when the present stage was entered
	Resolved time.Time
	Closed   time.Time
	Erased   time.Time // when the requester's data was taken out of it; zero when it was not, or more came since

	// Caches, rewritten by every change and proved against the journal.
	Updated time.Time // the instant of the last change
	Due     time.Time // the earliest due of the running clocks; zero when none runs
	Ledger  []byte    // the clocks in compact form
	Head    []byte    // the hash of the last journal entry
	Entries int       // how many journal entries there are
}

// Wait is the mark that the desk waits for somebody: its clocks stand still. In a
// waiting stage there is no mark, the stage itself says it: Since is zero, and the
// reason and the date are those that the stage was entered with.
type Wait struct {
	Reason string
	Since  time.Time
	Until  time.Time // the next contact; zero when no date was agreed
}

// On tells whether the ticket is marked as waiting.
func (w Wait) On() bool { return !w.Since.IsZero() }

// Waits is the ticket's wait, by its mark or by its stage: On tells whether there is one.
func (t Ticket) Waits() Wait {
	w := t.Wait
	if !w.On() && t.Phase == PhaseWaiting {
		w.Since = t.Entered
	}
	return w
}

// Silence is the count of days without a word of the requester that ends in
// closing the ticket.
type Silence struct {
	Since   time.Time
	Noticed bool // the requester has been told that the closing is near
}

// On tells whether silence is being counted.
func (s Silence) On() bool { return !s.Since.IsZero() }

// Instant is t as the desk keeps it: UTC, whole microseconds.
func Instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}
