package storagetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Blocked measures what it takes to claim and settle a delivery, and to look when the next
// is due, while 100,000 others stand behind dead letters, and while none do.
func Blocked(b *testing.B, open func(b *testing.B) storage.Store) {
	for _, behind := range []int{0, 100} {
		b.Run(fmt.Sprint(1000*behind), func(b *testing.B) {
			ctx, store, key := context.Background(), open(b), "desk-"+uuid.NewString()
			ok := func(err error) {
				b.Helper()
				if err != nil {
					b.Fatal(err)
				}
			}
			n := 0
			tell := func(events int) {
				n++
				t := ticket.Ticket{Desk: key, ID: newID(), Number: fmt.Sprint(n), Version: 1, Subject: "Printer", Requester: "anna",
					Stage: "level1", Phase: ticket.PhaseOpen, Opened: start, Entered: start, Updated: start}
				c := storage.Change{Ticket: t}
				for i := range events {
					c.Events = append(c.Events, event.Envelope{ID: newID(), Desk: key, Ticket: t.ID, Number: t.Number, Version: 1, Index: i,
						Kind: event.NoteAdded, At: start, Actor: "anna", Payload: []byte("{}")})
				}
				ok(store.Apply(ctx, c))
			}
			claim := func(limit int) []storage.Delivery {
				list, err := store.ClaimDeliveries(ctx, storage.DeliveryClaim{Desk: key, Handler: "crm", Now: after(1), Until: after(2), Limit: limit})
				ok(err)
				return list
			}
			ok(store.PutHandler(ctx, storage.Handler{Desk: key, Name: "crm", Since: start}))
			if behind > 0 {
				for range 1000 {
					tell(1 + behind)
				}
			}
			for list := claim(100); len(list) > 0; list = claim(100) {
				for _, d := range list {
					d.State, d.Error = storage.DeliveryDead, "no"
					ok(store.SettleDelivery(ctx, d))
				}
			}
			// What stands behind is put aside by those who look.
			for range behind * 2 {
				claim(8)
			}
			for b.Loop() {
				tell(1)
				list := claim(8)
				if len(list) != 1 {
					b.Fatalf("%d claimed", len(list))
				}
				list[0].State, list[0].Settled = storage.DeliveryDone, after(1)
				ok(store.SettleDelivery(ctx, list[0]))
				if len(claim(8)) > 0 {
					b.Fatal("something is claimed")
				}
				_, err := store.NextDelivery(ctx, key, []string{"crm"})
				ok(err)
			}
		})
	}
}
