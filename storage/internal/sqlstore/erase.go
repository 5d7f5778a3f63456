package sqlstore

import (
	"context"
	"fmt"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const (
	eraseFacts   = `UPDATE helpdesk_journal SET facts = ? WHERE desk = ? AND ticket = ? AND seq = ?`
	eraseMessage = `UPDATE helpdesk_messages SET text = ?, salt = ? WHERE desk = ? AND ticket = ? AND id = ?`
	eraseNote    = `UPDATE helpdesk_times SET note = ? WHERE desk = ? AND ticket = ? AND id = ?`
	erasePayload = `UPDATE helpdesk_events SET payload = ? WHERE desk = ? AND ticket = ? AND id = ?`

	eraseDeliveries = `
UPDATE helpdesk_deliveries
SET error = CASE WHEN error = '' THEN '' ELSE ? END, reason = CASE WHEN reason = '' THEN '' ELSE ? END
WHERE desk = ? AND ticket = ? AND (error <> '' OR reason <> '')`
)

// Erase takes away what a change erases, within the transaction that writes the rest of
// it, after the ticket's row was written: nobody else is at the ticket then.
func Erase(ctx context.Context, tx *Tx, c storage.Change) error {
	if c.Erase == nil {
		return nil
	}
	id := tx.d.ID(c.Ticket.ID)
	over := func(what, query string, args ...any) error {
		n, err := tx.Exec(ctx, query, args...)
		if err == nil && n != 1 {
			err = fmt.Errorf("%w: %s to erase is not the ticket's", storage.ErrConflict, what)
		}
		return err
	}
	for _, e := range c.Erase.Entries {
		if err := over("an entry", eraseFacts, document[[]ticket.Fact]{e.Facts}, c.Ticket.Desk, id, e.Seq); err != nil {
			return err
		}
	}
	for _, m := range c.Erase.Messages {
		if err := over("a message", eraseMessage, m.Text, m.Salt, c.Ticket.Desk, id, tx.d.ID(m.ID)); err != nil {
			return err
		}
	}
	for _, t := range c.Erase.Times {
		if err := over("a booked time", eraseNote, t.Note, c.Ticket.Desk, id, tx.d.ID(t.ID)); err != nil {
			return err
		}
	}
	for _, e := range c.Erase.Events {
		if err := over("an event", erasePayload, string(payload(e.Payload)), c.Ticket.Desk, id, tx.d.ID(e.ID)); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, eraseDeliveries, ticket.ErasedMark, ticket.ErasedMark, c.Ticket.Desk, id)
	return err
}
