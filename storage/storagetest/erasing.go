package storagetest

import (
	"encoding/json"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// erasing is the change that erases something of everything that a change brought, and
// what the ticket's state is to be then.
func erasing(c storage.Change) (storage.Change, state) {
	want := stateOf(c)
	e := next(c.Ticket, with(func(t *ticket.Ticket) { t.Subject, t.Erased = ticket.ErasedMark, after(9) }))
	entry, message, booked, told := c.Journal[0], c.Messages[1], c.Times[0], c.Events[1]
	entry.Facts = []ticket.Fact{{Field: "subject", New: ticket.ErasedMark, Digest: entry.Facts[0].Digest, Erased: true}, entry.Facts[1]}
	message.Text, message.Salt = ticket.ErasedMark, nil
	booked.Note = ticket.ErasedMark
	told.Payload = json.RawMessage(`{"subject":"erased"}`)
	e.Erase = &storage.Erasure{
		Entries: []ticket.Entry{entry}, Messages: []ticket.Message{message}, Times: []ticket.Spending{booked}, Events: []event.Envelope{told},
	}
	e.Timers = c.Timers
	want.Ticket = e.Ticket
	want.Journal = []ticket.Entry{entry, c.Journal[1]}
	want.Messages = []ticket.Message{c.Messages[0], message}
	want.Times = []ticket.Spending{booked, c.Times[1]}
	want.Events = []event.Envelope{c.Events[0], told}
	return e, want
}

var erasingTests = []test{
	{"what a change erases is written over, and nothing else", func(d *desk) {
		c, beside := d.full(), d.full()
		beside.Key = nil
		d.ok(d.store.Apply(d.ctx, c, beside))
		e, want := erasing(c)
		d.ok(d.store.Apply(d.ctx, e))
		same(d, d.state(c.Ticket.ID), want)
		same(d, d.state(beside.Ticket.ID), stateOf(beside))
	}},
	{"a change that erases may go with others", func(d *desk) {
		c, other := d.full(), d.made()
		d.ok(d.store.Apply(d.ctx, c))
		e, want := erasing(c)
		d.ok(d.store.Apply(d.ctx, d.opening(), e, next(other)))
		same(d, d.state(c.Ticket.ID), want)
	}},
	{"a change that erases writes nothing when the ticket has moved on, or when it was joined with one that fails", func(d *desk) {
		c, other := d.full(), d.made()
		d.ok(d.store.Apply(d.ctx, c))
		e, _ := erasing(c)
		stale := next(other)
		d.ok(d.store.Apply(d.ctx, stale))
		d.is(d.store.Apply(d.ctx, e, stale), storage.ErrConflict)
		e.From, e.Ticket.Version = 7, 8
		d.is(d.store.Apply(d.ctx, e), storage.ErrConflict)
		same(d, d.state(c.Ticket.ID), stateOf(c))
	}},
	{"what is not the ticket's cannot be erased with it", func(d *desk) {
		c, theirs := d.full(), d.full()
		theirs.Key = nil
		d.ok(d.store.Apply(d.ctx, c, theirs))
		whole, _ := erasing(c)
		of, _ := erasing(theirs)
		for name, erase := range map[string]storage.Erasure{
			"entry":       {Entries: []ticket.Entry{{Seq: 99, Facts: of.Erase.Entries[0].Facts}}},
			"message":     {Messages: of.Erase.Messages},
			"booked time": {Times: of.Erase.Times},
			"event":       {Events: of.Erase.Events},
		} {
			e := whole
			e.Erase = &erase
			if err := d.store.Apply(d.ctx, e); err == nil {
				d.t.Errorf("a strange %s is erased", name)
			}
		}
		fresh := d.opening()
		fresh.Erase = &storage.Erasure{}
		if err := d.store.Apply(d.ctx, fresh); err == nil {
			d.t.Error("a new ticket is erased")
		}
		same(d, d.state(theirs.Ticket.ID), stateOf(theirs))
		same(d, d.state(c.Ticket.ID), stateOf(c))
	}},
	{"deliveries and notices tell the erased event, and no error or reason of the ticket", func(d *desk) {
		d.ok(d.store.PutHandler(d.ctx, storage.Handler{Desk: d.key, Name: "crm", Since: start}))
		c, beside := d.full(), d.full()
		beside.Key = nil
		d.ok(d.store.Apply(d.ctx, c, beside))
		d.ok(d.store.AddNotices(d.ctx, d.key, []storage.Notice{{News: storage.News{Event: c.Events[1]}, Person: "anna", Kind: "opened"}}))
		taken, err := d.store.ClaimDeliveries(d.ctx, storage.DeliveryClaim{Desk: d.key, Handler: "crm", Now: after(60), Until: after(61), Limit: 10})
		d.ok(err)
		for _, v := range taken {
			v.State, v.Error, v.Reason = storage.DeliveryDead, "no such address: anna@example.com", "Anna asked"
			d.ok(d.store.SettleDelivery(d.ctx, v))
		}
		e, _ := erasing(c)
		d.ok(d.store.Apply(d.ctx, e))
		list, err := d.store.ListDeliveries(d.ctx, d.key, storage.DeliveryQuery{Limit: 10})
		d.ok(err)
		marked := 0
		for _, v := range list {
			own := v.Event.Ticket == c.Ticket.ID
			if own && v.Event.ID == c.Events[1].ID && string(v.Event.Payload) != `{"subject":"erased"}` {
				d.t.Errorf("the delivery of %s still tells %s", v.Event.Kind, v.Event.Payload)
			}
			if v.State != storage.DeliveryDead {
				continue
			}
			if erased := v.Error == ticket.ErasedMark && v.Reason == ticket.ErasedMark; erased != own {
				d.t.Errorf("%s, of the ticket %v: %q, %q", v.Event.Kind, own, v.Error, v.Reason)
			} else if erased {
				marked++
			}
		}
		same(d, marked, 1) // only the head of a line was tried
		notices, err := d.store.ListNotices(d.ctx, d.all, storage.NoticeQuery{Person: "anna", Limit: 10})
		d.ok(err)
		if len(notices) != 1 || string(notices[0].Event.Payload) != `{"subject":"erased"}` {
			d.t.Errorf("notices %v", notices)
		}
	}},
}

var traceTests = []test{
	{"a person's traces are the tickets he requested, registered or observes, or in whose journal he stands", func(d *desk) {
		var want []uuid.UUID
		for _, edit := range []func(*storage.Change){
			with(func(t *ticket.Ticket) { t.Requester = "vera" }),
			with(func(t *ticket.Ticket) { t.Author = "vera" }),
			with(func(t *ticket.Ticket) { t.Observers = []string{"anton", "vera"} }),
			func(c *storage.Change) {
				c.Journal = journal(c.Ticket.ID, 1, nil, 1, 2)
				c.Journal[1].Actor = "vera"
			},
			func(c *storage.Change) {
				c.Journal = journal(c.Ticket.ID, 1, nil, 1, 2)
				c.Journal[0].OnBehalf = "vera"
			},
		} {
			want = append(want, d.made(edit).ID)
		}
		d.made()
		d.made(with(func(t *ticket.Ticket) { t.Requester = "ver" }), func(c *storage.Change) { c.Journal = journal(c.Ticket.ID, 1, nil, 1, 2) })
		d.beside().made(with(func(t *ticket.Ticket) { t.Requester = "vera" }))
		for _, size := range []int{1, 2, 200} {
			var got []uuid.UUID
			for after := uuid.Nil; ; {
				page, err := d.store.Traces(d.ctx, d.key, "vera", after, size)
				d.ok(err)
				if len(page) == 0 {
					break
				}
				got, after = append(got, page...), page[len(page)-1]
			}
			same(d, got, want)
		}
		nobody, err := d.store.Traces(d.ctx, d.key, "", uuid.Nil, 10)
		d.ok(err)
		same(d, nobody, nil)
		if _, err := d.store.Traces(d.ctx, d.key, "vera", uuid.Nil, 201); err == nil {
			d.t.Error("a limit of 201 is let through")
		}
	}},
	{"what was closed long ago and not erased is found, the earliest closed first", func(d *desk) {
		closed := func(minute int, erased bool) uuid.UUID {
			return d.made(with(func(t *ticket.Ticket) {
				t.Phase, t.Closed = ticket.PhaseDone, after(minute)
				if erased {
					t.Erased = after(minute + 1)
				}
			})).ID
		}
		third, first, second := closed(30, false), closed(10, false), closed(20, false)
		closed(40, false)
		closed(5, true)
		d.made()
		got, err := d.store.Kept(d.ctx, d.key, after(40), 200)
		d.ok(err)
		same(d, got, []uuid.UUID{first, second, third})
		got, err = d.store.Kept(d.ctx, d.key, after(40), 2)
		d.ok(err)
		same(d, got, []uuid.UUID{first, second})
		for most, want := range map[int]int{10: 3, 2: 2, 0: 0} {
			n, err := d.store.CountKept(d.ctx, d.key, after(40), most)
			d.ok(err)
			same(d, n, want)
		}
		if _, err := d.store.Kept(d.ctx, d.key, after(40), 0); err == nil {
			d.t.Error("a limit of 0 is let through")
		}
	}},
	{"a person who is forgotten has no preferences, notices, absences, stopwatch, deliveries or keys, and others keep theirs", func(d *desk) {
		c := d.full()
		d.ok(d.store.Apply(d.ctx, c))
		e := c.Events[1]
		d.ok(d.store.PutHandler(d.ctx, storage.Handler{Desk: d.key, Name: "email", Carries: true, Since: start}))
		for _, person := range []string{"boris", "vera"} {
			_, err := d.store.PutPreferences(d.ctx, ticket.Preferences{Desk: d.key, Person: person, Quiet: ticket.Quiet{From: "22:00", To: "08:00"}})
			d.ok(err)
			_, err = d.store.PutAbsence(d.ctx, ticket.Absence{Desk: d.key, ID: newID().String(), Person: person, From: start, Until: after(60), Note: "болеет"})
			d.ok(err)
			_, err = d.store.PutStopwatch(d.ctx, ticket.Stopwatch{Desk: d.key, Person: person, Started: start})
			d.ok(err)
			d.ok(d.store.AddNotices(d.ctx, d.key, []storage.Notice{{News: storage.News{Event: e}, Person: person, Kind: "opened"}}))
			d.ok(d.store.AddDeliveries(d.ctx, d.key, []storage.Delivery{{Handler: "email", Person: person, Event: e, Due: start}}))
		}
		got, err := d.store.ForgetPerson(d.ctx, d.key, "boris")
		d.ok(err)
		same(d, got, storage.Forgotten{Preferences: 1, Notices: 1, Deliveries: 1, Keys: 1, Absences: 1, Stopwatches: 1})
		_, err = d.store.Preferences(d.ctx, d.key, "boris")
		d.is(err, storage.ErrNotFound)
		_, err = d.store.Recall(d.ctx, c.Key.KeyID, start)
		d.is(err, storage.ErrNotFound)
		_, err = d.store.Stopwatch(d.ctx, d.key, "boris")
		d.is(err, storage.ErrNotFound)
		_, err = d.store.Stopwatch(d.ctx, d.key, "vera")
		d.ok(err)
		for person, want := range map[string]int{"boris": 0, "vera": 1} {
			n, err := d.store.CountNotices(d.ctx, d.all, person, 10)
			d.ok(err)
			same(d, n, want)
		}
		absent, err := d.store.ListAbsences(d.ctx, d.key, storage.AbsenceQuery{Limit: 10})
		d.ok(err)
		if len(absent) != 1 || absent[0].Person != "vera" {
			d.t.Errorf("absences %v", absent)
		}
		list, err := d.store.ListDeliveries(d.ctx, d.key, storage.DeliveryQuery{Limit: 10})
		d.ok(err)
		if len(list) != 1 || list[0].Person != "vera" {
			d.t.Errorf("deliveries %v", list)
		}
		for _, person := range []string{"boris", ""} {
			got, err = d.store.ForgetPerson(d.ctx, d.key, person)
			d.ok(err)
			same(d, got, storage.Forgotten{})
		}
	}},
}
