package storagetest

import (
	"fmt"

	"github.com/helpdesk-go/helpdesk/storage"
)

var keyTests = []test{
	{"a key that was not used is not found", func(d *desk) {
		_, err := d.store.Recall(d.ctx, storage.KeyID{Desk: d.key, Actor: "a", Verb: "v", Key: "k"}, start)
		d.is(err, storage.ErrNotFound)
	}},
	{"a key holds for its actor, verb and text alone", func(d *desk) {
		used := storage.KeyID{Desk: d.key, Actor: "a", Verb: "v", Key: "k"}
		d.use(used, 0)
		for _, other := range []storage.KeyID{
			{Desk: d.key, Actor: "b", Verb: "v", Key: "k"},
			{Desk: d.key, Actor: "a", Verb: "w", Key: "k"},
			{Desk: d.key, Actor: "a", Verb: "v", Key: "K"},
			{Desk: d.beside().key, Actor: "a", Verb: "v", Key: "k"},
		} {
			_, err := d.store.Recall(d.ctx, other, start)
			d.is(err, storage.ErrNotFound)
		}
		_, err := d.store.Recall(d.ctx, used, start)
		d.ok(err)
	}},
	{"a key that was used before since is not found", func(d *desk) {
		k := storage.KeyID{Desk: d.key, Actor: "a", Verb: "v", Key: "k"}
		d.use(k, 5)
		_, err := d.store.Recall(d.ctx, k, after(5))
		d.ok(err)
		_, err = d.store.Recall(d.ctx, k, after(5).Add(1))
		d.is(err, storage.ErrNotFound)
	}},
	{"a key that is used twice is ErrKeyUsed", func(d *desk) {
		k := storage.KeyID{Desk: d.key, Actor: "a", Verb: "v", Key: "k"}
		d.use(k, 0)
		d.is(d.store.Apply(d.ctx, d.opening(func(c *storage.Change) { c.Key = &storage.Key{KeyID: k, Ticket: c.Ticket.ID, At: after(1)} })), storage.ErrKeyUsed)
	}},
	{"ForgetKeys drops those used before the instant, and they can be used again", func(d *desk) {
		var keys []storage.KeyID
		for i := range 3 {
			k := storage.KeyID{Desk: d.key, Actor: "a", Verb: "v", Key: fmt.Sprint(i)}
			d.use(k, i)
			keys = append(keys, k)
		}
		d.ok(d.store.ForgetKeys(d.ctx, d.key, after(1)))
		_, err := d.store.Recall(d.ctx, keys[0], start)
		d.is(err, storage.ErrNotFound)
		for _, k := range keys[1:] {
			_, err = d.store.Recall(d.ctx, k, start)
			d.ok(err)
		}
		d.use(keys[0], 9)
	}},
}

// use uses a key so many minutes after the start.
func (d *desk) use(k storage.KeyID, minutes int) {
	d.t.Helper()
	d.made(func(c *storage.Change) {
		c.Key = &storage.Key{KeyID: k, Ticket: c.Ticket.ID, Version: 1, At: after(minutes)}
	})
}

var numberTests = []test{
	{"a series begins at 1 and rises", func(d *desk) {
		last := int64(0)
		for range 45 {
			n, err := d.store.Number(d.ctx, d.key, "2026")
			d.ok(err)
			if n <= last || last == 0 && n != 1 {
				d.t.Fatalf("number %d after %d", n, last)
			}
			last = n
		}
	}},
	{"each series of a desk, and each desk, counts for itself", func(d *desk) {
		for _, series := range append([]string{"", "2026", "2027"}, odd...) {
			for _, key := range []string{d.key, d.beside().key} {
				n, err := d.store.Number(d.ctx, key, series)
				d.ok(err)
				same(d, n, 1)
			}
		}
	}},
}
