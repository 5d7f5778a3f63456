package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// updateTicket writes a ticket over if it has the version that was read, which is
// bound last. It leaves the key alone, which comes first: SQLite looks through every
// table that refers to a key that is set, even to what it was.
var updateTicket = "UPDATE helpdesk_tickets SET " + strings.Join(tickets.Columns[keyed:], " = ?, ") + " = ? WHERE desk = ? AND id = ? AND version = ?"

// keyed is how many columns of a ticket are its key.
const keyed = 2

// UpdateTicket gives the statement that writes a change's ticket over, and what is
// bound to it. It writes one row, or none if the ticket has moved on.
func (d Dialect) UpdateTicket(c storage.Change) (query string, args []any) {
	row := d.TicketRow(c.Ticket).list[0]
	return updateTicket, append(row[keyed:], c.Ticket.Desk, d.ID(c.Ticket.ID), c.From)
}

const selectUnchanged = `SELECT COUNT(*) FROM helpdesk_people WHERE desk = ? AND id = ? AND version = ?`

// Unchanged proves that the person whom a change rests on is as he was read.
func Unchanged(ctx context.Context, tx *Tx, c storage.Change) error {
	if c.Person == nil {
		return nil
	}
	var found int
	err := tx.get(ctx, &found, selectUnchanged, c.Ticket.Desk, c.Person.ID, c.Person.Version)
	if err == nil && found == 0 {
		err = storage.ErrPersonChanged
	}
	return err
}

const selectEvent = `SELECT 1 FROM helpdesk_events WHERE desk = ? AND id = ? AND ticket = ? AND version = ?`

// Written tells whether a change is there already, as its first event tells.
func Written(ctx context.Context, s *Store, c storage.Change) (bool, error) {
	if len(c.Events) == 0 {
		return false, nil
	}
	var one []int
	err := s.list(ctx, &one, selectEvent, c.Ticket.Desk, s.d.ID(c.Events[0].ID), s.d.ID(c.Ticket.ID), c.Ticket.Version)
	return len(one) > 0, err
}

// Check tells why changes cannot be written together, whatever is stored.
func Check(changes []storage.Change) error {
	type place struct {
		desk string
		id   uuid.UUID
	}
	seen := make(map[place]bool, len(changes))
	for _, c := range changes {
		t := c.Ticket
		if t.Version != c.From+1 {
			return fmt.Errorf("ticket %s: version: %d does not follow %d", t.ID, t.Version, c.From)
		}
		if seen[place{t.Desk, t.ID}] {
			return fmt.Errorf("ticket %s: changes: more than one of the same ticket", t.ID)
		}
		if c.Erase != nil && c.From == 0 {
			return fmt.Errorf("ticket %s: erase: a new ticket has nothing to erase", t.ID)
		}
		seen[place{t.Desk, t.ID}] = true
		for i, timer := range c.Timers {
			if slices.ContainsFunc(c.Timers[:i], func(o storage.Timer) bool { return o.Cause == timer.Cause && o.Kind == timer.Kind }) {
				return fmt.Errorf("ticket %s: timers: more than one of %s %s", t.ID, timer.Cause, timer.Kind)
			}
		}
	}
	return nil
}
