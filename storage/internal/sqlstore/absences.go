package sqlstore

import (
	"context"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const (
	selectAbsences = `
SELECT desk, id, version, person, from_at, until_at, stand_in, note FROM helpdesk_absences
WHERE `

	insertAbsence = `
INSERT INTO helpdesk_absences (desk, id, version, person, from_at, until_at, stand_in, note) VALUES (?, ?, 1, ?, ?, ?, ?, ?)
ON CONFLICT (desk, id) DO NOTHING`

	updateAbsence = `
UPDATE helpdesk_absences SET version = version + 1, person = ?, from_at = ?, until_at = ?, stand_in = ?, note = ?
WHERE desk = ? AND id = ? AND version = ?`

	deleteAbsence = `DELETE FROM helpdesk_absences WHERE desk = ? AND id = ?`
)

type absenceRow struct {
	Desk    string  `db:"desk"`
	ID      string  `db:"id"`
	Version int64   `db:"version"`
	Person  string  `db:"person"`
	From    instant `db:"from_at"`
	Until   instant `db:"until_at"`
	StandIn string  `db:"stand_in"`
	Note    string  `db:"note"`
}

func (r absenceRow) absence() ticket.Absence {
	return ticket.Absence{
		Desk: r.Desk, ID: r.ID, Version: r.Version, Person: r.Person,
		From: r.From.Time, Until: r.Until.Time, StandIn: r.StandIn, Note: r.Note,
	}
}

// Absence reads one absence.
func (s *Store) Absence(ctx context.Context, desk, id string) (ticket.Absence, error) {
	var row absenceRow
	if err := s.get(ctx, &row, selectAbsences+"desk = ? AND id = ?", desk, id); err != nil {
		return ticket.Absence{}, err
	}
	return row.absence(), nil
}

// ListAbsences reads those that match, by their beginning and id.
func (s *Store) ListAbsences(ctx context.Context, desk string, q storage.AbsenceQuery) ([]ticket.Absence, error) {
	if err := limited(q.Limit); err != nil {
		return nil, err
	}
	w := &where{}
	w.add("desk = ?", desk)
	oneOf(w, "person", q.People)
	if !q.From.IsZero() {
		w.add("until_at > ?", s.d.at(q.From))
	}
	if !q.Until.IsZero() {
		w.add("from_at < ?", s.d.at(q.Until))
	}
	var rows []absenceRow
	err := s.list(ctx, &rows, selectAbsences+w.all()+" ORDER BY from_at, id LIMIT ?", append(w.args, q.Limit)...)
	return values(rows, absenceRow.absence), err
}

// PutAbsence writes an absence.
func (s *Store) PutAbsence(ctx context.Context, a ticket.Absence) (int64, error) {
	set := []any{a.Person, s.d.at(a.From), s.d.at(a.Until), a.StandIn, a.Note}
	return s.versioned(ctx, s.exec, versioned{a.Desk, a.ID, a.Version, insertAbsence, updateAbsence, set})
}

// DropAbsence takes one away.
func (s *Store) DropAbsence(ctx context.Context, desk, id string) error {
	n, err := s.exec(ctx, deleteAbsence, desk, id)
	if err == nil && n == 0 {
		err = storage.ErrNotFound
	}
	return err
}
