package helpdesk

import (
	"context"
	"fmt"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// What Check proves. Each is the Invariant of the findings that contradict it.
const (
	numbersAreUnique  = "a number belongs to one ticket"
	chainIsWhole      = "the journal's chain of hashes is whole"
	versionCounts     = "the version is the number of changes"
	rowIsFold         = "the row is the fold of the journal"
	partsAreFold      = "the parts are the fold of the journal"
	messagesAsWritten = "messages are as they were written"
	observersSee      = "who observes a ticket sees it"
	linksStay         = "a ticket leads to tickets of its desk"
	clocksAreFold     = "the clocks are the fold of the journal"
	clocksPartition   = "running, paused and off make up the life of a clock"
	dueIsOfClocks     = "the due is that of the clocks"
	timersAreAskedFor = "the pending timers are those that the rule asks for"
)

const (
	// checkAtOnce is how many tickets Check lists in one go.
	checkAtOnce = 200
	// mostLooks is how often Check looks at a ticket that changes whenever it is read.
	mostLooks = 100
)

// Check proves that the store holds what the journals tell. Of every ticket:
//
//   - its number is its own: it is found by it, and no other is;
//   - the tickets that it leads to are of the desk;
//   - the row, the messages, the tasks and the booked times are the fold of its journal;
//   - its version is the number of its changes;
//   - the clocks are the fold of its journal, and running, paused and off make up the
//     life of each;
//   - the pending timers are those that the rule asks for, no more and no fewer;
//   - its journal's chain of hashes is whole and ends where the row says;
//   - its time and that of its tasks are the sums of its bookings, each on a service that
//     its contract has;
//   - each of its events is one delivery for each handler that is told of it, and they
//     are delivered in order.
//
// Of the desk: each closed period begins where the one before ended and has the bookings
// that it was closed with; each publication is one delivery for each handler that is told
// of it, in order; the balance of each service is the sum of its bookings.
//
// A store that is a storage.Auditor is also asked what it finds by itself. Check calls
// found for everything that is not so, and answers how many tickets it went through.
// Memory stays constant. It may run while the desk is worked with.
func (d *Desk) Check(ctx context.Context, found func(storage.Finding)) (int, error) {
	if auditor, ok := d.store.(storage.Auditor); ok {
		findings, err := auditor.Audit(ctx, d.key)
		if err != nil {
			return 0, fail("check", err)
		}
		for _, f := range findings {
			found(f)
		}
	}
	if err := d.proveBilling(ctx, found); err != nil {
		return 0, fail("check", err)
	}
	if err := d.proveAnnounced(ctx, found); err != nil {
		return 0, fail("check", err)
	}
	q := storage.Query{Order: ticket.ByOpened, Limit: checkAtOnce}
	for n := 0; ; {
		page, err := d.store.List(ctx, storage.Everything(d.key), q)
		if err != nil {
			return n, fail("check", err)
		}
		for _, t := range page.Tickets {
			if err := d.checkTicket(ctx, t, found); err != nil {
				return n, fail("check", err)
			}
			n++
		}
		if page.Next.IsZero() {
			return n, nil
		}
		q.After = page.Next
	}
}

// checkTicket reads a ticket anew, for it may have moved since the page was read, and
// proves it. The row comes first and last: a change in between shows as a newer row,
// and the ticket is looked at again.
func (d *Desk) checkTicket(ctx context.Context, listed ticket.Ticket, found func(storage.Finding)) error {
	for range mostLooks {
		c := &checked{Desk: d, ctx: ctx, row: listed, found: found}
		if err := c.read(); err != nil {
			return err
		}
		row, err := d.store.Ticket(ctx, c.everything(), listed.ID)
		if err != nil {
			return err
		}
		if row.Version == listed.Version {
			return c.prove()
		}
		listed = row
	}
	return &Error{Code: Conflict, Reason: "never_still", Params: params("ticket", listed.Number)}
}

// checked is a ticket with everything that belongs to it, under proof.
type checked struct {
	*Desk
	ctx   context.Context
	found func(storage.Finding)

	row      ticket.Ticket
	messages []ticket.Message
	tasks    []ticket.Task
	times    []ticket.Spending
	journal  []ticket.Entry
	timers   []storage.Timer
}

func (c *checked) everything() storage.Scope { return storage.Everything(c.key) }

func (c *checked) read() (err error) {
	if c.journal, err = c.store.Journal(c.ctx, c.everything(), c.row.ID); err != nil {
		return err
	}
	if c.timers, err = c.store.Pending(c.ctx, c.everything(), c.row.ID); err != nil {
		return err
	}
	if c.messages, err = c.store.Messages(c.ctx, c.everything(), c.row.ID); err != nil {
		return err
	}
	if c.tasks, err = c.store.Tasks(c.ctx, c.everything(), c.row.ID); err != nil {
		return err
	}
	c.times, err = c.store.Times(c.ctx, c.everything(), c.row.ID)
	return err
}

// tell reports what is not so.
func (c *checked) tell(invariant, format string, args ...any) {
	c.found(storage.Finding{Invariant: invariant, Ticket: c.row.ID, Text: c.row.Number + ": " + fmt.Sprintf(format, args...)})
}

// prove holds the ticket against its journal.
func (c *checked) prove() error {
	if err := c.proveFound(); err != nil {
		return err
	}
	if err := c.proveLinks(); err != nil {
		return err
	}
	c.proveChain()
	ledger, whole, err := c.proveFold()
	if err != nil || !whole {
		return err
	}
	if err := c.proveClocks(ledger); err != nil {
		return err
	}
	if err := c.proveSpent(); err != nil {
		return err
	}
	return c.proveDeliveries()
}
