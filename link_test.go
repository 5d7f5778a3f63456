package helpdesk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// tracker is a system elsewhere.
type tracker struct {
	mu    sync.Mutex
	state string
	err   error
	asked int
	hang  chan struct{} // when there is one, it answers once that is closed, whatever its context says
}

func (x *tracker) set(state string, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state, x.err = state, err
}

func (x *tracker) LinkState(_ context.Context, l ticket.Link) (helpdesk.LinkAnswer, error) {
	x.mu.Lock()
	x.asked++
	state, err, hang := x.state, x.err, x.hang
	x.mu.Unlock()
	if hang != nil {
		<-hang
	}
	if state == "panic" {
		panic("broken")
	}
	return helpdesk.LinkAnswer{State: state, Title: "о " + l.Key, Over: state == "done"}, err
}

// tracked is a house whose links lead to a tracker.
func tracked(t *testing.T, x *tracker, within time.Duration) *house {
	t.Helper()
	h := newHouse(t, memory.New(), moscow(t, "2026-03-02 09:00"))
	desk, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Now: h.clock, Links: x, LinksWithin: within})
	if err != nil {
		t.Fatal(err)
	}
	h.Desk = desk
	return h
}

func (h *house) defect(id uuid.UUID, key string) {
	h.t.Helper()
	must(h.t)(h.as("boss").Link(h.t.Context(), id, helpdesk.NewLink{Kind: ticket.LinkDefect, Key: key, URL: "https://tracker.example/" + key}))
}

// refreshed asks how the only link of a ticket stands.
func (h *house) refreshed(id uuid.UUID) ticket.LinkState {
	h.t.Helper()
	views, err := h.as("boss").RefreshLinks(h.t.Context(), id)
	if err != nil || len(views) != 1 {
		h.t.Fatalf("%v, %v", views, err)
	}
	return views[0].State
}

func TestATicketLeadsToThingsElsewhereAndToOtherTickets(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		id, other := h.open("defect", "normal"), h.open("hosting", "normal")
		before := len(h.toldOf(id, 0))
		h.defect(id, "DEV-12")
		must(t)(h.as("agent1").Link(ctx, id, helpdesk.NewLink{Kind: ticket.LinkRelated, Key: "tic-2"}))
		must(t)(h.as("agent1").Link(ctx, id, helpdesk.NewLink{Kind: "purchase-order", Key: "З-17/2"}))
		want := []ticket.Link{
			{Kind: "defect", Key: "DEV-12", URL: "https://tracker.example/DEV-12"}, {Kind: "related", Key: "TIC-2", Ticket: other}, {Kind: "purchase-order", Key: "З-17/2"},
		}
		if got := h.story(id).Ticket.Links; !slices.Equal(got, want) {
			t.Errorf("it leads to %v", got)
		}
		if told := h.toldOf(id, before); !slices.Equal(told, []event.Kind{event.TicketLinked, event.TicketLinked, event.TicketLinked}) {
			t.Errorf("told %v", told)
		}
		for in, wrong := range map[helpdesk.NewLink]string{
			{Key: "1"}:                                          "kind",
			{Kind: "Big Thing", Key: "1"}:                       "kind",
			{Kind: "follows", Key: "TIC-2"}:                     "kind",
			{Kind: "defect"}:                                    "key",
			{Kind: "defect", Key: "1", URL: "javascript:1"}:     "url",
			{Kind: "related", Key: "TIC-99"}:                    "key",
			{Kind: "related", Key: "TIC-1"}:                     "key",
			{Kind: "related", Key: "TIC-2", URL: "https://x.y"}: "url",
		} {
			e := wantCode(t, errOf(h.as("boss").Link(ctx, id, in)), helpdesk.Invalid)
			if len(e.Faults) != 1 || e.Faults[0].Field != wrong {
				t.Errorf("%v: %v", in, e.Faults)
			}
		}
		wantCode(t, errOf(h.as("boss").Link(ctx, id, helpdesk.NewLink{Kind: "defect", Key: "DEV-12"})), helpdesk.Refused)
		wantCode(t, errOf(h.as("agent3").Link(ctx, id, helpdesk.NewLink{Kind: "defect", Key: "1"})), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("anna").Link(ctx, id, helpdesk.NewLink{Kind: "defect", Key: "1"})), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("anna").Links(ctx, id)), helpdesk.Forbidden)
		if r, err := h.as("anna").Request(ctx, id); err != nil || len(r.Links) != 0 {
			t.Errorf("the requester sees %v, %v", r.Links, err)
		}
		views := h.story(id).Links
		if len(views) != 3 || views[1].Stage != "level1" || views[1].Subject != "Не печатаются акты" || views[0].State.State != "" {
			t.Errorf("known of them: %+v", views)
		}
		must(t)(h.as("boss").Unlink(ctx, id, "defect", "DEV-12"))
		wantCode(t, errOf(h.as("boss").Unlink(ctx, id, "defect", "DEV-12")), helpdesk.Refused)
		if got := h.story(id).Ticket.Links; !slices.Equal(got, want[1:]) {
			t.Errorf("it leads to %v", got)
		}
		h.sound()
	})
}

func TestALinkShowsTheLastKnownStateAndItsAge(t *testing.T) {
	t.Parallel()
	x := &tracker{state: "в работе"}
	h := tracked(t, x, time.Minute)
	id := h.open("defect", "normal")
	h.defect(id, "DEV-12")
	at := h.clock()
	if s := h.refreshed(id); s.State != "в работе" || s.Title != "о DEV-12" || s.Over || !s.At.Equal(at) || s.Fault != "" {
		t.Errorf("known: %+v", s)
	}
	h.set(at.Add(time.Hour))
	version := h.story(id).Ticket.Version
	for fault, err := range map[string]error{"нет связи": errors.New("нет\nсвязи"), "panic: broken": nil} {
		x.set(map[bool]string{true: "panic", false: "?"}[err == nil], err)
		if s := h.refreshed(id); s.State != "в работе" || !s.At.Equal(at) || !s.Tried.Equal(at.Add(time.Hour)) || s.Fault != fault {
			t.Errorf("known: %+v, want the fault %q", s, fault)
		}
	}
	x.set("done", nil)
	if s := h.refreshed(id); s.State != "done" || !s.Over || s.Fault != "" {
		t.Errorf("known: %+v", s)
	}
	x.set(strings.Repeat("ж", 1000)+"\x00\xff", nil)
	if s := h.refreshed(id); len([]rune(s.State)) != 201 {
		t.Errorf("%d letters are kept", len([]rune(s.State)))
	}
	if got := h.story(id).Ticket.Version; got != version {
		t.Errorf("the ticket changed with what it leads to: %d, %d", version, got)
	}
}

func TestAPageNeverWaitsForALinkThatHangs(t *testing.T) {
	t.Parallel()
	x := &tracker{state: "в работе", hang: make(chan struct{})}
	h := tracked(t, x, time.Millisecond)
	id := h.open("defect", "normal")
	h.defect(id, "DEV-12")
	done := make(chan helpdesk.Story, 1)
	go func() { done <- h.story(id) }()
	select {
	case s := <-done:
		if len(s.Links) != 1 {
			t.Errorf("links %v", s.Links)
		}
	case <-time.After(time.Minute):
		t.Fatal("the story waits for the tracker")
	}
	for { // until it is noted that it hangs
		if s := h.refreshed(id); s.Fault != "" {
			if s.Fault != "no answer within 1ms" || s.State != "" || !s.At.IsZero() {
				t.Errorf("known: %+v", s)
			}
			break
		}
	}
	close(x.hang)
}

func TestWhatAPageShowsIsAskedForMeanwhile(t *testing.T) {
	t.Parallel()
	x := &tracker{state: "в работе"}
	h := tracked(t, x, time.Minute)
	id := h.open("defect", "normal")
	h.defect(id, "DEV-12")
	for s := h.story(id); s.Links[0].State.State != "в работе"; s = h.story(id) {
		if t.Context().Err() != nil {
			t.Fatal("nobody asks")
		}
	}
	x.mu.Lock()
	asked := x.asked
	x.mu.Unlock()
	h.story(id)
	h.story(id)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.asked != asked {
		t.Errorf("what is new was asked for again: %d, then %d times", asked, x.asked)
	}
}

func TestPeopleFollowATicketAndFollowItNoMore(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.open("defect", "normal")
		wantCode(t, errOf(h.as("boris").Request(ctx, id)), helpdesk.NotFound)
		must(t)(h.as("anna").AddObserver(ctx, id, "boris"))
		must(t)(h.as("anna").AddObserver(ctx, id, "boris")) // he does already
		must(t)(h.as("boris").Request(ctx, id))
		must(t)(h.as("boris").Reply(ctx, id, helpdesk.Answer{Text: "И у меня"}))
		for _, who := range []string{"agent1", "nobody", "boss", "anton"} { // not of her organization, or not there
			e := wantCode(t, errOf(h.as("anna").AddObserver(ctx, id, who)), helpdesk.Invalid)
			if len(e.Faults) != 1 || e.Faults[0].Rule != helpdesk.FaultUnknown {
				t.Errorf("%s: %v", who, e.Faults)
			}
		}
		must(t)(h.As(helpdesk.System("setup")).PutPerson(ctx, ticket.Person{ID: "anton", Name: "Антон", Email: "anton@vector.example", Organization: "vector"}))
		must(t)(h.as("boris").AddObserver(ctx, id, "Anton@vector.example"))
		must(t)(h.as("agent1").AddObserver(ctx, id, "quality"))
		wantCode(t, errOf(h.as("agent3").AddObserver(ctx, id, "admin")), helpdesk.Forbidden)
		if got := h.story(id).Ticket.Observers; !slices.Equal(got, []string{"anton", "boris", "quality"}) {
			t.Errorf("following are %v", got)
		}
		wantCode(t, errOf(h.as("anna").RemoveObserver(ctx, id, "admin")), helpdesk.Refused)
		must(t)(h.as("quality").RemoveObserver(ctx, id, "quality"))
		must(t)(h.as("anna").RemoveObserver(ctx, id, "boris"))
		wantCode(t, errOf(h.as("boris").Request(ctx, id)), helpdesk.NotFound)
		kinds := h.toldOf(id, 0)
		count := func(k event.Kind) (n int) {
			for _, x := range kinds {
				if x == k {
					n++
				}
			}
			return n
		}
		if count(event.ObserverAdded) != 3 || count(event.ObserverRemoved) != 2 {
			t.Errorf("told %v", kinds)
		}
		h.sound()
	})
}
