package memory

import (
	"context"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
)

// Audit looks for tickets that cannot be found by their number and for parts of
// tickets that are not there.
func (s *Store) Audit(_ context.Context, desk string) ([]storage.Finding, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	d := s.desk(desk)
	var found []storage.Finding
	for id, r := range d.tickets {
		if d.numbers[strings.ToLower(r.ticket.Number)] != id {
			found = append(found, storage.Finding{Invariant: "a number belongs to one ticket", Ticket: id, Text: r.ticket.Number})
		}
	}
	for id, r := range d.tickets {
		for _, t := range r.times {
			if _, known := d.contracts[t.Contract]; t.Contract != "" && !known {
				found = append(found, storage.Finding{Invariant: "time is of a contract of its desk", Ticket: id, Text: t.Contract})
			}
		}
	}
	for p, owner := range d.parts {
		if d.tickets[owner] == nil {
			found = append(found, storage.Finding{Invariant: "every row belongs to a ticket", Ticket: owner, Text: p.kind + " " + p.id.String()})
		}
	}
	return found, nil
}
