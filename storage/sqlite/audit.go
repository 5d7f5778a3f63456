package sqlite

import (
	"context"

	"github.com/helpdesk-go/helpdesk/storage"
)

// Audit looks for what the schema's constraints should have made impossible, and
// for damage to the file.
func (s *Store) Audit(ctx context.Context, desk string) ([]storage.Finding, error) {
	findings, err := s.shared.Audit(ctx, desk)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, "PRAGMA quick_check")
	if err != nil {
		return nil, s.dialect.Named(ctx, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if text != "ok" {
			findings = append(findings, storage.Finding{Invariant: "the file is whole", Text: text})
		}
	}
	return findings, s.dialect.Named(ctx, rows.Err())
}
