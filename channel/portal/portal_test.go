package portal_test

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/portal"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// begin is a Monday at eleven in Moscow, in working time.
var begin = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// world is a desk with people, served as pages.
type world struct {
	t      *testing.T
	desk   *helpdesk.Desk
	server *httptest.Server
	mu     sync.Mutex
	now    time.Time
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// newWorld has Anna and Boris who ask (of one organization and another), Petrov of
// line 1 and 2, Sidorova of line 3, the manager Orlova, and the vendor's Wong.
func newWorld(t *testing.T, change ...func(*portal.Config)) *world {
	t.Helper()
	return newWorldBy(t, nil, change...)
}

// newWorldBy is the same by a regulation of the test's own.
func newWorldBy(t *testing.T, regulation *helpdesk.Regulation, change ...func(*portal.Config)) *world {
	t.Helper()
	return newWorldOf(t, helpdesk.Config{Regulation: regulation}, change...)
}

// newWorldOf is the same with a desk of the test's own.
func newWorldOf(t *testing.T, of helpdesk.Config, change ...func(*portal.Config)) *world {
	t.Helper()
	w := &world{t: t, now: begin}
	ctx := context.Background()
	of.Now = func() time.Time {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.now
	}
	desk, err := helpdesk.New(ctx, memory.New(), of)
	if err != nil {
		t.Fatal(err)
	}
	w.desk = desk
	s := desk.As(helpdesk.System("setup"))
	must := func(_ int64, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.PutOrganization(ctx, ticket.Organization{ID: "vector", Name: "ООО «Вектор»"}))
	must(s.PutOrganization(ctx, ticket.Organization{ID: "north", Name: "Север"}))
	agent, manager := []ticket.Role{ticket.RoleAgent}, []ticket.Role{ticket.RoleOperationsManager}
	for _, p := range []ticket.Person{
		{ID: "anna", Name: "Климова Анна", Organization: "vector", Phone: "+7 900 111-22-33", Email: "anna@vector.example"},
		{ID: "boris", Name: "Зимин Борис", Organization: "north"},
		{ID: "petrov", Name: "Петров Иван", Roles: agent},
		{ID: "sidorova", Name: "Сидорова Мария", Roles: agent},
		{ID: "orlova", Name: "Орлова Вера", Roles: manager},
		{ID: "wong", Name: "Wong Li", Roles: agent, Language: "en"},
	} {
		must(s.PutPerson(ctx, p))
	}
	must(s.PutTeam(ctx, ticket.Team{ID: "line1", Name: "1 линия", Members: []string{"petrov"}}))
	must(s.PutTeam(ctx, ticket.Team{ID: "line2", Name: "2 линия", Members: []string{"petrov"}}))
	must(s.PutTeam(ctx, ticket.Team{ID: "line3", Name: "3 линия", Members: []string{"sidorova"}}))
	must(s.PutTeam(ctx, ticket.Team{ID: "hoster", Name: "Hoster", Members: []string{"wong"}, Outside: true}))
	c := portal.Config{BasePath: "/support/", Authenticate: func(r *http.Request) (helpdesk.Actor, error) {
		return helpdesk.Person(r.Header.Get("X-Test-User")), nil
	}}
	for _, f := range change {
		f(&c)
	}
	pages, err := portal.New(desk, c)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/support/", pages)
	w.server = httptest.NewServer(mux)
	t.Cleanup(w.server.Close)
	return w
}

// answer is a page as a browser got it, after the redirect that follows a form.
type answer struct {
	t      *testing.T
	status int
	body   string
	path   string
	header http.Header
}

func (w *world) do(user, method, path string, form url.Values, header ...string) answer {
	w.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, w.server.URL+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := http.Client{CheckRedirect: func(next *http.Request, _ []*http.Request) error {
		next.Header = r.Header.Clone()
		return nil
	}}
	r.Header.Set("X-Test-User", user)
	response, err := client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{w.t, response.StatusCode, string(b), response.Request.URL.Path, response.Header}
}

func (w *world) get(user, path string, header ...string) answer {
	w.t.Helper()
	return w.do(user, http.MethodGet, path, nil, header...)
}

func (w *world) post(user, path string, pairs ...string) answer {
	w.t.Helper()
	return w.do(user, http.MethodPost, path, values(pairs...))
}

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d\n%s", a.path, a.status, status, a.text())
	}
	return a
}

func (a answer) says(words ...string) answer {
	a.t.Helper()
	for _, s := range words {
		if !strings.Contains(html.UnescapeString(a.body), s) && !strings.Contains(a.text(), s) {
			a.t.Errorf("%s does not say %q:\n%s", a.path, s, a.text())
		}
	}
	return a
}

func (a answer) keepsSilent(words ...string) answer {
	a.t.Helper()
	for _, s := range words {
		if strings.Contains(a.body, s) {
			a.t.Errorf("%s says %q", a.path, s)
		}
	}
	return a
}

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	blanks = regexp.MustCompile(`\s+`)
)

// text is the page without its tags.
func (a answer) text() string {
	return html.UnescapeString(blanks.ReplaceAllString(tags.ReplaceAllString(a.body, " "), " "))
}

// opened lets Anna open a request, and answers its number.
func (w *world) opened(subject string) string {
	w.t.Helper()
	a := w.post("anna", "/support/ask/consultation", "subject", subject, "text", "Не вижу отчёт", "kind", "question").is(http.StatusOK)
	return strings.TrimPrefix(a.path, "/support/requests/")
}

// processed is a ticket that Petrov has classified and taken to level 2.
func (w *world) processed(subject string) string {
	w.t.Helper()
	n := w.opened(subject)
	at := "/support/tickets/" + n
	w.post("petrov", at+"/classify", "category", "consultation", "priority", "urgent", "agent", "petrov").is(http.StatusOK)
	w.post("petrov", at+"/move/process").is(http.StatusOK)
	return n
}

func (w *world) count() int {
	w.t.Helper()
	page, err := w.desk.As(helpdesk.Person("orlova")).Tickets(context.Background(), storage.Query{Limit: 200})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(page.Tickets)
}
