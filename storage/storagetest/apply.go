package storagetest

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var applyTests = []test{
	{"a change adds to what is there", func(d *desk) {
		c := d.full()
		d.ok(d.store.Apply(d.ctx, c))
		n := next(c.Ticket, func(n *storage.Change) {
			n.Ticket.Subject, n.Ticket.Observers = "second", []string{"vera", "gleb"}
			n.Messages = []ticket.Message{d.message(c.Ticket.ID, 2, ticket.Public, "second")}
			n.Journal = journal(c.Ticket.ID, 2, c.Journal[1].Hash, 3, 4)
			n.Tasks = []ticket.Task{{ID: newID(), Ticket: c.Ticket.ID, Kind: ticket.TaskPart, Title: "second", State: ticket.TaskOpen, Created: after(8)}}
			n.Times = []ticket.Spending{{ID: newID(), Ticket: c.Ticket.ID, Person: "vera", At: after(8), Worked: after(8), Spent: 1}}
			n.Timers = c.Timers[1:2]
		})
		d.ok(d.store.Apply(d.ctx, n))
		want := stateOf(n)
		want.Messages = append(c.Messages, n.Messages...)
		want.Journal = append(c.Journal, n.Journal...)
		want.Tasks = append(c.Tasks, n.Tasks...)
		want.Times = append(c.Times, n.Times...)
		want.Events = c.Events
		same(d, d.state(c.Ticket.ID), want)
		d.ok(ticket.Verify(want.Journal))
		for person, sees := range map[string]bool{"vera": true, "gleb": true, "anton": false} {
			if _, err := d.store.Ticket(d.ctx, storage.Scope{Desk: d.key, Person: person}, c.Ticket.ID); (err == nil) != sees {
				d.t.Errorf("%s as observer: %v", person, err)
			}
		}
	}},
	{"a change that rests on a person is written while he is as he was read", func(d *desk) {
		anna := ticket.Person{Desk: d.key, ID: "anna", Name: "Анна"}
		rests := func(p storage.PersonVersion) func(*storage.Change) {
			return func(c *storage.Change) { c.Person = &p }
		}
		many := func(c *storage.Change) {
			for i := range 40 {
				c.Ticket.Observers = append(c.Ticket.Observers, fmt.Sprint("observer", i))
			}
		}
		for _, edit := range []func(*storage.Change){func(*storage.Change) {}, many} {
			version, err := d.store.PutPerson(d.ctx, anna)
			d.ok(err)
			now := storage.PersonVersion{ID: "anna", Version: version}
			made := d.made(edit, rests(now))
			moved := next(made, rests(now), with(func(t *ticket.Ticket) { t.Subject = "moved" }))
			d.ok(d.store.Apply(d.ctx, moved))
			anna.Version = version
			anna.Version, err = d.store.PutPerson(d.ctx, anna)
			d.ok(err)
			for _, p := range []storage.PersonVersion{now, {ID: "anna"}, {ID: "anna", Version: version + 2}, {ID: "nobody"}, {ID: "nobody", Version: 1}} {
				fresh, other := d.full(), d.opening()
				edit(&fresh)
				fresh.Person = &p
				d.is(d.store.Apply(d.ctx, fresh), storage.ErrPersonChanged)
				d.is(d.store.Apply(d.ctx, other, fresh), storage.ErrPersonChanged)
				d.is(d.store.Apply(d.ctx, next(moved.Ticket, rests(p))), storage.ErrPersonChanged)
				for _, c := range []storage.Change{fresh, other} {
					_, err := d.store.Ticket(d.ctx, d.all, c.Ticket.ID)
					d.is(err, storage.ErrNotFound)
				}
			}
			same(d, d.state(made.ID).Ticket, moved.Ticket)
			beside := d.beside() // where anna is nobody
			d.is(d.store.Apply(d.ctx, beside.opening(edit, rests(storage.PersonVersion{ID: "anna", Version: anna.Version}))), storage.ErrPersonChanged)
		}
	}},
	{"no change at all is written", func(d *desk) { d.ok(d.store.Apply(d.ctx)) }},
	{"several changes are written together", func(d *desk) {
		made := d.made()
		a, b := d.full(), next(made, with(func(t *ticket.Ticket) { t.Subject = "b" }))
		d.ok(d.store.Apply(d.ctx, a, b))
		same(d, d.state(a.Ticket.ID), stateOf(a))
		same(d, d.state(made.ID).Ticket, b.Ticket)
	}},
	{"a ticket that has moved on is a conflict", func(d *desk) {
		made := d.made()
		d.ok(d.store.Apply(d.ctx, next(made)))
		d.is(d.store.Apply(d.ctx, next(made)), storage.ErrConflict)
	}},
	{"a ticket that is not there is a conflict", func(d *desk) {
		c := d.opening()
		d.is(d.store.Apply(d.ctx, next(c.Ticket)), storage.ErrConflict)
	}},
	{"a version that is ahead is a conflict", func(d *desk) {
		made := d.made()
		made.Version = 7
		d.is(d.store.Apply(d.ctx, next(made)), storage.ErrConflict)
	}},
	{"a ticket's id that is taken is a conflict", func(d *desk) {
		made := d.made()
		d.is(d.store.Apply(d.ctx, d.opening(with(func(t *ticket.Ticket) { t.ID = made.ID }))), storage.ErrConflict)
	}},
	{"a number that is taken is ErrNumberTaken, letters' case ignored", func(d *desk) {
		d.made(with(func(t *ticket.Ticket) { t.Number = "Ж-1" }))
		for _, number := range []string{"Ж-1", "ж-1"} {
			d.is(d.store.Apply(d.ctx, d.opening(with(func(t *ticket.Ticket) { t.Number = number }))), storage.ErrNumberTaken)
		}
	}},
	{"an id of a part that is taken is a conflict", func(d *desk) {
		had := d.full()
		d.ok(d.store.Apply(d.ctx, had))
		other := d.made()
		for name, take := range map[string]func(c *storage.Change, id uuid.UUID){
			"message": func(c *storage.Change, id uuid.UUID) {
				c.Messages = []ticket.Message{d.message(id, 2, ticket.Public, "x")}
				c.Messages[0].ID = had.Messages[0].ID
			},
			"time": func(c *storage.Change, id uuid.UUID) {
				c.Times = []ticket.Spending{{ID: had.Times[0].ID, Ticket: id, Person: "x", At: start, Worked: start}}
			},
			"event": func(c *storage.Change, id uuid.UUID) {
				c.Events = []event.Envelope{{ID: had.Events[0].ID, Desk: d.key, Ticket: id, Version: 2, Kind: event.NoteAdded, At: start, Payload: []byte(`{}`)}}
			},
		} {
			for _, t := range []ticket.Ticket{had.Ticket, other} {
				if err := d.store.Apply(d.ctx, next(t, func(c *storage.Change) { take(c, t.ID) })); err == nil {
					d.t.Errorf("the id of a %s is taken twice", name)
				} else {
					d.is(err, storage.ErrConflict)
				}
			}
		}
		d.is(d.store.Apply(d.ctx, next(other, func(c *storage.Change) { c.Tasks = had.Tasks[:1] })), storage.ErrConflict)
		d.is(d.store.Apply(d.ctx, next(had.Ticket, func(c *storage.Change) {
			c.Journal = journal(had.Ticket.ID, 2, nil, 2, 2)
		})), storage.ErrConflict)
		same(d, d.state(had.Ticket.ID), stateOf(had))
	}},
	{"more than one change of the same ticket is refused", func(d *desk) {
		made := d.made()
		first := next(made)
		if err := d.store.Apply(d.ctx, first, next(first.Ticket)); err == nil {
			d.t.Error("two changes of one ticket were written")
		}
		same(d, d.state(made.ID).Ticket, made)
	}},
	{"a version that does not follow the one that was read is refused", func(d *desk) {
		made := d.made()
		for _, version := range []int64{0, 1, 3} {
			c := next(made)
			c.Ticket.Version = version
			if err := d.store.Apply(d.ctx, c); err == nil {
				d.t.Errorf("version %d follows 1", version)
			}
		}
		same(d, d.state(made.ID).Ticket, made)
	}},
	{"two timers of the same cause and kind are refused", func(d *desk) {
		c := d.full()
		c.Timers[1].Kind = c.Timers[0].Kind
		if err := d.store.Apply(d.ctx, c); err == nil {
			d.t.Error("two timers of one key were written")
		}
		_, err := d.store.Ticket(d.ctx, d.all, c.Ticket.ID)
		d.is(err, storage.ErrNotFound)
	}},
}
