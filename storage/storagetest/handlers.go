package storagetest

import (
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
)

var handlerTests = []test{
	{"handlers come back by name, with their kinds sorted", func(d *desk) {
		d.handles("pages", 2)
		d.handles("mail", 1, event.TicketOpened, event.MessageAdded, event.TicketOpened)
		same(d, d.handlers(), []storage.Handler{
			{Desk: d.key, Name: "mail", Kinds: []event.Kind{event.MessageAdded, event.TicketOpened}, Since: after(1)},
			{Desk: d.key, Name: "pages", Since: after(2)},
		})
	}},
	{"a handler that is registered again for the same keeps its Since, and takes another for other kinds", func(d *desk) {
		d.handles("mail", 1, event.TicketOpened)
		d.handles("mail", 2, event.TicketOpened)
		same(d, d.handlers()[0].Since, after(1))
		d.handles("mail", 3, event.TicketMoved)
		same(d, d.handlers(), []storage.Handler{{Desk: d.key, Name: "mail", Kinds: []event.Kind{event.TicketMoved}, Since: after(3)}})
	}},
	{"handlers belong to their own desk alone", func(d *desk) {
		d.handles("mail", 1)
		other := d.beside()
		same(d, other.handlers(), nil)
		d.is(other.store.DropHandler(d.ctx, other.key, "mail"), storage.ErrNotFound)
		same(d, len(d.handlers()), 1)
		t := other.told(event.TicketOpened)
		same(d, other.deliveries(storage.DeliveryQuery{Ticket: t.ID}), nil)
	}},
	{"a handler that is dropped is gone with its deliveries, and only that one", func(d *desk) {
		d.handles("mail", 1)
		d.handles("pages", 1)
		t := d.told(event.TicketOpened)
		d.ok(d.store.DropHandler(d.ctx, d.key, "mail"))
		same(d, len(d.handlers()), 1)
		same(d, d.ways(t), []string{"pages ticket.opened pending"})
		d.is(d.store.DropHandler(d.ctx, d.key, "mail"), storage.ErrNotFound)
	}},
	{"nothing is made for a handler that carries notices, but what is added", func(d *desk) {
		d.ok(d.store.PutHandler(d.ctx, storage.Handler{Desk: d.key, Name: "letters", Carries: true, Since: after(1)}))
		d.ok(d.store.PutHandler(d.ctx, storage.Handler{Desk: d.key, Name: "letters", Carries: true, Since: after(2)}))
		same(d, d.handlers(), []storage.Handler{{Desk: d.key, Name: "letters", Carries: true, Since: after(1)}})
		t := d.told(event.TicketOpened)
		same(d, d.ways(t), nil)
	}},
}

// handles registers a handler so many minutes after the start.
func (d *desk) handles(name string, minutes int, kinds ...event.Kind) {
	d.t.Helper()
	d.ok(d.store.PutHandler(d.ctx, storage.Handler{Desk: d.key, Name: name, Kinds: kinds, Since: after(minutes)}))
}

func (d *desk) handlers() []storage.Handler {
	d.t.Helper()
	list, err := d.store.ListHandlers(d.ctx, d.key)
	d.ok(err)
	return list
}
