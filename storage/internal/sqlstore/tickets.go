package sqlstore

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// selectTickets begins every query that reads tickets into ticketRow.
const selectTickets = `
SELECT t.desk, t.id, t.number, t.version,
       t.subject, t.kind, t.category, t.priority, t.plan, t.rule, t.fields,
       t.channel, t.author, t.requester, t.organization, t.phone, t.observers,
       t.stage, t.phase, t.regulation, t.team, t.agent, t.vendor, t.last_task, t.links,
       t.wait_reason, t.wait_since, t.wait_until, t.silence_since, t.silence_noticed,
       t.estimates, t.solution, t.article, t.draft, t.rating, t.review_closing, t.review_quality, t.review_by, t.review_at, t.spent,
       t.opened, t.entered, t.resolved, t.closed, t.erased,
       t.updated, t.due, t.ledger, t.head, t.entries
`

// countTickets counts no further than the limit that is bound last.
const countTickets = `
SELECT COUNT(*) FROM (SELECT 1 %s LIMIT ?) AS found`

// seeTicket tells whether a ticket is within a scope.
const seeTicket = `
SELECT 1 FROM helpdesk_tickets t WHERE `

// orders are the ways in which lists are sorted: where a page begins, and the order.
var orders = map[ticket.Order]struct {
	after, by string
	at        func(ticket.Ticket) time.Time
}{
	ticket.ByDue:     {"(t.due, t.id) > (?, ?)", "t.due, t.id", due},
	ticket.ByUpdated: {"(t.updated, t.id) < (?, ?)", "t.updated DESC, t.id DESC", func(t ticket.Ticket) time.Time { return t.Updated }},
	ticket.ByOpened:  {"(t.opened, t.id) < (?, ?)", "t.opened DESC, t.id DESC", func(t ticket.Ticket) time.Time { return t.Opened }},
}

// due is the due as it is stored: far away when no clock runs.
func due(t ticket.Ticket) time.Time {
	if t.Due.IsZero() {
		return storage.FarAway
	}
	return t.Due
}

// Ticket reads one ticket.
func (s *Store) Ticket(ctx context.Context, sc storage.Scope, id uuid.UUID) (ticket.Ticket, error) {
	w := within(sc)
	w.add("t.id = ?", s.d.ID(id))
	return s.one(ctx, w)
}

// Find reads one ticket by its number, letters' case ignored.
func (s *Store) Find(ctx context.Context, sc storage.Scope, number string) (ticket.Ticket, error) {
	w := within(sc)
	w.add("t.number_folded = ?", fold(number))
	return s.one(ctx, w)
}

func (s *Store) one(ctx context.Context, w *where) (ticket.Ticket, error) {
	var row ticketRow
	if err := s.get(ctx, &row, selectTickets+"FROM helpdesk_tickets t WHERE "+w.all(), w.args...); err != nil {
		return ticket.Ticket{}, err
	}
	return row.ticket(), nil
}

// List reads a page of tickets in the order of the query.
func (s *Store) List(ctx context.Context, sc storage.Scope, q storage.Query) (storage.Page, error) {
	if err := limited(q.Limit); err != nil {
		return storage.Page{}, err
	}
	if q.Order == "" {
		q.Order = ticket.ByDue
	}
	order, known := orders[q.Order]
	if !known {
		return storage.Page{}, fmt.Errorf("order: %q is none of %v", q.Order, ticket.Orders())
	}
	w := from(sc, q.Filter)
	s.d.filter(w, q.Filter)
	if !q.After.IsZero() {
		w.add(order.after, s.d.at(q.After.At), s.d.ID(q.After.ID))
	}
	// The limit is written out: a database plans for what it knows.
	query, args := w.all()+" ORDER BY "+order.by+" LIMIT "+strconv.Itoa(q.Limit+1), w.args
	if idsFirst(sc) {
		query = "FROM (SELECT t.id AS id " + query + ") AS page CROSS JOIN helpdesk_tickets t WHERE t.desk = ? AND t.id = page.id ORDER BY " + order.by
		args = append(args, sc.Desk)
	}
	var rows []ticketRow
	if err := s.list(ctx, &rows, selectTickets+query, args...); err != nil {
		return storage.Page{}, err
	}
	var page storage.Page
	for i, row := range rows {
		if i == q.Limit {
			last := page.Tickets[i-1]
			page.Next = storage.Cursor{At: order.at(last), ID: last.ID}
			break
		}
		page.Tickets = append(page.Tickets, row.ticket())
	}
	return page, nil
}

// idsFirst tells whether a page's ids are to be found before its rows are read. What
// an agent of few teams sees may be rare in the queue; the index of the queue tells
// who may see a ticket, so that others' rows are not read at all.
func idsFirst(s storage.Scope) bool {
	return !s.All && (s.Agent != "" || len(named(s.Teams)) > 0)
}

// Count counts the tickets that match, but never further than most.
func (s *Store) Count(ctx context.Context, sc storage.Scope, f ticket.Filter, most int) (int, error) {
	w := from(sc, f)
	s.d.filter(w, f)
	var n int
	err := s.get(ctx, &n, fill(countTickets, w.all()), append(w.args, max(most, 0))...)
	return n, err
}

// values makes values of rows.
func values[R, V any](rows []R, value func(R) V) []V {
	if len(rows) == 0 {
		return nil
	}
	list := make([]V, len(rows))
	for i, row := range rows {
		list[i] = value(row)
	}
	return list
}
