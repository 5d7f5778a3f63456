package storagetest

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var ticketTests = []test{
	{"every field of a ticket and of its parts comes back equal", func(d *desk) {
		c := d.full()
		for _, value := range []any{c.Ticket, c.Messages[1], c.Journal[1], c.Tasks[0], c.Times[0], c.Timers[0], c.Events[1], *c.Key} {
			d.filled(value)
		}
		d.ok(d.store.Apply(d.ctx, c))
		same(d, d.state(c.Ticket.ID), stateOf(c))
		key, err := d.store.Recall(d.ctx, c.Key.KeyID, start)
		d.ok(err)
		same(d, key, *c.Key)
	}},
	{"a ticket with nothing but what it must have comes back equal", func(d *desk) {
		c := d.opening()
		d.ok(d.store.Apply(d.ctx, c))
		same(d, d.state(c.Ticket.ID), stateOf(c))
	}},
	{"every field of a ticket can be changed and emptied", func(d *desk) {
		c := d.full()
		d.ok(d.store.Apply(d.ctx, c))
		bare := d.opening().Ticket
		bare.ID, bare.Version, bare.Number = c.Ticket.ID, 2, c.Ticket.Number
		d.ok(d.store.Apply(d.ctx, storage.Change{Ticket: bare, From: 1}))
		got, err := d.store.Ticket(d.ctx, d.all, bare.ID)
		d.ok(err)
		same(d, got, bare)
		back := c.Ticket.Clone()
		back.Version = 3
		d.ok(d.store.Apply(d.ctx, storage.Change{Ticket: back, From: 2}))
		got, err = d.store.Ticket(d.ctx, d.all, bare.ID)
		d.ok(err)
		same(d, got, back)
	}},
	{"instants come back in UTC and equal to the microsecond", func(d *desk) {
		at := time.Date(2026, 3, 29, 1, 59, 59, 999999000, time.FixedZone("", 3*3600))
		made := d.made(with(func(t *ticket.Ticket) {
			t.Opened, t.Due, t.Wait.Since = at, at.Add(time.Microsecond), at.Add(2*time.Microsecond)
		}))
		got, err := d.store.Ticket(d.ctx, d.all, made.ID)
		d.ok(err)
		for i, pair := range [][2]time.Time{{got.Opened, made.Opened}, {got.Due, made.Due}, {got.Wait.Since, made.Wait.Since}} {
			if !pair[0].Equal(pair[1]) || pair[0].Location() != time.UTC {
				d.t.Errorf("instant %d came back as %v, want %v", i, pair[0], pair[1].UTC())
			}
		}
	}},
	{"instants finer than a microsecond are cut, not rounded", func(d *desk) {
		made := d.made(with(func(t *ticket.Ticket) { t.Opened, t.Due = start.Add(999), start.Add(1999) }))
		got, err := d.store.Ticket(d.ctx, d.all, made.ID)
		d.ok(err)
		same(d, []time.Time{got.Opened, got.Due}, []time.Time{start, start.Add(time.Microsecond)})
	}},
	{"instants before 1970 and far in the future come back equal", func(d *desk) {
		old, far := time.Date(1931, 2, 3, 4, 5, 6, 7000, time.UTC), storage.FarAway.Add(-time.Microsecond)
		made := d.made(with(func(t *ticket.Ticket) { t.Opened, t.Due = old, far }))
		got, err := d.store.Ticket(d.ctx, d.all, made.ID)
		d.ok(err)
		same(d, []time.Time{got.Opened, got.Due}, []time.Time{old, far})
	}},
	{"odd texts come back equal in every field of text", func(d *desk) {
		for _, text := range odd {
			c := d.full()
			t := &c.Ticket
			for _, field := range []*string{
				&t.Number, &t.Subject, &t.Kind, &t.Category, &t.Priority, &t.Plan, &t.Rule, &t.Author, &t.Requester,
				&t.Organization, &t.Phone, &t.Stage, &t.Team, &t.Agent, &t.Vendor, &t.Wait.Reason, &t.Solution,
				&c.Messages[0].Text, &c.Messages[0].Author, &c.Messages[0].OnBehalf, &c.Journal[0].Actor, &c.Journal[0].Facts[0].New,
				&c.Tasks[0].Title, &c.Tasks[0].Team, &c.Tasks[0].Assignee, &c.Times[0].Note, &c.Times[0].Person,
				&c.Timers[0].Cause, &c.Events[0].Actor, &c.Events[0].Number, &c.Key.Actor, &c.Key.Verb, &c.Key.Key,
			} {
				*field = text
			}
			t.Fields, t.Estimates, t.Observers = map[string]string{text: text}, map[string]string{text: text}, []string{text, "vera"}
			d.ok(d.store.Apply(d.ctx, c))
			same(d, d.state(t.ID), stateOf(c))
			key, err := d.store.Recall(d.ctx, c.Key.KeyID, start)
			d.ok(err)
			same(d, key, *c.Key)
		}
	}},
	{"a message of one megabyte comes back equal", func(d *desk) {
		c := d.opening()
		c.Messages = []ticket.Message{d.message(c.Ticket.ID, 1, ticket.Public, strings.Repeat("Ж\n", 1<<20/3))}
		d.ok(d.store.Apply(d.ctx, c))
		got, err := d.store.Messages(d.ctx, d.all, c.Ticket.ID)
		d.ok(err)
		same(d, got, c.Messages)
	}},
	{"what is read belongs to the caller and what is given is not kept", func(d *desk) {
		c := d.full()
		want := c.Ticket.Clone()
		d.ok(d.store.Apply(d.ctx, c))
		c.Ticket.Fields["serial"], c.Ticket.Observers[0], c.Ticket.Ledger[0] = "changed", "changed", 77
		c.Messages[1].Salt[0], c.Journal[0].Facts[0].New, c.Journal[0].Hash[0] = 99, "changed", c.Journal[0].Hash[0]+1
		got := d.state(want.ID)
		same(d, got.Ticket, want)
		got.Ticket.Fields["serial"], got.Ticket.Observers[0], got.Ticket.Head[0] = "changed", "changed", 77
		got.Messages[1].Salt[0], got.Journal[0].Facts[0].New = 99, "changed"
		page, err := d.store.List(d.ctx, d.all, storage.Query{Limit: 1})
		d.ok(err)
		page.Tickets[0].Fields["serial"], page.Tickets[0].Observers[0] = "changed", "changed"
		again := d.state(want.ID)
		same(d, again.Ticket, want)
		if again.Messages[1].Salt[0] != 7 || again.Journal[0].Facts[0].New == "changed" {
			d.t.Error("a value that was read or given changed what is kept")
		}
		d.ok(ticket.Verify(again.Journal))
	}},
	{"a ticket that is not there is not found", func(d *desk) {
		_, err := d.store.Ticket(d.ctx, d.all, newID())
		d.is(err, storage.ErrNotFound)
		work, err := d.store.Work(d.ctx, d.all, newID())
		d.ok(err)
		same(d, work, nil)
		_, err = d.store.Find(d.ctx, d.all, "T-404")
		d.is(err, storage.ErrNotFound)
		_, err = d.store.Find(d.ctx, d.all, "")
		d.is(err, storage.ErrNotFound)
	}},
	{"Find ignores the case of letters, also of Cyrillic ones", func(d *desk) {
		made := d.made(with(func(t *ticket.Ticket) { t.Number = "Заявка-Ab7" }))
		for _, number := range []string{"Заявка-Ab7", "ЗАЯВКА-AB7", "заявка-ab7"} {
			got, err := d.store.Find(d.ctx, d.all, number)
			d.ok(err)
			same(d, got, made)
		}
		for _, number := range []string{"Заявка-Ab", "%", "Заявка_Ab7", " Заявка-Ab7"} {
			_, err := d.store.Find(d.ctx, d.all, number)
			d.is(err, storage.ErrNotFound)
		}
	}},
	{"Work reads the open tasks alone, in the order in which they were made", func(d *desk) {
		c := d.full()
		c.Tasks = append(c.Tasks, ticket.Task{ID: newID(), Ticket: c.Ticket.ID, Kind: ticket.TaskWork, Title: "first by id, last made", State: ticket.TaskOpen, Created: start})
		c.Tasks[1].ID, c.Tasks[2].ID = c.Tasks[2].ID, c.Tasks[1].ID
		c.Times = nil
		d.ok(d.store.Apply(d.ctx, c))
		work, err := d.store.Work(d.ctx, d.all, c.Ticket.ID)
		d.ok(err)
		same(d, work, []storage.Work{{Ticket: c.Ticket, Tasks: c.Tasks[1:]}})
	}},
	{"Work reads any number of tickets in the order of their ids as given, without those that are not found", func(d *desk) {
		var want []storage.Work
		var ids []uuid.UUID
		for n := range 150 {
			c := d.opening()
			for range n % 3 {
				c.Tasks = append(c.Tasks, ticket.Task{ID: newID(), Ticket: c.Ticket.ID, Kind: ticket.TaskPart, Title: "part", State: ticket.TaskOpen, Created: start})
			}
			d.ok(d.store.Apply(d.ctx, c))
			want, ids = append(want, storage.Work{Ticket: c.Ticket, Tasks: c.Tasks}), append(ids, newID(), c.Ticket.ID)
		}
		slices.Reverse(want)
		slices.Reverse(ids)
		work, err := d.store.Work(d.ctx, d.all, ids...)
		d.ok(err)
		same(d, work, want)
		work, err = d.store.Work(d.ctx, d.all)
		d.ok(err)
		same(d, work, nil)
	}},
}
