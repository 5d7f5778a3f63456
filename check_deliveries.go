package helpdesk

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
)

const (
	deliveredInOrder = "events of a ticket are delivered in order"
	deliveredToAll   = "each event is one delivery for each handler that is told of it"
)

// registering is how long after its registration a handler may still miss an event: the
// process that wrote it had not seen the registration yet, and its clock may be ahead.
const registering = time.Minute

// proveDeliveries holds the ticket's deliveries against its events and the handlers.
func (c *checked) proveDeliveries() error {
	handlers, err := c.store.ListHandlers(c.ctx, c.key)
	if err != nil {
		return err
	}
	var events []event.Envelope // read before the deliveries, which come with them
	if len(handlers) > 0 {
		if events, err = c.store.Events(c.ctx, c.everything(), c.row.ID); err != nil {
			return err
		}
	}
	list, err := c.deliveries()
	if err != nil {
		return err
	}
	type line struct{ handler, person string }
	open, has := map[line]storage.Delivery{}, map[string]map[uuid.UUID]bool{}
	for _, d := range list { // by line, and in each in the order of events
		at := line{d.Handler, d.Person}
		first, waits := open[at]
		switch {
		case d.State.Open() && !waits:
			open[at] = d
		case !d.State.Open() && waits:
			if now, err := c.delivery(c.ctx, first.Key()); err != nil || !now.State.Open() {
				continue // it was settled while the list was read
			}
			c.tell(deliveredInOrder, "%s has %s %d.%d, and %d.%d before it is %s", d.Handler, d.Event.Kind,
				d.Event.Version, d.Event.Index, first.Event.Version, first.Event.Index, first.State)
		}
		if has[d.Handler] == nil {
			has[d.Handler] = map[uuid.UUID]bool{}
		}
		has[d.Handler][d.Event.ID] = true
	}
	c.proveDelivered(handlers, events, has)
	return nil
}

// proveDelivered looks for events that a handler should have been told of and was not.
// What was delivered long ago is forgotten.
func (c *checked) proveDelivered(handlers []storage.Handler, events []event.Envelope, has map[string]map[uuid.UUID]bool) {
	remembered := c.Now().Add(-deliveryLife)
	for _, h := range handlers {
		for _, e := range events {
			told := !h.Carries && (len(h.Kinds) == 0 || slices.Contains(h.Kinds, e.Kind))
			if told && e.At.After(h.Since.Add(registering)) && e.At.After(remembered) && !has[h.Name][e.ID] {
				c.tell(deliveredToAll, "%s was never told of %s %d.%d", h.Name, e.Kind, e.Version, e.Index)
			}
		}
	}
}

func (c *checked) deliveries() (all []storage.Delivery, err error) {
	q := storage.DeliveryQuery{Ticket: c.row.ID, Limit: 200}
	for {
		page, err := c.store.ListDeliveries(c.ctx, c.key, q)
		if err != nil {
			return nil, err
		}
		if all = append(all, page...); len(page) < q.Limit {
			return all, nil
		}
		q.After = page[len(page)-1].Key()
	}
}
