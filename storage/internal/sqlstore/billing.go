package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

const (
	selectLines = `
SELECT p.id, p.ticket, p.task, p.person, p.at, p.worked, p.spent, p.note, p.contract, p.service, p.corrects,
       t.number, t.subject, t.category, t.organization, t.closed, COALESCE(k.title, '') AS title, COALESCE(c.number, '') AS agreement
FROM helpdesk_times p
JOIN helpdesk_tickets t ON t.desk = p.desk AND t.id = p.ticket
LEFT JOIN helpdesk_tasks k ON k.desk = p.desk AND k.id = p.task
LEFT JOIN helpdesk_contracts c ON c.desk = p.desk AND c.id = p.contract
WHERE `

	selectSum = `
SELECT COUNT(*) AS lines, CAST(COALESCE(SUM(spent), 0) AS bigint) AS spent FROM helpdesk_times
WHERE `

	selectPeriods = `
SELECT desk, number, from_at, until_at, at, made_by, lines, spent FROM helpdesk_periods
WHERE `

	// insertPeriod adds a period if it is the one after the last and ends later. It
	// begins where that one ended.
	insertPeriod = `
INSERT INTO helpdesk_periods (desk, number, from_at, until_at, at, made_by, lines, spent)
SELECT ?, ?, (SELECT MAX(l.until_at) FROM helpdesk_periods l WHERE l.desk = ?), ?, ?, ?, COUNT(*), CAST(COALESCE(SUM(x.spent), 0) AS bigint)
FROM helpdesk_times x
WHERE x.desk = ? AND x.worked < ?
  AND NOT EXISTS (SELECT 1 FROM helpdesk_periods b WHERE b.desk = ? AND b.until_at > x.worked)
HAVING ? = 1 + (SELECT COALESCE(MAX(n.number), 0) FROM helpdesk_periods n WHERE n.desk = ?)
   AND NOT EXISTS (SELECT 1 FROM helpdesk_periods o WHERE o.desk = ? AND o.until_at >= ?)
ON CONFLICT (desk, number) DO NOTHING`
)

type lineRow struct {
	timeRow
	Number       string  `db:"number"`
	Subject      string  `db:"subject"`
	Category     string  `db:"category"`
	Organization string  `db:"organization"`
	Closed       instant `db:"closed"`
	Title        string  `db:"title"`
	Agreement    string  `db:"agreement"`
}

func (r lineRow) line() storage.Line {
	return storage.Line{
		Spending: r.spending(), Number: r.Number, Subject: r.Subject, Category: r.Category, Organization: r.Organization,
		Closed: r.Closed.Time, Title: r.Title, Agreement: r.Agreement,
	}
}

// ListLines reads times booked on tickets within the scope, by the instant at which
// they were worked and id.
func (s *Store) ListLines(ctx context.Context, sc storage.Scope, q storage.LineQuery) ([]storage.Line, error) {
	if err := limited(q.Limit); err != nil || !sc.Internal {
		return nil, err
	}
	w := within(sc)
	w.add("p.desk = ?", sc.Desk)
	s.worked(w, "p.worked", q.From, q.Until)
	oneOf(w, "t.organization", q.Organizations)
	oneOf(w, "p.contract", q.Contracts)
	oneOf(w, "p.person", q.People)
	for column, ids := range map[string][]uuid.UUID{"p.ticket": q.Tickets, "p.task": q.Tasks} {
		if len(ids) > 0 {
			w.add(column+" IN (?)", s.d.several(ids))
		}
	}
	if !q.After.IsZero() {
		w.add("(p.worked, p.id) > (?, ?)", s.d.at(q.After.At), s.d.ID(q.After.ID))
	}
	var rows []lineRow
	err := s.list(ctx, &rows, selectLines+w.all()+" ORDER BY p.worked, p.id LIMIT ?", append(w.args, q.Limit)...)
	return values(rows, lineRow.line), err
}

func (s *Store) worked(w *where, column string, from, until time.Time) {
	if !from.IsZero() {
		w.add(column+" >= ?", s.d.at(from))
	}
	if !until.IsZero() {
		w.add(column+" < ?", s.d.at(until))
	}
}

// SumLines counts and sums all lines of a desk that were worked in a stretch of time.
func (s *Store) SumLines(ctx context.Context, desk string, from, until time.Time) (storage.Sum, error) {
	w := &where{}
	w.add("desk = ?", desk)
	s.worked(w, "worked", from, until)
	var row struct {
		Lines int   `db:"lines"`
		Spent int64 `db:"spent"`
	}
	err := s.get(ctx, &row, selectSum+w.all(), w.args...)
	return storage.Sum{Lines: row.Lines, Spent: time.Duration(row.Spent)}, err
}

type periodRow struct {
	Desk   string  `db:"desk"`
	Number int     `db:"number"`
	From   instant `db:"from_at"`
	Until  instant `db:"until_at"`
	At     instant `db:"at"`
	By     string  `db:"made_by"`
	Lines  int     `db:"lines"`
	Spent  int64   `db:"spent"`
}

func (r periodRow) period() storage.Period {
	return storage.Period{
		Desk: r.Desk, Number: r.Number, From: r.From.Time, Until: r.Until.Time, At: r.At.Time, By: r.By,
		Sum: storage.Sum{Lines: r.Lines, Spent: time.Duration(r.Spent)},
	}
}

// ListPeriods reads the periods that are closed, the newest first.
func (s *Store) ListPeriods(ctx context.Context, desk string, limit int) ([]storage.Period, error) {
	if err := limited(limit); err != nil {
		return nil, err
	}
	var rows []periodRow
	err := s.list(ctx, &rows, selectPeriods+"desk = ? ORDER BY number DESC LIMIT ?", desk, limit)
	return values(rows, periodRow.period), err
}

// ClosePeriod closes the period that begins where the last one ended. Who books
// waits until it is over, or is waited for: none comes between the sum and the end.
func (s *Store) ClosePeriod(ctx context.Context, p storage.Period) (storage.Period, error) {
	until := s.d.at(p.Until)
	err := Within(ctx, s, func(tx *Tx) error {
		if s.d.Still != "" {
			if _, err := tx.Exec(ctx, s.d.Still); err != nil {
				return err
			}
		}
		n, err := tx.Exec(ctx, insertPeriod,
			p.Desk, p.Number, p.Desk, until, s.d.at(p.At), p.By, p.Desk, until, p.Desk, p.Number, p.Desk, p.Desk, until)
		if err == nil && n == 0 {
			err = storage.ErrConflict
		}
		return err
	})
	if err != nil {
		return storage.Period{}, err
	}
	var row periodRow
	if err := s.get(ctx, &row, selectPeriods+"desk = ? AND number = ?", p.Desk, p.Number); err != nil {
		return storage.Period{}, err
	}
	return row.period(), nil
}
