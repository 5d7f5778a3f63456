package sqlstore

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// The reads of a story join the ticket, so that the scope is part of each.
const (
	selectMessages = `
SELECT p.id, p.ticket, p.version, p.at, p.author, p.on_behalf, p.side, p.audience, p.purpose, p.channel, p.automatic, p.text, p.salt
FROM helpdesk_messages p JOIN helpdesk_tickets t ON t.desk = p.desk AND t.id = p.ticket
WHERE p.desk = ? AND p.ticket = ? AND %s
ORDER BY p.version, p.place`

	selectTasks = `
SELECT p.id, p.ticket, p.kind, p.title, p.parent, p.follows, p.team, p.assignee, p.due, p.state, p.created, p.ended, p.spent, p.effort, p.checklist
FROM helpdesk_tasks p JOIN helpdesk_tickets t ON t.desk = p.desk AND t.id = p.ticket
WHERE p.desk = ? AND p.ticket = ? AND %s
ORDER BY p.version, p.place`

	selectTimes = `
SELECT p.id, p.ticket, p.task, p.person, p.at, p.worked, p.spent, p.note, p.contract, p.service, p.corrects
FROM helpdesk_times p JOIN helpdesk_tickets t ON t.desk = p.desk AND t.id = p.ticket
WHERE p.desk = ? AND p.ticket = ? AND %s
ORDER BY p.version, p.place`

	selectJournal = `
SELECT p.ticket, p.seq, p.version, p.at, p.effective, p.actor, p.on_behalf, p.event, p.facts, p.prev, p.hash
FROM helpdesk_journal p JOIN helpdesk_tickets t ON t.desk = p.desk AND t.id = p.ticket
WHERE p.desk = ? AND p.ticket = ? AND %s
ORDER BY p.seq`

	selectEvents = `
SELECT p.id, p.desk, p.ticket, p.number, p.version, p.place, p.kind, p.at, p.actor, p.on_behalf, p.payload
FROM helpdesk_events p JOIN helpdesk_tickets t ON t.desk = p.desk AND t.id = p.ticket
WHERE p.desk = ? AND p.ticket = ? AND %s
ORDER BY p.version, p.place`

	selectPending = `
SELECT p.desk, p.ticket, p.cause, p.kind, p.at
FROM helpdesk_timers p JOIN helpdesk_tickets t ON t.desk = p.desk AND t.id = p.ticket
WHERE p.desk = ? AND p.ticket = ? AND %s
ORDER BY p.at, p.cause, p.kind`
)

// Messages are in the order in which they were written.
func (s *Store) Messages(ctx context.Context, sc storage.Scope, id uuid.UUID) ([]ticket.Message, error) {
	w := within(sc)
	if !sc.Internal {
		w.add("p.audience = 'public'")
	}
	return story(ctx, s, sc, id, selectMessages, w, messageRow.message)
}

// Tasks are in the order in which they were made.
func (s *Store) Tasks(ctx context.Context, sc storage.Scope, id uuid.UUID) ([]ticket.Task, error) {
	return internal(ctx, s, sc, id, selectTasks, taskRow.task)
}

// Times are in the order in which they were booked.
func (s *Store) Times(ctx context.Context, sc storage.Scope, id uuid.UUID) ([]ticket.Spending, error) {
	return internal(ctx, s, sc, id, selectTimes, timeRow.spending)
}

// Journal is whole, in order.
func (s *Store) Journal(ctx context.Context, sc storage.Scope, id uuid.UUID) ([]ticket.Entry, error) {
	return internal(ctx, s, sc, id, selectJournal, entryRow.entry)
}

// Events are the ticket's, in order.
func (s *Store) Events(ctx context.Context, sc storage.Scope, id uuid.UUID) ([]event.Envelope, error) {
	return internal(ctx, s, sc, id, selectEvents, eventRow.envelope)
}

// Pending are the pending timers of a ticket, claimed or not, the earliest first.
func (s *Store) Pending(ctx context.Context, sc storage.Scope, id uuid.UUID) ([]storage.Timer, error) {
	return story(ctx, s, sc, id, selectPending, within(sc), timerRow.timer)
}

// internal reads parts that are the staff's alone.
func internal[R, V any](ctx context.Context, s *Store, sc storage.Scope, id uuid.UUID, query string, value func(R) V) ([]V, error) {
	w := within(sc)
	if !sc.Internal {
		w.add("1 = 0")
	}
	return story(ctx, s, sc, id, query, w, value)
}

// story reads parts of a ticket. Where there are none, it tells a ticket without
// them from one that is out of scope.
func story[R, V any](ctx context.Context, s *Store, sc storage.Scope, id uuid.UUID, query string, w *where, value func(R) V) ([]V, error) {
	var rows []R
	args := append([]any{sc.Desk, s.d.ID(id)}, w.args...)
	if err := s.list(ctx, &rows, fill(query, w.all()), args...); err != nil {
		return nil, err
	}
	if len(rows) > 0 {
		return values(rows, value), nil
	}
	seen := within(sc)
	seen.add("t.id = ?", s.d.ID(id))
	var one int
	return nil, s.get(ctx, &one, seeTicket+seen.all(), seen.args...)
}
