package sqlstore

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const (
	// saidAtOnce is of how many tickets the texts are read in one go.
	saidAtOnce = 100

	selectNextTickets = `SELECT t.id FROM helpdesk_tickets t WHERE t.desk = ? AND t.id > ? ORDER BY t.id LIMIT ?`

	// selectTexts reads all texts of the tickets between two ids. What stands in the
	// tickets and the tasks stands in the journal too.
	selectTexts = `
SELECT ticket, text FROM helpdesk_messages WHERE desk = ? AND ticket >= ? AND ticket <= ?
UNION ALL SELECT ticket, facts FROM helpdesk_journal WHERE desk = ? AND ticket >= ? AND ticket <= ? AND facts IS NOT NULL
UNION ALL SELECT ticket, note FROM helpdesk_times WHERE desk = ? AND ticket >= ? AND ticket <= ? AND note <> ''
UNION ALL SELECT ticket, payload FROM helpdesk_events WHERE desk = ? AND ticket >= ? AND ticket <= ?`

	// selectDeliveryTexts is asked for once: no index leads from tickets to deliveries.
	selectDeliveryTexts = `
SELECT ticket, error AS text FROM helpdesk_deliveries WHERE desk = ? AND error <> ''
UNION ALL SELECT ticket, reason AS text FROM helpdesk_deliveries WHERE desk = ? AND reason <> ''`
)

// textRow is a text of a ticket.
type textRow struct {
	Ticket uuid.UUID `db:"ticket"`
	Text   string    `db:"text"`
}

// Saying reads the ids of the tickets of which something says.
func (s *Store) Saying(ctx context.Context, desk string, says func(string) bool, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	if err := limited(limit); err != nil {
		return nil, err
	}
	var rows []textRow
	if err := s.list(ctx, &rows, selectDeliveryTexts, desk, desk); err != nil {
		return nil, err
	}
	delivered := saying(rows, says)
	var found []uuid.UUID
	for {
		var ids []uuid.UUID
		if err := s.list(ctx, &ids, selectNextTickets, desk, s.d.ID(after), saidAtOnce); err != nil || len(ids) == 0 {
			return found, err
		}
		first, last := s.d.ID(ids[0]), s.d.ID(ids[len(ids)-1])
		rows = rows[:0]
		if err := s.list(ctx, &rows, selectTexts, desk, first, last, desk, first, last, desk, first, last, desk, first, last); err != nil {
			return nil, err
		}
		said := saying(rows, says)
		for _, id := range ids {
			if after = id; !said[id] && !delivered[id] {
				continue
			}
			if found = append(found, id); len(found) == limit {
				return found, nil
			}
		}
	}
}

// saying are the tickets of the texts that say.
func saying(rows []textRow, says func(string) bool) map[uuid.UUID]bool {
	found := map[uuid.UUID]bool{}
	for _, r := range rows {
		if !found[r.Ticket] && says(r.Text) {
			found[r.Ticket] = true
		}
	}
	return found
}

// erased is the mark in place of a text.
const erased = "'" + ticket.ErasedMark + "'"

// remarks are the tables that hold remarks: how they are read, and how one is erased. The
// arguments of erase are the desk and the remark's.
var remarks = map[storage.RemarkKind]struct{ read, erase string }{
	storage.RemarkAbsence: {
		`SELECT id AS key, '' AS link_kind, '' AS author, note AS text FROM helpdesk_absences WHERE desk = ? AND note <> ''`,
		`UPDATE helpdesk_absences SET version = version + 1, note = ` + erased + ` WHERE desk = ? AND id = ? AND note <> ''`,
	},
	storage.RemarkStopwatch: { // the version names what it books: it stays
		`SELECT person AS key, '' AS link_kind, '' AS author, note AS text FROM helpdesk_stopwatches WHERE desk = ? AND note <> ''`,
		`UPDATE helpdesk_stopwatches SET note = ` + erased + ` WHERE desk = ? AND person = ? AND note <> ''`,
	},
	storage.RemarkVersion: {
		`SELECT CAST(version AS VARCHAR(20)) AS key, '' AS link_kind, author, reason AS text FROM helpdesk_regulations WHERE desk = ? AND reason <> ''`,
		`UPDATE helpdesk_regulations SET reason = ` + erased + ` WHERE desk = ? AND CAST(version AS VARCHAR(20)) = ? AND reason <> ''`,
	},
	storage.RemarkDelivery: {
		`SELECT handler || '/' || CAST(version AS VARCHAR(20)) AS key, '' AS link_kind, '' AS author, error || ' ' || reason AS text
FROM helpdesk_announcements WHERE desk = ? AND (error <> '' OR reason <> '')`,
		`UPDATE helpdesk_announcements
SET error = CASE WHEN error = '' THEN '' ELSE ` + erased + ` END, reason = CASE WHEN reason = '' THEN '' ELSE ` + erased + ` END
WHERE desk = ? AND handler || '/' || CAST(version AS VARCHAR(20)) = ?`,
	},
	storage.RemarkLink: {
		`SELECT key, kind AS link_kind, '' AS author, key || ' ' || state || ' ' || title || ' ' || fault AS text FROM helpdesk_link_states WHERE desk = ?`,
		`DELETE FROM helpdesk_link_states WHERE desk = ? AND kind = ? AND key = ?`,
	},
}

type remarkRow struct {
	Key      string `db:"key"`
	LinkKind string `db:"link_kind"`
	Author   string `db:"author"`
	Text     string `db:"text"`
}

// ListRemarks reads the remarks that are asked for.
func (s *Store) ListRemarks(ctx context.Context, desk string, wanted func(storage.Remark) bool) ([]storage.Remark, error) {
	var list []storage.Remark
	for _, kind := range slices.Sorted(maps.Keys(remarks)) {
		var rows []remarkRow
		if err := s.list(ctx, &rows, remarks[kind].read, desk); err != nil {
			return nil, err
		}
		for _, r := range rows {
			remark := storage.Remark{Kind: kind, Key: r.Key, LinkKind: r.LinkKind, Author: r.Author, Text: strings.TrimSpace(r.Text)}
			if wanted(remark) {
				list = append(list, remark)
			}
		}
	}
	return list, nil
}

// EraseRemarks erases the texts of remarks.
func (s *Store) EraseRemarks(ctx context.Context, desk string, list []storage.Remark) error {
	return Within(ctx, s, func(tx *Tx) error {
		for _, r := range list {
			args := []any{desk, r.Key}
			if r.Kind == storage.RemarkLink {
				args = []any{desk, r.LinkKind, r.Key}
			}
			if _, err := tx.Exec(ctx, remarks[r.Kind].erase, args...); err != nil {
				return err
			}
		}
		return nil
	})
}
