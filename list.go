package helpdesk

import (
	"context"
	"maps"
	"slices"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Tickets answers a page of tickets. For the staff. An unknown order or a limit
// outside 1 to 200 is Invalid; the limit is 50 when 0.
func (s *Session) Tickets(ctx context.Context, q storage.Query) (storage.Page, error) {
	r, err := s.staff(ctx)
	if err != nil {
		return storage.Page{}, fail("tickets", err)
	}
	page, err := s.list(ctx, r.Scope, q)
	return page, fail("tickets", err)
}

// list reads a page within a scope, once the query is found right.
func (s *Session) list(ctx context.Context, scope storage.Scope, q storage.Query) (storage.Page, error) {
	if q.Order == "" {
		q.Order = ticket.ByDue
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	rules, err := s.desk.current(ctx)
	if err != nil {
		return storage.Page{}, err
	}
	var fs faults
	fs.name("order", string(q.Order), texts(ticket.Orders()))
	if q.Limit < 1 || q.Limit > 200 {
		fs.add("limit", FaultRange, "got", itoa(int64(q.Limit)), "min", "1", "max", "200")
	}
	rules.filter(&fs, q.Filter)
	if err := fs.err(); err != nil {
		return storage.Page{}, err
	}
	rules.successors.widen(&q.Filter)
	page, err := s.desk.store.List(ctx, scope, q)
	for i := range page.Tickets {
		rules.successors.read(&page.Tickets[i])
	}
	return page, err
}

// filter checks the keys that a filter names.
func (r *rules) filter(fs *faults, f ticket.Filter) {
	each := func(field string, got, allowed []string) {
		for _, g := range got {
			fs.oneOf(field, g, allowed)
		}
	}
	each("phase", texts(f.Phases), texts(ticket.Phases()))
	each("stage", f.Stages, keysOf(r.Stages, func(s Stage) string { return s.Key }))
	each("kind", f.Kinds, keysOf(r.Kinds, func(k Kind) string { return k.Key }))
	if len(r.Categories) > 0 { // else they are whatever people write
		each("category", f.Categories, keysOf(r.Categories, func(c Category) string { return c.Key }))
	}
	for _, key := range slices.Sorted(maps.Keys(f.Fields)) {
		fs.name("field", key, keysOf(r.Fields, func(f Field) string { return f.Key }))
	}
	each("priority", f.Priorities, keysOf(r.Priorities, func(p Priority) string { return p.Key }))
}

// Count counts the tickets that match, no further than most. For the staff.
func (s *Session) Count(ctx context.Context, f ticket.Filter, most int) (int, error) {
	n, err := s.count(ctx, f, most)
	return n, fail("count", err)
}

func (s *Session) count(ctx context.Context, f ticket.Filter, most int) (int, error) {
	r, err := s.staff(ctx)
	if err != nil {
		return 0, err
	}
	rules, err := s.desk.current(ctx)
	if err != nil {
		return 0, err
	}
	var fs faults
	rules.filter(&fs, f)
	if err := fs.err(); err != nil {
		return 0, err
	}
	rules.successors.widen(&f)
	return s.desk.store.Count(ctx, r.Scope, f, most)
}

// TooLong is the limit that the waits pass which are too long at this instant: their
// next contact is past, or they last longer than the regulation's WaitsTooLong.
func (d *Desk) TooLong(ctx context.Context) (ticket.WaitLimit, error) {
	rules, err := d.current(ctx)
	if err != nil {
		return ticket.WaitLimit{}, fail("too_long", err)
	}
	now := d.Now()
	most := rules.WaitsTooLong
	if most.IsZero() {
		most = sla.Days(5)
	}
	since, err := rules.calendar().Add(now, most.Neg())
	if err != nil {
		return ticket.WaitLimit{}, fail("too_long", err)
	}
	return ticket.WaitLimit{Contact: now, Since: ticket.Instant(since)}, nil
}
