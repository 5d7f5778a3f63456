package storagetest

import (
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var deskTests = []test{
	{"nothing of a desk is read through another", func(d *desk) {
		c := d.full()
		d.ok(d.store.Apply(d.ctx, c))
		other := d.beside()
		for read, err := range other.reads(other.all, c.Ticket) {
			if err == nil {
				d.t.Errorf("%s reads a ticket of another desk", read)
				continue
			}
			d.is(err, storage.ErrNotFound)
		}
		same(d, other.subjects(other.all, ticket.Filter{}, ticket.ByDue, 9), nil)
		n, err := d.store.Count(d.ctx, other.all, ticket.Filter{}, 9)
		d.ok(err)
		same(d, n, 0)
	}},
	{"nothing of a desk is changed through another", func(d *desk) {
		c := d.full()
		d.ok(d.store.Apply(d.ctx, c))
		other := d.beside()
		foreign := next(c.Ticket, with(func(t *ticket.Ticket) { t.Desk, t.Subject = other.key, "foreign" }))
		d.is(d.store.Apply(d.ctx, foreign), storage.ErrConflict)
		d.ok(d.store.ForgetKeys(d.ctx, other.key, after(1000)))
		same(d, d.state(c.Ticket.ID), stateOf(c))
		_, err := d.store.Recall(d.ctx, c.Key.KeyID, start)
		d.ok(err)
	}},
	{"two desks may use the same ids, numbers and keys", func(d *desk) {
		other := d.beside()
		c := d.full()
		twin := d.full()
		twin.Ticket = c.Ticket.Clone()
		twin.Ticket.Desk = other.key
		twin.Messages, twin.Journal, twin.Tasks, twin.Times = c.Messages, c.Journal, c.Tasks, c.Times
		for i := range twin.Timers {
			twin.Timers[i].Desk, twin.Timers[i].Ticket = other.key, c.Ticket.ID
		}
		twin.Events = append(twin.Events[:0], c.Events...)
		for i := range twin.Events {
			twin.Events[i].Desk = other.key
		}
		key := *c.Key
		key.Desk = other.key
		twin.Key = &key
		d.ok(d.store.Apply(d.ctx, c, twin))
		same(d, d.state(c.Ticket.ID), stateOf(c))
		same(d, other.state(c.Ticket.ID), stateOf(twin))
	}},
	{"people, organizations, teams and regulations of a desk are its own", func(d *desk) {
		other := d.beside()
		_, err := d.store.PutPerson(d.ctx, ticket.Person{Desk: d.key, ID: "x", Name: "X"})
		d.ok(err)
		_, err = d.store.PutOrganization(d.ctx, ticket.Organization{Desk: d.key, ID: "x", Name: "X"})
		d.ok(err)
		_, err = d.store.PutTeam(d.ctx, ticket.Team{Desk: d.key, ID: "x", Name: "X", Members: []string{"x"}})
		d.ok(err)
		d.ok(d.store.AddRegulation(d.ctx, storage.Regulation{Desk: d.key, Version: 1, Source: []byte("x"), At: start}))

		_, err = d.store.Person(d.ctx, other.key, "x")
		d.is(err, storage.ErrNotFound)
		_, err = d.store.Organization(d.ctx, other.key, "x")
		d.is(err, storage.ErrNotFound)
		_, err = d.store.Team(d.ctx, other.key, "x")
		d.is(err, storage.ErrNotFound)
		_, err = d.store.Regulation(d.ctx, other.key, 0)
		d.is(err, storage.ErrNotFound)
		same(d, other.people(storage.PeopleQuery{Limit: 9}), nil)
		organizations, err := d.store.ListOrganizations(d.ctx, other.key, storage.OrganizationQuery{Limit: 9})
		d.ok(err)
		same(d, organizations, nil)
		for _, member := range []string{"", "x"} {
			teams, err := d.store.ListTeams(d.ctx, other.key, member)
			d.ok(err)
			same(d, teams, nil)
		}
		_, err = d.store.PutPerson(d.ctx, ticket.Person{Desk: other.key, ID: "x", Name: "X"})
		d.ok(err)
		_, err = d.store.PutTeam(d.ctx, ticket.Team{Desk: other.key, ID: "x", Name: "X", Members: []string{"y"}})
		d.ok(err)
		teams, err := d.store.ListTeams(d.ctx, other.key, "x")
		d.ok(err)
		same(d, teams, nil)
	}},
	{"a desk's key may be any text", func(d *desk) {
		for _, key := range odd {
			odd := d.beside()
			odd.key = key
			odd.all = storage.Everything(key)
			c := odd.full()
			d.ok(d.store.Apply(d.ctx, c))
			same(odd, odd.state(c.Ticket.ID), stateOf(c))
			same(d, odd.subjects(odd.all, ticket.Filter{}, ticket.ByDue, 9), []string{c.Ticket.Subject})
		}
	}},
}
