package storagetest

import (
	"bytes"

	"github.com/helpdesk-go/helpdesk/storage"
)

var regulationTests = []test{
	{"a version is read by its number, or the newest", func(d *desk) {
		var all []storage.Regulation
		for version := 1; version <= 3; version++ {
			r := storage.Regulation{
				Desk: d.key, Version: version, Source: bytes.Repeat([]byte("ключ: «ё»\n"), 300*version),
				Author: "anna", Reason: odd[0], At: after(version),
			}
			d.filled(r)
			d.ok(d.store.AddRegulation(d.ctx, r))
			all = append(all, r)
		}
		for version, want := range map[int]storage.Regulation{0: all[2], 1: all[0], 2: all[1], 3: all[2]} {
			got, err := d.store.Regulation(d.ctx, d.key, version)
			d.ok(err)
			same(d, got, want)
		}
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
