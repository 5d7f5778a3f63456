package helpdesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
)

type flag = atomic.Bool

const (
	// deliveryLease is how long a claimed delivery is its worker's alone.
	deliveryLease = time.Minute
	// handleFor is how long a handler may take: it ends before the lease does.
	handleFor = 50 * time.Second
	// handleAtOnce is how many deliveries of one handler are in its hands at the same time,
	// each of another ticket.
	handleAtOnce = 8
	// settleFor is how long may be taken to write how a delivery went, also when the process stops.
	settleFor = 5 * time.Second
	// deliveryLife is how long it is remembered what was delivered.
	deliveryLife = 7 * 24 * time.Hour
)

// Deliver hands to the handlers of this process, one after the other, all that can be
// delivered at this instant, and answers how many deliveries were tried. Handlers that
// are not registered yet are, first. Run does it by itself, several at once; tests and
// hosts with a clock of their own may call it. What a handler does not take is not an
// error of Deliver: it is tried again later.
func (d *Desk) Deliver(ctx context.Context) (int, error) {
	if err := d.Register(ctx); err != nil {
		return 0, err
	}
	for tried := 0; ; {
		before := tried
		for _, h := range d.handlers.all() {
			claimed, err := d.claim(ctx, h, h.atOnce)
			if err != nil {
				return tried, fail("deliver", err)
			}
			for _, c := range claimed {
				d.hand(ctx, h, c)
				tried++
			}
		}
		if tried == before || ctx.Err() != nil {
			return tried, ctx.Err()
		}
	}
}

// NextDelivery is the instant at which Deliver has something to do; the zero time if
// nothing is to be delivered by this process.
func (d *Desk) NextDelivery(ctx context.Context) (time.Time, error) {
	next, err := d.store.NextDelivery(ctx, d.key, d.handlers.names())
	return next, fail("next delivery", err)
}

func (d *Desk) claim(ctx context.Context, h *handling, atOnce int) ([]storage.Delivery, error) {
	now := d.Now()
	return d.store.ClaimDeliveries(ctx, storage.DeliveryClaim{Desk: d.key, Handler: h.Name, Now: now, Until: now.Add(deliveryLease), Limit: atOnce})
}

// hand gives a claimed delivery to its handler and writes how it went.
func (d *Desk) hand(ctx context.Context, h *handling, c storage.Delivery) {
	var err error
	if c.Attempts > d.retry.Attempts { // claimed that often, and never came back to say how it went
		err = hopeless{fmt.Errorf("%d workers took it and none came back", c.Attempts-1)}
	} else {
		err = h.call(ctx, Delivery{Envelope: c.Event, Handler: h.Name, Person: c.Person, Attempt: c.Attempts, Token: c.Token})
	}
	now := d.Now()
	switch {
	case err == nil:
		c.State, c.Settled, c.Error = storage.DeliveryDone, now, ""
	case ctx.Err() != nil: // the process stops: it goes back as if it had not been taken
		c.Due, c.Attempts = now, c.Attempts-1
	case isHopeless(err), c.Attempts >= d.retry.Attempts:
		c.State, c.Due, c.Error = storage.DeliveryDead, now, inWords(err)
		d.log.Error("a delivery is given up until an operator sends it again or skips it",
			"handler", h.Name, "ticket", c.Event.Number, "event", c.Event.Kind, "attempts", c.Attempts, "error", err)
	default:
		c.Due, c.Error = now.Add(d.retry.wait(c.Attempts)), inWords(err)
		d.log.Warn("a delivery failed and will be tried again", "handler", h.Name, "ticket", c.Event.Number,
			"event", c.Event.Kind, "attempts", c.Attempts, "again", c.Due, "error", err)
	}
	settle, end := context.WithTimeout(context.WithoutCancel(ctx), settleFor)
	defer end()
	switch err := d.store.SettleDelivery(settle, c); {
	case errors.Is(err, storage.ErrConflict):
		d.log.Warn("a delivery was overtaken: its worker came too late", "handler", h.Name, "ticket", c.Event.Number, "event", c.Event.Kind)
	case err != nil: // its claim runs out and it is tried again
		d.log.Error("how a delivery went could not be written", "handler", h.Name, "ticket", c.Event.Number, "error", err)
	}
}

// serve is the worker of one handler: it hands over what is there, several at once, and
// sleeps until it is stirred. A handler that is slow holds up no other.
func (d *Desk) serve(ctx context.Context, h *handling) {
	done := make(chan struct{}, h.atOnce)
	var hands sync.WaitGroup
	defer hands.Wait()
	for busy, look := 0, true; ; {
		if look && busy < h.atOnce && !d.skewed.Load() {
			claimed, err := d.claim(ctx, h, h.atOnce-busy)
			if err != nil && ctx.Err() == nil {
				d.log.Error("deliveries wait", "handler", h.Name, "error", err)
			}
			for _, c := range claimed {
				busy++
				hands.Go(func() {
					d.hand(ctx, h, c)
					done <- struct{}{}
				})
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-done:
			busy, look = busy-1, true
		case <-h.wake:
			look = true
		}
	}
}

// attend sees to it that every handler is registered and has its worker, and stirs them
// when something is there that was written by another process or is to be tried again.
func (d *Desk) attend(ctx context.Context, workers *sync.WaitGroup) error {
	if err := d.Register(ctx); err != nil {
		return err
	}
	for _, h := range d.handlers.all() {
		if h.served.CompareAndSwap(false, true) {
			workers.Go(func() {
				defer h.served.Store(false)
				d.serve(ctx, h)
			})
		}
	}
	next, err := d.NextDelivery(ctx)
	if err != nil || next.IsZero() || next.After(d.Now()) {
		return err
	}
	for _, h := range d.handlers.all() {
		h.stir()
	}
	return nil
}

// wakeOthers has the other processes look for what was written.
func (d *Desk) wakeOthers() {
	if d.waking != nil {
		d.waking.Wake(d.key)
	}
}

// write applies changes and stirs the workers of those who are told of them.
func (d *Desk) write(ctx context.Context, changes ...storage.Change) error {
	if err := d.store.Apply(ctx, changes...); err != nil {
		return err
	}
	d.announce(func(h *handling) bool { return slices.ContainsFunc(changes, h.told) })
	return nil
}

// announce stirs the workers of those who are told of what was written, here and elsewhere.
func (d *Desk) announce(told func(*handling) bool) {
	for _, h := range d.handlers.all() {
		if h.served.Load() && told(h) {
			h.stir()
		}
	}
	d.wakeOthers()
}
