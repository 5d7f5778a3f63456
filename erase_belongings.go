package helpdesk

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// belongings are a ticket with everything in which there may be something to erase.
type belongings struct {
	ticket   ticket.Ticket
	messages []ticket.Message
	tasks    []ticket.Task
	times    []ticket.Spending
	journal  []ticket.Entry
	events   []event.Envelope
	told     []storage.Delivery // that have an error or a reason
}

func (d *Desk) belongings(ctx context.Context, t ticket.Ticket) (b belongings, err error) {
	all := storage.Everything(d.key)
	b.ticket = t
	if b.journal, err = d.store.Journal(ctx, all, t.ID); err != nil {
		return b, err
	}
	if b.messages, err = d.store.Messages(ctx, all, t.ID); err != nil {
		return b, err
	}
	if b.tasks, err = d.store.Tasks(ctx, all, t.ID); err != nil {
		return b, err
	}
	if b.times, err = d.store.Times(ctx, all, t.ID); err != nil {
		return b, err
	}
	if b.events, err = d.store.Events(ctx, all, t.ID); err != nil {
		return b, err
	}
	b.told, err = d.complained(ctx, t.ID)
	return b, err
}

// complained are the deliveries of a ticket that have an error or a reason.
func (d *Desk) complained(ctx context.Context, id uuid.UUID) (list []storage.Delivery, err error) {
	handlers, err := d.store.ListHandlers(ctx, d.key)
	if err != nil {
		return nil, err
	}
	for _, h := range handlers {
		q := storage.DeliveryQuery{Handler: h.Name, Ticket: id, Limit: 200}
		for {
			page, err := d.store.ListDeliveries(ctx, d.key, q)
			if err != nil {
				return nil, err
			}
			for _, v := range page {
				if v.Error+v.Reason != "" {
					list = append(list, v)
				}
			}
			if len(page) < q.Limit {
				break
			}
			q.After = page[len(page)-1].Key()
		}
	}
	return list, nil
}

// sound tells whether the journal is whole and the ticket is its fold: else erasing would
// take away with the values what shows that it is not.
func (b belongings) sound() error {
	broken := func(why string) error {
		return refuse("journal_broken", "ticket", b.ticket.Number, "problem", why)
	}
	if err := ticket.Verify(b.journal); err != nil {
		return broken(err.Error())
	}
	folded, err := foldAll(b.ticket, b.journal)
	if err != nil {
		return broken(err.Error())
	}
	for _, f := range ticket.Diff(folded, b.ticket) {
		return broken(f.Field + " is not what the journal tells")
	}
	return nil
}

// foldAll is the ticket that journals tell of, one going on where the other ends.
func foldAll(t ticket.Ticket, journals ...[]ticket.Entry) (ticket.Ticket, error) {
	folded := ticket.Ticket{Desk: t.Desk, ID: t.ID}
	for _, e := range slices.Concat(journals...) {
		if err := folded.Fold(e); err != nil {
			return folded, err
		}
	}
	return folded, nil
}
