package helpdesk_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

func TestTrust_F9_TheSameKeySentSixtyFourTimesAtOnceHasOneEffectAndOneAnswer(t *testing.T) {
	onAll(t, "2026-04-28 15:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		opened := h.once(func(s *helpdesk.Session) (helpdesk.Receipt, error) {
			return s.Open(ctx, helpdesk.NewRequest{Subject: "Первое", Text: "Не работает", Category: "defect", Requester: "anna"})
		})
		id := opened.Ticket
		for _, do := range []func(*helpdesk.Session) (helpdesk.Receipt, error){
			func(s *helpdesk.Session) (helpdesk.Receipt, error) {
				return s.Classify(ctx, id, helpdesk.Classification{})
			},
			func(s *helpdesk.Session) (helpdesk.Receipt, error) {
				return s.Move(ctx, id, helpdesk.Transition{Event: "process"})
			},
			func(s *helpdesk.Session) (helpdesk.Receipt, error) {
				return s.Expecting(3).Move(ctx, id, helpdesk.Transition{Event: "escalate", Fields: map[string]string{"reason": "сложно"}})
			},
			func(s *helpdesk.Session) (helpdesk.Receipt, error) {
				return s.Reply(ctx, id, helpdesk.Answer{Text: "Смотрим"})
			},
			func(s *helpdesk.Session) (helpdesk.Receipt, error) {
				return s.Wait(ctx, id, helpdesk.Waiting{Reason: "ждём"})
			},
			func(s *helpdesk.Session) (helpdesk.Receipt, error) { return s.Resume(ctx, id) },
			func(s *helpdesk.Session) (helpdesk.Receipt, error) {
				return s.Spend(ctx, id, helpdesk.Booking{Spent: time.Hour})
			},
		} {
			h.once(do)
		}
		story, err := h.as("boss").Story(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if story.Ticket.Version != 8 || len(story.Messages) != 3 || len(story.Times) != 1 {
			t.Errorf("version %d, %d messages, %d bookings", story.Ticket.Version, len(story.Messages), len(story.Times))
		}
		h.sound()
	})
}

// once does something 64 times at once with the same key; all must answer the same.
func (h *house) once(do func(*helpdesk.Session) (helpdesk.Receipt, error)) helpdesk.Receipt {
	h.t.Helper()
	const times = 64
	var all sync.WaitGroup
	receipts, failed := make([]helpdesk.Receipt, times), make([]error, times)
	key := uuid.NewString()
	for i := range times {
		all.Go(func() { receipts[i], failed[i] = do(h.as("boss").Once(key)) })
	}
	all.Wait()
	for i := range times {
		if failed[i] != nil || receipts[i] != receipts[0] {
			h.t.Fatalf("the %dth answer is %+v, %v; the first is %+v, %v", i+1, receipts[i], failed[i], receipts[0], failed[0])
		}
	}
	return receipts[0]
}

func TestAKeyOfIdempotencyThatNoStoreCanKeepIsRefused(t *testing.T) {
	onAll(t, "2026-04-28 15:00", func(t *testing.T, h *house) {
		in := helpdesk.NewRequest{Subject: "Первое", Text: "Не работает", Category: "defect"}
		for _, key := range []string{strings.Repeat("ё", helpdesk.MaxKey+1), "a\x00b", "\xff"} {
			_, err := h.as("anna").Once(key).Open(t.Context(), in)
			if e := wantCode(t, err, helpdesk.Invalid); len(e.Faults) != 1 || e.Faults[0].Field != "idempotency_key" {
				t.Errorf("faults %+v", e.Faults)
			}
		}
		if _, err := h.as("anna").Once(strings.Repeat("ё", helpdesk.MaxKey)).Open(t.Context(), in); err != nil {
			t.Error(err)
		}
		h.sound()
	})
}

func TestAStoreThatDoesNotAnswerInTheCallersTimeIsUnavailable(t *testing.T) {
	onAll(t, "2026-04-28 15:00", func(t *testing.T, h *house) {
		if _, memory := h.store.(interface{ Close() error }); !memory {
			t.Skip("what is in memory is always there")
		}
		late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
		defer cancel()
		_, err := h.as("anna").Open(late, helpdesk.NewRequest{Subject: "Первое", Text: "Не работает", Category: "defect"})
		if !errors.Is(err, helpdesk.Unavailable) {
			t.Errorf("got %v", err)
		}
	})
}
