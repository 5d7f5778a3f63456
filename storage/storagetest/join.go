package storagetest

import (
	"fmt"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// joinTest is one sentence about a store within a transaction of the host.
type joinTest struct {
	sentence string
	run      func(d *desk, begin func() Transaction)
}

// within is the desk as the transaction sees it.
func (d *desk) within(tx Transaction) *desk {
	in := newDesk(d.t, tx.Store)
	in.key, in.all = d.key, d.all
	in.number.Store(1000 + d.number.Add(100))
	return in
}

var joinTests = []joinTest{
	{"what is written is there when the host commits", func(d *desk, begin func() Transaction) {
		had := d.made()
		tx := begin()
		in := d.within(tx)
		c, n := in.full(), next(had, with(func(t *ticket.Ticket) { t.Subject = "moved" }))
		d.ok(tx.Store.Apply(d.ctx, c))
		d.ok(tx.Store.Apply(d.ctx, n))
		d.ok(tx.Commit())
		same(d, d.state(c.Ticket.ID), stateOf(c))
		same(d, d.state(had.ID).Ticket, n.Ticket)
		key, err := d.store.Recall(d.ctx, c.Key.KeyID, start)
		d.ok(err)
		same(d, key, *c.Key)
	}},
	{"nothing of it is there when the host rolls back", func(d *desk, begin func() Transaction) {
		had := d.full()
		d.ok(d.store.Apply(d.ctx, had))
		tx := begin()
		in := d.within(tx)
		c := in.full()
		d.ok(tx.Store.Apply(d.ctx, c, next(had.Ticket)))
		d.ok(tx.Store.AddRegulation(d.ctx, storage.Regulation{Desk: d.key, Version: 1, Source: []byte("x"), At: start}))
		_, err := tx.Store.PutTeam(d.ctx, ticket.Team{Desk: d.key, ID: "line1", Name: "1", Members: []string{"anna"}})
		d.ok(err)
		d.ok(tx.Rollback())
		same(d, d.state(had.Ticket.ID), stateOf(had))
		_, err = d.store.Ticket(d.ctx, d.all, c.Ticket.ID)
		d.is(err, storage.ErrNotFound)
		_, err = d.store.Recall(d.ctx, c.Key.KeyID, start)
		d.is(err, storage.ErrNotFound)
		_, err = d.store.Regulation(d.ctx, d.key, 0)
		d.is(err, storage.ErrNotFound)
		_, err = d.store.Team(d.ctx, d.key, "line1")
		d.is(err, storage.ErrNotFound)
		// What was rolled back took nothing.
		d.ok(d.store.Apply(d.ctx, c))
	}},
	{"every read sees what the transaction has written", func(d *desk, begin func() Transaction) {
		tx := begin()
		in := d.within(tx)
		c := in.full()
		d.ok(tx.Store.Apply(d.ctx, c))
		same(d, in.state(c.Ticket.ID), stateOf(c))
		for read, err := range in.reads(in.all, c.Ticket) {
			if err != nil {
				d.t.Errorf("%s: %v", read, err)
			}
		}
		same(d, in.subjects(in.all, ticket.Filter{}, ticket.ByDue, 9), []string{c.Ticket.Subject})
		n, err := tx.Store.Count(d.ctx, in.all, ticket.Filter{}, 9)
		d.ok(err)
		same(d, n, 1)
		for read, err := range in.reads(storage.Scope{Desk: d.key, Person: "nobody"}, c.Ticket) {
			if err == nil {
				d.t.Errorf("%s reads out of scope", read)
			}
		}
		d.ok(tx.Commit())
	}},
	{"a call that fails has changed nothing and the host's transaction goes on", func(d *desk, begin func() Transaction) {
		had := d.full()
		d.ok(d.store.Apply(d.ctx, had))
		tx := begin()
		in := d.within(tx)
		var kept []storage.Change
		for name, bad := range map[string]struct {
			want  error
			spoil func(c *storage.Change)
		}{
			"stale":         {storage.ErrConflict, func(c *storage.Change) { c.From, c.Ticket.Version = 7, 8 }},
			"taken id":      {storage.ErrConflict, func(c *storage.Change) { c.Ticket.ID = had.Ticket.ID }},
			"taken number":  {storage.ErrNumberTaken, func(c *storage.Change) { c.Ticket.Number = had.Ticket.Number }},
			"used key":      {storage.ErrKeyUsed, func(c *storage.Change) { c.Key = had.Key }},
			"taken message": {storage.ErrConflict, func(c *storage.Change) { c.Messages[1].ID = had.Messages[0].ID }},
			"foreign task":  {storage.ErrConflict, func(c *storage.Change) { c.Tasks[0].ID = had.Tasks[0].ID }},
		} {
			before, spoilt, after := in.full(), in.full(), in.full()
			bad.spoil(&spoilt)
			d.ok(tx.Store.Apply(d.ctx, before))
			if err := tx.Store.Apply(d.ctx, in.full(), spoilt, in.full()); err == nil {
				d.t.Errorf("%s: no error", name)
			} else {
				d.is(err, bad.want)
			}
			d.is(tx.Store.Apply(d.ctx, spoilt), bad.want)
			d.ok(tx.Store.Apply(d.ctx, after))
			kept = append(kept, before, after)
		}
		_, err := tx.Store.PutPerson(d.ctx, ticket.Person{Desk: d.key, ID: "anna", Name: "A", Version: 3})
		d.is(err, storage.ErrConflict)
		_, err = tx.Store.Ticket(d.ctx, d.all, newID())
		d.is(err, storage.ErrNotFound)
		d.ok(tx.Commit())
		for _, c := range kept {
			same(d, d.state(c.Ticket.ID), stateOf(c))
		}
		same(d, d.state(had.Ticket.ID), stateOf(had))
		n, err := d.store.Count(d.ctx, d.all, ticket.Filter{}, 99)
		d.ok(err)
		same(d, n, 1+len(kept))
	}},
	{"numbers that were given within are given to nobody else once the host has committed", func(d *desk, begin func() Transaction) {
		given := make(map[int64]bool)
		give := func(s storage.Store) {
			n, err := s.Number(d.ctx, d.key, "all")
			d.ok(err)
			if n < 1 || given[n] {
				d.t.Errorf("number %d, given before: %v", n, given[n])
			}
			given[n] = true
		}
		give(d.store)
		tx := begin()
		for range 3 {
			give(tx.Store)
		}
		d.ok(tx.Commit())
		for range 45 {
			give(d.store)
		}
	}},
	{"numbers of a transaction that was rolled back are not stored twice", func(d *desk, begin func() Transaction) {
		tx := begin()
		n, err := tx.Store.Number(d.ctx, d.key, "all")
		d.ok(err)
		in := d.within(tx)
		d.ok(tx.Store.Apply(d.ctx, in.opening(with(func(t *ticket.Ticket) { t.Number = fmt.Sprint("N-", n) }))))
		d.ok(tx.Rollback())
		for range 30 {
			n, err := d.store.Number(d.ctx, d.key, "all")
			d.ok(err)
			d.made(with(func(t *ticket.Ticket) { t.Number = fmt.Sprint("N-", n) }))
		}
	}},
	{"every part of the store can be written within", func(d *desk, begin func() Transaction) {
		had := d.timed(5)
		tx := begin()
		in := d.within(tx)
		owner := newID()
		same(d, in.claim(owner, 10, 20, 9), []storage.Timer{d.timer(had, "a", 5)})
		d.ok(tx.Store.Drop(d.ctx, owner, d.timer(had, "a", 5)))
		_, err := tx.Store.PutPerson(d.ctx, ticket.Person{Desk: d.key, ID: "anna", Name: "A"})
		d.ok(err)
		_, err = tx.Store.PutOrganization(d.ctx, ticket.Organization{Desk: d.key, ID: "acme", Name: "A"})
		d.ok(err)
		_, err = tx.Store.PutTeam(d.ctx, ticket.Team{Desk: d.key, ID: "line1", Name: "1", Members: []string{"anna"}})
		d.ok(err)
		d.ok(tx.Store.AddRegulation(d.ctx, storage.Regulation{Desk: d.key, Version: 1, Source: []byte("x"), At: start, Retired: []string{"old"}}))
		d.is(tx.Store.Apply(d.ctx, in.opening(with(func(t *ticket.Ticket) { t.Stage = "old" }))), storage.ErrRetired)
		d.ok(tx.Commit())
		same(d, d.state(had.ID).Timers, nil)
		teams, err := d.store.ListTeams(d.ctx, d.key, "anna")
		d.ok(err)
		same(d, len(teams), 1)
		_, err = d.store.Person(d.ctx, d.key, "anna")
		d.ok(err)
		_, err = d.store.Regulation(d.ctx, d.key, 1)
		d.ok(err)
	}},
	{"after the end of the transaction every method is ErrUnavailable", func(d *desk, begin func() Transaction) {
		tx := begin()
		in := d.within(tx)
		c := in.opening()
		d.ok(tx.Store.Apply(d.ctx, c))
		d.ok(tx.Commit())
		d.is(tx.Store.Apply(d.ctx, next(c.Ticket)), storage.ErrUnavailable)
		_, err := tx.Store.Ticket(d.ctx, d.all, c.Ticket.ID)
		d.is(err, storage.ErrUnavailable)
		_, err = tx.Store.PutPerson(d.ctx, ticket.Person{Desk: d.key, ID: "anna", Name: "A"})
		d.is(err, storage.ErrUnavailable)
		same(d, d.state(c.Ticket.ID).Ticket, c.Ticket)
	}},
}
