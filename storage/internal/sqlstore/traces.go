package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

const (
	// selectTraces walks the tickets in the order of their ids, and of each the journal:
	// it is asked rarely, and an index for it would be written by every change.
	selectTraces = `
SELECT t.id FROM helpdesk_tickets t
WHERE t.desk = ? AND t.id > ? AND (t.requester = ? OR t.author = ?
    OR EXISTS (SELECT 1 FROM helpdesk_observers o WHERE o.desk = t.desk AND o.ticket = t.id AND o.person = ?)
    OR EXISTS (SELECT 1 FROM helpdesk_journal p WHERE p.desk = t.desk AND p.ticket = t.id AND (p.actor = ? OR p.on_behalf = ?)))
ORDER BY t.id LIMIT ?`

	keptTickets = `
FROM helpdesk_tickets t WHERE t.desk = ? AND t.closed < ? AND t.closed IS NOT NULL AND t.erased IS NULL`

	selectKept = `SELECT t.id ` + keptTickets + ` ORDER BY t.closed, t.id LIMIT ?`
	countKept  = `SELECT COUNT(*) FROM (SELECT 1 ` + keptTickets + ` LIMIT ?) AS found`
)

// forgetPerson are the tables in which rows are a person's, and what makes them his.
var forgetPerson = []struct {
	query string
	count func(*storage.Forgotten) *int
}{
	{`DELETE FROM helpdesk_preferences WHERE desk = ? AND person = ?`, func(f *storage.Forgotten) *int { return &f.Preferences }},
	{`DELETE FROM helpdesk_notices WHERE desk = ? AND person = ?`, func(f *storage.Forgotten) *int { return &f.Notices }},
	{`DELETE FROM helpdesk_deliveries WHERE desk = ? AND person = ?`, func(f *storage.Forgotten) *int { return &f.Deliveries }},
	{`DELETE FROM helpdesk_keys WHERE desk = ? AND actor = ?`, func(f *storage.Forgotten) *int { return &f.Keys }},
	{`DELETE FROM helpdesk_absences WHERE desk = ? AND person = ?`, func(f *storage.Forgotten) *int { return &f.Absences }},
	{`DELETE FROM helpdesk_stopwatches WHERE desk = ? AND person = ?`, func(f *storage.Forgotten) *int { return &f.Stopwatches }},
}

// Traces reads the ids of the tickets in which a person has left a trace.
func (s *Store) Traces(ctx context.Context, desk, person string, after uuid.UUID, limit int) (ids []uuid.UUID, err error) {
	if err := limited(limit); err != nil || person == "" {
		return nil, err
	}
	err = s.list(ctx, &ids, selectTraces, desk, s.d.ID(after), person, person, person, person, person, limit)
	return ids, err
}

// Kept reads the ids of tickets that were closed before an instant and not erased.
func (s *Store) Kept(ctx context.Context, desk string, closed time.Time, limit int) (ids []uuid.UUID, err error) {
	if err := limited(limit); err != nil {
		return nil, err
	}
	err = s.list(ctx, &ids, selectKept, desk, s.d.Instant(ceil(closed)), limit)
	return ids, err
}

// CountKept counts them, never further than most.
func (s *Store) CountKept(ctx context.Context, desk string, closed time.Time, most int) (n int, err error) {
	err = s.get(ctx, &n, countKept, desk, s.d.Instant(ceil(closed)), max(most, 0))
	return n, err
}

// ForgetPerson drops what there is of a person beside tickets and the directory.
func (s *Store) ForgetPerson(ctx context.Context, desk, person string) (storage.Forgotten, error) {
	var f storage.Forgotten
	if person == "" { // deliveries of events are nobody's
		return f, nil
	}
	err := Within(ctx, s, func(tx *Tx) error {
		for _, of := range forgetPerson {
			n, err := tx.Exec(ctx, of.query, desk, person)
			if err != nil {
				return err
			}
			*of.count(&f) = int(n)
		}
		return nil
	})
	if err != nil {
		return storage.Forgotten{}, err
	}
	return f, nil
}
