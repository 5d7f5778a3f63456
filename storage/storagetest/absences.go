package storagetest

import (
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var absenceTests = []test{
	{"an absence is written if the stored one has the value's version, every field comes back", func(d *desk) {
		full := ticket.Absence{Desk: d.key, ID: "1", Version: 1, Person: "anna", From: after(1), Until: after(9), StandIn: "boris", Note: odd[0]}
		d.filled(full)
		full.Version = 0
		versioned(d, full, func(a *ticket.Absence) *int64 { return &a.Version },
			func(a *ticket.Absence) { a.Person, a.Until, a.StandIn, a.Note = "vera", after(5), "", "" },
			func() (ticket.Absence, error) { return d.store.Absence(d.ctx, d.key, "1") },
			func(a ticket.Absence) (int64, error) { return d.store.PutAbsence(d.ctx, a) })
	}},
	{"absences are found by people and by a part of them that lies in a stretch of time, by their beginning and id", func(d *desk) {
		for _, a := range []ticket.Absence{
			{ID: "3", Person: "vera", From: after(20), Until: after(30)},
			{ID: "2", Person: "anna", From: after(10), Until: after(20)},
			{ID: "1", Person: "boris", From: after(10), Until: after(15)},
		} {
			a.Desk = d.key
			_, err := d.store.PutAbsence(d.ctx, a)
			d.ok(err)
		}
		for _, c := range []struct {
			q    storage.AbsenceQuery
			want string
		}{
			{storage.AbsenceQuery{}, "1 2 3"},
			{storage.AbsenceQuery{Limit: 2}, "1 2"},
			{storage.AbsenceQuery{People: []string{"vera", "anna"}}, "2 3"},
			{storage.AbsenceQuery{From: after(15)}, "2 3"},
			{storage.AbsenceQuery{From: after(20)}, "3"},
			{storage.AbsenceQuery{Until: after(20)}, "1 2"},
			{storage.AbsenceQuery{Until: after(10)}, ""},
			{storage.AbsenceQuery{From: after(14), Until: after(21), People: []string{"boris"}}, "1"},
		} {
			if c.q.Limit == 0 {
				c.q.Limit = 200
			}
			list, err := d.store.ListAbsences(d.ctx, d.key, c.q)
			d.ok(err)
			var ids []string
			for _, a := range list {
				ids = append(ids, a.ID)
			}
			same(d, ids, strings.Fields(c.want))
		}
		for _, limit := range []int{0, 201} {
			if _, err := d.store.ListAbsences(d.ctx, d.key, storage.AbsenceQuery{Limit: limit}); err == nil || !strings.Contains(err.Error(), "limit") {
				d.t.Errorf("limit %d: error %v", limit, err)
			}
		}
	}},
	{"an absence is taken away once, in its own desk", func(d *desk) {
		_, err := d.store.PutAbsence(d.ctx, ticket.Absence{Desk: d.key, ID: "1", Person: "anna", From: start, Until: after(1)})
		d.ok(err)
		d.is(d.store.DropAbsence(d.ctx, d.beside().key, "1"), storage.ErrNotFound)
		d.ok(d.store.DropAbsence(d.ctx, d.key, "1"))
		_, err = d.store.Absence(d.ctx, d.key, "1")
		d.is(err, storage.ErrNotFound)
		d.is(d.store.DropAbsence(d.ctx, d.key, "1"), storage.ErrNotFound)
	}},
}
