package storagetest

import (
	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var feedTests = []test{
	{"news are events of the kinds asked for, the newest first, with what there is to say of the ticket", func(d *desk) {
		first := d.news(1, event.TicketOpened, event.NoteAdded)
		second := d.news(2, event.TicketOpened)
		list := d.feed(d.all, storage.NewsQuery{Kinds: []event.Kind{event.TicketOpened, event.TicketMoved}})
		same(d, len(list), 2)
		same(d, []uuid.UUID{list[0].Event.Ticket, list[1].Event.Ticket}, []uuid.UUID{second.ID, first.ID})
		same(d, []string{list[0].Subject, list[0].Requester, list[0].Organization}, []string{"Printer", "anna", "vector"})
		same(d, list[0].Event.Payload, []byte(`{"a":1}`))
		same(d, d.feed(d.all, storage.NewsQuery{}), nil)
	}},
	{"news are within the scope, and of the organizations asked for", func(d *desk) {
		t := d.news(1, event.TicketOpened)
		kinds := []event.Kind{event.TicketOpened}
		for _, c := range []struct {
			scope storage.Scope
			of    []string
			want  int
		}{
			{d.all, []string{"vector"}, 1},
			{d.all, []string{"other"}, 0},
			{storage.Scope{Desk: d.key, Person: "anna"}, nil, 1},
			{storage.Scope{Desk: d.key, Person: "boris"}, nil, 0},
			{storage.Scope{Desk: d.key, Organizations: []string{"vector"}}, nil, 1},
			{storage.Scope{Desk: d.key, Organizations: []string{"vector"}}, []string{"other"}, 0},
			{storage.Scope{Desk: d.key, Agent: "lev", Teams: []string{"line1"}}, nil, 0},
			{storage.Scope{Desk: d.key}, nil, 0},
			{d.beside().all, nil, 0},
		} {
			if got := d.feed(c.scope, storage.NewsQuery{Kinds: kinds, Organizations: c.of}); len(got) != c.want {
				d.t.Errorf("%+v of %v sees %d news of %s, want %d", c.scope, c.of, len(got), t.Number, c.want)
			}
		}
	}},
	{"the feed is complete whatever the size of its pages", func(d *desk) {
		for i := range 6 {
			d.news(i/2, event.TicketOpened, event.TicketMoved)
		}
		kinds := []event.Kind{event.TicketOpened, event.TicketMoved}
		for _, s := range []storage.Scope{d.all, {Desk: d.key, Person: "anna"}} {
			whole := d.feed(s, storage.NewsQuery{Kinds: kinds})
			same(d, len(whole), 12)
			var list []storage.News
			for q := (storage.NewsQuery{Kinds: kinds, Limit: 5}); ; {
				page := d.feed(s, q)
				if len(page) == 0 {
					break
				}
				list = append(list, page...)
				last := page[len(page)-1].Event
				q.Before = storage.Cursor{At: last.At, ID: last.ID}
			}
			same(d, list, whole)
		}
	}},
}

var noticeTests = []test{
	{"a notice is added once for a person and an event", func(d *desk) {
		t := d.news(1, event.TicketOpened)
		e := d.eventsOf(t)[0]
		d.notify("anna", "first", e)
		d.notify("anna", "second", e)
		d.notify("boris", "third", e)
		list := d.notices("anna", false)
		same(d, len(list), 1)
		same(d, []string{list[0].Person, list[0].Kind, list[0].Subject}, []string{"anna", "first", "Printer"})
		same(d, list[0].Event, e)
		same(d, d.notices("boris", false)[0].Kind, "third")
	}},
	{"notices are read once, those that are named or all", func(d *desk) {
		t := d.news(1, event.TicketOpened, event.TicketMoved, event.NoteAdded)
		events := d.eventsOf(t)
		for _, e := range events {
			d.notify("anna", "x", e)
		}
		d.notify("boris", "x", events[0])
		same(d, d.unread("anna", 10), 3)
		same(d, d.unread("anna", 2), 2)
		d.ok(d.store.ReadNotices(d.ctx, d.key, "anna", after(5), events[0].ID, newID()))
		same(d, d.unread("anna", 10), 2)
		same(d, len(d.notices("anna", true)), 2)
		d.ok(d.store.ReadNotices(d.ctx, d.key, "anna", after(6)))
		same(d, d.unread("anna", 10), 0)
		same(d, d.unread("boris", 10), 1)
		for _, n := range d.notices("anna", false) {
			want := after(6)
			if n.Event.ID == events[0].ID {
				want = after(5)
			}
			same(d, n.Read, want)
		}
	}},
	{"a notice of a ticket that is out of scope is neither listed nor counted", func(d *desk) {
		e := d.eventsOf(d.news(1, event.TicketOpened))[0]
		d.notify("lev", "x", e)
		out := storage.Scope{Desk: d.key, Agent: "lev", Teams: []string{"line1"}}
		list, err := d.store.ListNotices(d.ctx, out, storage.NoticeQuery{Person: "lev", Limit: 10})
		d.ok(err)
		same(d, list, nil)
		n, err := d.store.CountNotices(d.ctx, out, "lev", 10)
		d.ok(err)
		same(d, n, 0)
		same(d, d.unread("lev", 10), 1)
	}},
	{"notices of events of another desk are not added", func(d *desk) {
		e := d.eventsOf(d.news(1, event.TicketOpened))[0]
		other := d.beside()
		d.ok(other.store.AddNotices(d.ctx, other.key, []storage.Notice{{News: storage.News{Event: e}, Person: "anna", Kind: "x"}}))
		same(d, other.notices("anna", false), nil)
		same(d, d.notices("anna", false), nil)
	}},
	{"ForgetNotices drops those of old events", func(d *desk) {
		d.notify("anna", "old", d.eventsOf(d.news(1, event.TicketOpened))[0])
		d.notify("anna", "new", d.eventsOf(d.news(9, event.TicketOpened))[0])
		d.ok(d.store.ForgetNotices(d.ctx, d.key, after(9)))
		list := d.notices("anna", false)
		same(d, len(list), 1)
		same(d, list[0].Kind, "new")
	}},
	{"preferences come back as they were put, and a stale version is a conflict", func(d *desk) {
		_, err := d.store.Preferences(d.ctx, d.key, "anna")
		d.is(err, storage.ErrNotFound)
		p := ticket.Preferences{Desk: d.key, Person: "anna", Off: []ticket.Mute{{Kind: "request.step"}, {Channel: "email"}}, Quiet: ticket.Quiet{From: "22:00", To: "08:00", Zone: "Asia/Tashkent"}}
		p.Version, err = d.store.PutPreferences(d.ctx, p)
		d.ok(err)
		got, err := d.store.Preferences(d.ctx, d.key, "anna")
		d.ok(err)
		same(d, got, p)
		_, err = d.store.PutPreferences(d.ctx, ticket.Preferences{Desk: d.key, Person: "anna"})
		d.is(err, storage.ErrConflict)
		p.Off, p.Quiet = nil, ticket.Quiet{}
		p.Version, err = d.store.PutPreferences(d.ctx, p)
		d.ok(err)
		got, err = d.store.Preferences(d.ctx, d.key, "anna")
		d.ok(err)
		same(d, got, p)
		_, err = d.store.Preferences(d.ctx, d.beside().key, "anna")
		d.is(err, storage.ErrNotFound)
	}},
}

// news makes a ticket of Anna's that tells of these kinds so many minutes after the start.
func (d *desk) news(minutes int, kinds ...event.Kind) ticket.Ticket {
	d.t.Helper()
	return d.made(d.tell(kinds...), func(c *storage.Change) {
		c.Ticket.Organization = "vector"
		for i := range c.Events {
			c.Events[i].At = after(minutes)
		}
	})
}

func (d *desk) feed(s storage.Scope, q storage.NewsQuery) []storage.News {
	d.t.Helper()
	if q.Limit == 0 {
		q.Limit = 200
	}
	list, err := d.store.ListNews(d.ctx, s, q)
	d.ok(err)
	return list
}

func (d *desk) eventsOf(t ticket.Ticket) []event.Envelope {
	d.t.Helper()
	events, err := d.store.Events(d.ctx, d.all, t.ID)
	d.ok(err)
	return events
}

func (d *desk) notify(person, kind string, e event.Envelope) {
	d.t.Helper()
	d.ok(d.store.AddNotices(d.ctx, d.key, []storage.Notice{{News: storage.News{Event: e}, Person: person, Kind: kind}}))
}

func (d *desk) notices(person string, unread bool) []storage.Notice {
	d.t.Helper()
	list, err := d.store.ListNotices(d.ctx, d.all, storage.NoticeQuery{Person: person, Unread: unread, Limit: 200})
	d.ok(err)
	return list
}

func (d *desk) unread(person string, most int) int {
	d.t.Helper()
	n, err := d.store.CountNotices(d.ctx, d.all, person, most)
	d.ok(err)
	return n
}
