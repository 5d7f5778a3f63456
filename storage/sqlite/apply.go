package sqlite

import (
	"context"
	"fmt"
	"slices"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlstore"
)

const (
	deleteObservers = `DELETE FROM helpdesk_observers WHERE desk = ? AND ticket = ?`

	// A task is written over by its id, but keeps its place. That of another
	// ticket is not written.
	writeTasks = `
ON CONFLICT (desk, id) DO UPDATE SET
    kind = excluded.kind, title = excluded.title, parent = excluded.parent, follows = excluded.follows, team = excluded.team,
    assignee = excluded.assignee, due = excluded.due, state = excluded.state, created = excluded.created, ended = excluded.ended,
    spent = excluded.spent, effort = excluded.effort, checklist = excluded.checklist
WHERE ticket = excluded.ticket`

	// A timer that stays at its instant keeps its claim.
	writeTimers = `
ON CONFLICT (desk, ticket, cause, kind) DO UPDATE SET
    version = excluded.version, at = excluded.at,
    owner = CASE WHEN at = excluded.at THEN owner END,
    claimed_until = CASE WHEN at = excluded.at THEN claimed_until END`

	// deleteTimers drops the timers that the change did not ask for.
	deleteTimers = `DELETE FROM helpdesk_timers WHERE desk = ? AND ticket = ? AND version < ?`
)

// Apply writes all changes, or none, in one transaction that holds the lock for
// writing from its beginning.
func (s *Store) Apply(ctx context.Context, changes ...storage.Change) error {
	if err := sqlstore.Check(changes); err != nil {
		return err
	}
	if len(changes) == 0 {
		return nil
	}
	return sqlstore.Within(ctx, s.shared, func(tx *sqlstore.Tx) error {
		if err := s.overwrite(ctx, tx, changes); err != nil {
			return err
		}
		for _, c := range changes {
			if err := s.apply(ctx, tx, c); err != nil {
				return fmt.Errorf("ticket %s: %w", c.Ticket.ID, err)
			}
		}
		return nil
	})
}

// overwrite has SQLite put zeros where something is erased: else it stays in the free
// parts of the file. From then on the connection does so.
func (s *Store) overwrite(ctx context.Context, tx *sqlstore.Tx, changes []storage.Change) error {
	if !slices.ContainsFunc(changes, func(c storage.Change) bool { return c.Erase != nil }) {
		return nil
	}
	_, err := tx.Exec(ctx, "PRAGMA secure_delete = ON")
	return err
}

// apply writes one change. The ticket comes first: if it has moved on, the rest
// is not tried.
func (s *Store) apply(ctx context.Context, tx *sqlstore.Tx, c storage.Change) error {
	if err := sqlstore.Unchanged(ctx, tx, c); err != nil {
		return err
	}
	if err := s.applyTicket(ctx, tx, c); err != nil {
		return err
	}
	for _, part := range []struct {
		rows sqlstore.Rows
		also string
	}{
		{s.dialect.KeyRows(c), ""},
		{s.dialect.ObserverRows(c), ""},
		{s.dialect.MessageRows(c), ""},
		{s.dialect.EntryRows(c), ""},
		{s.dialect.TaskRows(c), writeTasks},
		{s.dialect.TimeRows(c), ""},
		{s.dialect.TimerRows(c), writeTimers},
		{s.dialect.EventRows(c), ""},
	} {
		if err := insert(ctx, tx, part.rows, part.also); err != nil {
			return err
		}
	}
	if len(c.Events) > 0 {
		query, args := s.dialect.DeliveriesOf(c)
		if _, err := tx.Exec(ctx, query, args...); err != nil {
			return err
		}
	}
	if c.From == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, deleteTimers, c.Ticket.Desk, s.dialect.ID(c.Ticket.ID), c.Ticket.Version); err != nil {
		return err
	}
	return sqlstore.Erase(ctx, tx, c)
}

// applyTicket writes the ticket's row, and takes away the observers that it had.
func (s *Store) applyTicket(ctx context.Context, tx *sqlstore.Tx, c storage.Change) error {
	if c.From == 0 {
		return insert(ctx, tx, s.dialect.TicketRow(c.Ticket), "")
	}
	query, args := s.dialect.UpdateTicket(c)
	written, err := tx.Exec(ctx, query, args...)
	if err != nil {
		return err
	}
	if written == 0 {
		return storage.ErrConflict
	}
	_, err = tx.Exec(ctx, deleteObservers, c.Ticket.Desk, s.dialect.ID(c.Ticket.ID))
	return err
}

// insert writes rows; also is what is to happen to those that are there. A row
// that is neither inserted nor written over is somebody else's.
func insert(ctx context.Context, tx *sqlstore.Tx, rows sqlstore.Rows, also string) error {
	return rows.Inserts(func(query string, args []any, want int) error {
		written, err := tx.Exec(ctx, query+also, args...)
		if err != nil {
			return err
		}
		if written != int64(want) {
			return storage.ErrConflict
		}
		return nil
	})
}
