package helpdesk_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// overdue makes tickets whose first clock has run out.
func (h *house) overdue(n int) []uuid.UUID {
	var ids []uuid.UUID
	for range n {
		ids = append(ids, h.open("defect", "normal"))
	}
	h.jump(moscow(h.t, "2026-03-09 09:00"))
	return ids
}

// breaches counts the breaches that a ticket's journal tells.
func (h *house) breaches(id uuid.UUID) (n int) {
	for _, e := range h.story(id).Journal {
		if e.Event == "clock.breached" {
			n++
		}
	}
	return n
}

func TestTimersOfManyTicketsFireAtOnceAndEachOnce(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ids := h.overdue(130)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				if _, err := h.Tick(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			if n := h.breaches(id); n != 1 {
				t.Errorf("ticket %s tells %d breaches", id, n)
			}
			left, err := h.store.Pending(t.Context(), storage.Everything(h.Key()), id)
			if err != nil || len(left) > 0 {
				t.Errorf("ticket %s still has the timers %v (%v)", id, left, err)
			}
		}
		if fired, err := h.Tick(t.Context()); fired != 0 || err != nil {
			t.Errorf("%d timers fire again (%v)", fired, err)
		}
		h.sound()
	})
}

// meddled is a store in which somebody else changes a ticket just before the first
// change of several is written.
type meddled struct {
	storage.Store
	once   sync.Once
	meddle func()
}

func (m *meddled) Apply(ctx context.Context, changes ...storage.Change) error {
	if len(changes) > 1 {
		m.once.Do(m.meddle)
	}
	return m.Store.Apply(ctx, changes...)
}

func TestATicketThatMovesOnMeanwhileDoesNotHoldUpTheOthersTimers(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ids := h.overdue(5)
		store := &meddled{Store: h.store, meddle: func() {
			must(t)(h.as("boss").Reply(t.Context(), ids[2], helpdesk.Answer{Text: "Смотрим"}))
		}}
		desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{Now: h.clock})
		if err != nil {
			t.Fatal(err)
		}
		must(t)(desk.Tick(t.Context()))
		for i, id := range ids {
			if n := h.breaches(id); n != 1 {
				t.Errorf("ticket %d tells %d breaches", i, n)
			}
		}
		h.sound()
	})
}

func TestATicketWhoseTimersCannotFireIsToldToTheLogAndTheOthersFire(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ids := h.overdue(5)
		everything := storage.Everything(h.Key())
		broken, err := h.store.Ticket(t.Context(), everything, ids[2])
		if err != nil {
			t.Fatal(err)
		}
		timers, err := h.store.Pending(t.Context(), everything, ids[2])
		if err != nil {
			t.Fatal(err)
		}
		broken.Ledger, broken.Version = []byte("{"), broken.Version+1
		if err := h.store.Apply(t.Context(), storage.Change{Ticket: broken, From: broken.Version - 1, Timers: timers}); err != nil {
			t.Fatal(err)
		}
		var told bytes.Buffer
		desk, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Now: h.clock, Log: slog.New(slog.NewTextHandler(&told, nil))})
		if err != nil {
			t.Fatal(err)
		}
		must(t)(desk.Tick(t.Context()))
		if !strings.Contains(told.String(), ids[2].String()) {
			t.Errorf("the log does not name the ticket: %s", told.String())
		}
		for i, id := range ids {
			left, err := h.store.Pending(t.Context(), everything, id)
			if err != nil || (len(left) > 0) != (i == 2) {
				t.Errorf("ticket %d has the timers %v (%v)", i, left, err)
			}
			seen, err := h.store.Ticket(t.Context(), everything, id)
			if err != nil || seen.Phase != ticket.PhaseOpen {
				t.Errorf("ticket %d: %+v, %v", i, seen, err)
			}
		}
	})
}
