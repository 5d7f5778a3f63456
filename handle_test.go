package helpdesk_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
)

// heard is a handler that remembers what it was told.
type heard struct {
	mu   sync.Mutex
	told []string
	fail func(helpdesk.Delivery) error
}

func (h *heard) take(_ context.Context, d helpdesk.Delivery) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told = append(h.told, d.Number+" "+string(d.Kind))
	if h.fail != nil {
		return h.fail(d)
	}
	return nil
}

func (h *heard) list() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.told)
}

// handled is a house with a handler that is registered.
func handled(t *testing.T, store storage.Store, kinds ...event.Kind) (*house, *heard) {
	t.Helper()
	h := newHouse(t, store, moscow(t, "2026-03-02 10:00"))
	got := &heard{}
	if err := h.Handle(kinds, "crm", got.take); err != nil {
		t.Fatal(err)
	}
	if err := h.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h, got
}

// deliver delivers what is due and lets the clock stand.
func (h *house) deliver() int {
	h.t.Helper()
	n, err := h.Deliver(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// asked opens a request of Anna's.
func (h *house) asked() helpdesk.Receipt {
	h.t.Helper()
	r, err := h.As(helpdesk.Person("anna")).Open(h.t.Context(), helpdesk.NewRequest{Subject: "Не печатаются акты", Text: "Пусто.", Category: "defect"})
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func onStores(t *testing.T, run func(t *testing.T, store storage.Store)) {
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, open(t))
		})
	}
}

func TestAHandlerIsToldOfEveryEventInOrder(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h, got := handled(t, store)
		r := h.asked()
		must(t)(h.As(helpdesk.Person("agent1")).Note(t.Context(), r.Ticket, "Смотрю"))
		must(t)(h.As(helpdesk.Person("agent1")).Classify(t.Context(), r.Ticket, helpdesk.Classification{}))
		h.deliver()
		want := []string{"TIC-1 ticket.opened", "TIC-1 note.added", "TIC-1 ticket.classified"}
		if !slices.Equal(got.list(), want) {
			t.Errorf("told %v, want %v", got.list(), want)
		}
		if n := h.deliver(); n != 0 {
			t.Errorf("%d were delivered again", n)
		}
		h.sound()
	})
}

func TestAHandlerIsToldOnlyOfItsKinds(t *testing.T) {
	t.Parallel()
	h, got := handled(t, stores["memory"](t), event.NoteAdded)
	r := h.asked()
	must(t)(h.As(helpdesk.Person("agent1")).Note(t.Context(), r.Ticket, "Смотрю"))
	h.deliver()
	if want := []string{"TIC-1 note.added"}; !slices.Equal(got.list(), want) {
		t.Errorf("told %v, want %v", got.list(), want)
	}
}

func TestAHandlerThatCannotBeIsRefusedWithEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	h, got := handled(t, stores["memory"](t))
	for name, c := range map[string]struct {
		kinds []event.Kind
		name  string
		run   helpdesk.Handler
		want  string
	}{
		"no name":    {nil, " ", got.take, "name: required"},
		"taken":      {nil, "crm", got.take, "name: taken"},
		"the desk's": {nil, "desk.crm", got.take, "name: given"},
		"no kind":    {[]event.Kind{"ticket.opned"}, "erp", got.take, "kinds: unknown"},
		"nothing":    {nil, "erp", nil, "handler: required"},
	} {
		err := h.Handle(c.kinds, c.name, c.run)
		if !errors.Is(err, helpdesk.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestWhatAHandlerDoesNotTakeIsTriedAgainLaterAndLater(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h, got := handled(t, store, event.TicketOpened)
		var attempts []string
		began := h.Now()
		got.fail = func(d helpdesk.Delivery) error {
			attempts = append(attempts, strconv.Itoa(d.Attempt)+" after "+h.Now().Sub(began).String())
			if d.Attempt < 5 {
				return errors.New("сервер не отвечает")
			}
			return nil
		}
		h.asked()
		for range 5 {
			h.deliver()
			if n := h.deliver(); n != 0 {
				t.Fatal("tried again at once")
			}
			if next, err := h.NextDelivery(t.Context()); err != nil {
				t.Fatal(err)
			} else if !next.IsZero() {
				h.jump(next)
			}
		}
		want := []string{"1 after 0s", "2 after 5s", "3 after 15s", "4 after 35s", "5 after 1m15s"}
		if !slices.Equal(attempts, want) {
			t.Errorf("attempts %v, want %v", attempts, want)
		}
		h.sound()
	})
}

// exhaust lets the first delivery be tried until it is given up.
func (h *house) exhaust() {
	h.t.Helper()
	for {
		h.deliver()
		next, err := h.NextDelivery(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		if next.IsZero() {
			return
		}
		h.jump(next)
	}
}

func TestAPoisonedHandlerHoldsUpItsTicketAloneUntilAnOperatorHelps(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h, got := handled(t, store, event.TicketOpened, event.NoteAdded)
		other := &heard{}
		if err := h.Handle(nil, "erp", other.take); err != nil {
			t.Fatal(err)
		}
		if err := h.Register(t.Context()); err != nil {
			t.Fatal(err)
		}
		poisoned := true
		got.fail = func(d helpdesk.Delivery) error {
			if poisoned && d.Number == "TIC-1" && d.Kind == event.TicketOpened {
				panic("яд")
			}
			return nil
		}
		r := h.asked()
		must(t)(h.As(helpdesk.Person("agent1")).Note(t.Context(), r.Ticket, "Смотрю"))
		h.asked()
		h.exhaust()
		told := got.list()
		if n := len(told); n != 13 || !slices.Contains(told, "TIC-2 ticket.opened") || slices.Contains(told, "TIC-1 note.added") {
			t.Fatalf("told %d times: %v", n, told)
		}
		if len(other.list()) != 3 {
			t.Errorf("the other handler was told %v", other.list())
		}
		h.sound()

		admin := h.As(helpdesk.Person("admin"))
		dead, err := admin.Deliveries(t.Context(), storage.DeliveryQuery{States: []storage.DeliveryState{storage.DeliveryDead}})
		if err != nil || len(dead) != 1 || dead[0].Error != "panic: яд" || dead[0].Attempts != 12 {
			t.Fatalf("dead letters %+v, %v", dead, err)
		}
		if err := admin.Skip(t.Context(), dead[0].Key(), " "); !errors.Is(err, helpdesk.Invalid) {
			t.Errorf("skipped without a reason: %v", err)
		}
		if err := admin.Redrive(t.Context(), dead[0].Key()); err != nil {
			t.Fatal(err)
		}
		h.exhaust() // it is poisoned still
		if len(got.list()) != 25 {
			t.Errorf("sent again, it was tried %d times", len(got.list())-13)
		}
		poisoned = false
		if err := admin.Redrive(t.Context(), dead[0].Key()); err != nil {
			t.Fatal(err)
		}
		h.exhaust()
		if told := got.list()[25:]; !slices.Equal(told, []string{"TIC-1 ticket.opened", "TIC-1 note.added"}) {
			t.Errorf("then %v", told)
		}
		if err := admin.Redrive(t.Context(), dead[0].Key()); !errors.Is(err, helpdesk.Refused) {
			t.Errorf("what was done is sent again: %v", err)
		}
		h.sound()
	})
}

func TestASkippedDeadLetterLetsTheNextGoOnAndSaysWhoSkippedIt(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h, got := handled(t, store, event.TicketOpened, event.NoteAdded)
		got.fail = func(d helpdesk.Delivery) error {
			if d.Kind == event.TicketOpened {
				return helpdesk.Hopeless(errors.New("нет такой формы"))
			}
			return nil
		}
		r := h.asked()
		must(t)(h.As(helpdesk.Person("agent1")).Note(t.Context(), r.Ticket, "Смотрю"))
		h.deliver()
		key := storage.DeliveryKey{Handler: "crm", Ticket: r.Ticket, Version: 1}
		for _, who := range []string{"anna", "agent1", "boss"} {
			if err := h.As(helpdesk.Person(who)).Skip(t.Context(), key, "не нужно"); !errors.Is(err, helpdesk.Forbidden) {
				t.Errorf("%s may skip: %v", who, err)
			}
		}
		if err := h.As(helpdesk.Person("admin")).Skip(t.Context(), key, "не нужно"); err != nil {
			t.Fatal(err)
		}
		h.deliver()
		if want := []string{"TIC-1 ticket.opened", "TIC-1 note.added"}; !slices.Equal(got.list(), want) {
			t.Errorf("told %v", got.list())
		}
		list, err := h.As(helpdesk.Person("admin")).Deliveries(t.Context(), storage.DeliveryQuery{Ticket: r.Ticket, Handler: "crm"})
		if err != nil || len(list) != 2 || list[0].By != "admin" || list[0].Reason != "не нужно" || list[0].State != storage.DeliverySkipped {
			t.Errorf("%+v, %v", list, err)
		}
		if err := h.As(helpdesk.Person("admin")).Skip(t.Context(), storage.DeliveryKey{Handler: "no", Ticket: r.Ticket}, "x"); !errors.Is(err, helpdesk.NotFound) {
			t.Errorf("skipping nothing: %v", err)
		}
		h.sound()
	})
}

func TestABuildWithoutAHandlerLeavesItsDeliveriesAndARestartFindsThem(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h, _ := handled(t, store)
		without, err := helpdesk.New(t.Context(), store, helpdesk.Config{Now: h.clock})
		if err != nil {
			t.Fatal(err)
		}
		must(t)(without.As(helpdesk.Person("anna")).Open(t.Context(), helpdesk.NewRequest{Subject: "А", Text: "Б", Category: "defect"}))
		must(t)(without.Deliver(t.Context()))
		again, err := helpdesk.New(t.Context(), store, helpdesk.Config{Now: h.clock})
		if err != nil {
			t.Fatal(err)
		}
		got := &heard{}
		if err := again.Handle(nil, "crm", got.take); err != nil {
			t.Fatal(err)
		}
		if _, err := again.Deliver(t.Context()); err != nil || !slices.Equal(got.list(), []string{"TIC-1 ticket.opened"}) {
			t.Errorf("after a restart told %v, %v", got.list(), err)
		}
		h.sound()
	})
}

func TestAWorkerThatWakesPastItsLeaseDoesNoHarm(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h, got := handled(t, store, event.TicketOpened, event.NoteAdded)
		r := h.asked()
		must(t)(h.As(helpdesk.Person("agent1")).Note(t.Context(), r.Ticket, "Смотрю"))
		var tokens []int64
		got.fail = func(d helpdesk.Delivery) error {
			tokens = append(tokens, d.Token)
			if len(tokens) > 1 {
				return nil
			}
			// While this worker sleeps, its lease runs out and another process takes over.
			h.jump(h.Now().Add(2 * time.Minute))
			other, err := helpdesk.New(t.Context(), store, helpdesk.Config{Now: h.clock})
			if err != nil {
				t.Error(err)
				return nil
			}
			if err := other.Handle([]event.Kind{event.TicketOpened, event.NoteAdded}, "crm", func(_ context.Context, d helpdesk.Delivery) error {
				tokens = append(tokens, d.Token)
				return nil
			}); err != nil {
				t.Error(err)
			}
			if _, err := other.Deliver(t.Context()); err != nil {
				t.Error(err)
			}
			return errors.New("woken too late")
		}
		h.deliver()
		if !slices.Equal(tokens, []int64{1, 2, 1}) { // the other took over, and went on
			t.Errorf("tokens %v", tokens)
		}
		list, err := h.As(helpdesk.System("test")).Deliveries(t.Context(), storage.DeliveryQuery{Ticket: r.Ticket, Handler: "crm"})
		if err != nil || len(list) != 2 {
			t.Fatal(len(list), err)
		}
		for _, d := range list {
			if d.State != storage.DeliveryDone || d.Error != "" {
				t.Errorf("%s is %s: %s", d.Event.Kind, d.State, d.Error)
			}
		}
		h.sound()
	})
}

func TestADeliveryThatKillsItsWorkersIsGivenUp(t *testing.T) {
	t.Parallel()
	h, got := handled(t, stores["memory"](t), event.TicketOpened)
	h.asked()
	claim := storage.DeliveryClaim{Desk: h.Key(), Handler: "crm", Limit: 1}
	for range 12 { // a process claims, dies, and its lease runs out
		claim.Now, claim.Until = h.Now(), h.Now().Add(time.Minute)
		if list, err := h.store.ClaimDeliveries(t.Context(), claim); len(list) != 1 || err != nil {
			t.Fatal(list, err)
		}
		h.jump(h.Now().Add(time.Minute))
	}
	h.deliver()
	if len(got.list()) != 0 {
		t.Error("it was handed over once more")
	}
	dead, err := h.As(helpdesk.Person("admin")).Handlers(t.Context())
	if err != nil || dead[0].Dead != 1 || !dead[0].Here {
		t.Errorf("%+v, %v", dead, err)
	}
}

func TestRunDeliversAtOnceAndStopsWithoutLosingAnything(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{})
		if err != nil {
			t.Fatal(err)
		}
		told, held := make(chan helpdesk.Delivery, 10), make(chan struct{})
		if err := desk.Handle([]event.Kind{event.TicketOpened}, "crm", func(ctx context.Context, d helpdesk.Delivery) error {
			told <- d
			if d.Number == "TIC-2" {
				<-ctx.Done() // the process stops while it works
				close(held)
				return ctx.Err()
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := desk.Register(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- desk.Run(ctx) }()
		var last uuid.UUID
		for range 2 {
			r, err := desk.As(helpdesk.Person("anna")).Open(t.Context(), helpdesk.NewRequest{Subject: "А", Text: "Б", Category: "defect"})
			if err != nil {
				t.Fatal(err)
			}
			last = r.Ticket
			<-told
		}
		stop()
		<-held
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
		list, err := desk.As(helpdesk.System("test")).Deliveries(t.Context(), storage.DeliveryQuery{Ticket: last, Handler: "crm"})
		if err != nil || len(list) != 1 || list[0].State != storage.DeliveryPending || list[0].Attempts != 0 || list[0].Due.After(desk.Now()) {
			t.Errorf("what was in hand when it stopped: %+v, %v", list, err)
		}
	})
}

func TestARemovedHandlerIsToldNothingMore(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, store storage.Store) {
		h, got := handled(t, store)
		h.asked()
		if err := h.As(helpdesk.Person("agent1")).RemoveHandler(t.Context(), "crm"); !errors.Is(err, helpdesk.Forbidden) {
			t.Errorf("an agent removes a handler: %v", err)
		}
		admin := h.As(helpdesk.Person("admin"))
		if err := admin.RemoveHandler(t.Context(), "crm"); err != nil {
			t.Fatal(err)
		}
		h.asked()
		if h.deliver(); len(got.list()) != 0 {
			t.Errorf("told %v", got.list())
		}
		if err := admin.RemoveHandler(t.Context(), "crm"); !errors.Is(err, helpdesk.NotFound) {
			t.Errorf("removed twice: %v", err)
		}
		h.sound()
	})
}

// wrong gives the store a clock.
type wrong struct {
	storage.Store
	at func() time.Time
}

func (w wrong) Time(context.Context) (time.Time, error) { return w.at(), nil }

func TestAProcessWhoseClockIsWrongIsNotReadyAndClaimsNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ahead time.Duration
		ready bool
	}{
		"an hour ahead": {time.Hour, false}, "an hour behind": {-time.Hour, false},
		"six seconds": {6 * time.Second, false}, "three seconds": {3 * time.Second, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := stores["memory"](t)
			now := func() time.Time { return time.Now().Add(c.ahead) }
			desk, err := helpdesk.New(t.Context(), wrong{store, time.Now}, helpdesk.Config{Now: now})
			if err != nil {
				t.Fatal(err)
			}
			told := make(chan helpdesk.Delivery, 1)
			if err := desk.Handle(nil, "crm", func(_ context.Context, d helpdesk.Delivery) error { told <- d; return nil }); err != nil {
				t.Fatal(err)
			}
			if err := desk.Register(t.Context()); err != nil {
				t.Fatal(err)
			}
			must(t)(desk.As(helpdesk.Person("anna")).Open(t.Context(), helpdesk.NewRequest{Subject: "А", Text: "Б", Category: "defect"}))
			if err := desk.Ready(t.Context()); (err == nil) != c.ready || err != nil && !errors.Is(err, helpdesk.Unavailable) {
				t.Errorf("ready: %v", err)
			}
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error)
			go func() { ended <- desk.Run(ctx) }()
			if c.ready {
				<-told
			}
			stop()
			if <-ended; len(told) > 0 {
				t.Error("something was delivered")
			}
			if list, err := store.ListDeliveries(t.Context(), desk.Key(), storage.DeliveryQuery{Limit: 1}); err != nil || (list[0].Attempts > 0) != c.ready {
				t.Errorf("%+v, %v", list, err)
			}
		})
	}
}

func TestRunTellsHandlersAlsoOfWhatIsOverdueWhenItStarts(t *testing.T) {
	t.Parallel()
	h := newHouse(t, stores["memory"](t), moscow(t, "2026-03-02 09:00"))
	h.open("consultation", "normal")      // reaction 1 h
	h.jump(moscow(t, "2026-03-02 12:00")) // nobody ran the desk
	told := make(chan event.Kind, 2)
	must(t)(nil, h.Handle([]event.Kind{event.ClockWarned, event.ClockBreached}, "crm", func(_ context.Context, v helpdesk.Delivery) error {
		told <- v.Kind
		return nil
	}))
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	running := make(chan error, 1)
	go func() { running <- h.Run(ctx) }()
	for _, want := range []event.Kind{event.ClockWarned, event.ClockBreached} {
		select {
		case got := <-told:
			if got != want {
				t.Errorf("told of %s, want %s", got, want)
			}
		case <-ctx.Done():
			t.Fatalf("never told of %s", want)
		}
	}
	stop()
	<-running
	h.sound()
}
