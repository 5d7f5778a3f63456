package storagetest

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var billingTests = []test{
	{"a line is a booked time with what there is to say of its ticket, task and contract", func(d *desk) {
		d.contract("к-1", "Д-17", "acme")
		c := d.full()
		c.Times = c.Times[:1]
		d.ok(d.store.Apply(d.ctx, c))
		same(d, d.lines(d.all, storage.LineQuery{}), []storage.Line{{
			Spending: c.Times[0], Number: c.Ticket.Number, Subject: c.Ticket.Subject, Category: "system", Organization: "acme",
			Closed: after(6), Title: "T-1", Agreement: "Д-17",
		}})
	}},
	{"lines are within the scope, and the staff's alone", func(d *desk) {
		d.made(with(func(t *ticket.Ticket) { t.Organization, t.Team = "acme", "line1" }), d.booked(start, time.Hour))
		for _, c := range []struct {
			scope storage.Scope
			want  int
		}{
			{d.all, 1},
			{storage.Scope{Desk: d.key, All: true}, 0},
			{storage.Scope{Desk: d.key, Teams: []string{"line1"}, Internal: true}, 1},
			{storage.Scope{Desk: d.key, Teams: []string{"line2"}, Internal: true}, 0},
			{storage.Scope{Desk: d.key, Organizations: []string{"acme"}, Internal: true}, 1},
			{storage.Scope{Desk: d.key, Internal: true}, 0},
			{d.beside().all, 0},
		} {
			if got := d.lines(c.scope, storage.LineQuery{}); len(got) != c.want {
				d.t.Errorf("%+v sees %d lines, want %d", c.scope, len(got), c.want)
			}
		}
	}},
	{"lines are found by when they were worked, organization, contract, person, ticket and task", func(d *desk) {
		task := ticket.Task{ID: newID(), Kind: ticket.TaskWork, Title: "work", State: ticket.TaskOpen, Created: start}
		first := d.made(with(func(t *ticket.Ticket) { t.Organization = "acme" }),
			func(c *storage.Change) { c.Tasks = append(c.Tasks, task) },
			d.booked(after(10), 1, func(s *ticket.Spending) { s.Note, s.Task = "a", task.ID }),
			d.booked(after(20), 2, func(s *ticket.Spending) { s.Note, s.Contract = "b", "1" }))
		d.made(with(func(t *ticket.Ticket) { t.Organization = "zeta" }),
			d.booked(after(5), 4, func(s *ticket.Spending) { s.Note, s.Person = "c", "boris" }))
		for _, c := range []struct {
			q    storage.LineQuery
			want string
		}{
			{storage.LineQuery{}, "c a b"},
			{storage.LineQuery{From: after(10)}, "a b"},
			{storage.LineQuery{Until: after(10)}, "c"},
			{storage.LineQuery{From: after(10), Until: after(20)}, "a"},
			{storage.LineQuery{Organizations: []string{"acme", "none"}}, "a b"},
			{storage.LineQuery{Contracts: []string{"1"}}, "b"},
			{storage.LineQuery{Contracts: []string{""}}, "c a"},
			{storage.LineQuery{People: []string{"boris"}}, "c"},
			{storage.LineQuery{Tickets: []uuid.UUID{first.ID, newID()}}, "a b"},
			{storage.LineQuery{Tasks: []uuid.UUID{task.ID}}, "a"},
			{storage.LineQuery{Organizations: []string{"acme"}, People: []string{"boris"}}, ""},
		} {
			same(d, notes(d.lines(d.all, c.q)), strings.Fields(c.want))
		}
		for _, c := range []struct {
			from, until time.Time
			want        storage.Sum
		}{
			{time.Time{}, time.Time{}, storage.Sum{Lines: 3, Spent: 7}},
			{after(10), after(20), storage.Sum{Lines: 1, Spent: 1}},
			{time.Time{}, after(10), storage.Sum{Lines: 1, Spent: 4}},
			{after(30), time.Time{}, storage.Sum{}},
		} {
			got, err := d.store.SumLines(d.ctx, d.key, c.from, c.until)
			d.ok(err)
			same(d, got, c.want)
		}
	}},
	{"the lines are complete whatever the size of their pages, also of one instant", func(d *desk) {
		for i := range 4 {
			d.made(d.booked(after(i/2), 1), d.booked(after(i), 1), d.booked(after(1), 1))
		}
		whole := d.lines(d.all, storage.LineQuery{})
		same(d, len(whole), 12)
		var list []storage.Line
		for q := (storage.LineQuery{Limit: 5}); ; {
			page := d.lines(d.all, q)
			if len(page) == 0 {
				break
			}
			list = append(list, page...)
			last := page[len(page)-1]
			q.After = storage.Cursor{At: last.Worked, ID: last.ID}
		}
		same(d, list, whole)
		for _, limit := range []int{-1, 201} {
			if _, err := d.store.ListLines(d.ctx, d.all, storage.LineQuery{Limit: limit}); err == nil || !strings.Contains(err.Error(), "limit") {
				d.t.Errorf("limit %d: error %v", limit, err)
			}
		}
	}},
	{"a period begins where the last one ended, and is closed with its sum", func(d *desk) {
		d.made(d.booked(after(-9), time.Hour), d.booked(after(9), time.Minute), d.booked(after(10), 5), d.booked(after(19), -2), d.booked(after(20), 7))
		first, err := d.store.ClosePeriod(d.ctx, storage.Period{Desk: d.key, Number: 1, Until: after(10), At: after(50), By: "admin"})
		d.ok(err)
		same(d, first, storage.Period{Desk: d.key, Number: 1, Until: after(10), At: after(50), By: "admin", Sum: storage.Sum{Lines: 2, Spent: time.Hour + time.Minute}})
		second, err := d.store.ClosePeriod(d.ctx, storage.Period{Desk: d.key, Number: 2, Until: after(20), At: after(60), By: "admin"})
		d.ok(err)
		same(d, second, storage.Period{Desk: d.key, Number: 2, From: after(10), Until: after(20), At: after(60), By: "admin", Sum: storage.Sum{Lines: 2, Spent: 3}})
		for _, p := range []storage.Period{
			{Number: 2, Until: after(40)}, {Number: 4, Until: after(40)}, {Number: 3, Until: after(20)}, {Number: 3, Until: after(15)},
		} {
			p.Desk, p.At = d.key, after(70)
			_, err := d.store.ClosePeriod(d.ctx, p)
			d.is(err, storage.ErrConflict)
		}
		list, err := d.store.ListPeriods(d.ctx, d.key, 200)
		d.ok(err)
		same(d, list, []storage.Period{second, first})
		list, err = d.store.ListPeriods(d.ctx, d.key, 1)
		d.ok(err)
		same(d, list, []storage.Period{second})
		list, err = d.store.ListPeriods(d.ctx, d.beside().key, 1)
		d.ok(err)
		same(d, list, nil)
	}},
	{"a period without a booking is closed with nothing", func(d *desk) {
		p, err := d.store.ClosePeriod(d.ctx, storage.Period{Desk: d.key, Number: 1, Until: after(10), At: after(50), By: "admin"})
		d.ok(err)
		same(d, p.Sum, storage.Sum{})
	}},
	{"nothing is booked into a closed period, and what comes with it is not written", func(d *desk) {
		t := d.made(d.booked(after(1), time.Hour))
		p, err := d.store.ClosePeriod(d.ctx, storage.Period{Desk: d.key, Number: 1, Until: after(10), At: after(50), By: "admin"})
		d.ok(err)
		late := next(t, with(func(t *ticket.Ticket) { t.Subject = "changed" }), d.booked(after(10).Add(-time.Microsecond), 1))
		d.is(d.store.Apply(d.ctx, late), storage.ErrPeriodClosed)
		other := d.opening()
		d.is(d.store.Apply(d.ctx, other, late), storage.ErrPeriodClosed)
		got, err := d.store.Ticket(d.ctx, d.all, t.ID)
		d.ok(err)
		same(d, got.Subject, t.Subject)
		_, err = d.store.Ticket(d.ctx, d.all, other.Ticket.ID)
		d.is(err, storage.ErrNotFound)
		sum, err := d.store.SumLines(d.ctx, d.key, p.From, p.Until)
		d.ok(err)
		same(d, sum, p.Sum)
		d.ok(d.store.Apply(d.ctx, next(t, d.booked(after(10), 1))))
		d.beside().made(d.booked(after(1), 1))
	}},
	{"of eight who close a period one does, and who books meanwhile is in its sum or refused", func(d *desk) {
		tickets := make([]ticket.Ticket, writers)
		for i := range tickets {
			tickets[i] = d.made()
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			together(writers, func(i int) {
				err := d.store.Apply(d.ctx, next(tickets[i], d.booked(after(1), time.Minute)))
				if err != nil {
					d.is(err, storage.ErrPeriodClosed)
				}
			})
		}()
		won := d.winners(storage.ErrConflict, func(int) error {
			_, err := d.store.ClosePeriod(d.ctx, storage.Period{Desk: d.key, Number: 1, Until: after(10), At: after(50), By: "admin"})
			return err
		})
		<-done
		same(d, won, 1)
		list, err := d.store.ListPeriods(d.ctx, d.key, 9)
		d.ok(err)
		sum, err := d.store.SumLines(d.ctx, d.key, time.Time{}, after(10))
		d.ok(err)
		same(d, list[0].Sum, sum)
	}},
}

func (d *desk) lines(s storage.Scope, q storage.LineQuery) []storage.Line {
	d.t.Helper()
	if q.Limit == 0 {
		q.Limit = 200
	}
	list, err := d.store.ListLines(d.ctx, s, q)
	d.ok(err)
	return list
}

func notes(lines []storage.Line) (list []string) {
	for _, l := range lines {
		list = append(list, l.Note)
	}
	return list
}
