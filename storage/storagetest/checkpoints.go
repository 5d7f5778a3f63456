package storagetest

import (
	"bytes"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var checkpointTests = []test{
	{"the ends of the journals are read by pages, in the order of the tickets' ids", func(d *desk) {
		var want []storage.Head
		for n := range 7 {
			t := d.made(with(func(t *ticket.Ticket) { t.Head, t.Entries = []byte{byte(n), 0, 1}, n+1 }))
			want = append(want, storage.Head{Ticket: t.ID, Number: t.Number, Entries: t.Entries, Hash: t.Head})
		}
		d.beside().made()
		slices.SortFunc(want, func(a, b storage.Head) int { return bytes.Compare(a.Ticket[:], b.Ticket[:]) })
		for _, size := range []int{1, 3, 200} {
			var got []storage.Head
			for after := uuid.Nil; ; {
				page, err := d.store.Heads(d.ctx, d.key, after, size)
				d.ok(err)
				if len(page) == 0 {
					break
				}
				got, after = append(got, page...), page[len(page)-1].Ticket
			}
			same(d, got, want)
		}
		for _, limit := range []int{0, -1, 201} {
			if _, err := d.store.Heads(d.ctx, d.key, uuid.Nil, limit); err == nil {
				d.t.Errorf("a limit of %d is let through", limit)
			}
		}
	}},
	{"checkpoints are listed, the newest first", func(d *desk) {
		var want []storage.Checkpoint
		for n := 1; n <= 3; n++ {
			c := storage.Checkpoint{Desk: d.key, ID: newID(), At: after(n), Actor: odd[n], Tickets: n, Entries: 1 << 40, Hash: []byte{0, byte(n)}}
			d.filled(c)
			d.ok(d.store.AddCheckpoint(d.ctx, c))
			want = append([]storage.Checkpoint{c}, want...)
		}
		other := want[0]
		other.Desk = d.beside().key
		d.ok(d.store.AddCheckpoint(d.ctx, other))
		got, err := d.store.ListCheckpoints(d.ctx, d.key, 200)
		d.ok(err)
		same(d, got, want)
		got, err = d.store.ListCheckpoints(d.ctx, d.key, 2)
		d.ok(err)
		same(d, got, want[:2])
		d.is(d.store.AddCheckpoint(d.ctx, want[0]), storage.ErrConflict)
	}},
}

var certificateTests = []test{
	{"a certificate is read by its id, and listed by its person, the newest first", func(d *desk) {
		var all []storage.Certificate
		for n := 1; n <= 3; n++ {
			c := storage.Certificate{
				Desk: d.key, ID: newID(), Person: []string{"anna", odd[0]}[n%2], Actor: odd[1], At: after(n),
				Document: []byte(`{"reason":"Ёжик` + "\u2028" + `"}`), Hash: []byte{0, byte(n)},
			}
			d.filled(c)
			d.ok(d.store.AddCertificate(d.ctx, c))
			all = append([]storage.Certificate{c}, all...)
		}
		for person, want := range map[string][]storage.Certificate{"": all, "anna": {all[1]}, odd[0]: {all[0], all[2]}, "nobody": nil} {
			got, err := d.store.ListCertificates(d.ctx, d.key, person, 200)
			d.ok(err)
			same(d, got, want)
		}
		got, err := d.store.ListCertificates(d.ctx, d.key, "", 1)
		d.ok(err)
		same(d, got, all[:1])
		one, err := d.store.Certificate(d.ctx, d.key, all[1].ID)
		d.ok(err)
		same(d, one, all[1])
		_, err = d.store.Certificate(d.ctx, d.beside().key, all[1].ID)
		d.is(err, storage.ErrNotFound)
		d.is(d.store.AddCertificate(d.ctx, all[0]), storage.ErrConflict)
	}},
}
