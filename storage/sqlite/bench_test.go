package sqlite_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/storagetest"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// usual is a new ticket as a desk opens it: a message, the journal, two tasks,
// timers of two clocks, the events and a key of idempotency.
func usual() storage.Change {
	c := opening(func(t *ticket.Ticket) {
		t.Subject, t.Kind, t.Category, t.Priority = "Не печатает принтер на третьем этаже", "question", "hardware", "normal"
		t.Plan, t.Rule, t.Channel, t.Author, t.Organization = "hardware-normal", "hardware-normal", ticket.ChannelPortal, "anna", "acme"
		t.Team, t.Observers, t.Due = "line1", []string{"vera"}, start.Add(4*time.Hour)
		t.Ledger, t.Entries = make([]byte, 60), 1
	})
	id := c.Ticket.ID
	c.Messages = []ticket.Message{{
		ID: uuid.Must(uuid.NewV7()), Ticket: id, Version: 1, At: start, Author: "anna", Side: ticket.SideRequester, Audience: ticket.Public,
		Purpose: ticket.PurposeRequest, Channel: ticket.ChannelPortal, Text: strings.Repeat("Горит лампочка, печати нет. ", 20), Salt: make([]byte, 16),
	}}
	entry := ticket.Entry{Ticket: id, Seq: 1, Version: 1, At: start, Effective: start, Actor: "anna", Event: "ticket.opened", Facts: ticket.Diff(ticket.Ticket{}, c.Ticket)}
	entry.Seal(nil, func() []byte { return make([]byte, 16) })
	c.Journal, c.Ticket.Head = []ticket.Entry{entry}, entry.Hash
	for _, kind := range []ticket.TaskKind{ticket.TaskClassification, ticket.TaskWork} {
		c.Tasks = append(c.Tasks, ticket.Task{ID: uuid.Must(uuid.NewV7()), Ticket: id, Kind: kind, Title: c.Ticket.Number, Team: "line1", State: ticket.TaskOpen, Created: start})
	}
	for _, cause := range []string{"clock:response", "clock:stage"} {
		for _, kind := range []storage.TimerKind{storage.TimerWarning, storage.TimerDue} {
			c.Timers = append(c.Timers, storage.Timer{Desk: "it", Ticket: id, Cause: cause, Kind: kind, At: start.Add(time.Hour)})
		}
	}
	for i, kind := range []event.Kind{event.TicketOpened, event.MessageAdded} {
		c.Events = append(c.Events, event.Envelope{
			ID: uuid.Must(uuid.NewV7()), Desk: "it", Ticket: id, Number: c.Ticket.Number, Version: 1, Index: i, Kind: kind, At: start, Actor: "anna",
			Payload: json.RawMessage(`{"subject":"Не печатает принтер на третьем этаже","requester":"anna","channel":"portal"}`),
		})
	}
	c.Key = &storage.Key{KeyID: storage.KeyID{Desk: "it", Actor: "anna", Verb: "open", Key: id.String()}, Hash: make([]byte, 32), Ticket: id, Version: 1, At: start}
	return c
}

// BenchmarkCreate writes a new ticket. BenchmarkCreateBare beside it writes the
// same rows with INSERTs of one row each, prepared, in one transaction of the same
// driver with the same settings: the floor.
func BenchmarkCreate(b *testing.B) {
	s := desks(b)
	changes := make([]storage.Change, b.N)
	for i := range changes {
		changes[i] = usual()
	}
	b.ReportAllocs()
	b.ResetTimer()
	for _, c := range changes {
		if err := s.Apply(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCreateBare(b *testing.B) {
	s, path := desksAt(b)
	if err := s.Apply(b.Context(), usual()); err != nil {
		b.Fatal(err)
	}
	db := raw(b, path, hostSettings+"&_pragma=synchronous(FULL)")
	db.SetMaxOpenConns(1)
	rows := written(b, db)
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		id := uuid.Must(uuid.NewV7())
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range rows {
			if _, err := tx.Stmt(r.insert).Exec(r.renewed(id, i)...); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

// bareRow is a row as it lies in the database, and what writes another like it.
type bareRow struct {
	table   string
	columns []string
	values  []any
	insert  *sql.Stmt
}

// written reads every row of a database with one ticket.
func written(b *testing.B, db *sql.DB) []bareRow {
	var all []bareRow
	for _, table := range []string{"tickets", "observers", "messages", "journal", "tasks", "timers", "events", "keys"} {
		found, err := db.Query("SELECT * FROM helpdesk_" + table)
		if err != nil {
			b.Fatal(err)
		}
		columns, err := found.Columns()
		if err != nil {
			b.Fatal(err)
		}
		for found.Next() {
			r := bareRow{table: table, columns: columns, values: make([]any, len(columns))}
			into := make([]any, len(columns))
			for i := range into {
				into[i] = &r.values[i]
			}
			if err := found.Scan(into...); err != nil {
				b.Fatal(err)
			}
			all = append(all, r)
		}
		if err := found.Close(); err != nil {
			b.Fatal(err)
		}
	}
	for i, r := range all {
		stmt, err := db.Prepare("INSERT INTO helpdesk_" + r.table + " VALUES (?" + strings.Repeat(", ?", len(r.columns)-1) + ")")
		if err != nil {
			b.Fatal(err)
		}
		all[i].insert = stmt
	}
	return all
}

// renewed gives the row's values with ids of another ticket.
func (r bareRow) renewed(id uuid.UUID, n int) []any {
	values := slices.Clone(r.values)
	for i, column := range r.columns {
		switch {
		case column == "ticket" || column == "id" && r.table == "tickets":
			values[i] = id[:]
		case column == "id":
			part := uuid.Must(uuid.NewV7())
			values[i] = part[:]
		case column == "number" || column == "number_folded":
			values[i] = fmt.Sprintf("bare-%d", n)
		case column == "key":
			values[i] = id.String()
		}
	}
	return values
}

// BenchmarkMove reads a ticket with its tasks and writes it with a message, an
// entry, its timers and an event.
func BenchmarkMove(b *testing.B) {
	s := desks(b)
	c := usual()
	if err := s.Apply(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		work, err := s.Work(b.Context(), everything, c.Ticket.ID)
		if err != nil {
			b.Fatal(err)
		}
		t := work[0].Ticket
		n := usual()
		next := storage.Change{Ticket: t, From: t.Version, Messages: n.Messages, Journal: n.Journal, Timers: c.Timers, Events: n.Events[:1]}
		next.Ticket.Version++
		next.Messages[0].Version, next.Events[0].Version = next.Ticket.Version, next.Ticket.Version
		next.Journal[0].Seq = int(next.Ticket.Version)
		if err := s.Apply(b.Context(), next); err != nil {
			b.Fatal(err)
		}
	}
}

// crowd fills a desk with so many tickets, most of them closed, and gives the path.
func crowd(b *testing.B, n int) (list func(storage.Scope, storage.Query) storage.Page, path string) {
	b.Helper()
	s, path := desksAt(b)
	dice := rand.New(rand.NewPCG(1, 2))
	for done := 0; done < n; {
		var changes []storage.Change
		for range 500 {
			c := opening(func(t *ticket.Ticket) {
				t.Opened = start.Add(time.Duration(done) * time.Minute)
				t.Updated = t.Opened.Add(time.Duration(dice.IntN(10_000)) * time.Minute)
				t.Requester = fmt.Sprint("person-", dice.IntN(2000))
				t.Organization = fmt.Sprint("org-", dice.IntN(100))
				t.Team, t.Agent = fmt.Sprint("line", dice.IntN(4)), fmt.Sprint("agent-", dice.IntN(50))
				t.Observers = []string{fmt.Sprint("person-", dice.IntN(2000))}
				if dice.IntN(10) == 0 {
					t.Due = t.Opened.Add(time.Duration(dice.IntN(5000)) * time.Minute)
				} else {
					t.Phase, t.Stage = ticket.PhaseDone, "closed"
				}
			})
			changes = append(changes, c)
			done++
		}
		if err := s.Apply(b.Context(), changes...); err != nil {
			b.Fatal(err)
		}
	}
	return func(sc storage.Scope, q storage.Query) storage.Page {
		page, err := s.List(b.Context(), sc, q)
		if err != nil {
			b.Fatal(err)
		}
		return page
	}, path
}

// BenchmarkList reads pages of 50 of 100,000 tickets. Its "bare" are the same rows
// by the same index, read as they lie, all columns, into variables.
func BenchmarkList(b *testing.B) {
	list, path := crowd(b, 100_000)
	open := ticket.Filter{Phases: []ticket.Phase{ticket.PhaseOpen}}
	deep := storage.Cursor{At: start.Add(50_000 * time.Minute), ID: uuid.Max}
	for _, c := range []struct {
		name  string
		scope storage.Scope
		query storage.Query
	}{
		{"queue", everything, storage.Query{Filter: open}},
		{"queue, deep", everything, storage.Query{Filter: open, After: deep}},
		{"a team's queue", storage.Scope{Desk: "it", Teams: []string{"line1"}, Agent: "agent-1"}, storage.Query{Filter: open}},
		{"an agent's", everything, storage.Query{Filter: ticket.Filter{Agents: []string{"agent-7"}, Phases: open.Phases}}},
		{"a requester's", storage.Scope{Desk: "it", Person: "person-7"}, storage.Query{Order: ticket.ByUpdated}},
		{"an organization's", storage.Scope{Desk: "it", Organizations: []string{"org-7"}, Person: "person-7"}, storage.Query{Order: ticket.ByUpdated}},
		{"of one requester", everything, storage.Query{Order: ticket.ByUpdated, Filter: ticket.Filter{Requesters: []string{"person-7"}}}},
		{"of one organization", everything, storage.Query{Order: ticket.ByUpdated, Filter: ticket.Filter{Organizations: []string{"org-7"}}}},
		{"latest", everything, storage.Query{Order: ticket.ByUpdated}},
		{"by a text that nobody wrote", everything, storage.Query{Filter: ticket.Filter{Text: "нет такого"}}},
	} {
		c.query.Limit = 50
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				list(c.scope, c.query)
			}
		})
	}
	db := raw(b, path, hostSettings)
	b.Run("queue, deep, bare", func(b *testing.B) {
		stmt, err := db.Prepare("SELECT * FROM helpdesk_tickets WHERE desk = ? AND phase = ? AND (due, id) > (?, ?) ORDER BY due, id LIMIT 50")
		if err != nil {
			b.Fatal(err)
		}
		var into []any
		b.ReportAllocs()
		for b.Loop() {
			rows, err := stmt.Query("it", "open", deep.At.UnixMicro(), deep.ID[:])
			if err != nil {
				b.Fatal(err)
			}
			if into == nil {
				columns, err := rows.Columns()
				if err != nil {
					b.Fatal(err)
				}
				for range columns {
					into = append(into, new(sql.RawBytes))
				}
			}
			for rows.Next() {
				if err := rows.Scan(into...); err != nil {
					b.Fatal(err)
				}
			}
			if err := rows.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkBlocked claims beside many deliveries that stand behind dead letters.
func BenchmarkBlocked(b *testing.B) {
	storagetest.Blocked(b, func(b *testing.B) storage.Store { return desks(b) })
}
