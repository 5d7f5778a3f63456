package sqlstore

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Table is a table that Apply writes, with the columns of its rows.
type Table struct {
	Name    string
	Columns []string
}

// The tables of what belongs to a ticket. In them, place keeps the order of what
// one change brings, and version that of the changes.
var (
	observers = Table{"helpdesk_observers", []string{"desk", "ticket", "person"}}
	messages  = Table{"helpdesk_messages", []string{
		"desk", "ticket", "id", "version", "place", "at", "author", "on_behalf", "side", "audience", "purpose", "channel", "automatic", "text", "salt",
	}}
	journal = Table{"helpdesk_journal", []string{
		"desk", "ticket", "seq", "version", "at", "effective", "actor", "on_behalf", "event", "facts", "prev", "hash",
	}}
	tasks = Table{"helpdesk_tasks", []string{
		"desk", "ticket", "id", "version", "place", "kind", "title", "parent", "follows", "team", "assignee", "due", "state", "created", "ended", "spent", "effort", "checklist",
	}}
	times = Table{"helpdesk_times", []string{
		"desk", "ticket", "id", "version", "place", "task", "person", "at", "worked", "spent", "note", "contract", "service", "corrects",
	}}
	timers = Table{"helpdesk_timers", []string{"desk", "ticket", "cause", "kind", "at", "version"}}
	events = Table{"helpdesk_events", []string{
		"desk", "ticket", "id", "version", "place", "number", "kind", "at", "actor", "on_behalf", "payload",
	}}
	keys = Table{"helpdesk_keys", []string{"desk", "actor", "verb", "key", "hash", "ticket", "version", "part", "at"}}
)

// Rows are rows to be written to a table.
type Rows struct {
	Table
	list [][]any
}

// All are the rows, each with a value for every column.
func (r Rows) All() [][]any { return r.list }

func (r *Rows) add(row ...any) { r.list = append(r.list, row) }

// most is how many rows one statement writes. It bounds the number of statements
// that are prepared, and of parameters in each.
const most = 32

// Inserts gives the INSERTs that write the rows, each with what is bound to it and
// how many rows it writes.
func (r Rows) Inserts(do func(query string, args []any, rows int) error) error {
	for list := range slices.Chunk(r.list, most) {
		if err := do(r.Insert(len(list)), slices.Concat(list...), len(list)); err != nil {
			return err
		}
	}
	return nil
}

// Insert is an INSERT of so many rows.
func (t Table) Insert(rows int) string {
	row := "(" + strings.Repeat("?, ", len(t.Columns)-1) + "?)"
	return "INSERT INTO " + t.Name + " (" + strings.Join(t.Columns, ", ") + ") VALUES " + row + strings.Repeat(", "+row, rows-1)
}

// The rows that a change writes beside its ticket. All of them are given to the
// desk and the ticket of the change, whatever they say themselves.

// ObserverRows are by whom the ticket is found, each person once.
func (d Dialect) ObserverRows(c storage.Change) Rows {
	r := Rows{Table: observers}
	for i, person := range c.Ticket.Observers {
		if !slices.Contains(c.Ticket.Observers[:i], person) {
			r.add(c.Ticket.Desk, d.ID(c.Ticket.ID), person)
		}
	}
	return r
}

// MessageRows are the messages.
func (d Dialect) MessageRows(c storage.Change) Rows {
	r := Rows{Table: messages}
	for place, m := range c.Messages {
		r.add(c.Ticket.Desk, d.ID(c.Ticket.ID), d.ID(m.ID), m.Version, place, d.at(m.At), m.Author, m.OnBehalf, string(m.Side),
			string(m.Audience), string(m.Purpose), string(m.Channel), m.Automatic, m.Text, m.Salt)
	}
	return r
}

// EntryRows are the entries of the journal.
func (d Dialect) EntryRows(c storage.Change) Rows {
	r := Rows{Table: journal}
	for _, e := range c.Journal {
		r.add(c.Ticket.Desk, d.ID(c.Ticket.ID), e.Seq, e.Version, d.at(e.At), d.at(e.Effective), e.Actor, e.OnBehalf, e.Event,
			document[[]ticket.Fact]{e.Facts}, e.Prev, e.Hash)
	}
	return r
}

// TaskRows are the tasks, new ones and those that are written over.
func (d Dialect) TaskRows(c storage.Change) Rows {
	r := Rows{Table: tasks}
	for place, t := range c.Tasks {
		r.add(c.Ticket.Desk, d.ID(c.Ticket.ID), d.ID(t.ID), c.Ticket.Version, place, string(t.Kind), t.Title, d.ref(t.Parent), d.ref(t.Follows),
			t.Team, t.Assignee, d.at(t.Due), string(t.State), d.at(t.Created), d.at(t.Ended), int64(t.Spent), int64(t.Effort), document[[]ticket.Step]{t.Checklist})
	}
	return r
}

// TimeRows are the times booked.
func (d Dialect) TimeRows(c storage.Change) Rows {
	r := Rows{Table: times}
	for place, t := range c.Times {
		r.add(c.Ticket.Desk, d.ID(c.Ticket.ID), d.ID(t.ID), c.Ticket.Version, place, d.ref(t.Task), t.Person, d.at(t.At), d.at(t.Worked), int64(t.Spent), t.Note,
			t.Contract, t.Service, d.ref(t.Corrects))
	}
	return r
}

// TimerRows are the timers that are pending from now on.
func (d Dialect) TimerRows(c storage.Change) Rows {
	r := Rows{Table: timers}
	for _, t := range c.Timers {
		r.add(c.Ticket.Desk, d.ID(c.Ticket.ID), t.Cause, string(t.Kind), d.at(t.At), c.Ticket.Version)
	}
	return r
}

// EventRows are the events.
func (d Dialect) EventRows(c storage.Change) Rows {
	r := Rows{Table: events}
	for _, e := range c.Events {
		r.add(c.Ticket.Desk, d.ID(c.Ticket.ID), d.ID(e.ID), e.Version, e.Index, e.Number, string(e.Kind), d.at(e.At), e.Actor, e.OnBehalf,
			string(payload(e.Payload)))
	}
	return r
}

// payload is an event's payload as it is stored: there is always one.
func payload(p json.RawMessage) json.RawMessage {
	if len(p) == 0 {
		return json.RawMessage("null")
	}
	return p
}

// KeyRows is the key of idempotency that the change takes.
func (d Dialect) KeyRows(c storage.Change) Rows {
	r := Rows{Table: keys}
	if k := c.Key; k != nil {
		r.add(c.Ticket.Desk, k.Actor, k.Verb, k.Key, k.Hash, d.ID(c.Ticket.ID), k.Version, d.ref(k.Part), d.at(k.At))
	}
	return r
}
