package portal_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/portal"
	"github.com/helpdesk-go/helpdesk/internal/rightstest"
)

// sample is a request to a page. In its path and its form {number}, {task} and {me}
// are the ticket's, and the asker's own.
type sample struct {
	row   string // "METHOD path", with a variant after a comma
	path  string // where it has parts that are not the ticket's
	form  string // as in an address: "text=слово&key=1"
	at    rightstest.State
	finds string // in the page, if what is asked for is seen
}

// samples are a request to every page: whoever adds a page adds one.
func samples() []sample {
	const contact = string(rightstest.Requester)
	source := url.Values{"source": {string(helpdesk.LevelsSource())}, "reason": {"так"}, "publish": {"yes"}}.Encode()
	return []sample{
		{row: "GET ask"},
		{row: "GET ask/{category}", path: "ask/defect"},
		{row: "GET notices", at: rightstest.Told, finds: "{number}"},
		{row: "GET notices/{notice}/{area}/{number}", path: "notices/00000000-0000-7000-8000-000000000000/requests/{number}"},
		{row: "GET overview"},
		{row: "GET people", path: "people?text=" + contact, finds: "people/" + contact},
		{row: "GET people, one without tickets", path: "people?text=" + rightstest.Loner, finds: "people/" + rightstest.Loner},
		{row: "GET people/{person}", path: "people/" + contact},
		{row: "GET people/{person}, one without tickets", path: "people/" + rightstest.Loner},
		{row: "GET queues"},
		{row: "GET queues/{queue}", path: "queues/all", finds: "{number}"},
		{row: "GET register", path: "register?person=" + contact},
		{row: "GET register, one without tickets", path: "register?person=" + rightstest.Loner},
		{row: "GET regulation"},
		{row: "GET regulation/edit"},
		{row: "GET requests", finds: "{number}"},
		{row: "GET requests/{number}"},
		{row: "GET requests/{number}/why"},
		{row: "GET tickets/{number}"},
		{row: "GET tickets/{number}/why/{clock}", at: rightstest.Working},
		{row: "GET {$}"},
		{row: "POST ask", form: "subject=С&text=Т&category=defect"},
		{row: "POST ask/{category}", path: "ask/defect", form: "subject=С&text=Т"},
		{row: "POST notices/preferences", form: "language=ru"},
		{row: "POST notices/read", at: rightstest.Told},
		{row: "POST register", form: "subject=С&text=Т&category=defect&channel=phone&requester=" + rightstest.Loner},
		{row: "POST regulation/edit", form: source},
		{row: "POST requests/{number}/move/{event}", path: "requests/{number}/move/accept", at: rightstest.Resolved},
		{row: "POST requests/{number}/reply", form: "text=слово"},
		{row: "POST tickets/{number}/assign", at: rightstest.Working, form: "agent=other-agent"},
		{row: "POST tickets/{number}/classify", form: "category=feature&priority=normal"},
		{row: "POST tickets/{number}/estimate", at: rightstest.Working, form: "clock=solution&target=12&unit=d&reason=много"},
		{row: "POST tickets/{number}/fill", at: rightstest.Working, form: "fields.environment=prod"},
		{row: "POST tickets/{number}/finish", at: rightstest.Working, form: "task={task}"},
		{row: "POST tickets/{number}/give-back", at: rightstest.Taken},
		{row: "POST tickets/{number}/move/{event}", path: "tickets/{number}/move/escalate", at: rightstest.Working, form: "fields.reason=сложно"},
		{row: "POST tickets/{number}/move/{event}, accept on behalf of the requester", path: "tickets/{number}/move/accept", at: rightstest.Resolved, form: "behalf=yes"},
		{row: "POST tickets/{number}/note", form: "text=заметка"},
		{row: "POST tickets/{number}/reply", form: "text=слово"},
		{row: "POST tickets/{number}/resume", at: rightstest.Waiting},
		{row: "POST tickets/{number}/spend", at: rightstest.Working, form: "hours=1"},
		{row: "POST tickets/{number}/take", at: rightstest.Working},
		{row: "POST tickets/{number}/task", at: rightstest.Working, form: "title=проверить"},
		{row: "POST tickets/{number}/wait", at: rightstest.Working, form: "reason=ждём"},
	}
}

// fill writes what belongs to the ticket and to the asker into a text of a sample.
func fill(text string, x rightstest.Target, me rightstest.Kind) string {
	return strings.NewReplacer("{number}", x.Number, "{task}", x.Task.String(), "{me}", string(me), "{clock}", "processing", "{$}", "").Replace(text)
}

// request is the sample as a browser of somebody sends it.
func (s sample) request(x rightstest.Target, me rightstest.Kind) *http.Request {
	route, _, _ := strings.Cut(s.row, ", ")
	method, path, _ := strings.Cut(route, " ")
	if s.path != "" {
		path = s.path
	}
	r := httptest.NewRequest(method, "/support/"+fill(path, x, me), strings.NewReader(fill(s.form, x, me)))
	r.Header.Set("X-Test-User", string(me))
	if me == rightstest.Anonymous {
		r.Header.Del("X-Test-User")
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// outcome is that of a page; a form that was taken leads to another page.
func outcome(method string, w *httptest.ResponseRecorder) rightstest.Outcome {
	o := rightstest.HTTP(w.Code, w.Body.String())
	if o.Cell == rightstest.Away {
		o.Told = w.Header().Get("Location")
		if method == http.MethodPost {
			o.Cell = rightstest.Yes
		}
	}
	return o
}

func rightsTries(t *testing.T) []rightstest.Try {
	var tries []rightstest.Try
	for _, s := range samples() {
		try := rightstest.Try{Row: s.row, At: s.at, Ask: func(a rightstest.Asker) rightstest.Outcome {
			r, w := s.request(a.Target, a.Kind), httptest.NewRecorder()
			a.World.Handler(a.Desk, func() http.Handler { return serve(t, a.Desk) }).ServeHTTP(w, r)
			return outcome(r.Method, w)
		}}
		if s.finds != "" {
			try.Finds = func(x rightstest.Target) string { return fill(s.finds, x, "") }
		}
		tries = append(tries, try)
	}
	return tries
}

func serve(t *testing.T, desk *helpdesk.Desk) http.Handler {
	t.Helper()
	pages, err := portal.New(desk, portal.Config{BasePath: "/support/", Authenticate: func(r *http.Request) (helpdesk.Actor, error) {
		return helpdesk.Person(r.Header.Get("X-Test-User")), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func TestTrust_X4_EveryPageForEveryKindOfActor(t *testing.T) {
	t.Parallel()
	table := rightstest.Read(t, "../../docs/rights.md", "Pages")
	tries := rightsTries(t)
	table.Covers(t, portal.Addresses(), tries, "samples of channel/portal/rights_test.go")
	table.Run(t, tries)
}
