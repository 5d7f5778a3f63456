package sqlstore

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// parts are the tables whose rows belong to a ticket, and what a row of each is called.
var parts = []struct{ table, name string }{
	{"helpdesk_observers", "observer"},
	{"helpdesk_messages", "message"},
	{"helpdesk_journal", "entry of the journal"},
	{"helpdesk_tasks", "task"},
	{"helpdesk_times", "booked time"},
	{"helpdesk_timers", "timer"},
	{"helpdesk_events", "event"},
	{"helpdesk_keys", "key of idempotency"},
	{"helpdesk_deliveries", "delivery"},
	{"helpdesk_notices", "notice"},
	{"helpdesk_stopwatches", "stopwatch"},
}

const (
	// auditOrphans finds rows of a table (%s) whose ticket, if they have one, is not in
	// their desk.
	auditOrphans = `
SELECT p.ticket AS ticket, COUNT(*) AS found FROM %s p
WHERE p.desk = ? AND p.ticket IS NOT NULL AND NOT EXISTS (SELECT 1 FROM helpdesk_tickets t WHERE t.desk = p.desk AND t.id = p.ticket)
GROUP BY p.ticket`

	auditNumbers = `
SELECT number_folded AS number, COUNT(*) AS found FROM helpdesk_tickets
WHERE desk = ?
GROUP BY number_folded HAVING COUNT(*) > 1`

	auditTasks = `
SELECT p.ticket AS ticket, COUNT(*) AS found FROM helpdesk_times p
WHERE p.desk = ? AND p.task IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM helpdesk_tasks k WHERE k.desk = p.desk AND k.id = p.task AND k.ticket = p.ticket)
GROUP BY p.ticket`

	auditContracts = `
SELECT p.ticket AS ticket, COUNT(*) AS found FROM helpdesk_times p
WHERE p.desk = ? AND p.contract <> ''
  AND NOT EXISTS (SELECT 1 FROM helpdesk_contracts c WHERE c.desk = p.desk AND c.id = p.contract)
GROUP BY p.ticket`

	auditParked = `
SELECT p.ticket AS ticket, COUNT(*) AS found FROM helpdesk_deliveries p
WHERE p.desk = ? AND p.parked AND ` + head + `
GROUP BY p.ticket`

	auditVersions = `
SELECT t.id AS ticket, COUNT(*) AS found FROM helpdesk_tickets t
JOIN helpdesk_journal p ON p.desk = t.desk AND p.ticket = t.id AND p.version > t.version
WHERE t.desk = ?
GROUP BY t.id`
)

// auditRow is what a query of the audit finds.
type auditRow struct {
	Ticket uuid.UUID `db:"ticket"`
	Number string    `db:"number"`
	Found  int       `db:"found"`
}

// Audit looks for numbers given twice, rows that belong to no ticket of their
// desk, time booked on tasks of other tickets, and entries of versions to come.
func (s *Store) Audit(ctx context.Context, desk string) ([]storage.Finding, error) {
	var findings []storage.Finding
	look := func(invariant, query string, text func(auditRow) string) error {
		var rows []auditRow
		if err := s.list(ctx, &rows, query, desk); err != nil {
			return err
		}
		for _, row := range rows {
			findings = append(findings, storage.Finding{Invariant: invariant, Ticket: row.Ticket, Text: text(row)})
		}
		return nil
	}
	err := look("a number belongs to one ticket", auditNumbers, func(r auditRow) string {
		return fmt.Sprintf("%s is the number of %d", r.Number, r.Found)
	})
	if err != nil {
		return nil, err
	}
	for _, part := range parts {
		err := look("every row belongs to a ticket of its desk", fill(auditOrphans, part.table), func(r auditRow) string {
			return fmt.Sprintf("rows without a ticket: %s, %d", part.name, r.Found)
		})
		if err != nil {
			return nil, err
		}
	}
	err = look("time is booked on a task of the same ticket", auditTasks, func(r auditRow) string {
		return fmt.Sprintf("bookings on other tasks: %d", r.Found)
	})
	if err != nil {
		return nil, err
	}
	err = look("time is of a contract of its desk", auditContracts, func(r auditRow) string {
		return fmt.Sprintf("bookings on contracts that are not there: %d", r.Found)
	})
	if err != nil {
		return nil, err
	}
	err = look("what stands behind nothing can be delivered", auditParked, func(r auditRow) string {
		return fmt.Sprintf("deliveries that wait for none before them: %d", r.Found)
	})
	if err != nil {
		return nil, err
	}
	err = look("no entry is of a version to come", auditVersions, func(r auditRow) string {
		return fmt.Sprintf("entries that are ahead of the ticket: %d", r.Found)
	})
	if err != nil {
		return nil, err
	}
	return findings, nil
}
