package helpdesk_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// keeping publishes how long things are kept.
func (h *house) keeping(r helpdesk.Retention) {
	h.t.Helper()
	h.publish(func(x *helpdesk.Regulation) { x.Retention = &r })
}

// closedBy opens a request of a person and closes it.
func (h *house) closedBy(person string) uuid.UUID {
	h.t.Helper()
	made, err := h.as(person).Open(h.t.Context(), helpdesk.NewRequest{Subject: hisWords, Text: hisWords, Category: "defect"})
	must(h.t)(made, err)
	h.toLevel(made.Ticket, 2)
	h.move("boss", made.Ticket, "resolve", "solution", otherWord)
	h.move(person, made.Ticket, "accept")
	return made.Ticket
}

func TestWhatWasClosedLongAgoForgetsItsRequesterByTheRegulation(t *testing.T) {
	onAll(t, "2026-02-27 15:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		first := h.closedBy("anna")
		h.jump(moscow(t, "2026-03-10 15:00"))
		second, reopened := h.closedBy("boris"), h.closedBy("anna")
		open := h.open("defect", "normal")
		none, err := h.as("admin").PreviewRetention(ctx, nil)
		if err != nil || none.Months != 0 || none.Tickets != 0 || none.Notices != 90 || none.Deliveries != 7 {
			t.Errorf("nothing is asked for: %+v %v", none, err)
		}
		h.keeping(helpdesk.Retention{Months: 2})
		h.jump(moscow(t, "2026-04-27 14:59"))
		if n, err := h.Retain(ctx); n != 0 || err != nil {
			t.Fatalf("a minute too early: %d %v", n, err)
		}
		h.jump(moscow(t, "2026-04-27 15:01"))
		soon, err := h.as("admin").PreviewRetention(ctx, &helpdesk.Retention{Months: 1, Texts: helpdesk.TextsAll})
		if err != nil || soon.Tickets != 3 || soon.Texts != helpdesk.TextsAll || !soon.Earliest.Equal(h.story(first).Ticket.Closed) {
			t.Errorf("foreseen is %+v %v", soon, err)
		}
		if p, err := h.as("admin").PreviewRetention(ctx, nil); err != nil || p.Tickets != 1 {
			t.Errorf("foreseen is %+v %v", p, err)
		}
		if n, err := h.Retain(ctx); n != 1 || err != nil {
			t.Fatalf("changed %d: %v", n, err)
		}
		gone := h.story(first)
		last := gone.Journal[len(gone.Journal)-1]
		if gone.Ticket.Subject != ticket.ErasedMark || gone.Ticket.Phone != ticket.ErasedMark || gone.Ticket.Solution != otherWord || gone.Ticket.Requester != "anna" ||
			last.Event != string(event.TicketErased) || last.Actor != "system:retention" || !gone.Ticket.Erased.Equal(last.At) {
			t.Errorf("%+v", gone.Ticket)
		}
		if p, err := h.store.Person(ctx, h.Key(), "anna"); err != nil || p.Name == ticket.ErasedMark {
			t.Errorf("her entry of the directory: %+v %v", p, err)
		}
		h.move("anna", reopened, "reopen", "comment", hisWords)
		h.jump(moscow(t, "2026-05-11 15:00"))
		if n, err := h.Retain(ctx); n != 1 || err != nil { // the second: what was reopened is not over
			t.Fatalf("changed %d: %v", n, err)
		}
		if s := h.story(second).Ticket; s.Erased.IsZero() {
			t.Error("the second is as it was")
		}
		for _, id := range []uuid.UUID{reopened, open} {
			if s := h.story(id).Ticket; !s.Erased.IsZero() || s.Subject == ticket.ErasedMark {
				t.Errorf("%+v", s)
			}
		}
		h.move("anna", first, "reopen", "comment", hisWords+" опять")
		if s := h.story(first).Ticket; !s.Erased.IsZero() {
			t.Error("there are words in it again")
		}
		h.sound()
	})
}

func TestRunKeepsNothingLongerThanTheRegulationSays(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-02-27 15:00"))
	id := h.closedBy("anna")
	h.keeping(helpdesk.Retention{Months: 1, Texts: helpdesk.TextsAll})
	h.jump(moscow(t, "2027-02-27 15:00"))
	desk, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Now: h.clock, Apart: -1})
	must(t)(desk, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- desk.Run(ctx) }()
	for until := time.Now().Add(20 * time.Second); h.story(id).Ticket.Erased.IsZero(); time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Error("it is still there")
			break
		}
	}
	stop()
	<-ended
}

func TestATicketThatCannotBeErasedDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-02-27 15:00"))
	first, second := h.closedBy("anna"), h.closedBy("boris")
	veto := func(_ context.Context, p *helpdesk.Proposal) error {
		if p.Ticket().ID == first {
			return &helpdesk.Error{Code: helpdesk.Refused, Reason: "held"}
		}
		return nil
	}
	h.keeping(helpdesk.Retention{Months: 1})
	h.jump(moscow(t, "2026-05-27 15:00"))
	desk, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Now: h.clock, Before: []helpdesk.Before{veto}})
	must(t)(desk, err)
	if n, err := desk.Retain(t.Context()); n != 1 || err != nil {
		t.Errorf("changed %d: %v", n, err)
	}
	if h.story(first).Ticket.Subject != hisWords || h.story(second).Ticket.Subject != ticket.ErasedMark {
		t.Error("the wrong one")
	}
}

func TestARetentionIsProved(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-02-27 15:00"))
	for name, row := range map[string]struct {
		r     helpdesk.Retention
		field string
	}{
		"less than nothing":       {helpdesk.Retention{Months: -1}, "retention.months"},
		"for ever":                {helpdesk.Retention{Months: 1201}, "retention.months"},
		"unknown texts":           {helpdesk.Retention{Months: 1, Texts: "some"}, "retention.texts"},
		"texts without an end":    {helpdesk.Retention{Texts: helpdesk.TextsAll}, "retention.months"},
		"notices before they are": {helpdesk.Retention{Notices: -3}, "retention.notices"},
		"deliveries forgotten before they are looked for": {helpdesk.Retention{Deliveries: 6}, "retention.deliveries"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := h.as("admin").PreviewRetention(t.Context(), &row.r)
			if e := wantCode(t, err, helpdesk.Invalid); len(e.Faults) != 1 || e.Faults[0].Field != row.field {
				t.Errorf("%v", err)
			}
			r := helpdesk.Levels()
			r.Retention = &row.r
			wantCode(t, r.Prove(), helpdesk.Invalid)
		})
	}
	for _, person := range []string{"anna", "agent1", "boss", "quality"} {
		_, err := h.as(person).PreviewRetention(t.Context(), nil)
		wantCode(t, err, helpdesk.Forbidden)
	}
}
