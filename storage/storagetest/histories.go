package storagetest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var historyTests = []test{
	{"every ticket comes once, in the order of the ids, with its number and its journal whole and in order", func(d *desk) {
		want := d.histories(7)
		for _, size := range []int{1, 3, 7, 200} {
			same(d, d.readHistories(d.all, size), want)
		}
		for _, h := range want {
			d.ok(ticket.Verify(h.Journal))
		}
	}},
	{"an entry comes with all its values", func(d *desk) {
		c := d.full()
		d.ok(d.store.Apply(d.ctx, c))
		same(d, d.readHistories(d.all, 10), []storage.History{{Ticket: c.Ticket.ID, Number: c.Ticket.Number, Journal: c.Journal}})
	}},
	{"a ticket without a journal comes without entries", func(d *desk) {
		t := d.made()
		same(d, d.readHistories(d.all, 10), []storage.History{{Ticket: t.ID, Number: t.Number}})
	}},
	{"an empty desk has no histories, nor has the end", func(d *desk) {
		same(d, d.readHistories(d.all, 10), nil)
		t := d.made()
		page, err := d.store.Histories(d.ctx, d.all, storage.HistoryQuery{After: t.ID, Limit: 10})
		d.ok(err)
		same(d, page, nil)
	}},
	{"ids are ordered as bytes, whenever their tickets were made", func(d *desk) {
		var want []string
		for _, text := range []string{"ff000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000001", "7f000000-0000-4000-8000-000000000000", "80000000-0000-4000-8000-000000000000"} {
			id := uuid.MustParse(text)
			copy(id[8:], d.key[len("desk-"):]) // the tests share a store
			d.made(with(func(t *ticket.Ticket) { t.ID = id }))
			want = append(want, id.String())
		}
		slices.Sort(want)
		var got []string
		for _, h := range d.readHistories(d.all, 3) {
			got = append(got, h.Ticket.String())
		}
		same(d, got, want)
	}},
	{"what is written between two pages neither hides nor repeats a ticket", func(d *desk) {
		want := d.histories(4)
		got, err := d.store.Histories(d.ctx, d.all, storage.HistoryQuery{After: uuid.Nil, Limit: 2})
		d.ok(err)
		for _, h := range want {
			t, err := d.store.Ticket(d.ctx, d.all, h.Ticket)
			d.ok(err)
			d.ok(d.store.Apply(d.ctx, next(t, with(func(t *ticket.Ticket) { t.Stage, t.Number = "level2", "moved-"+t.Number }))))
		}
		d.made()
		rest, err := d.store.Histories(d.ctx, d.all, storage.HistoryQuery{After: got[1].Ticket, Limit: 2})
		d.ok(err)
		for i, h := range append(got, rest...) {
			same(d, h.Ticket, want[i].Ticket)
			same(d, h.Journal, want[i].Journal)
		}
	}},
	{"only tickets opened from an instant on, that instant included", func(d *desk) {
		var want []string
		for i := range 5 {
			t := d.made(with(func(t *ticket.Ticket) { t.Opened = after(i) }))
			if i >= 2 {
				want = append(want, t.ID.String())
			}
		}
		slices.Sort(want)
		var got []string
		for last := uuid.Nil; ; {
			page, err := d.store.Histories(d.ctx, d.all, storage.HistoryQuery{After: last, Limit: 2, OpenedFrom: after(2)})
			d.ok(err)
			if len(page) == 0 {
				break
			}
			for _, h := range page {
				got, last = append(got, h.Ticket.String()), h.Ticket
			}
		}
		same(d, got, want)
	}},
	{"what is out of scope has no history", func(d *desk) {
		d.scoped()
		for _, c := range scopeCases {
			scope := c.scope
			scope.Desk, scope.Internal = d.key, true
			var subjects []string
			for _, h := range d.readHistories(scope, 2) {
				t, err := d.store.Ticket(d.ctx, d.all, h.Ticket)
				d.ok(err)
				subjects = append(subjects, t.Subject)
			}
			slices.Sort(subjects)
			if got := strings.Join(subjects, " "); got != c.sees {
				d.t.Errorf("%s: %q, want %q", c.sentence, got, c.sees)
			}
		}
	}},
	{"without sight of what is internal there are no histories", func(d *desk) {
		d.histories(2)
		same(d, d.readHistories(storage.Scope{Desk: d.key, All: true}, 10), nil)
	}},
	{"another desk's tickets have no history here", func(d *desk) {
		d.beside().histories(2)
		want := d.histories(1)
		same(d, d.readHistories(d.all, 10), want)
	}},
	{"a limit outside of 1 to 200 is an error", func(d *desk) {
		for _, limit := range []int{-1, 0, 201} {
			d.t.Run(fmt.Sprint(limit), func(t *testing.T) {
				if _, err := d.store.Histories(d.ctx, d.all, storage.HistoryQuery{After: uuid.Nil, Limit: limit}); err == nil || !strings.Contains(err.Error(), "limit") {
					t.Errorf("error %v", err)
				}
			})
		}
	}},
}

// histories makes tickets with journals of one to three entries, and gives them in
// the order of their ids.
func (d *desk) histories(n int) []storage.History {
	d.t.Helper()
	var list []storage.History
	for i := range n {
		c := d.opening()
		c.Journal = journal(c.Ticket.ID, 1, nil, 1, 1+i%3)
		d.ok(d.store.Apply(d.ctx, c))
		list = append(list, storage.History{Ticket: c.Ticket.ID, Number: c.Ticket.Number, Journal: c.Journal})
	}
	slices.SortFunc(list, func(a, b storage.History) int { return bytes.Compare(a.Ticket[:], b.Ticket[:]) })
	return list
}

// readHistories reads all histories by pages of the given size.
func (d *desk) readHistories(s storage.Scope, size int) []storage.History {
	d.t.Helper()
	var list []storage.History
	after := uuid.Nil
	for {
		page, err := d.store.Histories(d.ctx, s, storage.HistoryQuery{After: after, Limit: size})
		d.ok(err)
		if len(page) > size {
			d.t.Fatalf("a page of %d histories, asked for %d", len(page), size)
		}
		if len(page) == 0 {
			return list
		}
		list, after = append(list, page...), page[len(page)-1].Ticket
	}
}
