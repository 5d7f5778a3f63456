package sqlstore

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

const (
	insertCertificate = `
INSERT INTO helpdesk_certificates (desk, id, person, actor, at, document, hash) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (desk, id) DO NOTHING`

	selectCertificates = `
SELECT desk, id, person, actor, at, document, hash FROM helpdesk_certificates
WHERE `
)

type certificateRow struct {
	Desk     string    `db:"desk"`
	ID       uuid.UUID `db:"id"`
	Person   string    `db:"person"`
	Actor    string    `db:"actor"`
	At       instant   `db:"at"`
	Document []byte    `db:"document"`
	Hash     []byte    `db:"hash"`
}

func (r certificateRow) certificate() storage.Certificate {
	return storage.Certificate{Desk: r.Desk, ID: r.ID, Person: r.Person, Actor: r.Actor, At: r.At.Time, Document: r.Document, Hash: r.Hash}
}

// Certificate reads one certificate.
func (s *Store) Certificate(ctx context.Context, desk string, id uuid.UUID) (storage.Certificate, error) {
	var row certificateRow
	if err := s.get(ctx, &row, selectCertificates+"desk = ? AND id = ?", desk, s.d.ID(id)); err != nil {
		return storage.Certificate{}, err
	}
	return row.certificate(), nil
}

// AddCertificate adds a certificate.
func (s *Store) AddCertificate(ctx context.Context, c storage.Certificate) error {
	return added(s.exec(ctx, insertCertificate, c.Desk, s.d.ID(c.ID), c.Person, c.Actor, s.d.at(c.At), c.Document, c.Hash))
}

// ListCertificates reads those of a person, of everybody when he is empty, the newest first.
func (s *Store) ListCertificates(ctx context.Context, desk, person string, limit int) ([]storage.Certificate, error) {
	if err := limited(limit); err != nil {
		return nil, err
	}
	w := &where{}
	w.add("desk = ?", desk)
	if person != "" {
		w.add("person = ?", person)
	}
	var rows []certificateRow
	err := s.list(ctx, &rows, selectCertificates+w.all()+" ORDER BY at DESC, id DESC LIMIT ?", append(w.args, limit)...)
	return values(rows, certificateRow.certificate), err
}
