package storagetest

import (
	"context"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
)

// wakeTests are the sentences of storage.Waking, of two stores that share their desks.
var wakeTests = []struct {
	sentence string
	run      func(d *desk, beside storage.Store)
}{
	{"who listens is woken when he is connected, and then by every store of his desk", func(d *desk, beside storage.Store) {
		bell := d.listens(beside)
		for _, waker := range []storage.Store{d.store, beside, d.store} {
			waker.(storage.Waking).Wake(d.key)
			d.rings(bell)
		}
	}},
	{"a desk's wake-ups are its own", func(d *desk, beside storage.Store) {
		foreign, other := d.listens(beside), d.beside()
		bell := other.listens(beside)
		d.store.(storage.Waking).Wake(other.key)
		d.rings(bell)
		if len(foreign) > 0 {
			d.t.Error("another desk was woken")
		}
	}},
	{"any number may listen to a desk, and each is woken", func(d *desk, beside storage.Store) {
		bells := []<-chan struct{}{d.listens(d.store), d.listens(d.store), d.listens(beside)}
		beside.(storage.Waking).Wake(d.key)
		for _, bell := range bells {
			d.rings(bell)
		}
	}},
	{"wake-ups that nobody has looked at are one", func(d *desk, beside storage.Store) {
		bell, done := d.listens(beside), d.listens(beside)
		for range 100 {
			d.store.(storage.Waking).Wake(d.key)
		}
		d.rings(done)
		if len(bell) > 1 {
			d.t.Errorf("%d are waiting", len(bell))
		}
	}},
	{"who listens no longer is woken no more, and others still are", func(d *desk, beside storage.Store) {
		ctx, end := context.WithCancel(d.ctx)
		gone := beside.(storage.Waking).Listen(ctx, d.key)
		d.rings(gone)
		end()
		bell := d.listens(beside)
		for range 100 { // he may still have been there when the first was told
			d.store.(storage.Waking).Wake(d.key)
			d.rings(bell)
			select {
			case <-gone:
			default:
				return
			}
		}
		d.t.Error("he is woken")
	}},
	{"a desk's key may be any text when it is woken", func(d *desk, beside storage.Store) {
		var bells []<-chan struct{}
		for _, key := range odd {
			bells = append(bells, beside.(storage.Waking).Listen(d.ctx, key))
			d.rings(bells[len(bells)-1])
		}
		for _, key := range odd {
			d.store.(storage.Waking).Wake(key)
		}
		for _, bell := range bells {
			d.rings(bell)
		}
	}},
}

// listens gives what wakes those who listen to the desk, once they are connected.
func (d *desk) listens(store storage.Store) <-chan struct{} {
	d.t.Helper()
	bell := store.(storage.Waking).Listen(d.ctx, d.key)
	if bell == nil {
		d.t.Fatal("the store does not listen")
	}
	d.rings(bell)
	return bell
}

// rings waits for a wake-up.
func (d *desk) rings(bell <-chan struct{}) {
	d.t.Helper()
	select {
	case <-bell:
	case <-time.After(time.Minute):
		d.t.Fatal("nobody was woken")
	}
}
