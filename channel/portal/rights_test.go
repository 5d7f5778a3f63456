package portal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/portal"
	"github.com/helpdesk-go/helpdesk/internal/rightstest"
)

// sample is a request to a page. In its path and its form {number}, {task}, {booking} and
// {absence} are the ticket's, {me} is the asker, {day} one of his own.
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
		{row: "GET absences", finds: "other-agent"},
		{row: "GET add/contract", path: "add/contract?organization=" + rightstest.Organization},
		{row: "GET add/organization"},
		{row: "GET add/person"},
		{row: "GET add/team"},
		{row: "GET ask"},
		{row: "GET ask/{category}", path: "ask/defect"},
		{row: "GET balance", finds: rightstest.Mark + " " + rightstest.Contract},
		{row: "GET billing", at: rightstest.Booked},
		{row: "GET billing/export", path: "billing/export?format=csv", at: rightstest.Booked, finds: "{number}"},
		{row: "GET certificates/{certificate}", path: "certificates/00000000-0000-7000-8000-000000000000"},
		{row: "GET certificates/{certificate}/document", path: "certificates/00000000-0000-7000-8000-000000000000/document"},
		{row: "GET contracts/{contract}", path: "contracts/" + rightstest.Contract},
		{row: "GET export"},
		{row: "GET news", finds: "{number}"},
		{row: "GET notices", at: rightstest.Told, finds: "{number}"},
		{row: "GET notices/{notice}/{area}/{number}", path: "notices/00000000-0000-7000-8000-000000000000/requests/{number}"},
		{row: "GET organizations", finds: "organizations/" + rightstest.Organization},
		{row: "GET organizations/{organization}", path: "organizations/" + rightstest.Organization},
		{row: "GET organizations/{organization}, one without tickets", path: "organizations/" + rightstest.Lonely},
		{row: "GET organizations/{organization}/edit", path: "organizations/" + rightstest.Organization + "/edit"},
		{row: "GET organizations/{organization}/news", path: "organizations/" + rightstest.Organization + "/news", finds: "{number}"},
		{row: "GET overview"},
		{row: "GET people", path: "people?text=" + contact, finds: "people/" + contact},
		{row: "GET people, one without tickets", path: "people?text=" + rightstest.Loner, finds: "people/" + rightstest.Loner},
		{row: "GET people/{person}", path: "people/" + contact},
		{row: "GET people/{person}, one without tickets", path: "people/" + rightstest.Loner},
		{row: "GET people/{person}/data", path: "people/" + contact + "/data"},
		{row: "GET people/{person}/edit", path: "people/" + contact + "/edit"},
		{row: "GET people/{person}/export", path: "people/" + rightstest.Loner + "/export"},
		{row: "GET privacy"},
		{row: "GET queues"},
		{row: "GET queues/{queue}", path: "queues/all", finds: "{number}"},
		{row: "GET register", path: "register?person=" + contact},
		{row: "GET register, one without tickets", path: "register?person=" + rightstest.Loner},
		{row: "GET regulation"},
		{row: "GET regulation/edit"},
		{row: "GET requests", finds: "{number}"},
		{row: "GET requests/{number}"},
		{row: "GET requests/{number}/why"},
		{row: "GET sample", path: "sample?from=2026-01-01&until=2026-12-31&size=100", at: rightstest.Closed, finds: "{number}"},
		{row: "GET schedule", path: "schedule?person=other-agent"},
		{row: "GET teams", finds: "line1"},
		{row: "GET teams/{team}/edit", path: "teams/line1/edit"},
		{row: "GET tickets/{number}"},
		{row: "GET tickets/{number}/why-not", at: rightstest.Working},
		{row: "GET tickets/{number}/why/{clock}", at: rightstest.Working},
		{row: "GET {$}"},
		{row: "POST add/contract", form: "number=c-{number}&organization=lonely&from=2026-06-02&services[0].key=support&services[0].title=Поддержка&services[0].bought=1"},
		{row: "POST add/organization", form: "id=o-{number}&name=АО"},
		{row: "POST add/person", form: "id=p-{number}&name=Пётр&roles=administrator"},
		{row: "POST add/person, with a role that the administrator lacks", form: "id=p-{number}&name=Пётр&roles=operations-manager"},
		{row: "POST add/team", form: "id=t-{number}&name=Ночь"},
		{row: "POST ask", form: "subject=С&text=Т&category=defect"},
		{row: "POST ask/{category}", path: "ask/defect", form: "subject=С&text=Т"},
		{row: "POST billing/close", form: "through=2026-05-{day}"},
		{row: "POST contracts/{contract}", path: "contracts/" + rightstest.Contract, form: "version=1&number=c-{number}&organization=vector&from=2026-06-02&services[0].key=hours&services[0].title=Часы&services[0].bought=1"},
		{row: "POST notices/preferences", form: "language=ru"},
		{row: "POST notices/read", at: rightstest.Told},
		{row: "POST organizations/{organization}/edit", path: "organizations/" + rightstest.Lonely + "/edit", form: "version=1&name=АО"},
		{row: "POST organizations/{organization}/merge", path: "organizations/" + rightstest.Lonely + "/merge", form: "into=east"},
		{row: "POST people/{person}/absence", path: "people/other-agent/absence", form: "from=2026-06-02T10:00&until=2026-06-03T10:00"},
		{row: "POST people/{person}/absence/{absence}/drop", path: "people/other-agent/absence/{absence}/drop"},
		{row: "POST people/{person}/data", path: "people/" + rightstest.Loner + "/data", form: "asked=письмо&sure=yes"},
		{row: "POST people/{person}/edit", path: "people/" + rightstest.Loner + "/edit", form: "version=1&name=Пётр"},
		{row: "POST people/{person}/handover", path: "people/other-agent/handover"},
		{row: "POST people/{person}/leave", path: "people/" + rightstest.Loner + "/leave"},
		{row: "POST people/{person}/merge", path: "people/" + rightstest.Loner + "/merge", form: "into=colleague"},
		{row: "POST people/{person}/merge, into an operations manager", path: "people/" + rightstest.Loner + "/merge", form: "into=operations"},
		{row: "POST privacy/retention"},
		{row: "POST register", form: "subject=С&text=Т&category=defect&channel=phone&requester=" + rightstest.Loner},
		{row: "POST regulation/edit", form: source},
		{row: "POST requests/{number}/move/{event}", path: "requests/{number}/move/accept", at: rightstest.Resolved},
		{row: "POST requests/{number}/observe", form: "person=colleague"},
		{row: "POST requests/{number}/rate", at: rightstest.Resolved, form: "rating=5"},
		{row: "POST requests/{number}/reply", form: "text=слово"},
		{row: "POST requests/{number}/unobserve", form: "person=observer"},
		{row: "POST teams/{team}/edit", path: "teams/night/edit", form: "version=1&name=Ночь"},
		{row: "POST tickets/{number}/article", at: rightstest.Resolved, form: "article=KB-12"},
		{row: "POST tickets/{number}/assign", at: rightstest.Working, form: "agent=other-agent"},
		{row: "POST tickets/{number}/classify", form: "category=feature&priority=normal"},
		{row: "POST tickets/{number}/correct", at: rightstest.Booked, form: "booking={booking}&hours=2&note=забыл"},
		{row: "POST tickets/{number}/dropped", at: rightstest.Working},
		{row: "POST tickets/{number}/estimate", at: rightstest.Working, form: "clock=solution&target=12&unit=d&reason=много"},
		{row: "POST tickets/{number}/fill", at: rightstest.Working, form: "fields.environment=prod"},
		{row: "POST tickets/{number}/finish", at: rightstest.Working, form: "task={task}"},
		{row: "POST tickets/{number}/give-back", at: rightstest.Taken},
		{row: "POST tickets/{number}/link", at: rightstest.Working, form: "kind=defect&key_of=8"},
		{row: "POST tickets/{number}/links", at: rightstest.Working},
		{row: "POST tickets/{number}/move/{event}", path: "tickets/{number}/move/escalate", at: rightstest.Working, form: "fields.reason=сложно"},
		{row: "POST tickets/{number}/move/{event}, accept on behalf of the requester", path: "tickets/{number}/move/accept", at: rightstest.Resolved, form: "behalf=yes"},
		{row: "POST tickets/{number}/note", form: "text=заметка"},
		{row: "POST tickets/{number}/observe", form: "person=colleague"},
		{row: "POST tickets/{number}/reply", form: "text=слово"},
		{row: "POST tickets/{number}/resume", at: rightstest.Waiting},
		{row: "POST tickets/{number}/review", at: rightstest.Closed, form: "closing=right&quality=5"},
		{row: "POST tickets/{number}/spend", at: rightstest.Working, form: "hours=1"},
		{row: "POST tickets/{number}/step", at: rightstest.Working, form: "task={task}&step=0&done=yes"},
		{row: "POST tickets/{number}/take", at: rightstest.Working},
		{row: "POST tickets/{number}/task", at: rightstest.Working, form: "title=проверить"},
		{row: "POST tickets/{number}/task-change", at: rightstest.Working, form: "task={task}&effort=2"},
		{row: "POST tickets/{number}/unlink", at: rightstest.Working, form: "kind=defect&key_of=7"},
		{row: "POST tickets/{number}/unobserve", form: "person=observer"},
		{row: "POST tickets/{number}/wait", at: rightstest.Working, form: "reason=ждём"},
		{row: "POST tickets/{number}/watch", at: rightstest.Working},
		{row: "POST tickets/{number}/watched", at: rightstest.Working, form: "hours=1"},
	}
}

// fill writes what belongs to the ticket and to the asker into a text of a sample.
func fill(text string, x rightstest.Target, me rightstest.Kind) string {
	return strings.NewReplacer("{number}", x.Number, "{task}", x.Task.String(), "{booking}", x.Booking.String(), "{me}", string(me), "{clock}", "processing", "{$}", "",
		"{absence}", x.Absence, "{day}", fmt.Sprintf("%02d", 1+slices.Index(rightstest.Kinds(), me))).Replace(text)
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

func TestTrust_X4_EveryPageForEveryKindOfActorWhereColleaguesStandApart(t *testing.T) {
	t.Parallel()
	table := rightstest.Read(t, "../../docs/rights.md", "Pages").As(rightstest.Colleague, rightstest.OtherRequester, "GET balance", "GET organizations/{organization}/edit")
	table.RunUnder(t, rightsTries(t), rightstest.Requesters(), func(r *helpdesk.Regulation) { r.Colleagues = helpdesk.ColleaguesApart })
}

func TestTrust_X4_EveryPageForEveryKindOfActorWhereAgentsSeeTheirTeamsAlone(t *testing.T) {
	t.Parallel()
	table := rightstest.Read(t, "../../docs/rights.md", "Pages").But(t, rightstest.Read(t, "../../docs/rights.md", "Pages, with sight: teams"))
	table.RunUnder(t, rightsTries(t), rightstest.Staff(), func(r *helpdesk.Regulation) { r.Sight = helpdesk.SightTeams })
}

func TestTrust_X17_NoPageTellsARequesterWhatIsTheStaffsAlone(t *testing.T) {
	t.Parallel()
	if found := rightstest.Hides(t, rightsTries(t)); len(found) < len(rightstest.Canaries())/2 {
		t.Errorf("the staff finds no more than %v", found)
	}
}
