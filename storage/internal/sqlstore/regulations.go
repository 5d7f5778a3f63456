package sqlstore

import (
	"context"

	"github.com/helpdesk-go/helpdesk/storage"
)

const (
	selectRegulation = `
SELECT desk, version, source, author, reason, at FROM helpdesk_regulations
WHERE desk = ? AND version = ?`

	selectNewestRegulation = `
SELECT desk, version, source, author, reason, at FROM helpdesk_regulations
WHERE desk = ? ORDER BY version DESC LIMIT 1`

	// insertRegulation adds a version if it is the one after the newest.
	insertRegulation = `
INSERT INTO helpdesk_regulations (desk, version, source, author, reason, at)
SELECT r.desk, r.version, r.source, r.author, r.reason, r.at
FROM (SELECT ? AS desk, ? AS version, ? AS source, ? AS author, ? AS reason, ? AS at) AS r
WHERE r.version = 1 + (SELECT COALESCE(MAX(n.version), 0) FROM helpdesk_regulations n WHERE n.desk = r.desk)
ON CONFLICT (desk, version) DO NOTHING`
)

// Regulation reads a version, or the newest when version is 0.
func (s *Store) Regulation(ctx context.Context, desk string, version int) (storage.Regulation, error) {
	var row struct {
		Desk    string  `db:"desk"`
		Version int     `db:"version"`
		Source  []byte  `db:"source"`
		Author  string  `db:"author"`
		Reason  string  `db:"reason"`
		At      instant `db:"at"`
	}
	query, args := selectRegulation, []any{desk, version}
	if version == 0 {
		query, args = selectNewestRegulation, []any{desk}
	}
	if err := s.get(ctx, &row, query, args...); err != nil {
		return storage.Regulation{}, err
	}
	return storage.Regulation{Desk: row.Desk, Version: row.Version, Source: row.Source, Author: row.Author, Reason: row.Reason, At: row.At.Time}, nil
}

// AddRegulation adds a version: the one after the newest, else ErrConflict.
func (s *Store) AddRegulation(ctx context.Context, r storage.Regulation) error {
	n, err := s.exec(ctx, insertRegulation, r.Desk, r.Version, r.Source, r.Author, r.Reason, s.d.at(r.At))
	if err == nil && n == 0 {
		return storage.ErrConflict
	}
	return err
}
