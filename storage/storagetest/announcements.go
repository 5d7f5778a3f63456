package storagetest

import (
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// published adds the next version, published at a minute, and gives it.
func (d *desk) published(minute int) storage.Regulation {
	d.t.Helper()
	n, err := d.store.NewestRegulation(d.ctx, d.key)
	d.ok(err)
	r := storage.Regulation{Desk: d.key, Version: n + 1, Source: []byte("x"), Author: "anna", Reason: "так надо", At: after(minute), Event: newID(), OpenFollow: true}
	d.ok(d.store.AddRegulation(d.ctx, r))
	return r
}

// versions are those of deliveries, with their handlers.
func versions(list []storage.Delivery) (of []int64) {
	for _, v := range list {
		of = append(of, v.Event.Version)
	}
	return of
}

var announcementTests = []test{
	{"a version is one delivery for each handler that is told of publications, in the step that adds it", func(d *desk) {
		d.handles("all", 0)
		d.handles("publications", 0, event.RegulationPublished)
		d.handles("moves", 0, event.TicketMoved)
		d.ok(d.store.PutHandler(d.ctx, storage.Handler{Desk: d.key, Name: "letters", Carries: true, Since: start}))
		d.beside().handles("there", 0)
		r := d.published(1)
		d.is(d.store.AddRegulation(d.ctx, r), storage.ErrConflict)
		d.ok(d.store.AddRegulation(d.ctx, storage.Regulation{Desk: d.key, Version: 2, Source: []byte("x"), At: after(2)})) // is told under no id
		list := d.deliveries(storage.DeliveryQuery{})
		var names []string
		for _, v := range list {
			names = append(names, v.Handler)
			e := v.Event
			if e.ID != r.Event || e.Desk != d.key || e.Ticket != uuid.Nil || e.Number != "" || e.Version != 1 || e.Index != 0 || e.Kind != event.RegulationPublished || !e.At.Equal(r.At) || e.Actor != "anna" {
				d.t.Errorf("told is %+v", e)
			}
			var told event.Published
			d.ok(json.Unmarshal(e.Payload, &told))
			same(d, told, event.Published{Version: 1, Reason: "так надо", OpenFollow: true})
			if v.State != storage.DeliveryPending || !v.Due.Equal(r.At.Add(-storage.DueBefore)) || v.Token != 0 || v.Attempts != 0 {
				d.t.Errorf("a new delivery is %+v", v)
			}
		}
		same(d, names, []string{"all", "publications"})
	}},
	{"versions come to a handler one after the other, beside the events of tickets", func(d *desk) {
		d.handles("all", 0)
		d.published(1)
		d.published(2)
		t := d.told(event.TicketOpened)
		first := d.take("all", 10, 20, 9)
		same(d, len(first), 2)
		i := slices.IndexFunc(first, func(v storage.Delivery) bool { return v.Event.Ticket == uuid.Nil })
		same(d, versions(first[i:i+1]), []int64{1})
		same(d, d.of(first, t).Event.Kind, event.TicketOpened)
		same(d, d.take("all", 10, 20, 9), nil)
		d.settle(first[i], storage.DeliveryDone, 11)
		same(d, versions(d.take("all", 11, 20, 9)), []int64{2})
	}},
	{"a claim of a version that ran out is taken over, and the one before settles nothing", func(d *desk) {
		d.handles("all", 0)
		d.published(1)
		next, err := d.store.NextDelivery(d.ctx, d.key, []string{"other", "all"})
		d.ok(err)
		same(d, next, after(1).Add(-storage.DueBefore))
		old := d.take("all", 10, 20, 9)[0]
		next, err = d.store.NextDelivery(d.ctx, d.key, []string{"all"})
		d.ok(err)
		same(d, next, after(20))
		taken := d.take("all", 20, 30, 9)[0]
		same(d, []int64{old.Token, taken.Token, int64(taken.Attempts)}, []int64{1, 2, 2})
		old.State, old.Settled = storage.DeliveryDone, after(21)
		d.is(d.store.SettleDelivery(d.ctx, old), storage.ErrConflict)
		d.settle(taken, storage.DeliveryDone, 21)
		next, err = d.store.NextDelivery(d.ctx, d.key, []string{"all"})
		d.ok(err)
		same(d, next.IsZero(), true)
	}},
	{"a dead version holds up those after it until it is sent again or skipped", func(d *desk) {
		d.handles("all", 0)
		d.published(1)
		d.published(2)
		v := d.take("all", 10, 20, 9)[0]
		v.State, v.Error = storage.DeliveryDead, "no"
		d.ok(d.store.SettleDelivery(d.ctx, v))
		same(d, d.take("all", 100, 200, 9), nil)
		dead := d.deliveries(storage.DeliveryQuery{States: []storage.DeliveryState{storage.DeliveryDead}})
		same(d, versions(dead), []int64{1})
		v = dead[0]
		v.State, v.Settled, v.By, v.Reason = storage.DeliverySkipped, after(101), "anna", "не нужно"
		d.ok(d.store.SettleDelivery(d.ctx, v))
		same(d, versions(d.take("all", 102, 200, 9)), []int64{2})
		v = d.deliveries(storage.DeliveryQuery{Limit: 1})[0]
		same(d, []string{string(v.State), v.Error, v.By, v.Reason}, []string{"skipped", "no", "anna", "не нужно"})
	}},
	{"deliveries of versions are listed by key, before those of tickets", func(d *desk) {
		for _, h := range []string{"a", "b"} {
			d.handles(h, 0)
		}
		d.published(1)
		d.published(2)
		d.told(event.TicketOpened)
		all := d.deliveries(storage.DeliveryQuery{})
		same(d, versions(all), []int64{1, 2, 1, 1, 2, 1})
		for _, size := range []int{1, 2, 5} {
			var got []storage.Delivery
			q := storage.DeliveryQuery{Limit: size}
			for {
				page, err := d.store.ListDeliveries(d.ctx, d.key, q)
				d.ok(err)
				if got = append(got, page...); len(page) < size {
					break
				}
				q.After = page[len(page)-1].Key()
			}
			same(d, got, all)
		}
		before := all[1].Key()
		before.Index--
		page, err := d.store.ListDeliveries(d.ctx, d.key, storage.DeliveryQuery{Handler: "a", After: before, Limit: 1})
		d.ok(err)
		same(d, page, all[1:2])
	}},
	{"what was delivered of versions is forgotten, and goes with its handler", func(d *desk) {
		d.handles("all", 0)
		d.handles("crm", 0)
		d.published(1)
		d.published(2)
		d.settle(d.take("all", 10, 20, 9)[0], storage.DeliveryDone, 11)
		d.ok(d.store.ForgetDeliveries(d.ctx, d.key, after(11)))
		same(d, len(d.deliveries(storage.DeliveryQuery{})), 4)
		d.ok(d.store.ForgetDeliveries(d.ctx, d.key, after(12)))
		same(d, versions(d.deliveries(storage.DeliveryQuery{})), []int64{2, 1, 2})
		d.ok(d.store.DropHandler(d.ctx, d.key, "crm"))
		same(d, versions(d.deliveries(storage.DeliveryQuery{})), []int64{2})
	}},
	{"the reason of a version that is erased is told no more, nor what was said of its delivery", func(d *desk) {
		d.handles("all", 0)
		d.published(1)
		d.published(2)
		v := d.take("all", 10, 20, 9)[0]
		v.State, v.Error = storage.DeliveryDead, "нет такого адреса"
		d.ok(d.store.SettleDelivery(d.ctx, v))
		all := d.remarks(everyRemark)
		same(d, len(all), 3)
		same(d, all[0], storage.Remark{Kind: storage.RemarkDelivery, Key: "all/1", Text: "нет такого адреса"})
		d.ok(d.store.EraseRemarks(d.ctx, d.key, all[:2]))
		list := d.deliveries(storage.DeliveryQuery{})
		same(d, []string{list[0].Error, list[0].Reason}, []string{ticket.ErasedMark, ""})
		for i, want := range []string{ticket.ErasedMark, "так надо"} {
			var told event.Published
			d.ok(json.Unmarshal(list[i].Event.Payload, &told))
			same(d, told.Reason, want)
		}
	}},
}
