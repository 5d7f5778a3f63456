package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/lib/pq"

	"github.com/helpdesk-go/helpdesk/internal/secret"
	"github.com/helpdesk-go/helpdesk/storage"
)

var _ storage.Waking = (*Store)(nil)

const (
	// wakeChannel is the channel of NOTIFY: one for the database, whatever its desks.
	wakeChannel = "helpdesk_wake"
	// wakeEvery is how often a desk is told of at most, and heard of. Everybody who
	// commits a NOTIFY waits for everybody else who does: it has no place in a write.
	wakeEvery = 100 * time.Millisecond
	// wakeFor is how long telling may take.
	wakeFor = 5 * time.Second
	// longestName is the longest key of a desk that is told. All desks are woken for
	// one that is longer: the server takes no more than 8000 bytes.
	longestName = 1000
	// What is lost is connected anew after a while, which doubles.
	reconnectSoonest, reconnectLatest = 200 * time.Millisecond, 10 * time.Second
)

// wakes tells other processes that something was written, and hears what they tell.
type wakes struct {
	tell   func(ctx context.Context, desks []string) error
	direct secret.Of[string] // the DSN to listen with; empty if there is none

	mu       sync.Mutex
	closing  chan struct{}   // closed by close
	untold   map[string]bool // desks that are to be told of
	telling  chan struct{}   // closed when nobody tells; nil before
	ears     []*ear
	listener *pq.Listener // while there are ears
	hears    bool         // the listener is connected
}

// ear is somebody who listens to a desk.
type ear struct {
	desk string
	rung chan struct{}
}

func (e *ear) ring() {
	select {
	case e.rung <- struct{}{}:
	default: // it rings already
	}
}

// Wake tells whoever listens to the desk, at once if nobody was told for a moment. In
// a transaction of the host it waits that moment: the host may have committed by then.
func (s *Store) Wake(desk string) {
	if s.lender != nil {
		time.AfterFunc(wakeEvery, func() { s.wakes.wake(desk) })
		return
	}
	s.wakes.wake(desk)
}

// Listen gives the wake-ups of a desk. The channel is nil where the store has no DSN
// of the database itself: see Config.Direct.
func (s *Store) Listen(ctx context.Context, desk string) <-chan struct{} {
	return s.wakes.listen(ctx, desk)
}

func newWakes(direct secret.Of[string], tell func(context.Context, []string) error) *wakes {
	return &wakes{tell: tell, direct: direct, closing: make(chan struct{}), untold: make(map[string]bool)}
}

func (w *wakes) wake(desk string) {
	if len(desk) > longestName {
		desk = ""
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed() {
		return
	}
	w.untold[desk] = true
	if w.telling == nil {
		w.telling = make(chan struct{})
		go w.tellAll(w.telling)
	}
}

// tellAll tells of all desks that are to be told of, waits a moment, and ends when
// there was nothing new in it. What cannot be told is left: everybody looks anyway.
func (w *wakes) tellAll(done chan struct{}) {
	defer close(done)
	for {
		w.mu.Lock()
		var desks []string
		for desk := range w.untold {
			desks = append(desks, desk)
		}
		clear(w.untold)
		if len(desks) == 0 {
			w.telling = nil
			w.mu.Unlock()
			return
		}
		w.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), wakeFor)
		_ = w.tell(ctx, desks)
		cancel()
		select {
		case <-time.After(wakeEvery):
		case <-w.closing:
		}
	}
}

func (w *wakes) listen(ctx context.Context, desk string) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.direct.Reveal() == "" || w.closed() {
		return nil
	}
	e := &ear{desk: desk, rung: make(chan struct{}, 1)}
	w.ears = append(w.ears, e)
	if w.listener == nil {
		w.connect()
	} else if w.hears {
		e.ring()
	}
	context.AfterFunc(ctx, func() { w.leave(e) })
	return e.rung
}

// connect makes the listener, which connects by itself, and anew when it must.
func (w *wakes) connect() {
	var l *pq.Listener
	l = pq.NewListener(w.direct.Reveal(), reconnectSoonest, reconnectLatest, func(is pq.ListenerEventType, _ error) {
		w.mu.Lock() // held until l is known
		defer w.mu.Unlock()
		if w.listener == l && is == pq.ListenerEventDisconnected {
			w.hears = false
		}
	})
	w.listener, w.hears = l, false
	go func() {
		if l.Listen(wakeChannel) == nil {
			w.connected(l)
		}
	}()
	go func() {
		for n := range l.Notify {
			w.hear(l, n)
			// Those who come in the meantime are heard together.
			time.Sleep(wakeEvery)
			for more := true; more; {
				select {
				case n, open := <-l.Notify:
					if more = open; open {
						w.hear(l, n)
					}
				default:
					more = false
				}
			}
		}
	}()
}

// connected notes that a listener is connected, and wakes everybody.
func (w *wakes) connected(l *pq.Listener) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.listener == l {
		w.hears = true
		w.ring("")
	}
}

// hear takes a notification; nil says that the listener is connected again.
func (w *wakes) hear(l *pq.Listener, n *pq.Notification) {
	if n == nil {
		w.connected(l)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.listener == l {
		w.ring(n.Extra)
	}
}

// ring wakes those who listen to a desk; everybody if it is empty.
func (w *wakes) ring(desk string) {
	for _, e := range w.ears {
		if desk == "" || desk == e.desk {
			e.ring()
		}
	}
}

func (w *wakes) leave(gone *ear) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, e := range w.ears {
		if e == gone {
			w.ears = append(w.ears[:i:i], w.ears[i+1:]...)
			break
		}
	}
	if len(w.ears) == 0 {
		w.disconnect()
	}
}

// disconnect lets the listener go. It may be about to connect, which is not waited for.
func (w *wakes) disconnect() {
	if l := w.listener; l != nil {
		w.listener, w.hears = nil, false
		go func() { _ = l.Close() }()
	}
}

func (w *wakes) closed() bool {
	select {
	case <-w.closing:
		return true
	default:
		return false
	}
}

// close tells what is still to be told and listens no longer.
func (w *wakes) close() {
	w.mu.Lock()
	if !w.closed() {
		close(w.closing)
	}
	w.ears = nil
	w.disconnect()
	telling := w.telling
	w.mu.Unlock()
	if telling != nil {
		<-telling
	}
}

// notify tells others of desks.
func (s *Store) notify(ctx context.Context, desks []string) error {
	_, err := s.db.ExecContext(ctx, "SELECT pg_notify($1, desk) FROM unnest($2::text[]) AS desk", wakeChannel, pq.StringArray(desks))
	return err
}

// directly is the DSN of the database itself as a listener needs it: one that gives up
// connecting after a while.
func directly(dsn string) (string, error) {
	config, err := pq.NewConfig(dsn)
	if err != nil {
		return "", fmt.Errorf("the direct DSN is not like postgres://user@host:5432/database: %w", bare(err, dsn))
	}
	if config.ConnectTimeout != 0 {
		return dsn, nil
	}
	seconds := fmt.Sprint(int(connectTimeout / time.Second))
	if !strings.Contains(dsn, "://") {
		return dsn + " connect_timeout=" + seconds, nil
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "", errors.New("the direct DSN cannot be read")
	}
	q := u.Query()
	q.Set("connect_timeout", seconds)
	u.RawQuery = q.Encode()
	return u.String(), nil
}
