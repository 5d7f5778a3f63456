package sqlstore

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// selectHistories reads the next tickets within a scope (%s) and their journals in
// one statement, so that each is as of one instant. The page is taken by the key of
// the tickets and the journals by theirs; a ticket without a journal has one row.
const selectHistories = `
SELECT n.id, n.number, COALESCE(p.seq, 0) AS seq, COALESCE(p.version, 0) AS version, p.at, p.effective,
       COALESCE(p.actor, '') AS actor, COALESCE(p.on_behalf, '') AS on_behalf, COALESCE(p.event, '') AS event, p.facts, p.prev, p.hash
FROM (SELECT t.desk AS desk, t.id AS id, t.number AS number FROM helpdesk_tickets t
      WHERE %s AND t.id > ? ORDER BY t.id LIMIT ?) AS n
LEFT JOIN helpdesk_journal p ON p.desk = n.desk AND p.ticket = n.id
ORDER BY n.id, p.seq`

// historyRow is a ticket with an entry of its journal.
type historyRow struct {
	ID     uuid.UUID `db:"id"`
	Number string    `db:"number"`
	entryRow
}

// Histories reads the next tickets after an id with their journals, in the order of
// their ids.
func (s *Store) Histories(ctx context.Context, sc storage.Scope, q storage.HistoryQuery) ([]storage.History, error) {
	if err := limited(q.Limit); err != nil {
		return nil, err
	}
	if !sc.Internal {
		return nil, nil
	}
	var rows []historyRow
	w := within(sc)
	if !q.OpenedFrom.IsZero() {
		w.add("t.opened >= ?", s.d.at(q.OpenedFrom))
	}
	if err := s.list(ctx, &rows, fill(selectHistories, w.all()), append(w.args, s.d.ID(q.After), q.Limit)...); err != nil {
		return nil, err
	}
	page := make([]storage.History, 0, q.Limit)
	for _, row := range rows {
		if n := len(page); n == 0 || page[n-1].Ticket != row.ID {
			page = append(page, storage.History{Ticket: row.ID, Number: row.Number})
		}
		if row.Seq > 0 {
			row.Ticket = row.ID
			h := &page[len(page)-1]
			h.Journal = append(h.Journal, row.entry())
		}
	}
	return page, nil
}
