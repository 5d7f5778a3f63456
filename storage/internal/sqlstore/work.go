package sqlstore

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// selectWork continues selectTickets: a row for each open task of a ticket, one
// without a task where there is none.
const selectWork = selectTickets + taskOfTicket + `
FROM helpdesk_tickets t LEFT JOIN helpdesk_tasks p ON p.desk = t.desk AND p.ticket = t.id AND p.state = 'open'
WHERE %s
ORDER BY t.id, p.version, p.place`

// taskOfTicket continues selectTickets with a task that there may be.
const taskOfTicket = `,
       p.id AS "task.id", t.id AS "task.ticket", COALESCE(p.kind, '') AS "task.kind", COALESCE(p.title, '') AS "task.title",
       p.parent AS "task.parent", p.follows AS "task.follows", COALESCE(p.team, '') AS "task.team", COALESCE(p.assignee, '') AS "task.assignee",
       p.due AS "task.due", COALESCE(p.state, '') AS "task.state", p.created AS "task.created", p.ended AS "task.ended",
       COALESCE(p.spent, 0) AS "task.spent", COALESCE(p.effort, 0) AS "task.effort", p.checklist AS "task.checklist"`

type workRow struct {
	ticketRow
	Task taskRow `db:"task"`
}

// atOnce is how many tickets one statement of Work reads.
const atOnce = 128

// Work reads tickets with their open tasks.
func (s *Store) Work(ctx context.Context, sc storage.Scope, ids ...uuid.UUID) ([]storage.Work, error) {
	found := make(map[uuid.UUID]storage.Work, len(ids))
	for part := range slices.Chunk(ids, atOnce) {
		if err := s.work(ctx, sc, part, found); err != nil {
			return nil, err
		}
	}
	list := make([]storage.Work, 0, len(found))
	for _, id := range ids {
		if w, ok := found[id]; ok {
			list = append(list, w)
		}
	}
	return list, nil
}

func (s *Store) work(ctx context.Context, sc storage.Scope, ids []uuid.UUID, found map[uuid.UUID]storage.Work) error {
	w := within(sc)
	if len(ids) == 1 {
		w.add("t.id = ?", s.d.ID(ids[0]))
	} else {
		w.add("t.id IN (?)", s.d.several(ids))
	}
	var rows []workRow
	if err := s.list(ctx, &rows, fill(selectWork, w.all()), w.args...); err != nil {
		return err
	}
	for _, row := range rows {
		work, again := found[row.ID]
		if !again {
			work.Ticket = row.ticket()
		}
		if row.Task.ID != uuid.Nil {
			work.Tasks = append(work.Tasks, row.Task.task())
		}
		found[row.ID] = work
	}
	return nil
}

// several is a list of ids as an argument. It is filled up with the last of them to
// a power of two, so that the statements that are prepared for lists are few.
func (d Dialect) several(ids []uuid.UUID) []any {
	size := 1
	for size < len(ids) {
		size *= 2
	}
	list := make([]any, size)
	for i := range list {
		list[i] = d.ID(ids[min(i, len(ids)-1)])
	}
	return list
}
