package storagetest

import (
	"encoding/json"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var storyTests = []test{
	{"without sight of what is internal only public messages are there", func(d *desk) {
		c := d.full()
		c.Messages = append(c.Messages, d.message(c.Ticket.ID, 1, ticket.Public, "ещё"))
		d.ok(d.store.Apply(d.ctx, c))
		outside := storage.Scope{Desk: d.key, All: true}
		messages, err := d.store.Messages(d.ctx, outside, c.Ticket.ID)
		d.ok(err)
		same(d, messages, []ticket.Message{c.Messages[0], c.Messages[2]})
		tasks, err := d.store.Tasks(d.ctx, outside, c.Ticket.ID)
		d.ok(err)
		times, err := d.store.Times(d.ctx, outside, c.Ticket.ID)
		d.ok(err)
		entries, err := d.store.Journal(d.ctx, outside, c.Ticket.ID)
		d.ok(err)
		events, err := d.store.Events(d.ctx, outside, c.Ticket.ID)
		d.ok(err)
		if n := len(tasks) + len(times) + len(entries) + len(events); n > 0 {
			d.t.Errorf("%d tasks, times, entries and events are seen from outside", n)
		}
	}},
	{"messages are in the order in which they were written", func(d *desk) {
		t, want := d.story(func(c *storage.Change, n int64) {
			for _, text := range []string{"a", "b", "c"} {
				m := d.message(c.Ticket.ID, n, ticket.Public, text)
				m.At = after(-int(n))
				c.Messages = append([]ticket.Message{m}, c.Messages...) // against the order of the ids
			}
		})
		got, err := d.store.Messages(d.ctx, d.all, t.ID)
		d.ok(err)
		same(d, got, want.Messages)
	}},
	{"tasks are in the order in which they were made, also after they were written over", func(d *desk) {
		t, want := d.story(func(c *storage.Change, n int64) {
			for _, title := range []string{"a", "b"} {
				task := ticket.Task{ID: newID(), Ticket: c.Ticket.ID, Kind: ticket.TaskPart, Title: title, State: ticket.TaskOpen, Created: after(-int(n))}
				c.Tasks = append([]ticket.Task{task}, c.Tasks...)
			}
		})
		done := want.Tasks[1]
		done.State, done.Ended, done.Title, done.Assignee = ticket.TaskDone, after(9), "done", "vera"
		want.Tasks[1] = done
		d.ok(d.store.Apply(d.ctx, next(t, func(c *storage.Change) { c.Tasks = []ticket.Task{done} })))
		got, err := d.store.Tasks(d.ctx, d.all, t.ID)
		d.ok(err)
		same(d, got, want.Tasks)
	}},
	{"times are in the order in which they were booked", func(d *desk) {
		t, want := d.story(func(c *storage.Change, n int64) {
			for _, note := range []string{"a", "b"} {
				sp := ticket.Spending{ID: newID(), Ticket: c.Ticket.ID, Person: "vera", At: after(-int(n)), Worked: after(int(n)), Note: note}
				c.Times = append([]ticket.Spending{sp}, c.Times...)
			}
		})
		got, err := d.store.Times(d.ctx, d.all, t.ID)
		d.ok(err)
		same(d, got, want.Times)
	}},
	{"the journal is whole, in order, and verifies", func(d *desk) {
		var prev []byte
		t, want := d.story(func(c *storage.Change, n int64) {
			c.Journal = journal(c.Ticket.ID, n, prev, int(2*n-1), int(2*n))
			prev = c.Journal[1].Hash
		})
		got, err := d.store.Journal(d.ctx, d.all, t.ID)
		d.ok(err)
		same(d, got, want.Journal)
		d.ok(ticket.Verify(got))
	}},
	{"an erased fact comes back erased", func(d *desk) {
		c := d.full()
		first, second := &c.Journal[0], &c.Journal[1]
		first.Facts[0].Erase("", ticket.ErasedMark)
		second.Facts = append(second.Facts, ticket.ErasedSeal(*first))
		second.Seal(first.Hash, func() []byte { return []byte{1, 2, 0, 3} })
		d.ok(d.store.Apply(d.ctx, c))
		got, err := d.store.Journal(d.ctx, d.all, c.Ticket.ID)
		d.ok(err)
		same(d, got, c.Journal)
		d.ok(ticket.Verify(got))
	}},
	{"events are in the order of version and index", func(d *desk) {
		t, want := d.story(func(c *storage.Change, n int64) {
			for i := range 3 {
				e := event.Envelope{ID: newID(), Desk: d.key, Ticket: c.Ticket.ID, Number: c.Ticket.Number, Version: n, Index: i, Kind: event.NoteAdded, At: after(-int(n)), Actor: "x", Payload: json.RawMessage(`{}`)}
				c.Events = append(c.Events, e)
			}
		})
		got, err := d.store.Events(d.ctx, d.all, t.ID)
		d.ok(err)
		same(d, got, want.Events)
	}},
	{"pending timers are the earliest first", func(d *desk) {
		c := d.full()
		c.Timers[0], c.Timers[2] = c.Timers[2], c.Timers[0]
		d.ok(d.store.Apply(d.ctx, c))
		got, err := d.store.Pending(d.ctx, d.all, c.Ticket.ID)
		d.ok(err)
		same(d, got, []storage.Timer{c.Timers[2], c.Timers[1], c.Timers[0]})
	}},
}

// story makes a ticket by three changes, each filled with parts, and gives the
// ticket and all parts in the order in which they were written.
func (d *desk) story(fill func(c *storage.Change, version int64)) (ticket.Ticket, storage.Change) {
	d.t.Helper()
	var all storage.Change
	c := d.opening()
	for version := int64(1); ; version++ {
		fill(&c, version)
		d.ok(d.store.Apply(d.ctx, c))
		all.Messages = append(all.Messages, c.Messages...)
		all.Tasks = append(all.Tasks, c.Tasks...)
		all.Times = append(all.Times, c.Times...)
		all.Journal = append(all.Journal, c.Journal...)
		all.Events = append(all.Events, c.Events...)
		if version == 3 {
			return c.Ticket, all
		}
		c = next(c.Ticket)
	}
}
