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
)

// part is a table of what belongs to a ticket, and how its rows are written.
type part struct {
	rows func(sqlstore.Dialect, storage.Change) sqlstore.Rows
	over string   // what is to happen to rows that are there; a new ticket has none
	then string   // what follows from the rows
	key  []string // how a row that stays is known, where the others go
}

var parts = []part{
	{rows: sqlstore.Dialect.KeyRows},
	{rows: sqlstore.Dialect.ObserverRows, over: keepObservers, key: []string{"person"}},
	{rows: sqlstore.Dialect.MessageRows},
	{rows: sqlstore.Dialect.EntryRows},
	{rows: sqlstore.Dialect.TaskRows, over: writeTasks},
	{rows: sqlstore.Dialect.TimeRows},
	{rows: sqlstore.Dialect.TimerRows, over: writeTimers, key: []string{"cause", "kind"}},
	{rows: sqlstore.Dialect.EventRows, then: writeDeliveries},
}

const (
	keepObservers = `
    ON CONFLICT DO NOTHING`

	// A task is written over by its id, but keeps its place. One of another ticket
	// loses its ticket by that, which its table does not allow.
	writeTasks = `
    ON CONFLICT (desk, id) DO UPDATE SET
        ticket = CASE WHEN helpdesk_tasks.ticket = excluded.ticket THEN excluded.ticket END,
        kind = excluded.kind, title = excluded.title, parent = excluded.parent, follows = excluded.follows, team = excluded.team,
        assignee = excluded.assignee, due = excluded.due, state = excluded.state, created = excluded.created,
        ended = excluded.ended, spent = excluded.spent, effort = excluded.effort, checklist = excluded.checklist`

	// A timer that stays at its instant keeps its claim.
	writeTimers = `
    ON CONFLICT (desk, ticket, cause, kind) DO UPDATE SET
        version = excluded.version, at = excluded.at,
        owner = CASE WHEN helpdesk_timers.at = excluded.at THEN helpdesk_timers.owner END,
        claimed_until = CASE WHEN helpdesk_timers.at = excluded.at THEN helpdesk_timers.claimed_until END`

	// Each event is on its way to all who are told of it, due storage.DueBefore it.
	writeDeliveries = `
    RETURNING desk, ticket, id, version, place, kind, at),
new_deliveries AS (
    INSERT INTO helpdesk_deliveries (desk, handler, ticket, person, version, place, event, state, due)
    SELECT e.desk, h.handler, e.ticket, '', e.version, e.place, e.id, 'pending', e.at - interval '1 minute'
    FROM new_events e JOIN helpdesk_handled h ON h.desk = e.desk AND (h.kind = e.kind OR h.kind = '')`

	// written gives as many rows as tickets were written.
	written = `
SELECT 1 FROM t`
)

// table is the part's table.
func (p part) table() sqlstore.Table { return p.rows(dialect, storage.Change{}).Table }

// short is a table's name in a statement.
func short(t sqlstore.Table) string { return strings.TrimPrefix(t.Name, "helpdesk_") }

func parameter(n int) string { return fmt.Sprintf("$%d", n) }

// prepared is a statement and what is bound to it.
type prepared struct {
	query string
	args  []any
}

// Apply writes all changes, or none: one in one statement; several, or one that needs more,
// in a transaction with a statement for many of them, in the order of their ids, so that those who
// write the same tickets never wait for each other in a circle.
func (s *Store) Apply(ctx context.Context, changes ...storage.Change) error {
	if err := sqlstore.Check(changes); err != nil {
		return err
	}
	switch {
	case len(changes) == 0:
		return nil
	case len(changes) == 1 && isOne(changes[0]):
		return s.applyOne(ctx, changes[0])
	}
	changes = slices.Clone(changes)
	slices.SortFunc(changes, func(a, b storage.Change) int {
		return cmp.Or(bytes.Compare(a.Ticket.ID[:], b.Ticket.ID[:]), cmp.Compare(a.Ticket.Desk, b.Ticket.Desk))
	})
	return sqlstore.Within(ctx, s.shared, func(tx *sqlstore.Tx) error {
		for _, c := range changes {
			if err := sqlstore.Unchanged(ctx, tx, c); err != nil {
				return fmt.Errorf("ticket %s: %w", c.Ticket.ID, err)
			}
		}
		if err := s.applySeveral(ctx, tx, changes); err != nil {
			return err
		}
		for _, c := range changes {
			if err := sqlstore.Erase(ctx, tx, c); err != nil {
				return fmt.Errorf("ticket %s: %w", c.Ticket.ID, err)
			}
		}
		return nil
	})
}

// isOne tells whether a change is one statement.
func isOne(c storage.Change) bool {
	return c.Erase == nil && (c.Person == nil || c.From == 0 && few(c))
}

// applyOne writes one change in one statement. When a connection breaks, a driver
// may have the statement sent again though it was carried out the first time; then
// what stands in its way is itself.
func (s *Store) applyOne(ctx context.Context, c storage.Change) error {
	sent := 0
	p, err := s.prepareOne(c)
	if err == nil {
		p.args[0] = counted{p.args[0], &sent}
		var rows int64
		if rows, err = sqlstore.Exec(ctx, s.shared, p.query, p.args...); err == nil && rows == 0 {
			err = storage.ErrConflict
		}
	}
	refused := errors.Is(err, storage.ErrConflict) || errors.Is(err, storage.ErrNumberTaken) || errors.Is(err, storage.ErrKeyUsed) ||
		errors.Is(err, storage.ErrPersonChanged)
	if refused && sent > 1 {
		if there, failed := sqlstore.Written(ctx, s.shared, c); there || failed != nil {
			return failed
		}
	}
	if err != nil {
		return fmt.Errorf("ticket %s: %w", c.Ticket.ID, err)
	}
	return nil
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
