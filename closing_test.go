package helpdesk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// resolved opens a ticket and resolves it.
func (h *house) resolved(fields ...string) uuid.UUID {
	h.t.Helper()
	id := h.open("defect", "normal")
	h.toLevel(id, 2)
	h.move("agent2", id, "resolve", append([]string{"solution", "Заменили картридж"}, fields...)...)
	return id
}

// toldOf are the kinds of what was told of a ticket, from the nth event on.
func (h *house) toldOf(id uuid.UUID, from int) []event.Kind {
	h.t.Helper()
	return h.kinds(helpdesk.Receipt{Ticket: id})[from:]
}

func TestAMoveTakesAWordWithItsRatingAndNoneWithout(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.resolved()
		move := func(event, comment string, fields map[string]string) error {
			_, err := h.as("anna").Move(ctx, id, helpdesk.Transition{Event: event, Fields: fields, Comment: comment})
			return err
		}
		for _, c := range []struct {
			event, comment, fault string
			fields                map[string]string
		}{
			{"accept", "Быстро", "fields.rating", nil},
			{"reopen", "Быстро", "comment", map[string]string{"comment": "Нет"}},
			{"accept", strings.Repeat("я", helpdesk.MaxReason+1), "comment", map[string]string{"rating": "5"}},
		} {
			if e := wantCode(t, move(c.event, c.comment, c.fields), helpdesk.Invalid); len(e.Faults) != 1 || e.Faults[0].Field != c.fault {
				t.Errorf("%s: %v", c.event, e.Faults)
			}
		}
		if err := move("accept", " Быстро ", map[string]string{"rating": "5"}); err != nil {
			t.Fatal(err)
		}
		story := h.story(id)
		if m := story.Messages[len(story.Messages)-1]; m.Text != "Быстро" || m.Purpose != ticket.PurposeRating || story.Ticket.Rating != 5 {
			t.Errorf("rated %d with %+v", story.Ticket.Rating, m)
		}
		h.sound()
	})
}

func TestRatingAResolvedTicketAcceptsIt(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.resolved()
		before := len(h.toldOf(id, 0))
		wantCode(t, errOf(h.as("anna").Rate(t.Context(), id, helpdesk.Rating{Score: 6})), helpdesk.Invalid)
		for who, code := range map[string]helpdesk.Code{"agent2": helpdesk.Forbidden, "boss": helpdesk.Forbidden, "boris": helpdesk.NotFound} {
			wantCode(t, errOf(h.as(who).Rate(t.Context(), id, helpdesk.Rating{Score: 5})), code)
		}
		must(t)(h.as("anna").Rate(t.Context(), id, helpdesk.Rating{Score: 4, Comment: "Быстро, спасибо"}))
		got := h.story(id)
		if got.Ticket.Stage != "closed" || got.Ticket.Rating != 4 {
			t.Errorf("in %s, rated %d", got.Ticket.Stage, got.Ticket.Rating)
		}
		want := []event.Kind{event.TicketMoved, event.ArticleSuggested, event.TicketRated}
		if told := h.toldOf(id, before); !slices.Equal(told, want) {
			t.Errorf("told %v", told)
		}
		last := got.Messages[len(got.Messages)-1]
		if last.Purpose != ticket.PurposeRating || last.Text != "Быстро, спасибо" || last.Side != ticket.SideRequester || last.Audience != ticket.Public {
			t.Errorf("the comment is %+v", last)
		}
		h.set(h.clock().Add(90 * 24 * time.Hour)) // also much later, and on his behalf
		must(t)(h.as("agent2 for anna").Rate(t.Context(), id, helpdesk.Rating{Score: 2, Comment: "Через месяц сломалось снова"}))
		if got := h.story(id).Ticket; got.Rating != 2 || got.Stage != "closed" {
			t.Errorf("in %s, rated %d", got.Stage, got.Rating)
		}
		h.sound()
	})
}

func TestARatingGivenWithTheAcceptanceIsToldAsOne(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.resolved()
		before := len(h.toldOf(id, 0))
		h.move("anna", id, "accept", "rating", "5")
		if told := h.toldOf(id, before); !slices.Equal(told, []event.Kind{event.TicketMoved, event.ArticleSuggested, event.TicketRated}) || h.story(id).Ticket.Rating != 5 {
			t.Errorf("told %v", told)
		}
		h.sound()
	})
}

func TestWhereTheRegulationSaysSoARatingLeavesTheTicketResolved(t *testing.T) {
	t.Parallel()
	r := helpdesk.Levels()
	r.RatingLeavesOpen = true
	h := newHouseOf(t, memory.New(), moscow(t, "2026-03-02 09:00"), &r)
	id := h.resolved()
	must(t)(h.as("anna").Rate(t.Context(), id, helpdesk.Rating{Score: 3}))
	if got := h.story(id).Ticket; got.Stage != "resolved" || got.Rating != 3 {
		t.Errorf("in %s, rated %d", got.Stage, got.Rating)
	}
	h.sound()
}

func TestNothingIsRatedBeforeItIsResolved(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-03-02 09:00"))
	id := h.open("defect", "normal")
	if e := wantCode(t, errOf(h.as("anna").Rate(t.Context(), id, helpdesk.Rating{Score: 5})), helpdesk.Refused); e.Reason != "not_resolved" {
		t.Errorf("refused for %q", e.Reason)
	}
}

func TestACommentToARatingAsksForNoAnswer(t *testing.T) {
	t.Parallel()
	r := helpdesk.Simple()
	h := newHouseOf(t, memory.New(), moscow(t, "2026-03-02 09:00"), &r)
	id := h.open("", "normal")
	must(t)(h.as("agent1").Reply(t.Context(), id, helpdesk.Answer{Text: "Смотрим"}))
	h.move("agent1", id, "resolve", "solution", "Готово")
	must(t)(h.as("anna").Rate(t.Context(), id, helpdesk.Rating{Score: 1, Comment: "Долго"}))
	for _, a := range h.story(id).Accounts {
		if a.State == "running" {
			t.Errorf("the clock %s runs", a.Clock)
		}
	}
	h.sound()
}

func TestAClosedTicketIsReviewedByTheQualityManager(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.resolved()
		verdict := helpdesk.Verdict{Closing: ticket.ClosedWrongly, Quality: 2, Comment: "Причину не нашли"}
		if e := wantCode(t, errOf(h.as("quality").Review(ctx, id, verdict)), helpdesk.Refused); e.Reason != "not_closed" {
			t.Errorf("refused for %q", e.Reason)
		}
		h.move("anna", id, "accept")
		for who, code := range map[string]helpdesk.Code{"boss": helpdesk.Forbidden, "agent2": helpdesk.Forbidden, "anna": helpdesk.Forbidden, "boris": helpdesk.NotFound} {
			wantCode(t, errOf(h.as(who).Review(ctx, id, verdict)), code)
		}
		e := wantCode(t, errOf(h.as("quality").Review(ctx, id, helpdesk.Verdict{Closing: "perhaps", Quality: 9})), helpdesk.Invalid)
		if len(e.Faults) != 2 {
			t.Errorf("faults %v", e.Faults)
		}
		must(t)(h.as("quality").Review(ctx, id, verdict))
		got := h.story(id)
		want := ticket.Review{Closing: ticket.ClosedWrongly, Quality: 2, By: "quality", At: got.Ticket.Updated}
		if got.Ticket.Review != want {
			t.Errorf("the review is %+v", got.Ticket.Review)
		}
		if last := got.Messages[len(got.Messages)-1]; last.Purpose != ticket.PurposeReview || last.Audience != ticket.Internal {
			t.Errorf("the comment is %+v", last)
		}
		if r, err := h.as("anna").Request(ctx, id); err != nil || len(r.Messages) != 2 {
			t.Errorf("the requester reads %v, %v", r.Messages, err)
		}
		h.move("anna", id, "reopen", "comment", "Опять")
		h.move("boss", id, "resolve", "solution", "Заменили принтер")
		h.move("anna", id, "accept")
		if got := h.story(id).Ticket.Review; !got.IsZero() {
			t.Errorf("closed anew, it has the review %+v", got)
		}
		h.sound()
	})
}

func TestNobodyReviewsHisOwnWork(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-03-02 09:00"))
	must(t)(h.As(helpdesk.System("setup")).PutPerson(t.Context(), ticket.Person{ID: "agent2", Version: 1, Name: "Иван Петров", Roles: []ticket.Role{ticket.RoleAgent, ticket.RoleQualityManager}}))
	id := h.open("defect", "normal")
	h.toLevel(id, 2)
	must(t)(h.as("agent2").Assign(t.Context(), id, helpdesk.Assignment{Agent: new("agent2")}))
	h.move("agent2", id, "resolve", "solution", "Готово")
	h.move("anna", id, "accept")
	e := wantCode(t, errOf(h.as("agent2").Review(t.Context(), id, helpdesk.Verdict{Closing: ticket.ClosedRightly, Quality: 5})), helpdesk.Refused)
	if e.Reason != "own_work" {
		t.Errorf("refused for %q", e.Reason)
	}
}

func TestASampleIsDrawnByItsSeedAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-03-02 09:00"))
	ctx := t.Context()
	from := h.clock()
	closed := map[uuid.UUID]bool{}
	for i := range 40 {
		id := h.open("defect", "normal")
		h.toLevel(id, 2)
		must(t)(h.as("boss").Assign(ctx, id, helpdesk.Assignment{Agent: new([]string{"agent2", "agent3"}[i%4/3])}))
		h.move("boss", id, "resolve", "solution", "Готово")
		h.move("anna", id, "accept")
		closed[id] = true
	}
	h.open("defect", "normal")
	h.set(h.clock().Add(time.Hour))
	draw := func(q helpdesk.SampleQuery) []uuid.UUID {
		t.Helper()
		q.From, q.Until = from, h.clock()
		s, err := h.as("quality").Sample(ctx, q)
		if err != nil || s.Closed != len(closed) && q.Agents == nil {
			t.Fatalf("of %d, %v", s.Closed, err)
		}
		var ids []uuid.UUID
		for _, x := range s.Tickets {
			if !closed[x.ID] {
				t.Errorf("%s was drawn and is not closed", x.Number)
			}
			ids = append(ids, x.ID)
		}
		return ids
	}
	first := draw(helpdesk.SampleQuery{Size: 10, Seed: "март"})
	if len(first) != 10 || !slices.Equal(first, draw(helpdesk.SampleQuery{Size: 10, Seed: "март"})) {
		t.Errorf("the same question draws others: %v", first)
	}
	drawn := map[uuid.UUID]bool{}
	for seed := range 100 {
		for _, id := range draw(helpdesk.SampleQuery{Size: 10, Seed: fmt.Sprint(seed)}) {
			drawn[id] = true
		}
	}
	if len(drawn) != len(closed) {
		t.Errorf("a hundred seeds drew %d of %d tickets", len(drawn), len(closed))
	}
	if n := len(draw(helpdesk.SampleQuery{Size: 3, Per: helpdesk.PerAgent})); n != 6 {
		t.Errorf("three of each of two agents are %d", n)
	}
	if n := len(draw(helpdesk.SampleQuery{Size: 100, Agents: []string{"agent3"}})); n != 10 {
		t.Errorf("of the third agent %d were drawn", n)
	}
	wantCode(t, errOf(h.as("boss").Sample(ctx, helpdesk.SampleQuery{From: from, Until: h.clock()})), helpdesk.Forbidden)
	e := wantCode(t, errOf(h.as("quality").Sample(ctx, helpdesk.SampleQuery{Until: from, Size: 1000, Per: "moon"})), helpdesk.Invalid)
	if len(e.Faults) != 3 {
		t.Errorf("faults %v", e.Faults)
	}
}

func TestASolutionWithoutAnArticleWaitsToBecomeOne(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		drafts := func() (numbers []string) {
			t.Helper()
			page, err := h.as("quality").Tickets(ctx, storage.Query{Filter: ticket.Filter{Drafts: true}})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range page.Tickets {
				numbers = append(numbers, x.Number)
			}
			slices.Sort(numbers)
			return numbers
		}
		helped, plain, none := h.resolved("article", "KB-7"), h.resolved(), h.open("defect", "normal")
		if list := drafts(); list != nil {
			t.Errorf("before anything is closed there are %v", list)
		}
		h.move("anna", helped, "accept")
		h.move("anna", plain, "accept")
		must(t)(h.as("boss").Classify(ctx, none, helpdesk.Classification{}))
		h.move("boss", none, "annul", "reason", "не к нам")
		if list := drafts(); !slices.Equal(list, []string{"TIC-2"}) || h.story(helped).Ticket.Article != "KB-7" {
			t.Errorf("waiting are %v", list)
		}
		wantCode(t, errOf(h.as("anna").SettleArticle(ctx, plain, "KB-8")), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("agent1").SettleArticle(ctx, plain, "KB-8")), helpdesk.Forbidden)
		must(t)(h.as("quality").SettleArticle(ctx, plain, " https://kb.example/8  "))
		if got := h.story(plain).Ticket; got.Article != "https://kb.example/8" || got.Draft || drafts() != nil {
			t.Errorf("it has %q, waiting are %v", got.Article, drafts())
		}
		h.move("anna", plain, "reopen", "comment", "Опять")
		must(t)(h.as("boss").SettleArticle(ctx, plain, ""))
		h.move("boss", plain, "resolve", "solution", "Иначе")
		h.move("anna", plain, "accept")
		if list := drafts(); !slices.Equal(list, []string{"TIC-2"}) {
			t.Errorf("closed anew, waiting are %v", list)
		}
		must(t)(h.as("quality").SettleArticle(ctx, plain, ""))
		if list := drafts(); list != nil {
			t.Errorf("waiting are %v though none is to be written", list)
		}
		h.sound()
	})
}
