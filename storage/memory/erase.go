package memory

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// proveErasure tells why a change cannot erase what it wants to.
func (r *record) proveErasure(e *storage.Erasure) error {
	if e == nil {
		return nil
	}
	missing := func(what string) error {
		return fmt.Errorf("%w: %s to erase is not the ticket's", storage.ErrConflict, what)
	}
	for _, o := range e.Entries {
		if !slices.ContainsFunc(r.journal, func(has ticket.Entry) bool { return has.Seq == o.Seq }) {
			return missing("an entry")
		}
	}
	for _, o := range e.Messages {
		if !slices.ContainsFunc(r.messages, func(has ticket.Message) bool { return has.ID == o.ID }) {
			return missing("a message")
		}
	}
	for _, o := range e.Times {
		if !slices.ContainsFunc(r.times, func(has ticket.Spending) bool { return has.ID == o.ID }) {
			return missing("a booked time")
		}
	}
	for _, o := range e.Events {
		if !slices.ContainsFunc(r.events, func(has event.Envelope) bool { return has.ID == o.ID }) {
			return missing("an event")
		}
	}
	return nil
}

// erase writes over what an erasure that was proved takes away.
func (d *desk) erase(r *record, e *storage.Erasure) {
	if e == nil {
		return
	}
	for _, o := range e.Entries {
		for i := range r.journal {
			if r.journal[i].Seq == o.Seq {
				r.journal[i].Facts = settleEntry(o).Facts
			}
		}
	}
	for _, o := range e.Messages {
		for i := range r.messages {
			if r.messages[i].ID == o.ID {
				r.messages[i].Text, r.messages[i].Salt = o.Text, slices.Clone(o.Salt)
			}
		}
	}
	for _, o := range e.Times {
		for i := range r.times {
			if r.times[i].ID == o.ID {
				r.times[i].Note = o.Note
			}
		}
	}
	payloads := make(map[uuid.UUID]event.Envelope, len(e.Events))
	for _, o := range e.Events {
		payloads[o.ID] = o
	}
	over := func(has *event.Envelope) {
		if o, erased := payloads[has.ID]; erased {
			has.Payload = slices.Clone(o.Payload)
		}
	}
	for i := range r.events {
		over(&r.events[i])
	}
	for _, list := range d.notices {
		for i := range list {
			over(&list[i].event)
		}
	}
	d.eraseDeliveries(r.ticket.ID, over)
}

// eraseDeliveries takes away what systems outside have written into the deliveries of a
// ticket, and does something to the event of each.
func (d *desk) eraseDeliveries(id uuid.UUID, over func(*event.Envelope)) {
	for _, lines := range d.lines {
		for at, l := range lines {
			if at.ticket != id {
				continue
			}
			for i := range l.list {
				v := &l.list[i]
				over(&v.Event)
				for _, text := range []*string{&v.Error, &v.Reason} {
					if *text != "" {
						*text = ticket.ErasedMark
					}
				}
			}
		}
	}
}
