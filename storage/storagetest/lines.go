package storagetest

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
)

// lineTests prove what stands behind a delivery that failed.
var lineTests = []test{
	{"what stands behind one that failed comes in order once that one is done, however often was looked", func(d *desk) {
		d.handles("all", 0)
		t := d.told(event.TicketOpened, event.TicketAssigned)
		v := d.take("all", 10, 20, 9)[0]
		v.Due, v.Error = after(12), "no"
		d.ok(d.store.SettleDelivery(d.ctx, v))
		same(d, d.take("all", 11, 20, 9), nil)
		d.apply(next(t, d.tell(event.TicketMoved, event.NoteAdded)))
		for range 3 {
			same(d, d.take("all", 11, 20, 9), nil)
		}
		var got []event.Kind
		for list := d.take("all", 12, 20, 9); len(list) > 0; list = d.take("all", 12, 20, 9) {
			got = append(got, kinds(list)...)
			d.settle(list[0], storage.DeliveryDone, 12)
		}
		same(d, got, []event.Kind{event.TicketOpened, event.TicketAssigned, event.TicketMoved, event.NoteAdded})
	}},
	{"what stands behind a dead one stays until that is skipped, or sent again and done", func(d *desk) {
		d.handles("all", 0)
		t := d.told(event.TicketOpened, event.TicketAssigned, event.TicketMoved)
		for _, end := range []storage.DeliveryState{storage.DeliverySkipped, storage.DeliveryDone} {
			v := d.take("all", 10, 20, 9)[0]
			v.State, v.Error = storage.DeliveryDead, "no"
			d.ok(d.store.SettleDelivery(d.ctx, v))
			same(d, d.take("all", 100, 200, 9), nil)
			v.Token++
			if end == storage.DeliveryDone {
				v.State, v.Due, v.Attempts = storage.DeliveryPending, after(10), 0
				d.ok(d.store.SettleDelivery(d.ctx, v))
				v = d.take("all", 10, 20, 9)[0]
			}
			d.settle(v, end, 11)
		}
		same(d, kinds(d.take("all", 10, 20, 9)), []event.Kind{event.TicketMoved})
		same(d, d.ways(t), []string{"all ticket.opened skipped", "all ticket.assigned done", "all ticket.moved pending"})
	}},
	{"NextDelivery knows nothing of what stands behind another, and everything that does not", func(d *desk) {
		d.handles("all", 0)
		d.told(event.TicketOpened, event.TicketAssigned)
		v := d.take("all", 10, 20, 9)[0]
		v.Due, v.Error = after(60), "no"
		d.ok(d.store.SettleDelivery(d.ctx, v))
		for _, want := range []time.Time{after(60), after(-1)} {
			at, err := d.store.NextDelivery(d.ctx, d.key, []string{"none", "all"})
			d.ok(err)
			same(d, at, want)
			d.settle(d.take("all", 60, 70, 9)[0], storage.DeliveryDone, 61)
		}
	}},
	{"nothing is left behind by those who write, fail, give up and send again at once", func(d *desk) {
		const tickets, events, workers = 3, 8, 4
		d.handles("all", 0)
		var left atomic.Int64
		left.Store(tickets * events)
		var mu sync.Mutex
		seen := map[string][]int64{}
		together(tickets+workers, func(i int) {
			if i < tickets {
				t := d.told(event.NoteAdded)
				for range events - 1 {
					t = d.apply(next(t, d.tell(event.NoteAdded)))
				}
				return
			}
			for end := time.Now().Add(time.Minute); left.Load() > 0; {
				if time.Now().After(end) {
					d.t.Errorf("%d are left behind", left.Load())
					return
				}
				for _, v := range d.take("all", 10, 20, 4) {
					switch v.Attempts {
					case 1: // it fails
						v.Due, v.Error = after(10), "no"
					case 2: // it is given up, and sent again
						v.State = storage.DeliveryDead
						d.ok(d.store.SettleDelivery(d.ctx, v))
						v.State, v.Token, v.Due = storage.DeliveryPending, v.Token+1, after(10)
					default:
						v.State, v.Settled = storage.DeliveryDone, after(11)
						mu.Lock()
						seen[v.Event.Number] = append(seen[v.Event.Number], v.Event.Version)
						mu.Unlock()
					}
					done := v.State == storage.DeliveryDone
					if d.ok(d.store.SettleDelivery(d.ctx, v)); done {
						left.Add(-1)
					}
				}
			}
		})
		for _, got := range seen {
			same(d, got, []int64{1, 2, 3, 4, 5, 6, 7, 8})
		}
		same(d, len(seen), tickets)
		if auditor, can := d.store.(storage.Auditor); can {
			found, err := auditor.Audit(d.ctx, d.key)
			d.ok(err)
			same(d, found, nil)
		}
	}},
}
