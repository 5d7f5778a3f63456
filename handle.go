package helpdesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
)

// Delivery is an event on its way to a handler.
type Delivery struct {
	event.Envelope
	Handler string
	Person  string // whom a notice is for, see Carry; empty for a handler of events
	Attempt int    // 1 for the first
	// Token goes up with every claim of this delivery. A system outside that keeps the
	// greatest token that it has seen can refuse a worker that was overtaken.
	Token int64
}

// Handler is told of events after they were committed. It runs outside every
// transaction, at least once for each event: what it does must bear repetition, by the
// event's ID. An error, or a panic, and it is told again later: see Retry and Hopeless.
// It has 50 seconds: then its context ends, and another process may be told.
type Handler func(ctx context.Context, d Delivery) error

// handlePrefix begins the names of the desk's own handlers.
const handlePrefix = "desk."

// Handle has a handler told of every event of the kinds, of all kinds if none is named.
//
// The events of one ticket come in their order, one after the other, the next only when
// the one before was taken. The name is what the handler is known by in the store: from
// the moment when Run, or Register, puts it there, each event makes a delivery for it in
// the step that writes the event, whichever process writes it. Processes that have no
// handler of that name leave its deliveries to those that have. It is told of events
// until an operator removes it: see RemoveHandler.
//
// Events of the desk itself, which are of no ticket, come in a line of their own: see
// event.Kind.OfTicket.
//
// A name that is empty, too long, taken, or begins with "desk." is Invalid, as is a kind
// that is unknown.
func (d *Desk) Handle(kinds []event.Kind, name string, h Handler) error {
	var fs faults
	name = fs.required("name", name, 100)
	if strings.HasPrefix(name, handlePrefix) {
		fs.add("name", FaultGiven, "got", name)
	}
	for _, k := range kinds {
		fs.oneOf("kinds", string(k), texts(event.Kinds()))
	}
	if h == nil {
		fs.add("handler", FaultRequired)
	}
	if err := fs.err(); err != nil {
		return fail("handle", err)
	}
	return fail("handle", d.handlers.add(&handling{Handler: storage.Handler{Name: name, Kinds: slices.Clone(kinds)}, run: h, atOnce: handleAtOnce}))
}

// addOwnHandlers adds what the desk itself does after the commit.
func (d *Desk) addOwnHandlers() {
	for _, h := range []*handling{
		{Handler: storage.Handler{Name: handlePrefix + "notices", Kinds: noticed}, run: d.notify, atOnce: handleAtOnce},
		{Handler: storage.Handler{Name: handlePrefix + "escalation", Kinds: []event.Kind{event.ClockWarned, event.ClockBreached}}, run: d.escalate, atOnce: handleAtOnce},
		// One at a time: who is next depends on who was given the last one.
		{Handler: storage.Handler{Name: handlePrefix + "distribution", Kinds: []event.Kind{
			event.TicketOpened, event.TicketMoved, event.TicketAssigned, event.TicketClassified, event.TicketFilled,
		}}, run: d.distribute, atOnce: 1},
	} {
		_ = d.handlers.add(h) // their names are their own
	}
}

// Register puts the handlers of this process into the store, so that what happens from
// now on is delivered to them. Run does it by itself.
func (d *Desk) Register(ctx context.Context) error {
	for _, h := range d.handlers.all() {
		if h.registered.Load() {
			continue
		}
		row := h.Handler
		row.Desk, row.Since = d.key, d.Now()
		if err := d.store.PutHandler(ctx, row); err != nil {
			return fail("register", err)
		}
		h.registered.Store(true)
	}
	return nil
}

// Retry says how often a delivery is tried that its handler did not take.
type Retry struct {
	First    time.Duration // how long after the first failure: 5 seconds when 0. It doubles every time
	Longest  time.Duration // the longest wait: an hour when 0
	Attempts int           // how many make a dead letter: 12 when 0, which takes about two and a half hours
}

func (r Retry) orDefault() Retry {
	if r.First <= 0 {
		r.First = 5 * time.Second
	}
	if r.Longest <= 0 {
		r.Longest = time.Hour
	}
	if r.Attempts <= 0 {
		r.Attempts = 12
	}
	return r
}

// wait is how long to wait after so many attempts.
func (r Retry) wait(attempts int) time.Duration {
	wait := r.First
	for i := 1; i < attempts && wait < r.Longest; i++ {
		wait *= 2
	}
	return min(wait, r.Longest)
}

// Hopeless marks the error of a handler that trying again will not help: the delivery
// becomes a dead letter at once.
func Hopeless(err error) error { return hopeless{err} }

type hopeless struct{ error }

func (h hopeless) Unwrap() error { return h.error }

// handling is a handler of this process.
type handling struct {
	storage.Handler
	run        Handler
	atOnce     int // deliveries in its hands at the same time
	registered flag
	served     flag
	wake       chan struct{} // something may be there for it
}

// told tells whether the handler is told of what the change does.
func (h *handling) told(c storage.Change) bool {
	return slices.ContainsFunc(c.Events, func(e event.Envelope) bool { return h.toldOf(e.Kind) })
}

// toldOf tells whether the handler is told of events of a kind.
func (h *handling) toldOf(k event.Kind) bool {
	return !h.Carries && (len(h.Kinds) == 0 || slices.Contains(h.Kinds, k))
}

// stir wakes the handler's worker. It never waits: a worker that is awake looks once more.
func (h *handling) stir() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// call runs the handler. A panic is its error.
func (h *handling) call(ctx context.Context, d Delivery) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	ctx, end := context.WithTimeout(ctx, handleFor)
	defer end()
	return h.run(ctx, d)
}

// handlers are those of this process.
type handlers struct {
	mu   sync.RWMutex
	list []*handling
}

func (hs *handlers) add(h *handling) error {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	for _, o := range hs.list {
		if o.Name == h.Name {
			var fs faults
			fs.add("name", FaultTaken, "got", h.Name)
			return fs.err()
		}
	}
	h.wake = make(chan struct{}, 1)
	hs.list = append(hs.list, h)
	return nil
}

func (hs *handlers) all() []*handling {
	hs.mu.RLock()
	defer hs.mu.RUnlock()
	return slices.Clone(hs.list)
}

// named is the handler of that name, nil if this process has none.
func (hs *handlers) named(name string) *handling {
	for _, h := range hs.all() {
		if h.Name == name {
			return h
		}
	}
	return nil
}

func (hs *handlers) names() []string {
	return keysOf(hs.all(), func(h *handling) string { return h.Name })
}

// inWords is what an operator reads of an error.
func inWords(err error) string {
	const most = 1000
	text := strings.ToValidUTF8(strings.ReplaceAll(err.Error(), "\x00", ""), "�")
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return text
}

func isHopeless(err error) bool {
	var h hopeless
	return errors.As(err, &h)
}
