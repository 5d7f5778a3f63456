package sqlstore

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type messageRow struct {
	ID        uuid.UUID `db:"id"`
	Ticket    uuid.UUID `db:"ticket"`
	Version   int64     `db:"version"`
	At        instant   `db:"at"`
	Author    string    `db:"author"`
	OnBehalf  string    `db:"on_behalf"`
	Side      string    `db:"side"`
	Audience  string    `db:"audience"`
	Purpose   string    `db:"purpose"`
	Channel   string    `db:"channel"`
	Automatic bool      `db:"automatic"`
	Text      string    `db:"text"`
	Salt      []byte    `db:"salt"`
}

func (r messageRow) message() ticket.Message {
	return ticket.Message{
		ID: r.ID, Ticket: r.Ticket, Version: r.Version, At: r.At.Time, Author: r.Author, OnBehalf: r.OnBehalf,
		Side: ticket.Side(r.Side), Audience: ticket.Audience(r.Audience), Purpose: ticket.Purpose(r.Purpose),
		Channel: ticket.Channel(r.Channel), Automatic: r.Automatic, Text: r.Text, Salt: r.Salt,
	}
}

type taskRow struct {
	ID       uuid.UUID `db:"id"`
	Ticket   uuid.UUID `db:"ticket"`
	Kind     string    `db:"kind"`
	Title    string    `db:"title"`
	Parent   uuid.UUID `db:"parent"`
	Follows  uuid.UUID `db:"follows"`
	Team     string    `db:"team"`
	Assignee string    `db:"assignee"`
	Due      instant   `db:"due"`
	State    string    `db:"state"`
	Created  instant   `db:"created"`
	Ended    instant   `db:"ended"`
	Spent    int64     `db:"spent"`
	Effort   int64     `db:"effort"`

	Checklist document[[]ticket.Step] `db:"checklist"`
}

func (r taskRow) task() ticket.Task {
	return ticket.Task{
		ID: r.ID, Ticket: r.Ticket, Kind: ticket.TaskKind(r.Kind), Title: r.Title, Parent: r.Parent, Follows: r.Follows,
		Team: r.Team, Assignee: r.Assignee, Due: r.Due.Time, State: ticket.TaskState(r.State),
		Created: r.Created.Time, Ended: r.Ended.Time, Spent: time.Duration(r.Spent),
		Effort: time.Duration(r.Effort), Checklist: r.Checklist.value,
	}
}

type timeRow struct {
	ID     uuid.UUID `db:"id"`
	Ticket uuid.UUID `db:"ticket"`
	Task   uuid.UUID `db:"task"`
	Person string    `db:"person"`
	At     instant   `db:"at"`
	Worked instant   `db:"worked"`
	Spent  int64     `db:"spent"`
	Note   string    `db:"note"`

	Contract string    `db:"contract"`
	Service  string    `db:"service"`
	Corrects uuid.UUID `db:"corrects"`
}

func (r timeRow) spending() ticket.Spending {
	return ticket.Spending{
		ID: r.ID, Ticket: r.Ticket, Task: r.Task, Person: r.Person, At: r.At.Time, Worked: r.Worked.Time, Spent: time.Duration(r.Spent), Note: r.Note,
		Contract: r.Contract, Service: r.Service, Corrects: r.Corrects,
	}
}

type entryRow struct {
	Ticket    uuid.UUID               `db:"ticket"`
	Seq       int                     `db:"seq"`
	Version   int64                   `db:"version"`
	At        instant                 `db:"at"`
	Effective instant                 `db:"effective"`
	Actor     string                  `db:"actor"`
	OnBehalf  string                  `db:"on_behalf"`
	Event     string                  `db:"event"`
	Facts     document[[]ticket.Fact] `db:"facts"`
	Prev      []byte                  `db:"prev"`
	Hash      []byte                  `db:"hash"`
}

func (r entryRow) entry() ticket.Entry {
	return ticket.Entry{
		Ticket: r.Ticket, Seq: r.Seq, Version: r.Version, At: r.At.Time, Effective: r.Effective.Time,
		Actor: r.Actor, OnBehalf: r.OnBehalf, Event: r.Event, Facts: r.Facts.value, Prev: r.Prev, Hash: r.Hash,
	}
}

type eventRow struct {
	ID       uuid.UUID `db:"id"`
	Desk     string    `db:"desk"`
	Ticket   uuid.UUID `db:"ticket"`
	Number   string    `db:"number"`
	Version  int64     `db:"version"`
	Place    int       `db:"place"`
	Kind     string    `db:"kind"`
	At       instant   `db:"at"`
	Actor    string    `db:"actor"`
	OnBehalf string    `db:"on_behalf"`
	Payload  string    `db:"payload"`
}

func (r eventRow) envelope() event.Envelope {
	return event.Envelope{
		ID: r.ID, Desk: r.Desk, Ticket: r.Ticket, Number: r.Number, Version: r.Version, Index: r.Place, Kind: event.Kind(r.Kind),
		At: r.At.Time, Actor: r.Actor, OnBehalf: r.OnBehalf, Payload: json.RawMessage(r.Payload),
	}
}

type timerRow struct {
	Desk   string    `db:"desk"`
	Ticket uuid.UUID `db:"ticket"`
	Cause  string    `db:"cause"`
	Kind   string    `db:"kind"`
	At     instant   `db:"at"`
}

func (r timerRow) timer() storage.Timer {
	return storage.Timer{Desk: r.Desk, Ticket: r.Ticket, Cause: r.Cause, Kind: storage.TimerKind(r.Kind), At: r.At.Time}
}
