package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// rings waits for a wake-up.
func rings(t testing.TB, bell <-chan struct{}) {
	t.Helper()
	select {
	case <-bell:
	case <-time.After(time.Minute):
		t.Fatal("nobody was woken")
	}
}

func TestWhoListensIsWokenWhenTheDatabaseIsBackAndHearsAgain(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	l := lined(t, there)
	plain := opened(t, there)
	bell := opened(t, l.url).Listen(t.Context(), "it")
	rings(t, bell)
	for range 2 {
		l.cut()
		plain.Wake("it") // is lost, or never comes
		l.mend()
		rings(t, bell)
		plain.Wake("it")
		rings(t, bell)
	}
}

func TestWhoListensWhileTheDatabaseIsAwayIsWokenOnceItIsThere(t *testing.T) {
	t.Parallel()
	l := lined(t, migrated(t))
	l.cut()
	s := opened(t, l.url)
	bell := s.Listen(t.Context(), "it")
	s.Wake("it") // nobody can be told
	l.mend()
	rings(t, bell)
}

func TestAStoreThatIsClosedToldWhatItHadToTell(t *testing.T) {
	t.Parallel()
	url := migrated(t)
	bell := opened(t, url).Listen(t.Context(), "it")
	rings(t, bell)
	s, err := postgres.Open(url, postgres.Config{})
	if err != nil {
		t.Fatal(err)
	}
	s.Wake("another") // so that the next is to wait a moment
	s.Wake("it")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	rings(t, bell)
	if s.Wake("it"); s.Listen(t.Context(), "it") != nil {
		t.Error("a store that is closed listens")
	}
}

func TestATransactionOfTheHostWakesOthersAfterAMoment(t *testing.T) {
	t.Parallel()
	url := migrated(t)
	bell := opened(t, url).Listen(t.Context(), "it")
	rings(t, bell)
	db := handle(t, "pgx", url)
	s := hosted(t, db, postgres.Config{})
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	joined := s.Join(tx)
	err = joined.Apply(t.Context(), opening())
	joined.Store.(storage.Waking).Wake("it")
	if err := errors.Join(err, tx.Commit()); err != nil {
		t.Fatal(err)
	}
	rings(t, bell)
}

func TestAStoreWithoutTheDSNOfItsDatabaseWakesOthersButDoesNotListen(t *testing.T) {
	t.Parallel()
	url := migrated(t)
	bell := opened(t, url).Listen(t.Context(), "it")
	rings(t, bell)
	s := hosted(t, handle(t, "pgx", url), postgres.Config{})
	if s.Listen(t.Context(), "it") != nil {
		t.Error("it listens")
	}
	s.Wake("it")
	rings(t, bell)
}

func TestADirectDSNThatCannotBeReadIsToldByEveryMethodWithoutWhatIsSecret(t *testing.T) {
	t.Parallel()
	const dsn = "postgres://helpdesk:hunter2@host:port/it"
	s := hosted(t, handle(t, "postgres", migrated(t)), postgres.Config{Direct: dsn})
	for name, err := range calls(t.Context(), s) {
		if !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), "Config.Direct") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := s.Migrate(t.Context()); err == nil {
		t.Error("it migrates")
	}
	if _, err := postgres.Open(pgtest.Database(t), postgres.Config{Direct: dsn}); err == nil {
		t.Error("it opens")
	}
}

// running is a desk of a process of its own on a database. It gives what its handler is told.
func running(t testing.TB, url string) <-chan string {
	t.Helper()
	desk := deskOn(t, url)
	heard := make(chan string, 9)
	err := desk.Handle([]event.Kind{event.TicketOpened}, "crm", func(_ context.Context, d helpdesk.Delivery) error { heard <- d.Number; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { _ = desk.Run(ctx) })
	t.Cleanup(func() { stop(); group.Wait() })
	return heard
}

func deskOn(t testing.TB, url string) *helpdesk.Desk {
	t.Helper()
	desk, err := helpdesk.New(t.Context(), opened(t, url), helpdesk.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return desk
}

// known lets Anna be known to a desk.
func known(t testing.TB, desk *helpdesk.Desk) {
	t.Helper()
	if _, err := desk.As(helpdesk.System("setup")).PutPerson(t.Context(), ticket.Person{ID: "anna", Name: "Anna"}); err != nil {
		t.Fatal(err)
	}
}

// told opens a ticket and waits until it is told of.
func told(t testing.TB, desk *helpdesk.Desk, heard <-chan string) {
	t.Helper()
	r, err := desk.As(helpdesk.System("test")).Open(t.Context(), helpdesk.NewRequest{Subject: "Printer", Text: "Empty.", Category: "defect", Requester: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case number := <-heard:
		if number != r.Number {
			t.Errorf("told of %s, want %s", number, r.Number)
		}
	case <-time.After(time.Minute):
		t.Fatal("nobody was told")
	}
}

func TestAHandlerOfAnotherProcessIsTold(t *testing.T) {
	t.Parallel()
	url := migrated(t)
	heard, desk := running(t, url), deskOn(t, url)
	known(t, desk)
	for range 3 {
		told(t, desk, heard)
	}
}

// BenchmarkTellAnotherProcess is the way from a use case in one process to the handler
// in another, when nothing else happens.
func BenchmarkTellAnotherProcess(b *testing.B) {
	url := migrated(b)
	heard, desk := running(b, url), deskOn(b, url)
	known(b, desk)
	told(b, desk, heard)
	b.ResetTimer()
	for range b.N {
		told(b, desk, heard)
	}
}
