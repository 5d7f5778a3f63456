package memory

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Ticket reads one ticket.
func (s *Store) Ticket(_ context.Context, sc storage.Scope, id uuid.UUID) (ticket.Ticket, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, err := s.record(sc, id)
	if err != nil {
		return ticket.Ticket{}, err
	}
	return r.ticket.Clone(), nil
}

// Find reads one ticket by its number, letters' case ignored.
func (s *Store) Find(_ context.Context, sc storage.Scope, number string) (ticket.Ticket, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, err := s.record(sc, s.desk(sc.Desk).numbers[strings.ToLower(number)])
	if err != nil {
		return ticket.Ticket{}, err
	}
	return r.ticket.Clone(), nil
}

// record gives what is kept of a ticket that the scope sees.
func (s *Store) record(sc storage.Scope, id uuid.UUID) (*record, error) {
	r := s.desk(sc.Desk).tickets[id]
	if r == nil || !sees(sc, r.ticket) {
		return nil, storage.ErrNotFound
	}
	return r, nil
}

// List reads a page of tickets in the order of the query.
func (s *Store) List(_ context.Context, sc storage.Scope, q storage.Query) (storage.Page, error) {
	if err := within(q.Limit); err != nil {
		return storage.Page{}, err
	}
	if q.Order == "" {
		q.Order = ticket.ByDue
	}
	if !slices.Contains(ticket.Orders(), q.Order) {
		return storage.Page{}, fmt.Errorf("order: %q is none of %v", q.Order, ticket.Orders())
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []ticket.Ticket
	for _, r := range s.desk(sc.Desk).tickets {
		if sees(sc, r.ticket) && matches(q.Filter, r) &&
			(q.After.IsZero() || compare(q.Order, place(q.Order, r.ticket), q.After) > 0) {
			found = append(found, r.ticket)
		}
	}
	slices.SortFunc(found, func(a, b ticket.Ticket) int {
		return compare(q.Order, place(q.Order, a), place(q.Order, b))
	})
	var page storage.Page
	if len(found) > q.Limit {
		found = found[:q.Limit]
		page.Next = place(q.Order, found[q.Limit-1])
	}
	for _, t := range found {
		page.Tickets = append(page.Tickets, t.Clone())
	}
	return page, nil
}

// Count counts the tickets that match, but never further than most.
func (s *Store) Count(_ context.Context, sc storage.Scope, f ticket.Filter, most int) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := 0
	for _, r := range s.desk(sc.Desk).tickets {
		if n >= most {
			break
		}
		if sees(sc, r.ticket) && matches(f, r) {
			n++
		}
	}
	return n, nil
}

// place is where a ticket stands in a list of the order.
func place(o ticket.Order, t ticket.Ticket) storage.Cursor {
	at := map[ticket.Order]time.Time{ticket.ByDue: t.Due, ticket.ByUpdated: t.Updated, ticket.ByOpened: t.Opened}[o]
	if o == ticket.ByDue && at.IsZero() {
		at = storage.FarAway
	}
	return storage.Cursor{At: at, ID: t.ID}
}

// compare orders two places; ties are broken by id, in the direction of the order.
func compare(o ticket.Order, a, b storage.Cursor) int {
	c := a.At.Compare(b.At)
	if c == 0 {
		c = bytes.Compare(a.ID[:], b.ID[:])
	}
	if o != ticket.ByDue {
		return -c
	}
	return c
}
