package storagetest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var listTests = []test{
	{"by due the earliest come first and those without a running clock last", func(d *desk) {
		d.dated()
		same(d, d.subjects(d.all, ticket.Filter{}, ticket.ByDue, 50), []string{"c", "a", "e", "b", "d"})
	}},
	{"the order is by due when the query names none", func(d *desk) {
		d.dated()
		same(d, d.subjects(d.all, ticket.Filter{}, "", 50), []string{"c", "a", "e", "b", "d"})
	}},
	{"by updated the latest come first", func(d *desk) {
		d.dated()
		same(d, d.subjects(d.all, ticket.Filter{}, ticket.ByUpdated, 50), []string{"e", "d", "c", "b", "a"})
	}},
	{"by opened the latest come first", func(d *desk) {
		d.dated()
		same(d, d.subjects(d.all, ticket.Filter{}, ticket.ByOpened, 50), []string{"a", "b", "c", "d", "e"})
	}},
	{"ties are broken by id, in the direction of the order", func(d *desk) {
		var ids []uuid.UUID
		for range 7 {
			ids = append(ids, d.made(with(func(t *ticket.Ticket) { t.ID = uuid.New(); t.Subject = t.ID.String() })).ID)
		}
		slices.SortFunc(ids, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
		var up []string
		for _, id := range ids {
			up = append(up, id.String())
		}
		down := slices.Clone(up)
		slices.Reverse(down)
		for order, want := range map[ticket.Order][]string{ticket.ByDue: up, ticket.ByUpdated: down, ticket.ByOpened: down} {
			for _, size := range []int{1, 2, 3, 7, 8} {
				same(d, d.subjects(d.all, ticket.Filter{}, order, size), want)
			}
		}
	}},
	{"pages of every size make the same list", func(d *desk) {
		for range 3 {
			d.dated()
		}
		for _, order := range ticket.Orders() {
			want := d.subjects(d.all, ticket.Filter{}, order, 200)
			for _, size := range []int{1, 2, 4, 5, 14, 15} {
				same(d, d.subjects(d.all, ticket.Filter{}, order, size), want)
			}
		}
	}},
	{"the last page has no next, also when it is full", func(d *desk) {
		d.dated()
		page, err := d.store.List(d.ctx, d.all, storage.Query{Limit: 5})
		d.ok(err)
		if len(page.Tickets) != 5 || !page.Next.IsZero() {
			d.t.Errorf("%d tickets and next %v", len(page.Tickets), page.Next)
		}
	}},
	{"a cursor tells the place of the page's last ticket", func(d *desk) {
		d.dated()
		page, err := d.store.List(d.ctx, d.all, storage.Query{Limit: 4})
		d.ok(err)
		same(d, page.Next, storage.Cursor{At: storage.FarAway, ID: page.Tickets[3].ID})
		page, err = d.store.List(d.ctx, d.all, storage.Query{Limit: 2, Order: ticket.ByUpdated})
		d.ok(err)
		same(d, page.Next, storage.Cursor{At: page.Tickets[1].Updated, ID: page.Tickets[1].ID})
	}},
	{"a ticket that keeps its place is neither skipped nor repeated while others come and go", func(d *desk) { d.pagesUnderWrites() }},
	{"a list has whole tickets", func(d *desk) {
		c := d.full()
		d.ok(d.store.Apply(d.ctx, c))
		page, err := d.store.List(d.ctx, d.all, storage.Query{Limit: 1})
		d.ok(err)
		same(d, page, storage.Page{Tickets: []ticket.Ticket{c.Ticket}})
	}},
	{"an empty desk has an empty list", func(d *desk) {
		same(d, d.subjects(d.all, ticket.Filter{}, ticket.ByDue, 1), nil)
	}},
	{"a limit outside 1 to 200 and an unknown order are refused by name", func(d *desk) {
		for _, bad := range []struct {
			query storage.Query
			word  string
		}{
			{storage.Query{Limit: 0}, "limit"},
			{storage.Query{Limit: -1}, "limit"},
			{storage.Query{Limit: 201}, "limit"},
			{storage.Query{Limit: 1, Order: "due; DROP TABLE helpdesk_tickets"}, "order"},
		} {
			if _, err := d.store.List(d.ctx, d.all, bad.query); err == nil || !strings.Contains(err.Error(), bad.word) {
				d.t.Errorf("%+v: error %v does not name the %s", bad.query, err, bad.word)
			}
		}
	}},
	{"Count counts what matches, but never further than most", func(d *desk) {
		d.dated()
		for most, want := range map[int]int{0: 0, 1: 1, 4: 4, 5: 5, 6: 5, 1 << 20: 5} {
			n, err := d.store.Count(d.ctx, d.all, ticket.Filter{}, most)
			d.ok(err)
			same(d, n, want)
		}
		n, err := d.store.Count(d.ctx, d.all, ticket.Filter{Text: "c"}, 9)
		d.ok(err)
		same(d, n, 1)
	}},
}

// dated makes tickets whose orders by due, updated and opened all differ.
func (d *desk) dated() {
	d.t.Helper()
	for i, row := range []struct {
		subject string
		due     time.Time
	}{{"a", after(20)}, {"b", time.Time{}}, {"c", after(10)}, {"d", time.Time{}}, {"e", after(30)}} {
		d.made(with(func(t *ticket.Ticket) {
			t.Subject, t.Due, t.Updated, t.Opened = row.subject, row.due, after(100+i), after(-100-i)
		}))
	}
}

// pagesUnderWrites reads a list page by page while tickets are added before and
// behind the reader and others leave or change their place.
func (d *desk) pagesUnderWrites() {
	for _, order := range ticket.Orders() {
		d := d.beside()
		at := func(i int) func(*storage.Change) {
			return with(func(t *ticket.Ticket) {
				t.Subject, t.Kind = fmt.Sprint(i), "staying"
				t.Due, t.Updated, t.Opened = after(i/3), after(i/3), after(i/3)
			})
		}
		var want []string
		moving := make(map[int]ticket.Ticket)
		for i := range 40 {
			if i%4 == 3 {
				moving[i] = d.made(at(i), with(func(t *ticket.Ticket) { t.Kind = "moving" }))
			} else {
				want = append(want, d.made(at(i)).Subject)
			}
		}
		if order != ticket.ByDue {
			slices.Reverse(want)
		}
		var got []string
		q := storage.Query{Order: order, Limit: 6}
		for round := 0; ; round++ {
			page, err := d.store.List(d.ctx, d.all, q)
			d.ok(err)
			for _, t := range page.Tickets {
				if t.Kind == "staying" {
					got = append(got, t.Subject)
				}
			}
			if page.Next.IsZero() {
				break
			}
			q.After = page.Next
			d.made(at(0), with(func(t *ticket.Ticket) { t.Kind = "new" }))
			d.made(at(39), with(func(t *ticket.Ticket) { t.Kind = "new" }))
			if t, is := moving[round*4+3]; is {
				d.ok(d.store.Apply(d.ctx, next(t, with(func(t *ticket.Ticket) { t.Due, t.Opened = after(7), after(7) }))))
			}
		}
		same(d, got, want)
	}
}
