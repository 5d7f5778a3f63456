package storagetest

import (
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var deliveryTests = []test{
	{"every event of a change is one delivery for each handler that is told of its kind", func(d *desk) {
		d.handles("all", 0)
		d.handles("moves", 0, event.TicketMoved, event.TicketAssigned)
		t := d.told(event.TicketOpened, event.TicketAssigned)
		d.apply(next(t, d.tell(event.TicketMoved)))
		same(d, d.ways(t), []string{
			"all ticket.opened pending", "all ticket.assigned pending", "all ticket.moved pending",
			"moves ticket.assigned pending", "moves ticket.moved pending",
		})
		for _, v := range d.deliveries(storage.DeliveryQuery{Ticket: t.ID}) {
			if !v.Due.Equal(v.Event.At.Add(-storage.DueBefore)) || v.Token != 0 || v.Attempts != 0 || v.Person != "" {
				d.t.Errorf("a new delivery is %+v", v)
			}
		}
	}},
	{"a change that is not written makes no delivery", func(d *desk) {
		d.handles("all", 0)
		t := d.told(event.TicketOpened)
		d.apply(next(t))
		d.is(d.store.Apply(d.ctx, next(t, d.tell(event.TicketMoved))), storage.ErrConflict)
		same(d, d.ways(t), []string{"all ticket.opened pending"})
	}},
	{"what happened before a handler was registered is not delivered to it", func(d *desk) {
		t := d.told(event.TicketOpened)
		d.handles("all", 0)
		d.apply(next(t, d.tell(event.TicketMoved)))
		same(d, d.ways(t), []string{"all ticket.moved pending"})
	}},
	{"a claim takes the head of each line, and the next when the head is done or skipped", func(d *desk) {
		d.handles("all", 0)
		t := d.told(event.TicketOpened, event.TicketAssigned)
		d.apply(next(t, d.tell(event.TicketMoved)))
		other := d.told(event.TicketOpened)
		first := d.take("all", 10, 20, 9)
		same(d, len(first), 2)
		same(d, d.take("all", 10, 20, 9), nil)
		d.settle(d.of(first, t), storage.DeliveryDone, 11)
		second := d.take("all", 11, 20, 9)
		same(d, kinds(second), []event.Kind{event.TicketAssigned})
		d.settle(second[0], storage.DeliverySkipped, 11)
		same(d, kinds(d.take("all", 11, 20, 9)), []event.Kind{event.TicketMoved})
		same(d, len(d.ways(other)), 1)
	}},
	{"a new delivery is due a minute before its event, and a claim takes no more than its limit", func(d *desk) {
		d.handles("all", 0)
		for range 3 {
			d.told(event.TicketOpened)
		}
		same(d, d.take("all", -2, 20, 9), nil)
		same(d, d.take("all", 10, 20, 0), nil)
		same(d, len(d.take("all", 10, 20, 2)), 2)
		same(d, len(d.take("all", 10, 20, 2)), 1)
		same(d, d.take("other", 10, 20, 2), nil)
	}},
	{"a claim raises the token and the attempts, and gives the whole event", func(d *desk) {
		d.handles("all", 0)
		t := d.told(event.TicketOpened)
		events, err := d.store.Events(d.ctx, d.all, t.ID)
		d.ok(err)
		v := d.take("all", 10, 20, 1)[0]
		same(d, v, storage.Delivery{Handler: "all", Event: events[0], State: storage.DeliveryPending, Due: after(20), Token: 1, Attempts: 1})
		v = d.take("all", 20, 30, 1)[0]
		same(d, []int64{v.Token, int64(v.Attempts)}, []int64{2, 2})
	}},
	{"what is claimed is handed to nobody before the claim's end", func(d *desk) {
		d.handles("all", 0)
		d.told(event.TicketOpened)
		d.take("all", 10, 20, 1)
		same(d, d.take("all", 19, 30, 1), nil)
		same(d, len(d.take("all", 20, 30, 1)), 1)
	}},
	{"who was overtaken settles nothing, before or after the other has", func(d *desk) {
		d.handles("all", 0)
		t := d.told(event.TicketOpened)
		late := d.take("all", 10, 20, 1)[0]
		other := d.take("all", 20, 30, 1)[0]
		late.State, late.Settled = storage.DeliveryDone, after(21)
		d.is(d.store.SettleDelivery(d.ctx, late), storage.ErrConflict)
		same(d, d.ways(t), []string{"all ticket.opened pending"})
		d.settle(other, storage.DeliveryDone, 22)
		late.State, late.Settled = storage.DeliveryDead, time.Time{}
		d.is(d.store.SettleDelivery(d.ctx, late), storage.ErrConflict)
		same(d, d.ways(t), []string{"all ticket.opened done"})
	}},
	{"the same claim settles once", func(d *desk) {
		d.handles("all", 0)
		d.told(event.TicketOpened)
		v := d.take("all", 10, 20, 1)[0]
		v.Due, v.Error = after(12), "no"
		d.ok(d.store.SettleDelivery(d.ctx, v))
		d.is(d.store.SettleDelivery(d.ctx, v), storage.ErrConflict)
	}},
	{"what failed comes again at its instant and keeps its place", func(d *desk) {
		d.handles("all", 0)
		t := d.told(event.TicketOpened, event.TicketAssigned)
		v := d.take("all", 10, 20, 1)[0]
		v.Due, v.Error = after(12), "сервер не отвечает"
		d.ok(d.store.SettleDelivery(d.ctx, v))
		same(d, d.take("all", 11, 20, 9), nil)
		again := d.take("all", 12, 20, 9)
		same(d, kinds(again), []event.Kind{event.TicketOpened})
		same(d, again[0].Error, "сервер не отвечает")
		same(d, again[0].Attempts, 2)
		same(d, len(d.ways(t)), 2)
	}},
	{"a dead delivery holds up its own line and no other", func(d *desk) {
		d.handles("all", 0)
		d.handles("moves", 0)
		t := d.told(event.TicketOpened, event.TicketAssigned)
		v := d.take("all", 10, 20, 1)[0]
		v.State, v.Error = storage.DeliveryDead, "poison"
		d.ok(d.store.SettleDelivery(d.ctx, v))
		same(d, d.take("all", 100, 200, 9), nil)
		same(d, len(d.take("moves", 100, 200, 9)), 1)
		other := d.told(event.TicketOpened)
		same(d, d.of(d.take("all", 100, 200, 9), other).Event.Kind, event.TicketOpened)
		same(d, d.deliveries(storage.DeliveryQuery{Handler: "all", Ticket: t.ID, States: []storage.DeliveryState{storage.DeliveryDead}})[0].Error, "poison")
	}},
	{"a dead delivery that is sent again begins anew; one that is skipped says who did and why", func(d *desk) {
		d.handles("all", 0)
		t := d.told(event.TicketOpened, event.TicketAssigned)
		v := d.take("all", 10, 20, 1)[0]
		v.State = storage.DeliveryDead
		d.ok(d.store.SettleDelivery(d.ctx, v))
		dead := d.deliveries(storage.DeliveryQuery{Ticket: t.ID})[0]
		dead.State, dead.Due, dead.Attempts = storage.DeliveryPending, after(30), 0
		d.ok(d.store.SettleDelivery(d.ctx, dead))
		v = d.take("all", 30, 40, 9)[0]
		same(d, v.Attempts, 1)
		v.State, v.Settled, v.By, v.Reason = storage.DeliverySkipped, after(31), "admin", "больше не нужно"
		d.ok(d.store.SettleDelivery(d.ctx, v))
		got := d.deliveries(storage.DeliveryQuery{Ticket: t.ID})[0]
		same(d, []string{got.By, got.Reason, string(got.State)}, []string{"admin", "больше не нужно", "skipped"})
		same(d, got.Settled, after(31))
	}},
	{"notices are added once, and each person has a line of his own", func(d *desk) {
		d.ok(d.store.PutHandler(d.ctx, storage.Handler{Desk: d.key, Name: "letters", Carries: true, Since: start}))
		t := d.told(event.TicketOpened, event.TicketAssigned)
		events, err := d.store.Events(d.ctx, d.all, t.ID)
		d.ok(err)
		add := func(e event.Envelope, person string, minutes int) {
			d.ok(d.store.AddDeliveries(d.ctx, d.key, []storage.Delivery{{Handler: "letters", Person: person, Event: e, Due: after(minutes)}}))
		}
		add(events[0], "anna", 60)
		add(events[0], "anna", 10)
		add(events[0], "boris", 10)
		add(events[1], "anna", 20)
		same(d, len(d.deliveries(storage.DeliveryQuery{Ticket: t.ID})), 3)
		got := d.take("letters", 30, 100, 9)
		same(d, len(got), 1)
		same(d, got[0].Person, "boris")
		got = d.take("letters", 60, 100, 9)
		same(d, len(got), 1)
		same(d, []string{got[0].Person, string(got[0].Event.Kind)}, []string{"anna", "ticket.opened"})
	}},
	{"deliveries of events of another desk are not added", func(d *desk) {
		other := d.beside()
		for _, x := range []*desk{d, other} {
			d.ok(d.store.PutHandler(d.ctx, storage.Handler{Desk: x.key, Name: "letters", Carries: true, Since: start}))
		}
		t := d.told(event.TicketOpened)
		events, err := d.store.Events(d.ctx, d.all, t.ID)
		d.ok(err)
		d.ok(d.store.AddDeliveries(d.ctx, other.key, []storage.Delivery{{Handler: "letters", Person: "anna", Event: events[0], Due: start}}))
		same(d, d.ways(t), nil)
		same(d, other.deliveries(storage.DeliveryQuery{}), nil)
	}},
	{"a list of deliveries is complete whatever the size of its pages", func(d *desk) {
		d.handles("all", 0)
		d.handles("moves", 0)
		for range 5 {
			d.told(event.TicketOpened, event.TicketAssigned)
		}
		whole := d.deliveries(storage.DeliveryQuery{})
		same(d, len(whole), 20)
		for _, size := range []int{1, 3, 20} {
			var list []storage.Delivery
			q := storage.DeliveryQuery{Limit: size}
			for {
				page := d.deliveries(q)
				if len(page) == 0 {
					break
				}
				list = append(list, page...)
				q.After = page[len(page)-1].Key()
			}
			same(d, list, whole)
		}
	}},
	{"NextDelivery is the earliest instant at which a head of the named handlers is due", func(d *desk) {
		d.handles("all", 0)
		d.handles("moves", 0, event.TicketMoved)
		at := func(names ...string) time.Time {
			next, err := d.store.NextDelivery(d.ctx, d.key, names)
			d.ok(err)
			return next
		}
		same(d, at("all", "moves"), time.Time{})
		d.told(event.TicketOpened, event.TicketAssigned)
		same(d, at("all", "moves"), after(-1))
		same(d, at("moves"), time.Time{})
		same(d, at(), time.Time{})
		v := d.take("all", 10, 20, 1)[0]
		same(d, at("all"), after(20))
		v.State = storage.DeliveryDead
		d.ok(d.store.SettleDelivery(d.ctx, v))
		same(d, at("all"), time.Time{})
	}},
	{"ForgetDeliveries drops what was settled before an instant, and nothing that is open", func(d *desk) {
		d.handles("all", 0)
		t := d.told(event.TicketOpened, event.TicketAssigned, event.TicketMoved)
		for _, minutes := range []int{10, 20} {
			d.settle(d.take("all", minutes, 30, 1)[0], storage.DeliveryDone, minutes)
		}
		d.ok(d.store.ForgetDeliveries(d.ctx, d.key, after(20)))
		same(d, d.ways(t), []string{"all ticket.assigned done", "all ticket.moved pending"})
		same(d, kinds(d.take("all", 30, 40, 9)), []event.Kind{event.TicketMoved})
	}},
	{"claims at once never hold the same delivery, and every line goes in order", func(d *desk) {
		const tickets, events = 6, 4
		d.handles("all", 0)
		for range tickets {
			d.told(event.TicketOpened, event.TicketAssigned, event.TicketMoved, event.NoteAdded)
		}
		var mu sync.Mutex
		seen := map[uuid.UUID][]event.Kind{}
		together(4, func(int) {
			for {
				list, err := d.store.ClaimDeliveries(d.ctx, storage.DeliveryClaim{Desk: d.key, Handler: "all", Now: after(10), Until: after(20), Limit: 2})
				if err != nil {
					d.t.Error(err)
					return
				}
				for _, v := range list {
					mu.Lock()
					seen[v.Event.Ticket] = append(seen[v.Event.Ticket], v.Event.Kind)
					mu.Unlock()
					v.State, v.Settled = storage.DeliveryDone, after(11)
					if err := d.store.SettleDelivery(d.ctx, v); err != nil {
						d.t.Error(err)
					}
				}
				next, err := d.store.NextDelivery(d.ctx, d.key, []string{"all"})
				if err != nil || next.IsZero() {
					return
				}
			}
		})
		for id, got := range seen {
			if len(got) != events {
				d.t.Errorf("%d deliveries of %s", len(got), id)
			}
			same(d, got, []event.Kind{event.TicketOpened, event.TicketAssigned, event.TicketMoved, event.NoteAdded})
		}
		same(d, len(seen), tickets)
	}},
}

// tell adds events of these kinds to a change.
func (d *desk) tell(kinds ...event.Kind) func(*storage.Change) {
	return func(c *storage.Change) {
		for i, k := range kinds {
			c.Events = append(c.Events, event.Envelope{
				ID: newID(), Desk: d.key, Ticket: c.Ticket.ID, Number: c.Ticket.Number, Version: c.Ticket.Version, Index: i,
				Kind: k, At: start, Actor: "anna", Payload: []byte(`{"a":1}`),
			})
		}
	}
}

// told makes a ticket that tells of these kinds of events.
func (d *desk) told(kinds ...event.Kind) ticket.Ticket {
	d.t.Helper()
	return d.made(d.tell(kinds...))
}

func (d *desk) deliveries(q storage.DeliveryQuery) []storage.Delivery {
	d.t.Helper()
	if q.Limit == 0 {
		q.Limit = 200
	}
	list, err := d.store.ListDeliveries(d.ctx, d.key, q)
	d.ok(err)
	return list
}

// ways are a ticket's deliveries as text: handler, kind and state.
func (d *desk) ways(t ticket.Ticket) []string {
	d.t.Helper()
	var ways []string
	for _, v := range d.deliveries(storage.DeliveryQuery{Ticket: t.ID}) {
		ways = append(ways, v.Handler+" "+string(v.Event.Kind)+" "+string(v.State))
	}
	return ways
}

func (d *desk) take(handler string, now, until, limit int) []storage.Delivery {
	d.t.Helper()
	list, err := d.store.ClaimDeliveries(d.ctx, storage.DeliveryClaim{Desk: d.key, Handler: handler, Now: after(now), Until: after(until), Limit: limit})
	d.ok(err)
	return list
}

// of is the delivery of a ticket among some.
func (d *desk) of(list []storage.Delivery, t ticket.Ticket) storage.Delivery {
	d.t.Helper()
	for _, v := range list {
		if v.Event.Ticket == t.ID {
			return v
		}
	}
	d.t.Fatalf("nothing of %s", t.Number)
	return storage.Delivery{}
}

// settle ends a claimed delivery.
func (d *desk) settle(v storage.Delivery, state storage.DeliveryState, minutes int) {
	d.t.Helper()
	v.State, v.Settled = state, after(minutes)
	d.ok(d.store.SettleDelivery(d.ctx, v))
}

func kinds(list []storage.Delivery) []event.Kind {
	var kinds []event.Kind
	for _, v := range list {
		kinds = append(kinds, v.Event.Kind)
	}
	return kinds
}
