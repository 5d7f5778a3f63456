package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/api"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
)

func TestEveryWrongInputIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	number := w.open()
	one := "/tickets/" + number
	long := strings.Repeat("я", 201)
	for _, row := range []struct {
		name                       string
		person, method, path, body string
		headers                    []string
		status                     int
		field, rule                string // of the only fault; "" for none
		reason                     string
	}{
		{"a number in the opening", "anna", "POST", "/tickets", `{"number": "TIC-7", "subject": "С", "text": "Т", "category": "defect"}`, nil, 400, "number", "no_such_name", ""},
		{"no subject", "anna", "POST", "/tickets", `{"text": "Т", "category": "defect"}`, nil, 422, "subject", "required", ""},
		{"a subject too long", "anna", "POST", "/tickets", `{"subject": "` + long + `", "text": "Т", "category": "defect"}`, nil, 422, "subject", "too_long", ""},
		{"a subject of another type", "anna", "POST", "/tickets", `{"subject": 7, "text": "Т", "category": "defect"}`, nil, 422, "subject", "format", ""},
		{"an observer of another type", "anna", "POST", "/tickets", `{"observers": ["boris", {}], "subject": "С", "text": "Т", "category": "defect"}`, nil, 422, "observers[1]", "format", ""},
		{"observers that are no list", "anna", "POST", "/tickets", `{"observers": "boris", "subject": "С", "text": "Т", "category": "defect"}`, nil, 422, "observers", "format", ""},
		{"a category that is not there", "anna", "POST", "/tickets", `{"subject": "С", "text": "Т", "category": "bug"}`, nil, 422, "category", "unknown", ""},
		{"NUL in a key", "anna", "POST", "/tickets", `{"subject": "С", "text": "Т", "category": "defect", "kind": "\u0000"}`, nil, 422, "kind", "format", ""},
		{"a key in capitals", "anna", "POST", "/tickets", `{"Subject": "С", "text": "Т", "category": "defect"}`, nil, 400, "Subject", "no_such_name", ""},
		{"a body that is a list", "anna", "POST", "/tickets", `[]`, nil, 422, "body", "format", ""},
		{"a body that is null", "anna", "POST", "/tickets", `null`, nil, 422, "body", "format", ""},
		{"a body cut short", "anna", "POST", "/tickets", `{"subject": "С"`, nil, 400, "", "", "malformed_json"},
		{"a body with something after it", "anna", "POST", "/tickets", request + `{}`, nil, 400, "", "", "malformed_json"},
		{"a body in another encoding", "anna", "POST", "/tickets", "{\"subject\": \"\xcf\xf0\xe8\"}", nil, 400, "", "", "malformed_json"},
		{"a body too large", "anna", "POST", "/tickets", `{"text": "` + strings.Repeat("a", 9<<20) + `"}`, nil, 413, "", "", "body_too_large"},
		{"no body", "anna", "POST", "/tickets", "", []string{"Content-Type", "application/json"}, 400, "", "", "malformed_json"},
		{"no type of content", "anna", "POST", "/tickets", "", nil, 415, "", "", "media_type"},
		{"a form", "anna", "POST", "/tickets", "subject=1", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "", "", "media_type"},
		{"JSON in another encoding", "anna", "POST", "/tickets", request, []string{"Content-Type", "application/json; charset=windows-1251"}, 415, "", "", "media_type"},
		{"a key of idempotency too long", "anna", "POST", "/tickets", request, []string{"Idempotency-Key", strings.Repeat("k", 300)}, 422, "Idempotency-Key", "too_long", ""},
		{"a version that is none", "ivan", "POST", one + "/notes", `{"text": "x"}`, []string{"If-Match", "7"}, 422, "If-Match", "format", ""},
		{"version nought", "ivan", "POST", one + "/notes", `{"text": "x"}`, []string{"If-Match", `"0"`}, 422, "If-Match", "format", ""},
		{"a duration that is none", "ivan", "POST", one + "/times", `{"spent": "полтора часа"}`, nil, 422, "spent", "format", ""},
		{"a duration too long", "ivan", "POST", one + "/times", `{"spent": "25h"}`, nil, 422, "spent", "range", ""},
		{"no duration", "ivan", "POST", one + "/times", `{}`, nil, 422, "spent", "range", ""},
		{"an instant without a zone", "ivan", "POST", one + "/wait", `{"reason": "x", "until": "2026-05-13T12:00:00"}`, nil, 422, "until", "format", ""},
		{"an instant after the year 9999", "ivan", "POST", one + "/wait", `{"reason": "x", "until": "9999-12-31T23:59:59-10:00"}`, nil, 422, "until", "format", ""},
		{"an instant that has passed", "ivan", "POST", one + "/wait", `{"reason": "x", "until": "2026-05-01T12:00:00Z"}`, nil, 422, "until", "past", ""},
		{"a task's id that is none", "ivan", "POST", one + "/times", `{"task": "7", "spent": "1h"}`, nil, 422, "task", "format", ""},
		{"a task's id in the path that is none", "ivan", "POST", one + "/tasks/7/finish", "", nil, 422, "task", "format", ""},
		{"a requester who is not there", "ivan", "POST", "/tickets", `{"subject": "С", "text": "Т", "category": "feature", "requester": "nobody"}`, nil, 422, "requester", "unknown", ""},
		{"an agent who has left", "olga", "POST", one + "/assignment", `{"agent": "petr"}`, nil, 422, "agent", "inactive", ""},
		{"an agent who is none", "olga", "POST", one + "/assignment", `{"agent": "anna"}`, nil, 422, "agent", "not_agent", ""},
		{"a move's field of another type", "ivan", "POST", one + "/moves", `{"event": "process", "fields": {"reason": 1}}`, nil, 422, "fields.reason", "format", ""},
		{"an unknown parameter", "ivan", "GET", "/tickets?color=red", "", nil, 400, "color", "no_such_name", ""},
		{"a parameter that reads take none of", "ivan", "GET", one + "?x=1", "", nil, 400, "x", "no_such_name", ""},
		{"the staff's parameter with a requester's list", "anna", "GET", "/requests?agent=ivan", "", nil, 400, "agent", "no_such_name", ""},
		{"a page token that is none", "ivan", "GET", "/tickets?page=!!!", "", nil, 422, "page", "format", ""},
		{"a page token made up", "ivan", "GET", "/tickets?page=ZHVlIDEgMg", "", nil, 422, "page", "format", ""},
		{"an order that is not there", "ivan", "GET", "/tickets?order=size", "", nil, 400, "order", "no_such_name", ""},
		{"a limit of nothing", "ivan", "GET", "/tickets?limit=0", "", nil, 422, "limit", "range", ""},
		{"a limit too large", "ivan", "GET", "/tickets?limit=201", "", nil, 422, "limit", "range", ""},
		{"a limit given twice", "ivan", "GET", "/tickets?limit=1&limit=2", "", nil, 422, "limit", "format", ""},
		{"a phase that is not there", "ivan", "GET", "/tickets?phase=new", "", nil, 422, "phase", "unknown", ""},
		{"a flag that is none", "ivan", "GET", "/tickets?unassigned=yes", "", nil, 422, "unassigned", "unknown", ""},
		{"an instant in the query that is none", "ivan", "GET", "/tickets?due_before=tomorrow", "", nil, 422, "due_before", "format", ""},
		{"a text that is not UTF-8", "ivan", "GET", "/tickets?text=%CF", "", nil, 422, "text", "format", ""},
		{"a query that does not read", "ivan", "GET", "/tickets?text=%zz", "", nil, 422, "query", "format", ""},
		{"a custom field that is not there", "ivan", "GET", "/tickets?field=colour:red", "", nil, 400, "field", "no_such_name", ""},
		{"a field that a requester does not see", "anna", "GET", "/requests?field=environment:prod", "", nil, 400, "field", "no_such_name", ""},
		{"a field that a form does not have", "anna", "POST", "/tickets", `{"subject": "С", "text": "Т", "category": "defect", "fields": {"colour": "red"}}`, nil, 400, "fields.colour", "no_such_name", ""},
		{"a field that a classification does not have", "ivan", "POST", one + "/classification", `{"fields": {"colour": "red"}}`, nil, 400, "fields.colour", "no_such_name", ""},
		{"a body where none is taken", "ivan", "DELETE", one + "/wait", `{"reason": "x"}`, nil, 400, "reason", "no_such_name", ""},
		{"a body where none is taken, of another type", "ivan", "DELETE", one + "/wait", "reason=x", []string{"Content-Type", "text/plain"}, 415, "", "", "media_type"},
		{"on behalf of somebody where it cannot be", "olga", "PUT", "/people/vera", `{"name": "Вера"}`, []string{"Helpdesk-On-Behalf-Of", "anna"}, 400, "Helpdesk-On-Behalf-Of", "no_such_name", ""},
		{"a key of idempotency where it would not be kept", "olga", "PUT", "/people/vera", `{"name": "Вера"}`, []string{"Idempotency-Key", "k"}, 400, "Idempotency-Key", "no_such_name", ""},
		{"a reference with NUL", "ivan", "GET", "/tickets/%00", "", nil, 422, "ref", "format", ""},
		{"a number that is not there", "ivan", "GET", "/tickets/TIC-77", "", nil, 404, "", "", ""},
		{"an id that is not there", "ivan", "GET", "/tickets/0198c0de-0000-7000-8000-000000000000", "", nil, 404, "", "", ""},
		{"a person who is not there", "ivan", "GET", "/people/nobody", "", nil, 404, "", "", ""},
		{"a clock that is not there", "ivan", "GET", one + "/clocks/sand/explanation", "", nil, 422, "clock", "unknown", ""},
		{"a path that is not there", "ivan", "GET", "/papers", "", nil, 404, "", "", "no_route"},
		{"a method that is not taken", "ivan", "PATCH", one, "{}", nil, 405, "", "", "method_not_allowed"},
		{"a page of another site", "ivan", "POST", one + "/notes", `{"text": "x"}`, []string{"Sec-Fetch-Site", "cross-site"}, 403, "", "", "cross_origin"},
		{"nobody", "", "GET", "/tickets", "", nil, 401, "", "", ""},
		{"somebody without the right", "anna", "GET", "/tickets", "", nil, 403, "", "", "staff"},
		{"a move that is not allowed", "ivan", "POST", one + "/moves", `{"event": "resolve"}`, nil, 409, "", "", "move_not_allowed"},
		{"resuming what does not wait", "ivan", "DELETE", one + "/wait", "", nil, 409, "", "", "not_waiting"},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := &world{T: t, clock: w.clock, handler: w.handler}
			a := w.want(row.status, row.person, row.method, "/api/v1"+row.path, row.body, row.headers...)
			if got := a.header.Get("Content-Type"); got != "application/problem+json" {
				t.Fatalf("Content-Type %q: %s", got, a.text)
			}
			if a.body["status"] != float64(row.status) || a.body["type"] != "urn:helpdesk:problem:"+a.body["code"].(string) || a.body["detail"] == "" {
				t.Errorf("not a whole problem: %s", a.text)
			}
			if reason, _ := a.body["reason"].(string); reason != row.reason {
				t.Errorf("reason %q: %s", reason, a.text)
			}
			faults, _ := a.body["faults"].([]any)
			if row.field == "" {
				if len(faults) != 0 {
					t.Errorf("faults: %s", a.text)
				}
				return
			}
			if len(faults) != 1 || at(t, faults, 0, "field") != row.field || at(t, faults, 0, "rule") != row.rule || at(t, faults, 0, "text") == "" {
				t.Errorf("want %s: %s; got %s", row.field, row.rule, a.text)
			}
		})
	}
	if a := w.want(200, "ivan", "GET", "/api/v1"+one, ""); at(t, a.body, "ticket", "version") != 1.0 {
		t.Errorf("something was written: %s", a.text)
	}
}

func TestSeveralFaultsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.want(400, "anna", "POST", "/api/v1/tickets?colour=red", `{"number": 7, "subject": true, "observers": [1]}`, "Idempotency-Key", strings.Repeat("k", 300))
	var fields []string
	for _, f := range at(t, a.body, "faults").([]any) {
		fields = append(fields, at(t, f, "field").(string))
	}
	if got := strings.Join(fields, " "); got != "Idempotency-Key colour number observers[0] subject" {
		t.Errorf("told %s", got)
	}
}

func TestWhatIsNotFoundIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.want(404, "ivan", "GET", "/api/v1/tickets/TIC-77", "")
	if at(t, a.body, "params", "ref") != "TIC-77" {
		t.Errorf("told %s", a.text)
	}
}

func TestTextsAreInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, row := range []struct{ accept, language string }{
		{"", "ru"}, {"ru-RU,ru;q=0.9,en;q=0.8", "ru"}, {"en-GB", "en"}, {"de", "ru"}, {";;;", "ru"},
	} {
		for _, a := range []answer{
			w.want(422, "anna", "POST", "/api/v1/tickets", `{}`, "Accept-Language", row.accept),
			w.want(400, "anna", "POST", "/api/v1/tickets", `{`, "Accept-Language", row.accept),
		} {
			text := a.body["detail"].(string)
			if faults, ok := a.body["faults"].([]any); ok {
				text += at(t, faults, 0, "text").(string)
			}
			russian := strings.ContainsAny(text, "абвгдеиклмнопрст")
			if got := a.header.Get("Content-Language"); got != row.language || russian != (row.language == "ru") {
				t.Errorf("%q: in %s: %s", row.accept, got, text)
			}
		}
	}
}

// broken is a store that fails when tickets are listed.
type broken struct {
	storage.Store
	err error
}

func (b broken) List(context.Context, storage.Scope, storage.Query) (storage.Page, error) {
	return storage.Page{}, b.err
}

func (b broken) Apply(context.Context, ...storage.Change) error { return b.err }

func TestOurOwnFailuresTellNothingOfTheInside(t *testing.T) {
	t.Parallel()
	const secret = "password=hunter2"
	for _, row := range []struct {
		err    error
		status int
		code   string
	}{
		{storage.ErrUnavailable, 503, "unavailable"},
		{storage.ErrFull, 507, "full"},
		{storage.ErrCorrupt, 500, "internal"},
		{errors.New("whatever"), 500, "internal"},
	} {
		w := newWorldOver(t, broken{memory.New(), fmt.Errorf("%s: %w", secret, row.err)}, api.Config{})
		for _, a := range []answer{
			w.want(row.status, "ivan", "GET", "/api/v1/tickets", ""),
			w.want(row.status, "anna", "POST", "/api/v1/tickets", request),
		} {
			if a.body["code"] != row.code || strings.Contains(a.text, "hunter2") || strings.Contains(a.text, "whatever") {
				t.Errorf("%v: told %s", row.err, a.text)
			}
			if (a.header.Get("Retry-After") != "") != (row.status == 503) {
				t.Errorf("%v: Retry-After %q", row.err, a.header.Get("Retry-After"))
			}
		}
	}
}

func TestWithoutAuthenticateNobodyIsLetIn(t *testing.T) {
	t.Parallel()
	desk, err := helpdesk.New(t.Context(), memory.New(), helpdesk.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for name, authenticate := range map[string]func(*http.Request) (helpdesk.Actor, error){
		"none":       nil,
		"an error":   func(*http.Request) (helpdesk.Actor, error) { return helpdesk.Person("olga"), errors.New("expired") },
		"an unknown": func(*http.Request) (helpdesk.Actor, error) { return helpdesk.Actor{}, nil },
	} {
		h, err := api.New(desk, api.Config{Authenticate: authenticate})
		if err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest("GET", "/api/v1/regulation", nil))
		if rec.Code != 401 || strings.Contains(rec.Body.String(), "expired") {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
	}
}

func TestAWrongConfigIsRefused(t *testing.T) {
	t.Parallel()
	desk, err := helpdesk.New(t.Context(), memory.New(), helpdesk.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []api.Config{
		{BasePath: "/"}, {BasePath: "api"}, {BasePath: "/api/"}, {BasePath: "/{x}"}, {TrustedOrigins: []string{"example.com"}},
	} {
		if _, err := api.New(desk, c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
	if _, err := api.New(nil, api.Config{}); err == nil {
		t.Error("no desk is taken")
	}
}

func TestTwoDesksStandSideBySide(t *testing.T) {
	t.Parallel()
	store := memory.New()
	mux := http.NewServeMux()
	for _, key := range []string{"it", "hr"} {
		desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{Desk: key})
		if err != nil {
			t.Fatal(err)
		}
		h, err := api.New(desk, api.Config{BasePath: "/" + key + "/v1", Authenticate: func(*http.Request) (helpdesk.Actor, error) { return helpdesk.Person("anna"), nil }})
		if err != nil {
			t.Fatal(err)
		}
		mux.Handle("/"+key+"/v1/", h)
	}
	w := &world{T: t, handler: mux}
	a := w.want(201, "", "POST", "/it/v1/tickets", request)
	if !strings.HasPrefix(a.header.Get("Location"), "/it/v1/") {
		t.Errorf("Location %q", a.header.Get("Location"))
	}
	w.want(404, "", "GET", "/hr/v1/requests/"+a.body["number"].(string), "")
}
