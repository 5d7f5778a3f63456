package helpdesk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// onAllBy runs a test on every store, under a regulation that begins as Simple.
func onAllBy(t *testing.T, change func(*helpdesk.Regulation), test func(t *testing.T, h *house)) {
	t.Parallel()
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := helpdesk.Simple()
			change(&r)
			test(t, newHouseOf(t, open(t), moscow(t, "2026-03-02 10:00"), &r))
		})
	}
}

func asItIs(*helpdesk.Regulation) {}

// over opens a ticket and closes it at once.
func (h *house) over() uuid.UUID {
	h.t.Helper()
	id := h.open("", "")
	h.move("agent1", id, "start")
	h.move("agent1", id, "resolve", "solution", "Включили")
	h.move("anna", id, "accept")
	return id
}

func TestATicketThatFollowsIsOpenedOnceForOneKeyAndToldOfBoth(t *testing.T) {
	onAllBy(t, asItIs, func(t *testing.T, h *house) {
		id := h.over()
		h.at("2026-04-01 10:00")
		in := helpdesk.Answer{Text: "Опять не печатает"}
		first, err := h.as("anna").Once("письмо-1").Reply(t.Context(), id, in)
		if err != nil {
			t.Fatal(err)
		}
		again, err := h.as("anna").Once("письмо-1").Reply(t.Context(), id, in)
		if err != nil || again != first {
			t.Errorf("%+v and then %+v, %v", first, again, err)
		}
		if first.Follows != id || first.Ticket == id || first.Number != "TIC-2" || first.Version != 1 {
			t.Errorf("the receipt is %+v", first)
		}
		old, next := h.story(id), h.story(first.Ticket)
		if want := []ticket.Link{{Kind: ticket.LinkFollowedBy, Ticket: first.Ticket, Key: "TIC-2"}}; !slices.Equal(old.Ticket.Links, want) || old.Ticket.Stage != "closed" {
			t.Errorf("the old one is %s with %v", old.Ticket.Stage, old.Ticket.Links)
		}
		if want := []ticket.Link{{Kind: ticket.LinkFollows, Ticket: id, Key: "TIC-1"}}; !slices.Equal(next.Ticket.Links, want) {
			t.Errorf("the new one leads to %v", next.Ticket.Links)
		}
		for _, one := range []uuid.UUID{id, first.Ticket} {
			events, err := h.store.Events(t.Context(), storage.Everything(h.Key()), one)
			if err != nil || events[len(events)-1].Kind != "ticket.linked" {
				t.Errorf("%v, %v", events, err)
			}
		}
		if r, err := h.as("anna").Request(t.Context(), id); err != nil || !r.Follows || !r.Speaks || len(r.Links) != 1 {
			t.Errorf("anna is told %+v, %v", r, err)
		}
		h.sound()
	})
}

func TestAWaitIsTooLongByItsLengthOrByItsDate(t *testing.T) {
	onAllBy(t, func(r *helpdesk.Regulation) { r.Moves[4].Upon = []string{helpdesk.UponRequesterMessage} }, func(t *testing.T, h *house) {
		park := func(until string) uuid.UUID {
			id := h.open("", "")
			h.move("agent1", id, "start")
			h.move("agent1", id, "park", "reason", "ждём", "until", moscow(t, until).Format(time.RFC3339))
			return id
		}
		far, soon := park("2026-05-01 10:00"), park("2026-03-03 10:00")
		tooLong := func() (found []uuid.UUID) {
			t.Helper()
			limit, err := h.TooLong(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			page, err := h.as("boss").Tickets(t.Context(), storage.Query{Filter: ticket.Filter{TooLong: limit}})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range page.Tickets {
				found = append(found, x.ID)
			}
			return found
		}
		for _, row := range []struct {
			at   string
			want []uuid.UUID
		}{
			{"2026-03-03 09:59", nil},
			{"2026-03-03 10:01", []uuid.UUID{soon}}, // nothing wakes it: its date is past
			{"2026-03-10 09:59", []uuid.UUID{soon}},
			{"2026-03-10 10:01", []uuid.UUID{far, soon}}, // five working days
		} {
			h.at(row.at)
			if got := tooLong(); len(got) != len(row.want) || len(got) > 0 && !slices.Contains(got, row.want[0]) {
				t.Errorf("%s: %v, want %v", row.at, got, row.want)
			}
		}
		h.sound()
	})
}

func TestAWayTellsWhatItDoesToTheClocks(t *testing.T) {
	onAllBy(t, asItIs, func(t *testing.T, h *house) {
		id := h.open("", "")
		h.move("agent1", id, "start")
		must(t)(h.as("anna").Reply(t.Context(), id, helpdesk.Answer{Text: "Ещё и скрипит"}))
		running, paused, ended := sla.ClockRunning, sla.ClockPaused, sla.ClockEnded
		want := map[string]map[string]helpdesk.ClockEffect{
			"ask": {
				"first-response": {Was: running, Will: ended}, "next-response": {Was: running, Will: ended}, "resolution": {Was: running, Will: paused},
			},
			"park": {"resolution": {Was: running, Will: paused}},
			"reject": {
				"first-response": {Was: running, Will: ended, Void: true}, "next-response": {Was: running, Will: ended, Void: true}, "resolution": {Was: running, Will: ended, Void: true},
			},
		}
		for _, w := range h.story(id).Moves {
			for _, e := range w.Clocks {
				x, ok := want[w.Move.Event][e.Clock]
				if want[w.Move.Event] != nil && (!ok || x.Was != e.Was || x.Will != e.Will || x.Void != e.Void) {
					t.Errorf("%s: %+v, want %+v", w.Move.Event, e, x)
				}
			}
			if n := len(want[w.Move.Event]); n > 0 && n != len(w.Clocks) {
				t.Errorf("%s does %+v", w.Move.Event, w.Clocks)
			}
		}
	})
}

func TestAGuardHoldsWhatAnOccasionAsksFor(t *testing.T) {
	onAllBy(t, func(r *helpdesk.Regulation) {
		r.Stages[0].Task = "classification"
		r.Moves[0].Guards = []string{helpdesk.GuardClassified}
	}, func(t *testing.T, h *house) {
		id := h.open("", "")
		must(t)(h.as("boss").Assign(t.Context(), id, helpdesk.Assignment{Agent: new("agent1")}))
		must(t)(h.as("agent1").Reply(t.Context(), id, helpdesk.Answer{Text: "Смотрим"}))
		if got := h.story(id).Ticket.Stage; got != "new" {
			t.Errorf("%s although it is not classified", got)
		}
		must(t)(h.as("agent1").Classify(t.Context(), id, helpdesk.Classification{Category: "принтеры"}))
		must(t)(h.as("agent1").Reply(t.Context(), id, helpdesk.Answer{Text: "Чиним"}))
		if got := h.story(id).Ticket; got.Stage != "open" || got.Category != "принтеры" {
			t.Errorf("%s, %s", got.Stage, got.Category)
		}
		h.sound()
	})
}

func TestAWindowWithoutAFollowUpIsRefusedWhenItIsOver(t *testing.T) {
	onAllBy(t, func(r *helpdesk.Regulation) { r.Moves[9].Later = "" }, func(t *testing.T, h *house) {
		id := h.over()
		h.at("2026-03-16 10:01")
		e := wantCode(t, h.tryMove("anna", id, "reopen", "comment", "Опять"), helpdesk.Refused)
		if e.Reason != "window_over" {
			t.Errorf("%v", e)
		}
		_, err := h.as("anna").Reply(t.Context(), id, helpdesk.Answer{Text: "Опять"})
		wantCode(t, err, helpdesk.Refused)
		if r, err := h.as("anna").Request(t.Context(), id); err != nil || r.Speaks || len(r.Moves) != 0 {
			t.Errorf("anna is offered %v, speaks %t, %v", r.Moves, r.Speaks, err)
		}
		h.sound()
	})
}

func TestAResolutionThatRestartsBeginsAnewWhenReopened(t *testing.T) {
	onAllBy(t, func(r *helpdesk.Regulation) { r.Clocks[2].Restart = true }, func(t *testing.T, h *house) {
		id := h.open("", "")
		h.move("agent1", id, "start")
		h.at("2026-03-03 10:00")
		h.move("agent1", id, "resolve", "solution", "Включили")
		h.at("2026-03-04 10:00")
		h.move("anna", id, "reopen", "comment", "Нет")
		// Five dates from 10:00 of #83, Wednesday the 4th: #88 is Thursday the 12th.
		near(t, "the due", account(t, h.story(id), "resolution").Due, moscow(t, "2026-03-12 10:00"))
		h.sound()
	})
}
