package api_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/api"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// clock is a time that goes on only when it is told to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) goOn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is a desk behind its API: anna asks, ivan works, olga runs it all.
type world struct {
	*testing.T
	clock   *clock
	desk    *helpdesk.Desk
	handler http.Handler
	answers func(r *http.Request, status int, h http.Header, body []byte) // sees every answer
}

func newWorld(t *testing.T) *world { return newWorldOver(t, memory.New(), api.Config{}) }

func newWorldOver(t *testing.T, store storage.Store, c api.Config) *world {
	t.Helper()
	// Tuesday, 12 May 2026, 10:00 in Moscow.
	w := &world{T: t, clock: &clock{at: time.Date(2026, 5, 12, 7, 0, 0, 0, time.UTC)}}
	desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{Now: w.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	w.desk = desk
	people(t, desk)
	if c.Authenticate == nil {
		c.Authenticate = func(r *http.Request) (helpdesk.Actor, error) {
			return helpdesk.Person(r.Header.Get("Test-Person")), nil
		}
	}
	if w.handler, err = api.New(desk, c); err != nil {
		t.Fatal(err)
	}
	return w
}

func people(t *testing.T, desk *helpdesk.Desk) {
	t.Helper()
	setup := desk.As(helpdesk.System("setup"))
	must := func(_ int64, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	must(setup.PutOrganization(ctx, ticket.Organization{ID: "romashka", Name: "ООО «Ромашка»"}))
	must(setup.PutPerson(ctx, ticket.Person{ID: "anna", Name: "Анна Смирнова", Phone: "+7 495 123-45-67", Organization: "romashka"}))
	must(setup.PutPerson(ctx, ticket.Person{ID: "boris", Name: "Борис Орлов"}))
	must(setup.PutPerson(ctx, ticket.Person{ID: "ivan", Name: "Иван Петров", Roles: []ticket.Role{ticket.RoleAgent}}))
	must(setup.PutPerson(ctx, ticket.Person{ID: "olga", Name: "Ольга Кузнецова", Roles: []ticket.Role{ticket.RoleAgent, ticket.RoleOperationsManager, ticket.RoleAdministrator}}))
	must(setup.PutPerson(ctx, ticket.Person{ID: "petr", Name: "Пётр", Roles: []ticket.Role{ticket.RoleAgent}, Inactive: true}))
	must(setup.PutTeam(ctx, ticket.Team{ID: "line1", Name: "1 линия", Members: []string{"ivan"}}))
	must(setup.PutTeam(ctx, ticket.Team{ID: "line2", Name: "2 линия", Members: []string{"ivan"}}))
	must(setup.PutTeam(ctx, ticket.Team{ID: "line3", Name: "3 линия", Members: []string{"ivan"}}))
}

// answer is what came back, with the body read.
type answer struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// ask sends a request as a person. Headers are given as names and values in turn.
func (w *world) ask(person, method, path, body string, headers ...string) answer {
	w.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Test-Person", person)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	text, err := io.ReadAll(rec.Body)
	if err != nil {
		w.Fatal(err)
	}
	a := answer{status: rec.Code, header: rec.Header(), text: string(text)}
	if strings.Contains(a.header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(text, &a.body); err != nil {
			w.Fatalf("%s %s: %v: %s", method, path, err, text)
		}
	}
	if w.answers != nil {
		w.answers(r, rec.Code, rec.Header(), text)
	}
	return a
}

// want is ask for an answer of that status.
func (w *world) want(status int, person, method, path, body string, headers ...string) answer {
	w.Helper()
	a := w.ask(person, method, path, body, headers...)
	if a.status != status {
		w.Fatalf("%s %s by %s: %d, want %d: %s", method, path, person, a.status, status, a.text)
	}
	return a
}

// open opens anna's ticket and answers its number.
func (w *world) open() string {
	w.Helper()
	a := w.want(http.StatusCreated, "anna", "POST", "/api/v1/tickets", request)
	return a.body["number"].(string)
}

const request = `{"subject": "Не печатает принтер", "text": "Принтер в бухгалтерии молчит с утра.", "category": "defect"}`

// at walks into a document by keys and indexes.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("%v: no object at %q: %v", path, p, v)
			}
			v = m[p]
		case int:
			l, ok := v.([]any)
			if !ok || p >= len(l) {
				t.Fatalf("%v: no item %d: %v", path, p, v)
			}
			v = l[p]
		}
	}
	return v
}
