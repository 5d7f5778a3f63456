package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// request is what is opened again and again.
var request = helpdesk.NewRequest{
	Subject: "Не печатаются акты", Category: "defect",
	Text: strings.Repeat("Принтер на третьем этаже выдаёт пустую страницу. ", 8),
}

func opens(desk *helpdesk.Desk) func(context.Context, int, int) error {
	return func(ctx context.Context, _, _ int) error {
		_, err := desk.As(helpdesk.Person("anna")).Open(ctx, request)
		return err
	}
}

// strangers are more requesters than a desk remembers: each has been forgotten, and is read
// again, when his turn comes.
const strangers = 5000

// opensFor opens tickets of one stranger after the other.
func opensFor(desk *helpdesk.Desk) func(context.Context, int, int) error {
	var turn atomic.Int64
	return func(ctx context.Context, _, _ int) error {
		who := fmt.Sprint("stranger", turn.Add(1)%strangers)
		_, err := desk.As(helpdesk.Person(who)).Open(ctx, request)
		return err
	}
}

// measureCreate opens tickets, each in a transaction of its own, and lets pgbench
// write the same rows in one prepared statement.
func measureCreate(ctx context.Context, b *bench) error {
	host, own, err := b.desks(ctx, "create")
	if err != nil {
		return err
	}
	made, err := host.As(helpdesk.Person("anna")).Open(ctx, request)
	if err != nil {
		return err
	}
	rows, err := b.rowsOf(ctx, made.Ticket)
	if err != nil {
		return err
	}
	for i := range strangers {
		p := staff[0]
		p.Desk, p.ID = own.Key(), fmt.Sprint("stranger", i)
		if _, err := b.store.PutPerson(ctx, p); err != nil {
			return err
		}
	}
	for range 1000 { // so that the planner knows the tables, as on every desk after its first minute
		if err := opens(own)(ctx, 0, 0); err != nil {
			return err
		}
	}
	if _, err := b.db.ExecContext(ctx, "VACUUM ANALYZE"); err != nil {
		return err
	}
	for _, d := range []struct {
		whose string
		open  func(context.Context, int, int) error
		bare  *script
	}{
		{"the host's directory", opens(host), creating(rows)},
		{"the built-in directory", opens(own), creating(rows)},
		{"requesters who were not seen lately, beside bare SQL with the same read", opensFor(own), reading(rows)},
	} {
		ours, theirs, err := b.byTurns(ctx, b.clients(1, d.open), b.clientsOf(1, d.bare))
		if err != nil {
			return err
		}
		b.table.slower("Open, 1 client, "+d.whose, ours, theirs, 1.6)
		ours, theirs, err = b.byTurns(ctx, b.clients(8, d.open), b.clientsOf(8, d.bare))
		if err != nil {
			return err
		}
		b.table.faster("Open, 8 clients, "+d.whose, ours, theirs, 0.65)
	}
	return nil
}

// creating is the script that writes a new ticket's rows under new ids.
func creating(rows []row) *script {
	s := &script{name: "c"}
	s.create(rows)
	return s
}

// reading is the script that reads a requester with his teams and then writes the ticket, as a
// desk must that keeps its people in the database and has not seen him lately.
func reading(rows []row) *script {
	s := &script{name: "c"}
	s.say("SELECT * FROM helpdesk_people p LEFT JOIN helpdesk_members m ON m.desk = p.desk AND m.person = p.id" +
		" LEFT JOIN helpdesk_teams t ON t.desk = m.desk AND t.id = m.team" +
		" WHERE p.desk = " + s.bind("text", rows[0].values["desk"]) + " AND p.id = " + s.bind("text", rows[0].values["requester"]) +
		" ORDER BY t.name_folded, t.id;")
	s.create(rows)
	return s
}

// create writes a ticket's rows under ids that follow each other in time, as the library's do:
// an index whose end is written is another thing than one that is written in its midst.
func (s *script) create(rows []row) {
	s.say(`\set i :i + 1`, `\set n :base + :i * 64 + :client_id`)
	var parts []string
	for place, r := range rows {
		values := make([]string, len(r.columns))
		for i, c := range r.columns {
			switch {
			case c.name == "ticket", r.table == "helpdesk_tickets" && c.name == "id":
				values[i] = timely(0)
			case c.name == "id":
				values[i] = timely(place)
			case strings.HasPrefix(c.name, "number") && r.table == "helpdesk_tickets":
				values[i] = "'b-' || CAST(:n AS bigint)"
			default:
				values[i] = s.bind(c.kind, r.values[c.name])
			}
		}
		parts = append(parts, fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", r.table, strings.Join(r.names(), ", "), strings.Join(values, ", ")))
	}
	s.say(chained(parts))
}

// timely is an id of the turn's time, as an expression; place tells apart what belongs to one
// ticket, and 0 is the ticket.
func timely(place int) string {
	return fmt.Sprintf("CAST(CAST(:now AS text) || '7%03x8000' || lpad(to_hex(CAST(:n AS bigint)), 12, '0') AS uuid)", place)
}

// chained makes one statement of several that write.
func chained(parts []string) string {
	var with []string
	last := len(parts) - 1
	for i, p := range parts[:last] {
		with = append(with, fmt.Sprintf("w%d AS (%s)", i, p))
	}
	return "WITH " + strings.Join(with, ",\n") + "\n" + parts[last] + ";"
}

// copied is how many tickets are changed in turn.
const copied = 20_000

// The copies that the library changes, and those that bare SQL does.
const changed, changedBare = "cccccccc", "c0c0c0c0"

// measureChanges answers and moves tickets: a read, then one statement.
func measureChanges(ctx context.Context, b *bench) error {
	host, own, err := b.desks(ctx, "change")
	if err != nil {
		return err
	}
	agent := host.As(helpdesk.Person("agent"))
	made, err := b.working(ctx, host)
	if err != nil {
		return err
	}
	for _, copies := range []string{changed, changedBare} {
		if err := b.multiply(ctx, made, copies, "change", 1, copied, nil); err != nil {
			return err
		}
	}
	if _, err := b.db.ExecContext(ctx, "VACUUM ANALYZE"); err != nil {
		return err
	}
	before, err := b.rowsOf(ctx, made)
	if err != nil {
		return err
	}
	places := make(map[string]int) // of the parts that are there, as they were copied
	for place, r := range before {
		places[r.values["id"].String] = place
	}
	change := func(name string, do func() error) (*script, error) {
		if err := do(); err != nil {
			return nil, err
		}
		after, err := b.rowsOf(ctx, made)
		if err != nil {
			return nil, err
		}
		s := changing(name, before, after, places)
		before = after
		return s, nil
	}
	answered, err := change("a", func() error {
		_, err := agent.Reply(ctx, made, helpdesk.Answer{Text: answer})
		return err
	})
	if err != nil {
		return err
	}
	returned, err := change("r", func() error { return back(ctx, agent, made) })
	if err != nil {
		return err
	}
	escalated, err := change("e", func() error { return escalate(ctx, agent, made) })
	if err != nil {
		return err
	}
	away := 0 // the last ticket that was moved: each goes away and comes back
	for _, d := range []struct {
		whose string
		desk  *helpdesk.Desk
	}{{"the host's directory", host}, {"the built-in directory", own}} {
		agent := d.desk.As(helpdesk.Person("agent"))
		ours, theirs, err := b.byTurns(ctx, b.clients(1, func(ctx context.Context, _, _ int) error {
			_, err := agent.Reply(ctx, copyID(changed, 1+rand.IntN(copied)), helpdesk.Answer{Text: answer})
			return err
		}), b.clientsOf(1, answered))
		if err != nil {
			return err
		}
		b.table.slower("Reply, "+d.whose, ours, theirs, 2)
		ours, theirs, err = b.byTurns(ctx, b.clients(1, func(ctx context.Context, _, call int) error {
			if call%2 == 0 {
				away++
				return back(ctx, agent, copyID(changed, away))
			}
			return escalate(ctx, agent, copyID(changed, away))
		}), b.clientsOf(1, escalated, returned))
		if err != nil {
			return err
		}
		b.table.slower("Move, "+d.whose, ours, theirs, 2)
	}
	return nil
}

const answer = "Смотрим, что с шаблоном акта. Ответим до обеда."

func escalate(ctx context.Context, s *helpdesk.Session, id uuid.UUID) error {
	_, err := s.Move(ctx, id, helpdesk.Transition{Event: "escalate", Fields: map[string]string{"reason": "нужен вендор"}})
	return err
}

func back(ctx context.Context, s *helpdesk.Session, id uuid.UUID) error {
	_, err := s.Move(ctx, id, helpdesk.Transition{Event: "return"})
	return err
}

// working makes a ticket on which a vendor is asked: it can be moved to and fro.
func (b *bench) working(ctx context.Context, desk *helpdesk.Desk) (uuid.UUID, error) {
	agent := desk.As(helpdesk.Person("agent"))
	made, err := desk.As(helpdesk.Person("anna")).Open(ctx, request)
	if err != nil {
		return made.Ticket, err
	}
	if _, err := agent.Classify(ctx, made.Ticket, helpdesk.Classification{Agent: "agent"}); err != nil {
		return made.Ticket, err
	}
	if _, err := agent.Move(ctx, made.Ticket, helpdesk.Transition{Event: "process"}); err != nil {
		return made.Ticket, err
	}
	return made.Ticket, errors.Join(escalate(ctx, agent, made.Ticket), escalate(ctx, agent, made.Ticket))
}

// changing is the script that reads a copy of a ticket and writes what a change
// wrote: rows that are new, and rows that are others than before.
func changing(name string, before, after []row, places map[string]int) *script {
	s := &script{name: name}
	s.say(fmt.Sprintf(`\set k random(1, %d)`, copied))
	id := idOf(changedBare, 0, ":k")
	t := after[0]
	desk := s.bind("text", t.values["desk"])
	s.say("SELECT t.*, p.* FROM helpdesk_tickets t LEFT JOIN helpdesk_tasks p ON p.desk = t.desk AND p.ticket = t.id AND p.state = 'open'",
		"WHERE t.desk = "+desk+" AND t.id = "+id+" ORDER BY p.version, p.place;")
	var set []string
	for _, c := range t.columns {
		switch c.name {
		case "desk", "id", "number", "number_folded":
		case "version":
			set = append(set, "version = version + 1")
		case "entries":
			set = append(set, "entries = entries + 1")
		default:
			set = append(set, c.name+" = "+s.bind(c.kind, t.values[c.name]))
		}
	}
	parts := []string{"UPDATE helpdesk_tickets SET " + strings.Join(set, ", ") + " WHERE desk = " + desk + " AND id = " + id + " RETURNING version, entries"}
	for _, r := range after[1:] {
		i := slices.IndexFunc(before, r.same)
		if i >= 0 && !slices.ContainsFunc(r.columns, func(c column) bool { return r.values[c.name] != before[i].values[c.name] }) {
			continue
		}
		parts = append(parts, s.rewritten(r, places[r.values["id"].String], i >= 0, id))
	}
	for _, r := range before[1:] {
		if r.table == "helpdesk_timers" && !slices.ContainsFunc(after, r.same) {
			parts = append(parts, "DELETE FROM helpdesk_timers WHERE desk = "+desk+" AND ticket = "+id+
				" AND cause = "+s.bind("text", r.values["cause"])+" AND kind = "+s.bind("text", r.values["kind"]))
		}
	}
	s.say(chained(parts))
	return s
}

// rewritten writes a row of a changed ticket, over the one that may be there.
func (s *script) rewritten(r row, place int, over bool, ticket string) string {
	var set []string
	values := make([]string, len(r.columns))
	for i, c := range r.columns {
		set = append(set, c.name+" = excluded."+c.name)
		switch {
		case c.name == "ticket":
			values[i] = ticket
		case c.name == "id" && place > 0:
			values[i] = idOf(changedBare, place, ":k")
		case c.name == "id":
			values[i] = "gen_random_uuid()"
		case c.name == "version":
			values[i] = "w0.version"
		case c.name == "seq":
			values[i] = "w0.entries"
		default:
			values[i] = s.bind(c.kind, r.values[c.name])
		}
	}
	insert := fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM w0", r.table, strings.Join(r.names(), ", "), strings.Join(values, ", "))
	if over || r.table == "helpdesk_timers" {
		insert += " ON CONFLICT (" + strings.Join(r.key, ", ") + ") DO UPDATE SET " + strings.Join(set, ", ")
	}
	return insert
}

// measureHotDesk opens tickets by 32 writers in one desk, and in 50.
func measureHotDesk(ctx context.Context, b *bench) error {
	var desks []*helpdesk.Desk
	for n := range 50 {
		host, _, err := b.desks(ctx, fmt.Sprint("desk-", n))
		if err != nil {
			return err
		}
		desks = append(desks, host)
	}
	one := b.clients(32, opens(desks[0]))
	fifty := b.clients(32, func(ctx context.Context, client, call int) error {
		return opens(desks[(client+call)%50])(ctx, client, call)
	})
	ours, theirs, err := b.byTurns(ctx, one, fifty)
	if err != nil {
		return err
	}
	b.table.faster("Open, 32 writers, one desk against 50", ours, theirs, 0.8)
	return nil
}
