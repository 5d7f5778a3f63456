package helpdesk

import (
	"context"
	"fmt"
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

// proveAnnounced looks for publications that a handler should have been told of and was
// not, and for those that were told before an earlier one.
func (d *Desk) proveAnnounced(ctx context.Context, found func(storage.Finding)) error {
	handlers, err := d.store.ListHandlers(ctx, d.key)
	if err != nil {
		return err
	}
	versions, err := d.store.ListRegulations(ctx, d.key, 0, 200)
	if err != nil {
		return err
	}
	for _, h := range handlers {
		later := storage.DeliveryPending // how the version after the one that is looked at stands
		for _, v := range versions {
			e := v.Published()
			if !shouldHear(h, e, d.Now()) {
				break // nor of any version before
			}
			has, err := d.delivery(ctx, storage.DeliveryKey{Handler: h.Name, Version: e.Version})
			switch {
			case isNotFound(err):
				found(storage.Finding{Invariant: deliveredToAll, Text: fmt.Sprintf("%s was never told of version %d", h.Name, v.Version)})
				continue
			case err != nil:
				return err
			case has.State.Open() && !later.Open():
				found(storage.Finding{Invariant: deliveredInOrder, Text: fmt.Sprintf("%s has version %d, and the one before it is %s", h.Name, v.Version+1, has.State)})
			}
			later = has.State
		}
	}
	return nil
}

// shouldHear tells whether a handler must have been told of an event: it was registered
// for it, and what was delivered then is not forgotten yet.
func shouldHear(h storage.Handler, e event.Envelope, now time.Time) bool {
	told := !h.Carries && (len(h.Kinds) == 0 || slices.Contains(h.Kinds, e.Kind))
	return told && e.At.After(h.Since.Add(registering)) && e.At.After(now.Add(-deliveryLife))
}

// proveDelivered looks for events that a handler should have been told of and was not.
// What was delivered long ago is forgotten.
func (c *checked) proveDelivered(handlers []storage.Handler, events []event.Envelope, has map[string]map[uuid.UUID]bool) {
	for _, h := range handlers {
		for _, e := range events {
			if shouldHear(h, e, c.Now()) && !has[h.Name][e.ID] {
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
