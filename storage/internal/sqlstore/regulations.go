package sqlstore

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
)

const (
	selectRegulation = `
SELECT desk, version, source, calendars, author, reason, at, event, open_follow FROM helpdesk_regulations
WHERE desk = ? AND version = ?`

	selectNewestRegulation = `
SELECT desk, version, source, calendars, author, reason, at, event, open_follow FROM helpdesk_regulations
WHERE desk = ? ORDER BY version DESC LIMIT 1`

	selectNewestVersion = `SELECT COALESCE(MAX(version), 0) FROM helpdesk_regulations WHERE desk = ?`

	listRegulations = `
SELECT desk, version, author, reason, at, event, open_follow FROM helpdesk_regulations
WHERE desk = ? AND (? = 0 OR version < ?) ORDER BY version DESC LIMIT ?`

	// insertRegulation adds a version if it is the one after the newest.
	insertRegulation = `
INSERT INTO helpdesk_regulations (desk, version, source, calendars, author, reason, at, event, open_follow)
SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?
WHERE ? = 1 + (SELECT COALESCE(MAX(n.version), 0) FROM helpdesk_regulations n WHERE n.desk = ?)
ON CONFLICT (desk, version) DO NOTHING`

	deleteRetired = `DELETE FROM helpdesk_retired_stages WHERE desk = ?`

	selectRetired = `SELECT stage FROM helpdesk_retired_stages WHERE desk = ?`
)

// retiredStages is the table of the stages that take no ticket.
var retiredStages = Table{"helpdesk_retired_stages", []string{"desk", "stage"}}

// regulationRow is a row of helpdesk_regulations, with or without its texts.
type regulationRow struct {
	Desk       string    `db:"desk"`
	Version    int       `db:"version"`
	Source     []byte    `db:"source"`
	Calendars  []byte    `db:"calendars"`
	Author     string    `db:"author"`
	Reason     string    `db:"reason"`
	At         instant   `db:"at"`
	Event      uuid.UUID `db:"event"`
	OpenFollow bool      `db:"open_follow"`
}

func (r regulationRow) regulation() storage.Regulation {
	return storage.Regulation{
		Desk: r.Desk, Version: r.Version, Source: r.Source, Calendars: r.Calendars, Author: r.Author, Reason: r.Reason, At: r.At.Time,
		Event: r.Event, OpenFollow: r.OpenFollow,
	}
}

// Regulation reads a version, or the newest when version is 0.
func (s *Store) Regulation(ctx context.Context, desk string, version int) (storage.Regulation, error) {
	var row regulationRow
	query, args := selectRegulation, []any{desk, version}
	if version == 0 {
		query, args = selectNewestRegulation, []any{desk}
	}
	if err := s.get(ctx, &row, query, args...); err != nil {
		return storage.Regulation{}, err
	}
	return row.regulation(), nil
}

// NewestRegulation is the number of the newest version; 0 if there is none.
func (s *Store) NewestRegulation(ctx context.Context, desk string) (version int, err error) {
	err = s.get(ctx, &version, selectNewestVersion, desk)
	return version, err
}

// ListRegulations reads versions without their texts, the newest first.
func (s *Store) ListRegulations(ctx context.Context, desk string, below, limit int) ([]storage.Regulation, error) {
	if err := limited(limit); err != nil {
		return nil, err
	}
	var rows []regulationRow
	if err := s.list(ctx, &rows, listRegulations, desk, below, below, limit); err != nil {
		return nil, err
	}
	list := make([]storage.Regulation, len(rows))
	for i, row := range rows {
		list[i] = row.regulation()
	}
	return list, nil
}

// AddRegulation adds a version: the one after the newest, else ErrConflict. The
// stages that it retires take no ticket of any transaction that ends after its own.
func (s *Store) AddRegulation(ctx context.Context, r storage.Regulation) error {
	retired := Rows{Table: retiredStages}
	for _, stage := range r.Retired {
		retired.add(r.Desk, stage)
	}
	return Within(ctx, s, func(tx *Tx) error {
		if s.d.Still != "" && len(r.Retired) > 0 {
			if _, err := tx.Exec(ctx, s.d.Still); err != nil {
				return err
			}
		}
		n, err := tx.Exec(ctx, insertRegulation,
			r.Desk, r.Version, r.Source, r.Calendars, r.Author, r.Reason, s.d.at(r.At), s.d.ref(r.Event), r.OpenFollow, r.Version, r.Desk)
		if err == nil && n == 0 {
			err = storage.ErrConflict
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteRetired, r.Desk); err != nil {
			return err
		}
		if r.Event != uuid.Nil {
			if _, err := tx.Exec(ctx, insertAnnouncements, r.Version, s.d.at(r.At.Add(-storage.DueBefore)), r.Desk, string(event.RegulationPublished), everyKind); err != nil {
				return err
			}
		}
		return retired.Inserts(func(query string, args []any, _ int) error {
			_, err := tx.Exec(ctx, query, args...)
			return err
		})
	})
}

// RetiredStages are the stages that take no ticket, in order.
func (s *Store) RetiredStages(ctx context.Context, desk string) ([]string, error) {
	var stages []string
	err := s.list(ctx, &stages, selectRetired, desk)
	slices.Sort(stages) // as Go orders texts, whatever the database does
	return stages, err
}
