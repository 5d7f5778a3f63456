package sqlstore

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const (
	selectAssigned = selectTickets + taskOfTicket + `
FROM helpdesk_tasks p JOIN helpdesk_tickets t ON t.desk = p.desk AND t.id = p.ticket
WHERE %s
ORDER BY p.id LIMIT ?`

	selectStopwatch = `
SELECT desk, person, version, ticket, task, started, stopped, note, spent FROM helpdesk_stopwatches WHERE desk = ? AND person = ?`

	insertStopwatch = `
INSERT INTO helpdesk_stopwatches (desk, person, version, ticket, task, started, stopped, note, spent) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)
ON CONFLICT (desk, person) DO NOTHING`

	updateStopwatch = `
UPDATE helpdesk_stopwatches SET version = version + 1, ticket = ?, task = ?, started = ?, stopped = ?, note = ?, spent = ?
WHERE desk = ? AND person = ? AND version = ?`

	selectLinkStates = `
SELECT desk, kind, key, state, title, done, at, tried, fault FROM helpdesk_link_states WHERE desk = ? AND kind = ? AND key IN (?)`

	// A state that was asked for later stays.
	writeLinkState = `
INSERT INTO helpdesk_link_states (desk, kind, key, state, title, done, at, tried, fault) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (desk, kind, key) DO UPDATE SET
    state = excluded.state, title = excluded.title, done = excluded.done, at = excluded.at, tried = excluded.tried, fault = excluded.fault
WHERE helpdesk_link_states.tried <= excluded.tried`
)

// ListAssigned reads open tasks of tickets within the scope, in the order of their ids.
func (s *Store) ListAssigned(ctx context.Context, sc storage.Scope, q storage.AssignedQuery) ([]storage.Assigned, error) {
	if err := limited(q.Limit); err != nil || !sc.Internal || len(q.People) == 0 {
		return nil, err
	}
	w := within(sc)
	w.add("p.desk = ?", sc.Desk)
	w.add("p.state = 'open'")
	oneOf(w, "p.assignee", q.People)
	w.add("p.id > ?", s.d.ID(q.After))
	var rows []workRow
	err := s.list(ctx, &rows, fill(selectAssigned, w.all()), append(w.args, q.Limit)...)
	return values(rows, func(r workRow) storage.Assigned { return storage.Assigned{Ticket: r.ticket(), Task: r.Task.task()} }), err
}

type stopwatchRow struct {
	Desk    string    `db:"desk"`
	Person  string    `db:"person"`
	Version int64     `db:"version"`
	Ticket  uuid.UUID `db:"ticket"`
	Task    uuid.UUID `db:"task"`
	Started instant   `db:"started"`
	Stopped instant   `db:"stopped"`
	Note    string    `db:"note"`
	Spent   int64     `db:"spent"`
}

// Stopwatch reads that of a person.
func (s *Store) Stopwatch(ctx context.Context, desk, person string) (ticket.Stopwatch, error) {
	var r stopwatchRow
	if err := s.get(ctx, &r, selectStopwatch, desk, person); err != nil {
		return ticket.Stopwatch{}, err
	}
	return ticket.Stopwatch{
		Desk: r.Desk, Person: r.Person, Version: r.Version, Ticket: r.Ticket, Task: r.Task,
		Started: r.Started.Time, Stopped: r.Stopped.Time, Note: r.Note, Spent: time.Duration(r.Spent),
	}, nil
}

// PutStopwatch writes that of a person.
func (s *Store) PutStopwatch(ctx context.Context, w ticket.Stopwatch) (int64, error) {
	set := []any{s.d.ref(w.Ticket), s.d.ref(w.Task), s.d.at(w.Started), s.d.at(w.Stopped), w.Note, int64(w.Spent)}
	return s.versioned(ctx, s.exec, versioned{w.Desk, w.Person, w.Version, insertStopwatch, updateStopwatch, set})
}

type linkStateRow struct {
	Desk  string  `db:"desk"`
	Kind  string  `db:"kind"`
	Key   string  `db:"key"`
	State string  `db:"state"`
	Title string  `db:"title"`
	Done  bool    `db:"done"`
	At    instant `db:"at"`
	Tried instant `db:"tried"`
	Fault string  `db:"fault"`
}

func (r linkStateRow) state() ticket.LinkState {
	return ticket.LinkState{
		Desk: r.Desk, Kind: ticket.LinkKind(r.Kind), Key: r.Key, State: r.State, Title: r.Title, Over: r.Done,
		At: r.At.Time, Tried: r.Tried.Time, Fault: r.Fault,
	}
}

// LinkStates reads those of the links, kind by kind.
func (s *Store) LinkStates(ctx context.Context, desk string, links []ticket.Link) ([]ticket.LinkState, error) {
	keys := map[ticket.LinkKind][]string{}
	for _, l := range links {
		if !slices.Contains(keys[l.Kind], l.Key) {
			keys[l.Kind] = append(keys[l.Kind], l.Key)
		}
	}
	var list []ticket.LinkState
	for kind, of := range keys {
		var rows []linkStateRow
		if err := s.list(ctx, &rows, selectLinkStates, desk, string(kind), of); err != nil {
			return nil, err
		}
		list = append(list, values(rows, linkStateRow.state)...)
	}
	return list, nil
}

// PutLinkState writes one, unless the stored one was asked for later.
func (s *Store) PutLinkState(ctx context.Context, l ticket.LinkState) error {
	_, err := s.exec(ctx, writeLinkState, l.Desk, string(l.Kind), l.Key, l.State, l.Title, l.Over, s.d.at(l.At), s.d.at(l.Tried), l.Fault)
	return err
}
