package helpdesk

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// proveFound looks the ticket up by its number, and as each of its observers.
func (c *checked) proveFound() error {
	switch t, err := c.store.Find(c.ctx, c.everything(), c.row.Number); {
	case isNotFound(err):
		c.tell(numbersAreUnique, "nothing is found by the number")
	case err != nil:
		return err
	case t.ID != c.row.ID:
		c.tell(numbersAreUnique, "ticket %s has the number too", t.ID)
	}
	for _, o := range c.row.Observers {
		_, err := c.store.Ticket(c.ctx, storage.Scope{Desk: c.key, Person: o}, c.row.ID)
		if isNotFound(err) {
			c.tell(observersSee, "%s does not", o)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// proveLinks looks for the tickets that the ticket leads to.
func (c *checked) proveLinks() error {
	for _, l := range c.row.Links {
		if l.Ticket == uuid.Nil {
			continue
		}
		_, err := c.store.Ticket(c.ctx, c.everything(), l.Ticket)
		if isNotFound(err) {
			c.tell(linksStay, "there is no ticket %s, %s", l.Ticket, l.Key)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// proveChain verifies the journal and that the row knows its end.
func (c *checked) proveChain() {
	if err := ticket.Verify(c.journal); err != nil {
		c.tell(chainIsWhole, "%v", err)
	}
	if len(c.journal) != c.row.Entries {
		c.tell(chainIsWhole, "the row tells of %d entries, there are %d", c.row.Entries, len(c.journal))
	}
	if n := len(c.journal); n > 0 && !bytes.Equal(c.journal[n-1].Hash, c.row.Head) {
		c.tell(chainIsWhole, "it does not end where the row says")
	}
}

// proveFold folds the journal and holds it against the row and its parts. It answers
// the clocks, and whether the journal could be folded to its end.
func (c *checked) proveFold() (ledger sla.Ledger, whole bool, err error) {
	folded, parts := ticket.Ticket{Desk: c.row.Desk, ID: c.row.ID}, ticket.NewParts()
	for _, e := range c.journal {
		// The first change makes version 1, every other the one after the last.
		if e.Version != folded.Version+1 && (e.Version != folded.Version || folded.Version == 0) {
			c.tell(versionCounts, "entry %d has version %d after %d", e.Seq, e.Version, folded.Version)
		}
		if err := folded.Fold(e); err != nil {
			c.tell(rowIsFold, "%v", err)
			return ledger, false, nil
		}
		if err := parts.Fold(e); err != nil {
			c.tell(partsAreFold, "%v", err)
			return ledger, false, nil
		}
		if ledger, err = c.fold(c.ctx, ledger, folded, e); err != nil {
			return ledger, false, err
		}
	}
	if folded.Version != c.row.Version {
		c.tell(versionCounts, "the row has version %d, the journal %d", c.row.Version, folded.Version)
	}
	for _, f := range ticket.Diff(folded, c.row) {
		c.tell(rowIsFold, "%s is %q, the journal tells %q", f.Field, f.New, f.Old)
	}
	if !folded.Updated.Equal(c.row.Updated) {
		c.tell(rowIsFold, "updated is %s, the journal tells %s", c.row.Updated.Format(time.RFC3339Nano), folded.Updated.Format(time.RFC3339Nano))
	}
	c.proveMessages(parts)
	c.proveTasks(parts)
	c.proveTimes(parts)
	return ledger, true, nil
}

// fold takes an entry, which left the ticket as t, into the clocks.
func (d *Desk) fold(ctx context.Context, ledger sla.Ledger, t ticket.Ticket, e ticket.Entry) (sla.Ledger, error) {
	if k := event.Kind(e.Event); k == event.ClockWarned || k == event.ClockBreached || k == event.RuleFailed {
		return ledger, nil
	}
	set, err := d.rules(ctx, t.Regulation)
	if err != nil {
		return ledger, err
	}
	ledger, _, err = ledger.Step(d.calendars(ctx), momentOf(set, t, e))
	return ledger, err
}

func (c *checked) proveMessages(told ticket.Parts) {
	missing := maps.Clone(told.Messages)
	for _, m := range c.messages {
		want, known := told.Messages[m.ID]
		if !known {
			c.tell(messagesAsWritten, "message %s is not in the journal", m.ID)
			continue
		}
		switch digest := told.Digests[m.ID]; {
		case digest == ticket.ErasedMark && (m.Text != ticket.ErasedMark || len(m.Salt) > 0):
			c.tell(messagesAsWritten, "message %s: the text was erased and is there", m.ID)
		case digest != ticket.ErasedMark && digest != m.Digest():
			c.tell(messagesAsWritten, "message %s: the text was changed", m.ID)
		}
		want.Channel, want.Text, want.Salt = m.Channel, m.Text, m.Salt
		if !want.At.Equal(m.At) || !sameMessage(want, m) {
			c.tell(messagesAsWritten, "message %s is not what the journal tells", m.ID)
		}
		delete(missing, m.ID)
	}
	for _, id := range sorted(missing) {
		c.tell(messagesAsWritten, "message %s is missing", id)
	}
}

// sameMessage compares what the journal tells of a message beside its text and instant.
func sameMessage(a, b ticket.Message) bool {
	return a.Version == b.Version && a.Author == b.Author && a.OnBehalf == b.OnBehalf && a.Side == b.Side &&
		a.Audience == b.Audience && a.Purpose == b.Purpose && a.Automatic == b.Automatic
}

func (c *checked) proveTasks(told ticket.Parts) {
	missing := maps.Clone(told.Tasks)
	for _, t := range c.tasks {
		want, known := told.Tasks[t.ID]
		if !known {
			c.tell(partsAreFold, "task %s is not in the journal", t.ID)
			continue
		}
		for _, f := range ticket.DiffTask(want, t) {
			c.tell(partsAreFold, "task %s: %s is %q, the journal tells %q", t.ID, f.Field, f.New, f.Old)
		}
		if !want.Created.Equal(t.Created) || !want.Ended.Equal(t.Ended) {
			c.tell(partsAreFold, "task %s: created or ended is not what the journal tells", t.ID)
		}
		delete(missing, t.ID)
	}
	for _, id := range sorted(missing) {
		c.tell(partsAreFold, "task %s is missing", id)
	}
}

func (c *checked) proveTimes(told ticket.Parts) {
	missing := maps.Clone(told.Times)
	for _, s := range c.times {
		want, known := told.Times[s.ID]
		switch {
		case !known:
			c.tell(partsAreFold, "booked time %s is not in the journal", s.ID)
		case !sameSpending(want, s):
			c.tell(partsAreFold, "booked time %s is not what the journal tells", s.ID)
		}
		delete(missing, s.ID)
	}
	for _, id := range sorted(missing) {
		c.tell(partsAreFold, "booked time %s is missing", id)
	}
}

// sorted are the ids of parts, in order.
func sorted[T any](parts map[uuid.UUID]T) []uuid.UUID {
	return slices.SortedFunc(maps.Keys(parts), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
}
