package helpdesk_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// bells is a store through which the desks on it wake each other.
type bells struct {
	storage.Store
	mu   sync.Mutex
	hung map[chan struct{}]string
}

func (b *bells) Wake(desk string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for bell, of := range b.hung {
		if of == desk {
			select {
			case bell <- struct{}{}:
			default:
			}
		}
	}
}

func (b *bells) Listen(ctx context.Context, desk string) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	bell := make(chan struct{}, 1)
	bell <- struct{}{}
	b.hung[bell] = desk
	context.AfterFunc(ctx, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.hung, bell)
	})
	return bell
}

// elsewhere is a desk of another process on a store. It hears of tickets that are opened,
// and carries notices, and runs until the test ends.
func elsewhere(t *testing.T, store storage.Store) (heard <-chan event.Kind, carried <-chan helpdesk.NoticeKind) {
	t.Helper()
	desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{Now: func() time.Time { return moscow(t, "2026-03-02 10:00") }})
	if err != nil {
		t.Fatal(err)
	}
	events, notices := make(chan event.Kind, 9), make(chan helpdesk.NoticeKind, 9)
	must(t)(0, desk.Handle([]event.Kind{event.TicketOpened}, "crm", func(_ context.Context, d helpdesk.Delivery) error {
		events <- d.Kind
		return nil
	}))
	must(t)(0, desk.Carry("email", func(_ context.Context, n helpdesk.Notice) error { notices <- n.Kind; return nil }))
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = desk.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	return events, notices
}

func TestWhatAnotherProcessWroteIsToldWhenItWakesThisOneAndElseWithinASecond(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		store storage.Store
		waits time.Duration
	}{
		"woken": {&bells{Store: memory.New(), hung: make(map[chan struct{}]string)}, 0},
		"looks": {memory.New(), 700 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t, c.store, moscow(t, "2026-03-02 10:00"))
				heard, carried := elsewhere(t, c.store)
				synctest.Wait()
				time.Sleep(300 * time.Millisecond) // of the second after which it looks by itself
				began := time.Now()
				must(t)(h.As(helpdesk.Person("agent1")).Open(t.Context(), helpdesk.NewRequest{
					Subject: "Не печатаются акты", Text: "Пусто.", Category: "defect", Requester: "anna", Channel: ticket.ChannelPhone,
				}))
				if kind := <-heard; kind != event.TicketOpened {
					t.Errorf("heard %s", kind)
				}
				if kind := <-carried; kind != helpdesk.NoticeReceived {
					t.Errorf("carried %s", kind)
				}
				if waited := time.Since(began); waited != c.waits {
					t.Errorf("it took %s, want %s", waited, c.waits)
				}
			})
		})
	}
}

func TestADeskThatIsWokenDoesNotWakeOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bells{Store: memory.New(), hung: make(map[chan struct{}]string)}
		h := newHouse(t, b, moscow(t, "2026-03-02 10:00"))
		elsewhere(t, b)
		synctest.Wait()
		foreign := b.Listen(t.Context(), "another")
		own := b.Listen(t.Context(), h.Key())
		for _, bell := range []<-chan struct{}{foreign, own} {
			<-bell
		}
		h.asked()
		synctest.Wait()
		if len(own) != 1 || len(foreign) != 0 {
			t.Errorf("%d of the desk, %d of another", len(own), len(foreign))
		}
		<-own
		time.Sleep(10 * time.Second) // what was told and settled is nobody else's news
		if len(own) != 0 {
			t.Error("it goes on waking")
		}
	})
}
