package helpdesk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Check proves that the store holds what the journals tell: for every ticket the row,
// the clocks and the pending timers are the fold of its journal, its version is the
// number of its changes, and its journal's chain of hashes is whole. It calls found for everything
// that is not so, and answers how many tickets it went through. Memory stays constant.
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
	everything := storage.Everything(d.key)
	q := storage.Query{Order: ticket.ByOpened, Limit: 200}
	for n := 0; ; {
		page, err := d.store.List(ctx, everything, q)
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

func (d *Desk) checkTicket(ctx context.Context, listed ticket.Ticket, found func(storage.Finding)) error {
	everything := storage.Everything(d.key)
	// Read anew: it may have moved since the page was read. The row comes last, so a
	// change in between shows as a newer row, and the ticket is looked at again.
	for {
		journal, err := d.store.Journal(ctx, everything, listed.ID)
		if err != nil {
			return err
		}
		timers, err := d.store.Pending(ctx, everything, listed.ID)
		if err != nil {
			return err
		}
		messages, err := d.store.Messages(ctx, everything, listed.ID)
		if err != nil {
			return err
		}
		row, err := d.store.Ticket(ctx, everything, listed.ID)
		if err != nil {
			return err
		}
		if row.Version != listed.Version {
			listed = row
			continue
		}
		tell := func(invariant, format string, args ...any) {
			found(storage.Finding{Invariant: invariant, Ticket: row.ID, Text: row.Number + ": " + fmt.Sprintf(format, args...)})
		}
		return d.compare(ctx, row, journal, timers, messages, tell)
	}
}

// compare folds the journal and holds it against the row.
func (d *Desk) compare(ctx context.Context, row ticket.Ticket, journal []ticket.Entry, timers []storage.Timer, messages []ticket.Message, tell func(invariant, format string, args ...any)) error {
	if err := ticket.Verify(journal); err != nil {
		tell("the journal's chain of hashes is whole", "%v", err)
	}
	folded := ticket.Ticket{Desk: row.Desk, ID: row.ID, Number: row.Number}
	var ledger sla.Ledger
	for _, e := range journal {
		if e.Version != folded.Version && e.Version != folded.Version+1 {
			tell("the version is the number of changes", "entry %d has version %d after %d", e.Seq, e.Version, folded.Version)
		}
		if err := folded.Fold(e); err != nil {
			tell("the row is the fold of the journal", "%v", err)
			return nil
		}
		if k := event.Kind(e.Event); k == event.ClockWarned || k == event.ClockBreached {
			continue
		}
		set, err := d.rules(ctx, folded.Regulation)
		if err != nil {
			return err
		}
		if ledger, _, err = ledger.Step(d.calendars(ctx), momentOf(set, folded, e)); err != nil {
			return err
		}
	}
	if folded.Version != row.Version {
		tell("the version is the number of changes", "the row has version %d, the journal %d", row.Version, folded.Version)
	}
	for _, f := range ticket.Diff(folded, row) {
		tell("the row is the fold of the journal", "%s is %q, the journal tells %q", f.Field, f.New, f.Old)
	}
	digests := map[string]string{}
	for _, e := range journal {
		for _, f := range e.Facts {
			if f.Field == "digest" {
				digests[f.Of] = f.New
			}
		}
	}
	for _, m := range messages {
		if digests[ofMessage+m.ID.String()] != m.Digest() {
			tell("messages are as they were written", "message %s", m.ID)
		}
	}
	return d.compareClocks(ctx, row, ledger, timers, tell)
}

func (d *Desk) compareClocks(ctx context.Context, row ticket.Ticket, ledger sla.Ledger, timers []storage.Timer, tell func(invariant, format string, args ...any)) error {
	ledger, _, err := ledger.Settle(d.calendars(ctx), row.Updated)
	if err != nil {
		return err
	}
	want, err := json.Marshal(ledger)
	if err != nil {
		return err
	}
	if !bytes.Equal(want, row.Ledger) {
		tell("the clocks are the fold of the journal", "stored %s, folded %s", row.Ledger, want)
	}
	if due, _ := ledger.Due(); !due.Equal(row.Due) {
		tell("the due is that of the clocks", "stored %s, folded %s", row.Due, due)
	}
	set, err := d.rules(ctx, row.Regulation)
	if err != nil {
		return err
	}
	pending, err := timersOf(set, row, ledger)
	if err != nil {
		return err
	}
	for _, t := range pending {
		if !slices.Contains(timers, t) {
			tell("the pending timers are those that the rule asks for", "%s %s at %s is missing", t.Cause, t.Kind, t.At)
		}
	}
	for _, t := range timers {
		if !slices.Contains(pending, t) {
			tell("the pending timers are those that the rule asks for", "%s %s at %s is too many", t.Cause, t.Kind, t.At)
		}
	}
	return nil
}
