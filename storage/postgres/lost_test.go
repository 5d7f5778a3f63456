package postgres_test

import (
	"errors"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
)

// line is a way to the database that can be cut.
type line struct {
	url     string
	deaf    atomic.Bool // the next answer is not let through: the line breaks instead
	down    atomic.Bool // nobody gets through
	mu      sync.Mutex
	through []net.Conn
}

// lined makes a way to the database of a URL.
func lined(t testing.TB, text string) *line {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	network, there := "unix", filepath.Join(q.Get("host"), ".s.PGSQL.5432")
	if u.Host != "" {
		network, there = "tcp", u.Host
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	q.Del("host")
	q.Set("sslmode", "disable")
	u.Host, u.RawQuery = listener.Addr().String(), q.Encode()
	l := &line{url: u.String()}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial(network, there)
			if err != nil || l.down.Load() {
				client.Close()
				continue
			}
			l.mu.Lock()
			l.through = append(l.through, client, server)
			l.mu.Unlock()
			go func() { _, _ = io.Copy(server, client); server.Close() }()
			go l.answer(client, server)
		}
	}()
	return l
}

// answer lets what the database says through, until the line is deaf.
func (l *line) answer(client, server net.Conn) {
	defer client.Close()
	b := make([]byte, 1<<16)
	for {
		n, err := server.Read(b)
		if err != nil || l.deaf.CompareAndSwap(true, false) {
			return
		}
		if _, err := client.Write(b[:n]); err != nil {
			return
		}
	}
}

// cut breaks every connection and lets nobody through until it is mended.
func (l *line) cut() {
	l.down.Store(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.through {
		c.Close()
	}
	l.through = nil
}

func (l *line) mend() { l.down.Store(false) }

// telling is a change with an event, as every use case makes one.
func telling(from storage.Change) storage.Change {
	n := storage.Change{Ticket: from.Ticket, From: from.Ticket.Version}
	n.Ticket.Version++
	n.Events = []event.Envelope{{ID: uuid.Must(uuid.NewV7()), Version: n.Ticket.Version, Kind: event.NoteAdded, At: start, Payload: []byte(`{}`)}}
	return n
}

func TestAChangeWhoseAnswerIsLostIsNeitherWrittenTwiceNorToldAsAConflict(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	plain := opened(t, there)
	for _, driver := range drivers {
		l := lined(t, there)
		db := handle(t, driver, l.url)
		s := hosted(t, db, postgres.Config{})
		c := telling(storage.Change{Ticket: opening().Ticket})
		c.From, c.Ticket.Version, c.Events[0].Version = 0, 1, 1
		// Everything is prepared on the one connection that will break.
		db.SetMaxOpenConns(1)
		if err := s.Apply(t.Context(), c, telling(c)); err == nil {
			t.Fatal("two changes of one ticket were written")
		}
		if err := s.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		warm := telling(c)
		if err := s.Apply(t.Context(), warm); err != nil {
			t.Fatal(err)
		}
		next := telling(warm)
		l.deaf.Store(true)
		err := s.Apply(t.Context(), next)
		if err != nil && !errors.Is(err, storage.ErrUnavailable) {
			t.Errorf("%s: error %v", driver, err)
		}
		got, failed := plain.Events(t.Context(), everything, c.Ticket.ID)
		if failed != nil || len(got) != 3 {
			t.Errorf("%s: %d events, error %v", driver, len(got), failed)
		}
		t.Logf("%s answers %v", driver, err)
	}
}

func TestAStoreComesBackByItselfWhenTheLineDoes(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	for _, driver := range drivers {
		l := lined(t, there)
		s := hosted(t, handle(t, driver, l.url), postgres.Config{})
		if err := s.Apply(t.Context(), opening()); err != nil {
			t.Fatal(err)
		}
		l.cut()
		for name, err := range calls(t.Context(), s) {
			if !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), "connection") {
				t.Errorf("%s, %s: error %v", driver, name, err)
			}
		}
		l.mend()
		if err := s.Ready(t.Context()); err != nil {
			t.Errorf("%s: Ready: %v", driver, err)
		}
		if err := s.Apply(t.Context(), opening()); err != nil {
			t.Errorf("%s: Apply: %v", driver, err)
		}
	}
}
