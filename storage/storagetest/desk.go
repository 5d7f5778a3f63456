package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// start is the instant at which the suite's desks live.
var start = time.Date(2026, 1, 12, 9, 0, 0, 123456000, time.UTC)

// after is so many minutes after start.
func after(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }

// desk is a desk of a test's own.
type desk struct {
	t      *testing.T
	ctx    context.Context
	store  storage.Store
	key    string
	all    storage.Scope
	number atomic.Int64
}

func newDesk(t *testing.T, store storage.Store) *desk {
	key := "desk-" + uuid.NewString()
	return &desk{t: t, ctx: t.Context(), store: store, key: key, all: storage.Everything(key)}
}

// beside is another desk of the same store.
func (d *desk) beside() *desk { return newDesk(d.t, d.store) }

// newID makes an id as the library does: ordered by the time it was made.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// opening is a change that makes a new ticket, edited.
func (d *desk) opening(edits ...func(*storage.Change)) storage.Change {
	n := d.number.Add(1)
	c := storage.Change{Ticket: ticket.Ticket{
		Desk: d.key, ID: newID(), Number: fmt.Sprintf("T-%d", n), Version: 1,
		Subject: "Printer", Kind: "question", Category: "system", Priority: "normal", Plan: "system-normal", Rule: "system-normal",
		Channel: ticket.ChannelPortal, Author: "anna", Requester: "anna",
		Stage: "level1", Phase: ticket.PhaseOpen, Regulation: 1,
		Opened: start, Entered: start, Updated: start,
	}}
	for _, edit := range edits {
		edit(&c)
	}
	return c
}

// made makes a new ticket, edited, and gives it as it was written.
func (d *desk) made(edits ...func(*storage.Change)) ticket.Ticket {
	d.t.Helper()
	c := d.opening(edits...)
	d.ok(d.store.Apply(d.ctx, c))
	return c.Ticket
}

// next is the change that follows a ticket, edited.
func next(t ticket.Ticket, edits ...func(*storage.Change)) storage.Change {
	c := storage.Change{Ticket: t.Clone(), From: t.Version}
	c.Ticket.Version++
	c.Ticket.Updated = t.Updated.Add(time.Second)
	for _, edit := range edits {
		edit(&c)
	}
	return c
}

// with edits the ticket of a change.
func with(edit func(*ticket.Ticket)) func(*storage.Change) {
	return func(c *storage.Change) { edit(&c.Ticket) }
}

// ok ends the test at an error.
func (d *desk) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatalf("unexpected error: %v", err)
	}
}

// is reports an error that is not the wanted one.
func (d *desk) is(got, want error) {
	d.t.Helper()
	if !errors.Is(got, want) {
		d.t.Errorf("error %v, want %v", got, want)
	}
}

// same reports a difference. Nil and empty are the same.
func same[T any](d *desk, got, want T) {
	d.t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		d.t.Errorf("not as wanted (-want +got):\n%s", diff)
	}
}

// subjects reads the subjects of a whole list by pages of the given size.
func (d *desk) subjects(s storage.Scope, f ticket.Filter, o ticket.Order, size int) []string {
	d.t.Helper()
	var list []string
	q := storage.Query{Filter: f, Order: o, Limit: size}
	for {
		page, err := d.store.List(d.ctx, s, q)
		d.ok(err)
		if len(page.Tickets) > size {
			d.t.Fatalf("a page of %d tickets, asked for %d", len(page.Tickets), size)
		}
		for _, t := range page.Tickets {
			list = append(list, t.Subject)
		}
		if page.Next.IsZero() {
			return list
		}
		q.After = page.Next
	}
}
