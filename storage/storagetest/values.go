package storagetest

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// odd are texts that have broken stores before.
var odd = []string{
	`'; DROP TABLE helpdesk_tickets; --`,
	`" OR 1=1 --`,
	`' OR ''='`,
	`%`, `_`, `\`, `\'`, `100%_\`,
	`$1 ? ?? :name @name #{x} {{.}}`,
	`NULL`, `0`, `true`, `[]`, `{"a":1}`,
	" space before and after ",
	"line\r\nbreak\ttab\u2028",
	"Ёжик, 漢字, 👩‍👩‍👧, e\u0301, \u202eright to left",
	"\ufeffmark", "\u00a0",
}

// full is a change with a value in every field of everything it holds.
func (d *desk) full() storage.Change {
	c := d.opening(with(func(t *ticket.Ticket) {
		t.Subject = "Принтер не печатает 🖨"
		t.Fields = map[string]string{"serial": "A-1", "кабинет": "3 «б»"}
		t.Author, t.Organization, t.Phone = "boris", "acme", "+7 495 000-00-00"
		t.Observers = []string{"vera", "anton"}
		t.Team, t.Agent, t.Vendor, t.LastTask = "line1", "boris", "outside", newID()
		t.Links = []ticket.Link{
			{Kind: ticket.LinkFollows, Ticket: newID(), Key: "HD-0"},
			{Kind: "дефект", Key: "ХД-«9»", URL: "https://tracker.example/9?a=б&c=1"},
		}
		t.Wait = ticket.Wait{Reason: "ждём ответа", Since: after(3), Until: after(300)}
		t.Silence = ticket.Silence{Since: after(4), Noticed: true}
		t.Estimates = map[string]string{"stage:level3": "3d"}
		t.Solution, t.Rating, t.Spent = "Заменили картридж", 5, 90*time.Minute+time.Second
		t.Article, t.Draft = "KB-12 «картридж»", true
		t.Review = ticket.Review{Closing: ticket.ClosedWrongly, Quality: 4, By: "zoe", At: after(8)}
		t.Entered, t.Resolved, t.Closed, t.Erased = after(1), after(5), after(6), after(7)
		t.Updated, t.Due = after(7), after(60)
		t.Ledger, t.Head, t.Entries = []byte{0, 1, 2, 255}, []byte{9, 0, 8}, 2
	}))
	id := c.Ticket.ID
	c.Messages = []ticket.Message{
		d.message(id, 1, ticket.Public, "Не печатает"),
		{
			ID: newID(), Ticket: id, Version: 1, At: after(1), Author: "boris", OnBehalf: "anna", Side: ticket.SideStaff,
			Audience: ticket.Internal, Purpose: ticket.PurposeNote, Channel: ticket.ChannelPhone, Automatic: true,
			Text: "звонил", Salt: []byte{7, 0, 7},
		},
	}
	c.Journal = journal(id, 1, nil, 1, 2)
	c.Tasks = []ticket.Task{
		{
			ID: newID(), Ticket: id, Kind: ticket.TaskPart, Title: "Съездить", Parent: newID(), Follows: newID(), Team: "line1",
			Assignee: "boris", Due: after(99), Effort: 2*time.Hour + time.Minute, State: ticket.TaskDone, Created: start, Ended: after(2), Spent: time.Hour + time.Microsecond,
			Checklist: []ticket.Step{{Text: "взять картридж", Done: true, By: "boris", At: after(1)}, {Text: "вернуть «старый»"}},
		},
		{ID: newID(), Ticket: id, Kind: ticket.TaskWork, Title: "T-1", State: ticket.TaskOpen, Created: start},
	}
	c.Times = []ticket.Spending{
		{ID: newID(), Ticket: id, Task: c.Tasks[1].ID, Person: "boris", At: after(2), Worked: after(1), Spent: time.Hour, Note: "дорога", Contract: "к-1", Service: "поддержка", Corrects: newID()},
		{ID: newID(), Ticket: id, Person: "vera", At: after(2), Worked: after(2), Spent: -time.Minute},
	}
	c.Timers = []storage.Timer{
		{Desk: d.key, Ticket: id, Cause: "clock:stage", Kind: storage.TimerWarning, At: after(50)},
		{Desk: d.key, Ticket: id, Cause: "clock:stage", Kind: storage.TimerDue, At: after(60)},
		{Desk: d.key, Ticket: id, Cause: "wait", Kind: storage.TimerWake, At: after(300)},
	}
	c.Events = []event.Envelope{
		{ID: newID(), Desk: d.key, Ticket: id, Number: c.Ticket.Number, Version: 1, Kind: event.MessageAdded, At: after(1), Actor: "boris", Payload: json.RawMessage(`{"side":"staff"}`)},
		{
			ID: newID(), Desk: d.key, Ticket: id, Number: c.Ticket.Number, Version: 1, Index: 1, Kind: event.TicketOpened, At: after(1),
			Actor: "boris", OnBehalf: "anna", Payload: json.RawMessage(`{"subject":"Принтер","channel":"phone"}`),
		},
	}
	c.Key = &storage.Key{
		KeyID: storage.KeyID{Desk: d.key, Actor: "boris", Verb: "open", Key: "key-" + id.String()},
		Hash:  []byte{1, 0, 2}, Ticket: id, Version: 1, Part: c.Messages[0].ID, At: after(1),
	}
	return c
}

// filled ends the test if a field of a struct has no value: then the suite has
// not kept up with the vocabulary.
func (d *desk) filled(value any) {
	d.t.Helper()
	v := reflect.ValueOf(value)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			d.t.Fatalf("the suite gives no value to %s.%s", v.Type(), v.Type().Field(i).Name)
		}
	}
}

// message is a message of a ticket.
func (d *desk) message(id uuid.UUID, version int64, a ticket.Audience, text string) ticket.Message {
	m := ticket.Message{
		ID: newID(), Ticket: id, Version: version, At: after(1), Author: "anna", Side: ticket.SideRequester,
		Audience: a, Purpose: ticket.PurposeAnswer, Channel: ticket.ChannelPortal, Text: text,
	}
	if a == ticket.Internal {
		m.Side, m.Purpose = ticket.SideStaff, ticket.PurposeNote
	}
	return m
}

// journal is sealed entries of a ticket from one number to another.
func journal(id uuid.UUID, version int64, prev []byte, from, to int) []ticket.Entry {
	var list []ticket.Entry
	for seq := from; seq <= to; seq++ {
		e := ticket.Entry{
			Ticket: id, Seq: seq, Version: version, At: after(seq), Effective: after(seq - 1),
			Actor: "boris", OnBehalf: "anna", Event: "ticket.opened",
			Facts: []ticket.Fact{
				{Field: "subject", Old: "", New: "Принтер <b>&"},
				{Of: "task:1", Field: "state", Old: "open", New: strings.Repeat("ж", 3)},
			},
		}
		e.Seal(prev, func() []byte { return []byte{1, 2, 0, 3} })
		prev = e.Hash
		list = append(list, e)
	}
	return list
}

// state is everything that can be read of a ticket.
type state struct {
	Ticket   ticket.Ticket
	Messages []ticket.Message
	Tasks    []ticket.Task
	Times    []ticket.Spending
	Journal  []ticket.Entry
	Events   []event.Envelope
	Timers   []storage.Timer
}

// state reads everything of a ticket.
func (d *desk) state(id uuid.UUID) state {
	d.t.Helper()
	var s state
	var err error
	s.Ticket, err = d.store.Ticket(d.ctx, d.all, id)
	d.ok(err)
	s.Messages, err = d.store.Messages(d.ctx, d.all, id)
	d.ok(err)
	s.Tasks, err = d.store.Tasks(d.ctx, d.all, id)
	d.ok(err)
	s.Times, err = d.store.Times(d.ctx, d.all, id)
	d.ok(err)
	s.Journal, err = d.store.Journal(d.ctx, d.all, id)
	d.ok(err)
	s.Events, err = d.store.Events(d.ctx, d.all, id)
	d.ok(err)
	s.Timers, err = d.store.Pending(d.ctx, d.all, id)
	d.ok(err)
	return s
}

// stateOf is what a new ticket's state is to be.
func stateOf(c storage.Change) state {
	return state{c.Ticket, c.Messages, c.Tasks, c.Times, c.Journal, c.Events, c.Timers}
}
