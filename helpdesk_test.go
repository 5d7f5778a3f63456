package helpdesk_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/internal/sqlitetest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// stores are the stores that every test of the desk runs on.
var stores = map[string]func(t *testing.T) storage.Store{
	"memory": func(t *testing.T) storage.Store { return memory.New() },
	"sqlite": func(t *testing.T) storage.Store {
		store, _ := sqlitetest.Open(t)
		return store
	},
	"postgres": func(t *testing.T) storage.Store { return onPostgres(t, postgresURL(t)) },
}

// postgresURL is a migrated database that is the test's until it ends.
func postgresURL(t *testing.T) string {
	t.Helper()
	return pgtest.Lend(t, "helpdesk", func(url string) error {
		store, err := postgres.Open(url, postgres.Config{})
		if err != nil {
			return err
		}
		return errors.Join(store.Migrate(context.Background()), store.Close())
	})
}

func onPostgres(t *testing.T, url string) *postgres.Store {
	t.Helper()
	store, err := postgres.Open(url, postgres.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// house is a desk with people in it and a clock that stands still until it is set.
type house struct {
	*helpdesk.Desk
	t     *testing.T
	store storage.Store
	mu    sync.Mutex
	now   time.Time
}

// moscow reads "2026-03-02 09:00" as a time in Moscow.
func moscow(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("MSK", 3*3600))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func newHouse(t *testing.T, store storage.Store, now time.Time) *house {
	t.Helper()
	return newHouseOf(t, store, now, nil)
}

// newHouseOf makes a house under a regulation, Levels when nil.
func newHouseOf(t *testing.T, store storage.Store, now time.Time, r *helpdesk.Regulation) *house {
	t.Helper()
	h := &house{t: t, store: store, now: now}
	desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{Now: h.clock, Regulation: r})
	if err != nil {
		t.Fatal(err)
	}
	h.Desk = desk
	setup := desk.As(helpdesk.System("setup"))
	must(t)(setup.PutOrganization(t.Context(), ticket.Organization{ID: "vector", Name: "ООО «Вектор»"}))
	for _, p := range []ticket.Person{
		{ID: "anna", Name: "Анна Кузнецова", Email: "anna@vector.example", Phone: "+7 495 000-00-01", Organization: "vector"},
		{ID: "boris", Name: "Борис Орлов", Organization: "vector"},
		{ID: "agent1", Name: "Лев Первый", Roles: []ticket.Role{ticket.RoleAgent}},
		{ID: "agent2", Name: "Иван Петров", Roles: []ticket.Role{ticket.RoleAgent}},
		{ID: "agent3", Name: "Мария Сидорова", Roles: []ticket.Role{ticket.RoleAgent}},
		{ID: "vendor1", Name: "Вендор Вендорович", Roles: []ticket.Role{ticket.RoleAgent}},
		{ID: "boss", Name: "Ольга Главная", Roles: []ticket.Role{ticket.RoleOperationsManager}},
		{ID: "quality", Name: "Кира Строгая", Roles: []ticket.Role{ticket.RoleQualityManager}},
		{ID: "admin", Name: "Пётр Правила", Roles: []ticket.Role{ticket.RoleAdministrator}},
	} {
		must(t)(setup.PutPerson(t.Context(), p))
	}
	for _, team := range []ticket.Team{
		{ID: "line1", Name: "1 линия", Members: []string{"agent1"}},
		{ID: "line2", Name: "2 линия", Members: []string{"agent2"}},
		{ID: "line3", Name: "3 линия", Members: []string{"agent3"}},
		{ID: "support", Name: "Поддержка", Members: []string{"agent1", "agent2", "agent3"}},
		{ID: "hoster", Name: "Хостер", Members: []string{"vendor1"}, Outside: true},
	} {
		must(t)(setup.PutTeam(t.Context(), team))
	}
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// set puts the clock to an instant and lets the timers fire that are due by then,
// each at its own instant.
func (h *house) set(at time.Time) {
	h.t.Helper()
	for {
		next, err := h.store.NextTimer(h.t.Context(), h.Key())
		if err != nil {
			h.t.Fatal(err)
		}
		if next.IsZero() || next.After(at) {
			break
		}
		h.jump(next)
		fired, err := h.Tick(h.t.Context())
		if err != nil || fired == 0 {
			h.t.Fatalf("the timer of %s did not fire: %v", next, err)
		}
	}
	h.jump(at)
}

// jump puts the clock forward without any timer firing.
func (h *house) jump(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if at.After(h.now) {
		h.now = at
	}
}

func (h *house) at(text string) { h.t.Helper(); h.set(moscow(h.t, text)) }

// as is the desk as somebody sees it: "agent1", "agent1 for anna".
func (h *house) as(person string) *helpdesk.Session {
	person, behalf, _ := strings.Cut(person, " for ")
	s := h.As(helpdesk.Person(person))
	if behalf != "" {
		s = s.OnBehalfOf(behalf)
	}
	return s
}

func (h *house) open(category, priority string) uuid.UUID {
	h.t.Helper()
	r, err := h.as("anna").Open(h.t.Context(), helpdesk.NewRequest{Subject: "Не печатаются акты", Text: "Жму «Печать» — и ничего.", Category: category, Priority: priority})
	if err != nil {
		h.t.Fatal(err)
	}
	return r.Ticket
}

func (h *house) story(id uuid.UUID) helpdesk.Story {
	h.t.Helper()
	s, err := h.as("boss").Story(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func (h *house) move(as string, id uuid.UUID, event string, fields ...string) {
	h.t.Helper()
	if err := h.tryMove(as, id, event, fields...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) tryMove(as string, id uuid.UUID, event string, fields ...string) error {
	in := helpdesk.Transition{Event: event, Fields: map[string]string{}}
	for i := 0; i+1 < len(fields); i += 2 {
		in.Fields[fields[i]] = fields[i+1]
	}
	_, err := h.as(as).Move(h.t.Context(), id, in)
	return err
}

// toLevel brings a new ticket up to a level at once.
func (h *house) toLevel(id uuid.UUID, level int) {
	h.t.Helper()
	if level > 1 {
		must(h.t)(h.as("boss").Classify(h.t.Context(), id, helpdesk.Classification{}))
		h.move("boss", id, "process")
	}
	for l := 3; l <= level; l++ {
		h.move("boss", id, "escalate", "reason", "не справляемся")
	}
}

// sound fails the test if the store is not what the journals tell.
func (h *house) sound() {
	h.t.Helper()
	n, err := h.Check(context.Background(), func(f storage.Finding) { h.t.Errorf("%s: %s", f.Invariant, f.Text) })
	if err != nil || n == 0 {
		h.t.Errorf("checked %d tickets: %v", n, err)
	}
}

func must(t testing.TB) func(any, error) {
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func wantCode(t *testing.T, err error, code helpdesk.Code) *helpdesk.Error {
	t.Helper()
	var e *helpdesk.Error
	if !errors.As(err, &e) || !errors.Is(err, code) {
		t.Fatalf("got %v, want %s", err, code)
	}
	return e
}

// onAll runs a test on every store.
func onAll(t *testing.T, now string, test func(t *testing.T, h *house)) {
	t.Parallel()
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, open(t), moscow(t, now))
			test(t, h)
		})
	}
}
