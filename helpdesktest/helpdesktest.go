// Package helpdesktest is for the tests of programs that embed a help desk: a
// desk in memory, a clock that the test sets, a few people, and what happened.
//
//	desk := helpdesktest.New(t, helpdesktest.WithPeople())
//	made, err := desk.By(helpdesktest.Requester).Open(ctx, helpdesk.NewRequest{…})
//	desk.Pass(time.Hour) // the desk keeps its promises on the way
//	if slices.Contains(desk.Kinds(made.Ticket), event.ClockBreached) { … }
package helpdesktest

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
)

// Desk is a desk with what a test wants to hold of it.
type Desk struct {
	*helpdesk.Desk
	Clock *Clock
	Store storage.Store

	t testing.TB
}

// Option changes how New makes a desk.
type Option func(*setup)

type setup struct {
	config helpdesk.Config
	store  storage.Store
	start  time.Time
	people bool
}

// At lets the desk's clock begin at an instant.
func At(start time.Time) Option { return func(s *setup) { s.start = start } }

// In keeps the desk in a store instead of memory. The store stays the test's to close.
func In(store storage.Store) Option { return func(s *setup) { s.store = store } }

// With gives the desk a Config; its Now is that of the test's clock.
func With(c helpdesk.Config) Option { return func(s *setup) { s.config = c } }

// WithPeople fills the built-in directory: see Requester and the names beside it.
func WithPeople() Option { return func(s *setup) { s.people = true } }

// New makes a desk in memory that is empty and works by the built-in regulation.
// Its clock stands at ten o'clock of a Monday in Moscow, 1 June 2026: working time,
// in a week without holidays. What goes wrong ends the test.
func New(t testing.TB, options ...Option) *Desk {
	t.Helper()
	s := setup{start: time.Date(2026, time.June, 1, 7, 0, 0, 0, time.UTC)}
	for _, o := range options {
		o(&s)
	}
	if s.store == nil {
		s.store = memory.New()
	}
	d := &Desk{Clock: NewClock(s.start), Store: s.store, t: t}
	s.config.Now, s.config.Apart = d.Clock.Now, -1
	desk, err := helpdesk.New(t.Context(), s.store, s.config)
	if err != nil {
		t.Fatalf("a desk for the test: %v", err)
	}
	d.Desk = desk
	if s.people {
		d.seat()
	}
	return d
}

// By is the desk as the person with that id sees it.
func (d *Desk) By(person string) *helpdesk.Session { return d.As(helpdesk.Person(person)) }

// Handle has a handler told of events from now on, as the desk's own Handle does, and
// puts it into the store at once.
func (d *Desk) Handle(kinds []event.Kind, name string, h helpdesk.Handler) {
	d.t.Helper()
	if err := d.Desk.Handle(kinds, name, h); err != nil {
		d.t.Fatalf("a handler for the test: %v", err)
	}
	if err := d.Register(d.t.Context()); err != nil {
		d.t.Fatalf("a handler for the test: %v", err)
	}
}

// Pass lets time pass. Every timer fires at its own instant on the way: warnings,
// deadlines, wake-ups, closing on silence; and if handlers are registered, they are told
// of what happens, notices are made, and what failed is tried again. It answers how many
// timers fired.
func (d *Desk) Pass(wall time.Duration) int {
	d.t.Helper()
	return d.PassTo(d.Clock.Now().Add(wall))
}

// PassTo lets time pass up to an instant, as Pass does.
func (d *Desk) PassTo(until time.Time) int {
	d.t.Helper()
	for fired := 0; ; {
		d.deliver()
		timer, err := d.Store.NextTimer(d.t.Context(), d.Key())
		if err != nil {
			d.t.Fatalf("the next timer: %v", err)
		}
		delivery, err := d.NextDelivery(d.t.Context())
		if err != nil {
			d.t.Fatalf("the next delivery: %v", err)
		}
		next := timer
		if next.IsZero() || !delivery.IsZero() && delivery.Before(next) {
			next = delivery
		}
		last := next.IsZero() || next.After(until)
		if last {
			next = until
		}
		if next.After(d.Clock.Now()) {
			d.Clock.Set(next)
		}
		n, err := d.Tick(d.t.Context())
		if err != nil {
			d.t.Fatalf("timers: %v", err)
		}
		if fired += n; last {
			d.deliver()
			return fired
		}
		if n == 0 && next.Equal(timer) {
			d.t.Fatalf("a timer of %s does not fire", next)
		}
	}
}

// deliver tells the handlers that are registered what there is to tell.
func (d *Desk) deliver() {
	d.t.Helper()
	registered, err := d.Store.ListHandlers(d.t.Context(), d.Key())
	if err == nil && len(registered) > 0 {
		_, err = d.Deliver(d.t.Context())
	}
	if err != nil {
		d.t.Fatalf("deliveries: %v", err)
	}
}

// Events are everything that was told of a ticket, in order.
func (d *Desk) Events(id uuid.UUID) []event.Envelope {
	d.t.Helper()
	events, err := d.Store.Events(d.t.Context(), storage.Everything(d.Key()), id)
	if err != nil {
		d.t.Fatalf("events of %s: %v", id, err)
	}
	return events
}

// Kinds are the kinds of everything that was told of a ticket, in order.
func (d *Desk) Kinds(id uuid.UUID) []event.Kind {
	d.t.Helper()
	events := d.Events(id)
	kinds := make([]event.Kind, len(events))
	for i, e := range events {
		kinds[i] = e.Kind
	}
	return kinds
}
