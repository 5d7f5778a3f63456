package helpdesk_test

import (
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// near allows for the microseconds by which two changes of one ticket lie apart.
func near(t *testing.T, what string, got, want time.Time) {
	t.Helper()
	if got.Sub(want).Abs() > 10*time.Microsecond {
		t.Errorf("%s is %s, want %s", what, got, want)
	}
}

func TestAnOverdueClockIsSettledAtItsDueWhoeverComesFirst(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("consultation", "normal") // reaction 1 h
		h.jump(moscow(t, "2026-03-02 12:00"))  // the timers did not run
		must(t)(h.as("agent1").Note(t.Context(), id, "кто-нибудь смотрит?"))
		s := h.story(id)
		near(t, "the breach", account(t, s, "reaction").BreachedAt, moscow(t, "2026-03-02 10:00"))
		var breach ticket.Entry
		for _, e := range s.Journal {
			if e.Event == "clock.breached" {
				breach = e
			}
		}
		if breach.Actor != "system:sla" || !breach.Effective.Equal(moscow(t, "2026-03-02 10:00")) {
			t.Errorf("the journal tells %+v", breach)
		}
		before := len(s.Journal)
		if _, err := h.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after := len(h.story(id).Journal); after != before {
			t.Errorf("late timers told it again: %d entries after %d", after, before)
		}
		h.sound()
	})
}

func TestAMessageInResolvedBeginsTheSilenceAnew(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("consultation", "normal")
		h.toLevel(id, 2)
		h.at("2026-03-02 12:00")
		h.move("agent2", id, "resolve", "solution", "готово")
		h.at("2026-03-03 16:00")
		if !h.story(id).Ticket.Silence.Noticed {
			t.Fatal("no notice after a working day")
		}
		must(t)(h.as("anna").Reply(t.Context(), id, helpdesk.Answer{Text: "Смотрю"}))
		h.at("2026-03-05 15:59")
		if got := h.story(id).Ticket.Stage; got != "resolved" {
			t.Errorf("%s although she spoke", got)
		}
		h.at("2026-03-05 16:01")
		if got := h.story(id).Ticket.Stage; got != "closed" {
			t.Errorf("%s after two days of silence", got)
		}
		h.sound()
	})
}

func errOf(_ any, err error) error { return err }
