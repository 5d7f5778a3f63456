package helpdesk_test

import (
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// near allows for the microseconds by which two changes of one ticket lie apart.
func near(t *testing.T, what string, got, want time.Time) {
	t.Helper()
	if got.Sub(want).Abs() > 10*time.Microsecond {
		t.Errorf("%s is %s, want %s", what, got, want)
	}
}

func TestReclassifyingKeepsTheTimeSpentAndChangesTheTarget(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("consultation", "normal")
		h.toLevel(id, 2) // standard: 4 h
		h.at("2026-03-02 09:30")
		must(t)(h.as("agent2").Classify(t.Context(), id, helpdesk.Classification{Priority: "urgent"})) // urgent: 1 h
		a := account(t, h.story(id), "processing")
		near(t, "the new due", a.Due, moscow(t, "2026-03-02 10:00"))
		if a.Plan != "urgent" || a.Rule != "matrix:consultation/urgent" || len(a.Breaches) != 0 {
			t.Errorf("plan %s by %s with %d breaches", a.Plan, a.Rule, len(a.Breaches))
		}
		tasks := h.story(id).Tasks
		near(t, "the work task's due", tasks[len(tasks)-1].Due, moscow(t, "2026-03-02 10:00"))
		h.sound()
	})
}

func TestReclassifyingToATargetAlreadyExceededIsABreachAtThatInstant(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("consultation", "normal")
		h.toLevel(id, 2)
		h.at("2026-03-02 11:00")
		must(t)(h.as("agent2").Classify(t.Context(), id, helpdesk.Classification{Priority: "urgent"}))
		a := account(t, h.story(id), "processing")
		near(t, "the breach", a.BreachedAt, moscow(t, "2026-03-02 11:00"))
		must(t)(h.as("agent2").Classify(t.Context(), id, helpdesk.Classification{Priority: "normal"}))
		a = account(t, h.story(id), "processing")
		if len(a.Breaches) != 1 || a.Breaches[0].Target.String() != "1h" || a.Budget.String() != "4h" {
			t.Errorf("a recorded breach must stay with the target it broke: %+v, budget %s", a.Breaches, a.Budget)
		}
		near(t, "the due of the longer target", a.Due, moscow(t, "2026-03-02 14:00")) // begun a moment after the opening
		h.sound()
	})
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

func TestAnEstimateSetsTheSolutionTargetOfNewFunctionality(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("feature", "normal")
		h.toLevel(id, 3)
		e := wantCode(t, errOf(h.as("agent3").Estimate(t.Context(), id, helpdesk.Estimate{Target: "soon"})), helpdesk.Invalid)
		if len(e.Faults) != 2 {
			t.Errorf("want the target and the reason at fault, got %v", e.Faults)
		}
		must(t)(h.as("agent3").Estimate(t.Context(), id, helpdesk.Estimate{Target: "30d", Reason: "отчёт пишется с нуля"}))
		a := account(t, h.story(id), "solution")
		near(t, "the estimated due", a.Due, moscow(t, "2026-04-14 09:00")) // a moment after the opening
		other := h.open("defect", "normal")
		wantCode(t, errOf(h.as("boss").Estimate(t.Context(), other, helpdesk.Estimate{Target: "3d", Reason: "x"})), helpdesk.Refused)
		h.sound()
	})
}

func TestTheVendorsOverrunIsNoBreach(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("hosting", "critical") // outage: level 4 within 3 days
		h.toLevel(id, 4)
		h.at("2026-03-10 12:00")
		s := h.story(id)
		a := account(t, s, "waiting")
		if len(a.Breaches) != 0 || !a.Informative {
			t.Errorf("the vendor's clock: %+v", a)
		}
		told := false
		for _, e := range s.Journal {
			told = told || e.Event == "clock.breached"
		}
		if !told {
			t.Error("that the vendor is late is told all the same")
		}
		h.sound()
	})
}

func TestAMessageOfTheRequesterEndsAWaitAndAnAutomaticOneDoesNot(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("consultation", "normal")
		h.toLevel(id, 2) // 4 h
		h.at("2026-03-02 10:00")
		must(t)(h.as("agent2").Wait(t.Context(), id, helpdesk.Waiting{Reason: "ждём ответа Анны"}))
		if s := h.story(id); account(t, s, "processing").State != sla.ClockPaused || !s.Ticket.Due.IsZero() {
			t.Errorf("the clock is %s and due %s while waiting", account(t, s, "processing").State, s.Ticket.Due)
		}
		h.at("2026-03-02 12:00")
		must(t)(h.as("anna").Reply(t.Context(), id, helpdesk.Answer{Text: "Я в отпуске", Automatic: true}))
		if !h.story(id).Ticket.Wait.On() {
			t.Error("an automatic answer ended the wait")
		}
		h.at("2026-03-03 09:00")
		must(t)(h.as("anna").Reply(t.Context(), id, helpdesk.Answer{Text: "Вернулась, отвечаю"}))
		s := h.story(id)
		if s.Ticket.Wait.On() {
			t.Error("her message did not end the wait")
		}
		near(t, "the due after the wait", s.Ticket.Due, moscow(t, "2026-03-03 12:00"))
		h.sound()
	})
}

func TestAWaitEndsAtItsDate(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("consultation", "normal")
		wantCode(t, errOf(h.as("boss").Wait(t.Context(), id, helpdesk.Waiting{Reason: "x", Until: moscow(t, "2026-03-01 09:00")})), helpdesk.Invalid)
		must(t)(h.as("boss").Wait(t.Context(), id, helpdesk.Waiting{Reason: "ждём письма", Until: moscow(t, "2026-03-05 12:00")}))
		h.at("2026-03-05 12:30")
		s := h.story(id)
		if s.Ticket.Wait.On() {
			t.Error("still waiting")
		}
		near(t, "the due", s.Ticket.Due, moscow(t, "2026-03-05 13:00"))
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
