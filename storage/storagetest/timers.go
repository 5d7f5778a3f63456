package storagetest

import (
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var timerTests = []test{
	{"the timers of a change are the pending ones from then on, and no others", func(d *desk) {
		t := d.timed(10, 20)
		want := []storage.Timer{d.timer(t, "b", 15), d.timer(t, "c", 25)}
		t = d.apply(next(t, func(c *storage.Change) { c.Timers = want }))
		same(d, d.state(t.ID).Timers, want)
		t = d.apply(next(t))
		same(d, d.state(t.ID).Timers, nil)
	}},
	{"a claim takes what is due at its instant, the earliest first, and no more than its limit", func(d *desk) {
		late, early := d.timed(10, 31), d.timed(5, 20, 30)
		same(d, d.claim(newID(), 4, 100, 9), nil)
		same(d, d.claim(newID(), 30, 100, 2), []storage.Timer{d.timer(early, "a", 5), d.timer(late, "a", 10)})
		same(d, d.claim(newID(), 30, 100, 9), []storage.Timer{d.timer(early, "b", 20), d.timer(early, "c", 30)})
		same(d, d.claim(newID(), 30, 100, 0), nil)
	}},
	{"what is claimed is handed to nobody before the claim's end, and to anybody after it", func(d *desk) {
		t := d.timed(5)
		owner := newID()
		same(d, len(d.claim(owner, 10, 20, 9)), 1)
		same(d, d.claim(newID(), 19, 30, 9), nil)
		same(d, d.claim(owner, 19, 30, 9), nil)
		same(d, d.claim(newID(), 21, 30, 9), []storage.Timer{d.timer(t, "a", 5)})
	}},
	{"a claimed timer is gone when a change no longer names it", func(d *desk) {
		t := d.timed(5, 6)
		d.claim(newID(), 10, 20, 9)
		t = d.apply(next(t, func(c *storage.Change) { c.Timers = []storage.Timer{d.timer(t, "b", 6)} }))
		same(d, d.claim(newID(), 30, 40, 9), []storage.Timer{d.timer(t, "b", 6)})
	}},
	{"a claim outlives a change that leaves the timer as it is", func(d *desk) {
		t := d.timed(5)
		d.claim(newID(), 10, 20, 9)
		d.apply(next(t, func(c *storage.Change) { c.Timers = []storage.Timer{d.timer(t, "a", 5)} }))
		same(d, d.claim(newID(), 19, 40, 9), nil)
		same(d, len(d.claim(newID(), 21, 40, 9)), 1)
	}},
	{"a claim ends with a change that gives the timer another instant", func(d *desk) {
		t := d.timed(5)
		owner := newID()
		d.claim(owner, 10, 20, 9)
		d.apply(next(t, func(c *storage.Change) { c.Timers = []storage.Timer{d.timer(t, "a", 7)} }))
		d.ok(d.store.Drop(d.ctx, owner, d.timer(t, "a", 5)))
		same(d, d.claim(newID(), 11, 20, 9), []storage.Timer{d.timer(t, "a", 7)})
	}},
	{"Drop removes the timer that its owner holds", func(d *desk) {
		t := d.timed(5, 6)
		owner := newID()
		d.claim(owner, 10, 20, 9)
		d.ok(d.store.Drop(d.ctx, owner, d.timer(t, "a", 5)))
		same(d, d.state(t.ID).Timers, []storage.Timer{d.timer(t, "b", 6)})
		d.ok(d.store.Drop(d.ctx, owner, d.timer(t, "a", 5)))
	}},
	{"Drop removes nothing of somebody else, nothing unclaimed, nothing taken over", func(d *desk) {
		t := d.timed(5)
		for _, owner := range []uuid.UUID{newID(), uuid.Nil} {
			d.ok(d.store.Drop(d.ctx, owner, d.timer(t, "a", 5)))
		}
		first := newID()
		d.claim(first, 10, 20, 9)
		d.ok(d.store.Drop(d.ctx, newID(), d.timer(t, "a", 5)))
		d.claim(newID(), 30, 40, 9)
		d.ok(d.store.Drop(d.ctx, first, d.timer(t, "a", 5)))
		same(d, d.state(t.ID).Timers, []storage.Timer{d.timer(t, "a", 5)})
	}},
	{"timers are pending whether claimed or not", func(d *desk) {
		t := d.timed(5, 6)
		d.claim(newID(), 10, 20, 1)
		same(d, d.state(t.ID).Timers, []storage.Timer{d.timer(t, "a", 5), d.timer(t, "b", 6)})
	}},
	{"NextTimer is the earliest pending instant, and zero without one", func(d *desk) {
		at, err := d.store.NextTimer(d.ctx, d.key)
		d.ok(err)
		same(d, at, time.Time{})
		d.timed(20, 30)
		t := d.timed(10, 40)
		at, err = d.store.NextTimer(d.ctx, d.key)
		d.ok(err)
		same(d, at, after(10))
		if at.Location() != time.UTC {
			d.t.Errorf("instant in %v", at.Location())
		}
		d.apply(next(t))
		at, err = d.store.NextTimer(d.ctx, d.key)
		d.ok(err)
		same(d, at, after(20))
	}},
	{"timers are claimed and dropped in their own desk alone", func(d *desk) {
		t := d.timed(5)
		other := d.beside()
		same(d, other.claim(newID(), 10, 20, 9), nil)
		owner := newID()
		d.claim(owner, 10, 20, 9)
		foreign := d.timer(t, "a", 5)
		foreign.Desk = other.key
		d.ok(d.store.Drop(d.ctx, owner, foreign))
		same(d, len(d.state(t.ID).Timers), 1)
		at, err := d.store.NextTimer(d.ctx, other.key)
		d.ok(err)
		same(d, at, time.Time{})
	}},
}

// timed makes a ticket with timers of causes a, b, c … so many minutes after the start.
func (d *desk) timed(minutes ...int) ticket.Ticket {
	d.t.Helper()
	return d.made(func(c *storage.Change) {
		for i, m := range minutes {
			c.Timers = append(c.Timers, d.timer(c.Ticket, string(rune('a'+i)), m))
		}
	})
}

func (d *desk) timer(t ticket.Ticket, cause string, minutes int) storage.Timer {
	return storage.Timer{Desk: d.key, Ticket: t.ID, Cause: cause, Kind: storage.TimerDue, At: after(minutes)}
}

func (d *desk) claim(owner uuid.UUID, now, until, limit int) []storage.Timer {
	d.t.Helper()
	timers, err := d.store.Claim(d.ctx, storage.Claim{Desk: d.key, Now: after(now), Until: after(until), Owner: owner, Limit: limit})
	d.ok(err)
	return timers
}

func (d *desk) apply(c storage.Change) ticket.Ticket {
	d.t.Helper()
	d.ok(d.store.Apply(d.ctx, c))
	return c.Ticket
}
