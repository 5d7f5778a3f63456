package storagetest

import (
	"bytes"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var regulationTests = []test{
	{"a version is read by its number, or the newest", func(d *desk) {
		var all []storage.Regulation
		for version := 1; version <= 3; version++ {
			r := storage.Regulation{
				Desk: d.key, Version: version, Source: bytes.Repeat([]byte("ключ: «ё»\n"), 300*version), Calendars: []byte("ru: {}"),
				Author: "anna", Reason: odd[0], At: after(version), Event: newID(), OpenFollow: true, Retired: odd,
			}
			d.filled(r)
			d.ok(d.store.AddRegulation(d.ctx, r))
			r.Retired = nil
			all = append(all, r)
		}
		for version, want := range map[int]storage.Regulation{0: all[2], 1: all[0], 2: all[1], 3: all[2]} {
			got, err := d.store.Regulation(d.ctx, d.key, version)
			d.ok(err)
			same(d, got, want)
		}
	}},
	{"versions are listed without their text, the newest first", func(d *desk) {
		var all []storage.Regulation
		for version := 1; version <= 4; version++ {
			r := storage.Regulation{Desk: d.key, Version: version, Source: []byte("x"), Calendars: []byte("y"), Author: "anna", Reason: odd[1], At: after(version), OpenFollow: version == 3}
			d.ok(d.store.AddRegulation(d.ctx, r))
			r.Source, r.Calendars = nil, nil
			all = append([]storage.Regulation{r}, all...)
		}
		for _, page := range []struct {
			below, limit int
			want         []storage.Regulation
		}{{0, 2, all[:2]}, {3, 2, all[2:]}, {0, 200, all}, {1, 5, nil}} {
			got, err := d.store.ListRegulations(d.ctx, d.key, page.below, page.limit)
			d.ok(err)
			same(d, got, page.want)
		}
		for _, limit := range []int{0, -1, 201} {
			if _, err := d.store.ListRegulations(d.ctx, d.key, 0, limit); err == nil {
				d.t.Errorf("a limit of %d is let through", limit)
			}
		}
	}},
	{"the newest version is told by its number, 0 of a desk without one", func(d *desk) {
		for version := range 3 {
			got, err := d.store.NewestRegulation(d.ctx, d.key)
			d.ok(err)
			same(d, got, version)
			d.ok(d.store.AddRegulation(d.ctx, storage.Regulation{Desk: d.key, Version: version + 1, Source: []byte("x"), At: start}))
		}
	}},
	{"a stage that the newest version retires takes no ticket", func(d *desk) {
		stands, goes, comes := d.made(), d.made(), d.made(with(func(t *ticket.Ticket) { t.Stage = "level2" }))
		retire := func(version int, stages ...string) {
			d.t.Helper()
			d.ok(d.store.AddRegulation(d.ctx, storage.Regulation{Desk: d.key, Version: version, Source: []byte("x"), At: start, Retired: stages}))
			got, err := d.store.RetiredStages(d.ctx, d.key)
			d.ok(err)
			same(d, got, stages)
		}
		retire(1, "level0", "level1")
		into := func(stage string) func(*storage.Change) {
			return with(func(t *ticket.Ticket) { t.Stage = stage })
		}
		d.is(d.store.Apply(d.ctx, d.opening()), storage.ErrRetired)
		d.is(d.store.Apply(d.ctx, next(comes, into("level1"))), storage.ErrRetired)
		d.is(d.store.Apply(d.ctx, next(goes, into("level2")), next(comes, into("level1"))), storage.ErrRetired)
		same(d, d.state(goes.ID).Ticket, goes)

		stays := next(stands, with(func(t *ticket.Ticket) { t.Subject = "as it stands" }))
		d.ok(d.store.Apply(d.ctx, stays, next(goes, into("level2")), next(comes, into("level3"))))
		d.is(d.store.Apply(d.ctx, next(d.state(goes.ID).Ticket, into("level1"))), storage.ErrRetired)

		other := d.beside()
		other.made()
		retire(2, "level2")
		d.made()
		d.ok(d.store.Apply(d.ctx, next(d.state(comes.ID).Ticket, into("level1"))))
	}},
	{"a version that is in the way retires nothing", func(d *desk) {
		d.is(d.store.AddRegulation(d.ctx, storage.Regulation{Desk: d.key, Version: 2, Source: []byte("x"), At: start, Retired: []string{"level1"}}), storage.ErrConflict)
		d.made()
	}},
	{"a version that is not there is not found", func(d *desk) {
		for _, version := range []int{0, 1, -1} {
			_, err := d.store.Regulation(d.ctx, d.key, version)
			d.is(err, storage.ErrNotFound)
		}
	}},
	{"a version is the one after the newest, else a conflict", func(d *desk) {
		add := func(version int) error {
			return d.store.AddRegulation(d.ctx, storage.Regulation{Desk: d.key, Version: version, Source: []byte("x"), At: start})
		}
		for _, version := range []int{0, 2, -1} {
			d.is(add(version), storage.ErrConflict)
		}
		d.ok(add(1))
		for _, version := range []int{0, 1, 3} {
			d.is(add(version), storage.ErrConflict)
		}
		d.ok(add(2))
	}},
}
