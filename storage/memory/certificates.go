package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Certificate reads one certificate.
func (s *Store) Certificate(_ context.Context, desk string, id uuid.UUID) (storage.Certificate, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, c := range s.desk(desk).certificates {
		if c.ID == id {
			return cloneCertificate(c), nil
		}
	}
	return storage.Certificate{}, storage.ErrNotFound
}

// AddCertificate adds a certificate.
func (s *Store) AddCertificate(_ context.Context, c storage.Certificate) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(c.Desk)
	if slices.ContainsFunc(d.certificates, func(has storage.Certificate) bool { return has.ID == c.ID }) {
		return storage.ErrConflict
	}
	c = cloneCertificate(c)
	c.At = ticket.Instant(c.At)
	d.certificates = append(d.certificates, c)
	return nil
}

// ListCertificates reads those of a person, of everybody when he is empty, the newest first.
func (s *Store) ListCertificates(_ context.Context, desk, person string, limit int) ([]storage.Certificate, error) {
	if err := within(limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []storage.Certificate
	for _, c := range s.desk(desk).certificates {
		if person == "" || c.Person == person {
			list = append(list, cloneCertificate(c))
		}
	}
	slices.SortFunc(list, func(a, b storage.Certificate) int {
		return cmp.Or(b.At.Compare(a.At), bytes.Compare(b.ID[:], a.ID[:]))
	})
	return list[:min(limit, len(list))], nil
}

func cloneCertificate(c storage.Certificate) storage.Certificate {
	c.Document, c.Hash = slices.Clone(c.Document), slices.Clone(c.Hash)
	return c
}
