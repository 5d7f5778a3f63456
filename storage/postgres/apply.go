package postgres

import (
	"bytes"
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlstore"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// A change is one statement. The ticket's row is written first; all that belongs
// to it hangs on that row: where it was not written, because the ticket has moved
// on, nothing is.
//
// The parts are given as one document for each table, so that the statement is
// the same however many there are, and is prepared once.
var (
	insertChange = statement(insertTicket, false)
	updateChange = statement(updateTicket, true)
)

const (
	insertTicket = `
WITH t AS (
    INSERT INTO helpdesk_tickets (%s) VALUES (%s) RETURNING desk, id, version)`

	// updateTicket sets every column but the key; what is bound to %[2]s is the
	// version that was read.
	updateTicket = `
WITH t AS (
    UPDATE helpdesk_tickets SET %s WHERE desk = $1 AND id = $2 AND version = %s RETURNING desk, id, version)`

	// insertRows is for a table's name without helpdesk_, its columns, where each comes from, the
	// parameter of the document, and what is to happen to rows that are there.
	insertRows = `,
new_%[1]s AS (
    INSERT INTO helpdesk_%[1]s (%[2]s)
    SELECT %[3]s FROM t CROSS JOIN jsonb_populate_recordset(CAST(NULL AS helpdesk_%[1]s), CAST(%[4]s AS jsonb)) AS r%[5]s)`

	// A task is written over by its id, but keeps its place. One of another ticket
	// loses its ticket by that, which its table does not allow.
	writeTasks = `
    ON CONFLICT (desk, id) DO UPDATE SET
        ticket = CASE WHEN helpdesk_tasks.ticket = excluded.ticket THEN excluded.ticket END,
        kind = excluded.kind, title = excluded.title, parent = excluded.parent, follows = excluded.follows, team = excluded.team,
        assignee = excluded.assignee, due = excluded.due, state = excluded.state, created = excluded.created,
        ended = excluded.ended, spent = excluded.spent`

	// A timer that stays at its instant keeps its claim.
	writeTimers = `
    ON CONFLICT (desk, ticket, cause, kind) DO UPDATE SET
        version = excluded.version, at = excluded.at,
        owner = CASE WHEN helpdesk_timers.at = excluded.at THEN helpdesk_timers.owner END,
        claimed_until = CASE WHEN helpdesk_timers.at = excluded.at THEN helpdesk_timers.claimed_until END`

	// Each event is on its way to all who are told of it, due storage.DueBefore it.
	writeEvents = `
    RETURNING desk, ticket, id, version, place, kind, at),
new_deliveries AS (
    INSERT INTO helpdesk_deliveries (desk, handler, ticket, person, version, place, event, state, due)
    SELECT DISTINCT e.desk, h.handler, e.ticket, '', e.version, e.place, e.id, 'pending', e.at - interval '1 minute'
    FROM new_events e JOIN helpdesk_handled h ON h.desk = e.desk AND (h.kind = e.kind OR h.kind = '')`

	writeObservers = `
    ON CONFLICT DO NOTHING`

	// deleteRows is for a table, its key within a ticket, and the parameter of the
	// document of those that stay.
	deleteRows = `,
old_%[1]s AS (
    DELETE FROM helpdesk_%[1]s p USING t
    WHERE p.desk = t.desk AND p.ticket = t.id AND NOT EXISTS (
        SELECT 1 FROM jsonb_populate_recordset(CAST(NULL AS helpdesk_%[1]s), CAST(%[3]s AS jsonb)) AS r WHERE %[2]s))`

	// written gives as many rows as tickets were written.
	written = `
SELECT 1 FROM t`
)

// ofTicket are the columns of parts that are the ticket's own.
var ofTicket = map[string]string{"desk": "t.desk", "ticket": "t.id"}

// part is a table of what belongs to a ticket.
type part struct {
	rows func(sqlstore.Dialect, storage.Change) sqlstore.Rows
	also string // what is to happen to rows that are there
	key  string // how a row that stays is known, where the others go
}

var parts = []part{
	{sqlstore.Dialect.KeyRows, "", ""},
	{sqlstore.Dialect.ObserverRows, writeObservers, "r.person = p.person"},
	{sqlstore.Dialect.MessageRows, "", ""},
	{sqlstore.Dialect.EntryRows, "", ""},
	{sqlstore.Dialect.TaskRows, writeTasks, ""},
	{sqlstore.Dialect.TimeRows, "", ""},
	{sqlstore.Dialect.TimerRows, writeTimers, "r.cause = p.cause AND r.kind = p.kind"},
	{sqlstore.Dialect.EventRows, writeEvents, ""},
}

func parameter(n int) string { return fmt.Sprintf("$%d", n) }

// statement writes the statement of a change. The parameters are the columns of
// the ticket, the documents of the parts, and the version that was read, if the
// ticket is there already.
func statement(head string, there bool) string {
	columns := dialect.TicketRow(ticket.Ticket{}).Columns
	var b strings.Builder
	if there {
		var set []string
		for i, column := range columns {
			if column != "desk" && column != "id" {
				set = append(set, column+" = "+parameter(i+1))
			}
		}
		fmt.Fprintf(&b, head, strings.Join(set, ", "), parameter(len(columns)+len(parts)+1))
	} else {
		var values []string
		for i := range columns {
			values = append(values, parameter(i+1))
		}
		fmt.Fprintf(&b, head, strings.Join(columns, ", "), strings.Join(values, ", "))
	}
	for i, p := range parts {
		table := p.rows(dialect, storage.Change{}).Table
		from := make([]string, len(table.Columns))
		for n, column := range table.Columns {
			from[n] = cmp.Or(ofTicket[column], "r."+column)
		}
		document := parameter(len(columns) + i + 1)
		name := strings.TrimPrefix(table.Name, "helpdesk_")
		fmt.Fprintf(&b, insertRows, name, strings.Join(table.Columns, ", "), strings.Join(from, ", "), document, p.also)
		if there && p.key != "" {
			fmt.Fprintf(&b, deleteRows, name, p.key, document)
		}
	}
	b.WriteString(written)
	return b.String()
}

// prepared is a change as a statement and what is bound to it.
type prepared struct {
	query string
	args  []any
}

func (s *Store) prepare(c storage.Change) (prepared, error) {
	p := prepared{insertChange, s.dialect.TicketRow(c.Ticket).All()[0]}
	for _, part := range parts {
		text, err := document(part.rows(s.dialect, c))
		if err != nil {
			return prepared{}, err
		}
		p.args = append(p.args, text)
	}
	if c.From != 0 {
		p.query = updateChange
		p.args = append(p.args, c.From)
	}
	return p, nil
}

// Apply writes all changes, or none: one change in one statement, several in a
// transaction, in the order of their ids, so that those who write the same
// tickets never wait for each other in a circle.
func (s *Store) Apply(ctx context.Context, changes ...storage.Change) error {
	if err := sqlstore.Check(changes); err != nil {
		return err
	}
	switch len(changes) {
	case 0:
		return nil
	case 1:
		return s.applyOne(ctx, changes[0])
	}
	changes = slices.Clone(changes)
	slices.SortFunc(changes, func(a, b storage.Change) int {
		return cmp.Or(bytes.Compare(a.Ticket.ID[:], b.Ticket.ID[:]), cmp.Compare(a.Ticket.Desk, b.Ticket.Desk))
	})
	return sqlstore.Within(ctx, s.shared, func(tx *sqlstore.Tx) error {
		for _, c := range changes {
			if err := s.apply(c, func(p prepared) (int64, error) { return tx.Exec(ctx, p.query, p.args...) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// applyOne writes one change in one statement. When a connection breaks, a driver
// may have the statement sent again though it was carried out the first time; then
// what stands in its way is itself.
func (s *Store) applyOne(ctx context.Context, c storage.Change) error {
	sent := 0
	err := s.apply(c, func(p prepared) (int64, error) {
		p.args[0] = counted{p.args[0], &sent}
		return sqlstore.Exec(ctx, s.shared, p.query, p.args...)
	})
	refused := errors.Is(err, storage.ErrConflict) || errors.Is(err, storage.ErrNumberTaken) || errors.Is(err, storage.ErrKeyUsed)
	if refused && sent > 1 {
		if there, failed := sqlstore.Written(ctx, s.shared, c); there || failed != nil {
			return failed
		}
	}
	return err
}

// counted is an argument that counts how often it is sent.
type counted struct {
	value any
	sent  *int
}

// Value implements driver.Valuer.
func (c counted) Value() (driver.Value, error) {
	*c.sent++
	return c.value, nil
}

// apply writes one change.
func (s *Store) apply(c storage.Change, exec func(prepared) (int64, error)) error {
	p, err := s.prepare(c)
	if err == nil {
		var rows int64
		if rows, err = exec(p); err == nil && rows == 0 {
			err = storage.ErrConflict
		}
	}
	if err != nil {
		return fmt.Errorf("ticket %s: %w", c.Ticket.ID, err)
	}
	return nil
}
