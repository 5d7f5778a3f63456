package memory

import (
	"context"
	"slices"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Histories reads the next tickets after an id with their journals, in the order of
// their ids.
func (s *Store) Histories(_ context.Context, sc storage.Scope, q storage.HistoryQuery) ([]storage.History, error) {
	if err := within(q.Limit); err != nil {
		return nil, err
	}
	if !sc.Internal {
		return nil, nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	d := s.desk(sc.Desk)
	ids := d.next(q.After, q.Limit, func(r *record) bool { return sees(sc, r.ticket) && !r.ticket.Opened.Before(q.OpenedFrom) })
	page := make([]storage.History, len(ids))
	for i, id := range ids {
		page[i] = storage.History{Ticket: id, Number: d.tickets[id].ticket.Number, Journal: d.tickets[id].entries()}
	}
	return page, nil
}

// entries are the ticket's journal in order, for the reader to keep.
func (r *record) entries() []ticket.Entry {
	list := make([]ticket.Entry, len(r.journal))
	for i, e := range r.journal {
		list[i] = cloneEntry(e)
	}
	slices.SortStableFunc(list, func(a, b ticket.Entry) int { return a.Seq - b.Seq })
	return list
}
