package helpdesk_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
)

// hears keeps what a handler of publications is told, and refuses while fails is set.
type hears struct {
	list  []event.Published
	of    []helpdesk.Delivery
	fails error
}

func (x *hears) take(_ context.Context, d helpdesk.Delivery) error {
	if x.fails != nil {
		return x.fails
	}
	var p event.Published
	if err := json.Unmarshal(d.Payload, &p); err != nil {
		return err
	}
	x.list, x.of = append(x.list, p), append(x.of, d)
	return nil
}

func TestAPublicationIsToldToHandlersAsTheEventsOfTicketsAre(t *testing.T) {
	onAll(t, "2026-04-28 15:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		var x hears
		must(t)(nil, h.Handle([]event.Kind{event.RegulationPublished}, "wiki", x.take))
		must(t)(nil, h.Register(ctx))
		h.jump(h.clock().Add(time.Hour))
		x.fails = errors.New("занято")
		h.publish(func(r *helpdesk.Regulation) { r.Title["ru"] = "Новое имя" })
		h.publish(func(r *helpdesk.Regulation) { r.Title["ru"] = "Ещё новее" })
		if n := h.deliver(); n != 1 {
			t.Errorf("tried %d", n)
		}
		x.fails = nil
		h.jump(h.clock().Add(time.Minute))
		for h.deliver() > 0 {
		}
		if len(x.list) != 2 || x.list[0].Version != 2 || x.list[1].Version != 3 || x.list[0].Reason == "" {
			t.Fatalf("told %+v", x.list)
		}
		if d := x.of[0]; d.Ticket != uuid.Nil || d.Number != "" || d.Actor != "admin" || d.Attempt != 2 || d.Kind != event.RegulationPublished || d.Kind.OfTicket() {
			t.Errorf("told as %+v", d)
		}
		stored, err := h.store.Regulation(ctx, h.Key(), 3)
		must(t)(stored, err)
		if stored.Event != x.of[1].ID || !stored.At.Equal(x.of[1].At) {
			t.Errorf("the version is told under %s, and came as %s", stored.Event, x.of[1].ID)
		}
		h.open("defect", "normal")
		h.sound()
	})
}

func TestAPublicationThatNobodyTakesIsADeadLetterLikeAnother(t *testing.T) {
	onAll(t, "2026-04-28 15:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		x := hears{fails: helpdesk.Hopeless(errors.New("нет такого вики"))}
		must(t)(nil, h.Handle([]event.Kind{event.RegulationPublished}, "wiki", x.take))
		must(t)(nil, h.Register(ctx))
		h.publish(func(r *helpdesk.Regulation) { r.Title["ru"] = "Новое имя" })
		h.publish(func(r *helpdesk.Regulation) { r.Title["ru"] = "Ещё новее" })
		h.deliver()
		dead, err := h.as("admin").Deliveries(ctx, storage.DeliveryQuery{States: []storage.DeliveryState{storage.DeliveryDead}})
		must(t)(dead, err)
		if len(dead) != 1 || dead[0].Event.Version != 2 || dead[0].State != storage.DeliveryDead {
			t.Fatalf("dead is %+v", dead)
		}
		must(t)(nil, h.as("admin").Skip(ctx, dead[0].Key(), "не нужно"))
		x.fails = nil
		h.deliver()
		if len(x.list) != 1 || x.list[0].Version != 3 {
			t.Errorf("told %+v", x.list)
		}
	})
}
