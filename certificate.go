package helpdesk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// Where a person's name, e-mail and phone were, and what became of them there.
const (
	DirectoryErased  = "erased"  // they are gone
	DirectoryUnknown = "unknown" // the directory did not know him
	DirectoryOfHost  = "host"    // they are in the host's directory, which is his to erase
)

// Certificate tells that the data of a person was erased: what, of whom, by whom, when
// and why. Nothing in it is personal but the ids, and the reason if somebody wrote it so.
type Certificate struct {
	ID         uuid.UUID      `json:"certificate"`
	Desk       string         `json:"desk"`
	Person     string         `json:"person"`
	Duplicates []string       `json:"duplicates,omitempty"`
	By         string         `json:"by"`
	At         time.Time      `json:"at"`
	Reason     string         `json:"reason"`
	Texts      ErasedTexts    `json:"texts"`
	Directory  string         `json:"directory"`
	Counts     ErasedCounts   `json:"counts"`
	Forgotten  ForgottenRest  `json:"forgotten"`
	Tickets    []ErasedTicket `json:"tickets"`

	// Document is the certificate as it is kept, in JSON, and Hash its SHA-256.
	Document []byte `json:"-"`
	Hash     []byte `json:"-"`
}

// ForgottenRest counts what was dropped beside tickets.
type ForgottenRest struct {
	Preferences int `json:"preferences"`
	Notices     int `json:"notices"`
	Deliveries  int `json:"deliveries"`
	Keys        int `json:"keys"`
	Absences    int `json:"absences"`
	Stopwatches int `json:"stopwatches"`
}

// ErasedTicket is a ticket in which something was erased, and the entry of its journal
// that tells so.
type ErasedTicket struct {
	Ticket uuid.UUID `json:"ticket"`
	Number string    `json:"number"`
	Entry  int       `json:"entry"`
	Hash   hexBytes  `json:"hash"`
}

// hexBytes are bytes that JSON shows in hexadecimal digits.
type hexBytes []byte

// MarshalText implements encoding.TextMarshaler.
func (b hexBytes) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, b), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *hexBytes) UnmarshalText(text []byte) (err error) {
	*b, err = hex.DecodeString(string(text))
	return err
}

func (c *Certificate) forget(f storage.Forgotten) {
	c.Forgotten.Preferences += f.Preferences
	c.Forgotten.Notices += f.Notices
	c.Forgotten.Deliveries += f.Deliveries
	c.Forgotten.Keys += f.Keys
	c.Forgotten.Absences += f.Absences
	c.Forgotten.Stopwatches += f.Stopwatches
}

// certify keeps a certificate.
func (d *Desk) certify(ctx context.Context, c *Certificate) error {
	document, err := json.Marshal(c)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(document)
	c.Document, c.Hash = document, sum[:]
	return d.store.AddCertificate(ctx, storage.Certificate{
		Desk: d.key, ID: c.ID, Person: c.Person, Actor: c.By, At: c.At, Document: document, Hash: sum[:],
	})
}

// Certificate answers one certificate. For administrators.
func (s *Session) Certificate(ctx context.Context, id uuid.UUID) (Certificate, error) {
	if _, err := s.mayErase(ctx); err != nil {
		return Certificate{}, fail("certificate", err)
	}
	kept, err := s.desk.store.Certificate(ctx, s.desk.key, id)
	if err != nil {
		return Certificate{}, fail("certificate", err)
	}
	c, err := certificateOf(kept)
	return c, fail("certificate", err)
}

// Certificates answers the newest certificates of a person, or of everybody, at most
// 200. For administrators.
func (s *Session) Certificates(ctx context.Context, person string) ([]Certificate, error) {
	list, err := s.certificates(ctx, person)
	return list, fail("certificates", err)
}

func (s *Session) certificates(ctx context.Context, person string) ([]Certificate, error) {
	if _, err := s.mayErase(ctx); err != nil {
		return nil, err
	}
	kept, err := s.desk.store.ListCertificates(ctx, s.desk.key, person, 200)
	if err != nil {
		return nil, err
	}
	list := make([]Certificate, len(kept))
	for i, k := range kept {
		if list[i], err = certificateOf(k); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// certificateOf reads a certificate that is kept. One whose document has another hash
// than it is kept with is damaged.
func certificateOf(kept storage.Certificate) (c Certificate, err error) {
	sum := sha256.Sum256(kept.Document)
	if hex.EncodeToString(sum[:]) != hex.EncodeToString(kept.Hash) || json.Unmarshal(kept.Document, &c) != nil {
		return c, &Error{Code: Internal, Reason: "certificate_damaged", Params: params("certificate", kept.ID.String()), Err: storage.ErrCorrupt}
	}
	c.Document, c.Hash = kept.Document, kept.Hash
	return c, nil
}
