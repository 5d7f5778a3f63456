package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/api"
	"github.com/helpdesk-go/helpdesk/internal/rightstest"
)

const rightsFile = "../../docs/rights.md"

// sample is a request to a route. In its path and its body {id}, {number}, {task},
// {booking} and {absence} are the ticket's, {me} is the asker, {day} one of his own.
type sample struct {
	row   string // "METHOD /path", with a variant after a comma
	query string // after the path
	body  string
	id    string // what the {id} or {name} of the path is; the ticket's number for a {ref}
	at    rightstest.State
	finds string // in the answer, if what is asked for is seen
	as    string // on whose behalf
}

// samples are a request to every route: whoever adds a route adds one.
func samples() []sample {
	const contact = string(rightstest.Requester)
	source, err := json.Marshal(string(helpdesk.LevelsSource()))
	if err != nil {
		panic(err)
	}
	deadLetter := `"handler": "` + rightstest.Handler + `", "ticket": "{id}", "version": 1`
	return []sample{
		{row: "DELETE /absences/{id}", id: "{absence}"},
		{row: "DELETE /handlers/{name}", id: rightstest.Handler},
		{row: "DELETE /stopwatch"},
		{row: "DELETE /tickets/{ref}/links/{kind}/{key}", at: rightstest.Working},
		{row: "DELETE /tickets/{ref}/observers/{person}"},
		{row: "DELETE /tickets/{ref}/wait", at: rightstest.Waiting},
		{row: "GET /absences", finds: `"other-agent"`},
		{row: "GET /balances", finds: rightstest.Mark},
		{row: "GET /billing/export", at: rightstest.Booked, finds: "{number}"},
		{row: "GET /billing/lines", at: rightstest.Booked, finds: "{id}"},
		{row: "GET /billing/periods"},
		{row: "GET /certificates"},
		{row: "GET /certificates/{id}", id: "{id}"},
		{row: "GET /contracts", finds: rightstest.Mark},
		{row: "GET /contracts/balances", finds: rightstest.Mark},
		{row: "GET /contracts/{id}", id: rightstest.Contract},
		{row: "GET /deliveries", at: rightstest.Told, finds: "{id}"},
		{row: "GET /handlers"},
		{row: "GET /me"},
		{row: "GET /news", finds: "{id}"},
		{row: "GET /notices", at: rightstest.Told, finds: "{id}"},
		{row: "GET /organizations", finds: `"` + rightstest.Organization + `"`},
		{row: "GET /organizations/{id}", id: rightstest.Organization},
		{row: "GET /organizations/{id}, one without tickets", id: rightstest.Lonely},
		{row: "GET /people", finds: `"` + contact + `"`},
		{row: "GET /people, one without tickets", finds: `"` + rightstest.Loner + `"`},
		{row: "GET /people/{id}", id: contact},
		{row: "GET /people/{id}, one without tickets", id: rightstest.Loner},
		{row: "GET /people/{id}/erasure", id: contact},
		{row: "GET /people/{id}/export, of another", id: rightstest.Loner},
		{row: "GET /people/{id}/export, of himself", id: "{me}"},
		{row: "GET /people/{id}/schedule", id: "other-agent"},
		{row: "GET /preferences"},
		{row: "GET /regulation"},
		{row: "GET /regulation/versions"},
		{row: "GET /regulation/versions/{version}", id: "1"},
		{row: "GET /requests", finds: "{id}"},
		{row: "GET /requests, of the organization", query: "?organization=" + rightstest.Organization, finds: "{id}"},
		{row: "GET /requests/{ref}"},
		{row: "GET /retention"},
		{row: "GET /sample", query: "?from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z&size=100", at: rightstest.Closed, finds: "{id}"},
		{row: "GET /stopwatch"},
		{row: "GET /teams", finds: `"line1"`},
		{row: "GET /tickets", finds: "{id}"},
		{row: "GET /tickets/count", query: "?text={number}", finds: `"count":1`},
		{row: "GET /tickets/{ref}"},
		{row: "GET /tickets/{ref}/clocks/{clock}/explanation", at: rightstest.Working},
		{row: "GET /tickets/{ref}/links", at: rightstest.Working},
		{row: "GET /tickets/{ref}/why-not", query: "?verb=move&move=accept", at: rightstest.Resolved},
		{row: "GET /why-not", query: "?verb=publish"},
		{row: "POST /billing/periods", body: `{"through": "2026-05-{day}"}`},
		{row: "POST /deliveries/redrive", at: rightstest.Told, body: "{" + deadLetter + "}"},
		{row: "POST /deliveries/skip", at: rightstest.Told, body: "{" + deadLetter + `, "reason": "не нужно"}`},
		{row: "POST /notices/read", at: rightstest.Told, body: `{}`},
		{row: "POST /organizations/{id}/merge", id: rightstest.Lonely, body: `{"into": "east"}`},
		{row: "POST /people/{id}/erasure", id: rightstest.Loner, body: `{"reason": "письмо"}`},
		{row: "POST /people/{id}/handover", id: "other-agent", body: `{}`},
		{row: "POST /people/{id}/leave", id: rightstest.Loner, body: `{}`},
		{row: "POST /people/{id}/merge", id: rightstest.Loner, body: `{"into": "colleague"}`},
		{row: "POST /people/{id}/merge, into an operations manager", id: rightstest.Loner, body: `{"into": "operations"}`},
		{row: "POST /regulation/preview", body: `{"source": ` + string(source) + `}`},
		{row: "POST /regulation/versions", body: `{"source": ` + string(source) + `, "reason": "так"}`},
		{row: "POST /retention"},
		{row: "POST /stopwatch", at: rightstest.Working, body: `{"ticket": "{id}"}`},
		{row: "POST /stopwatch/stop", body: `{"spent": "1h"}`},
		{row: "POST /tickets, for another", body: `{"subject": "С", "text": "Т", "category": "defect", "requester": "` + rightstest.Loner + `"}`},
		{row: "POST /tickets, for himself", body: `{"subject": "С", "text": "Т", "category": "defect"}`},
		{row: "POST /tickets/{ref}/article", at: rightstest.Resolved, body: `{"article": "KB-12"}`},
		{row: "POST /tickets/{ref}/assignment, to another", body: `{"agent": "other-agent"}`},
		{row: "POST /tickets/{ref}/assignment, to himself", body: `{"agent": "{me}"}`},
		{row: "POST /tickets/{ref}/classification", body: `{}`},
		{row: "POST /tickets/{ref}/estimates", at: rightstest.Working, body: `{"target": "12d", "reason": "много"}`},
		{row: "POST /tickets/{ref}/fields", body: `{"fields": {"environment": "prod"}}`},
		{row: "POST /tickets/{ref}/links", at: rightstest.Working, body: `{"kind": "defect", "key": "8", "url": "https://tracker.example/8"}`},
		{row: "POST /tickets/{ref}/links/refresh", at: rightstest.Working},
		{row: "POST /tickets/{ref}/messages", body: `{"text": "слово"}`},
		{row: "POST /tickets/{ref}/messages, on behalf of the requester", body: `{"text": "слово"}`, as: contact},
		{row: "POST /tickets/{ref}/moves, accept", at: rightstest.Resolved, body: `{"event": "accept"}`},
		{row: "POST /tickets/{ref}/moves, accept on behalf of the requester", at: rightstest.Resolved, body: `{"event": "accept"}`, as: contact},
		{row: "POST /tickets/{ref}/moves, escalate", at: rightstest.Working, body: `{"event": "escalate", "fields": {"reason": "сложно"}}`},
		{row: "POST /tickets/{ref}/notes", body: `{"text": "заметка"}`},
		{row: "POST /tickets/{ref}/observers", body: `{"person": "colleague"}`},
		{row: "POST /tickets/{ref}/rating", at: rightstest.Resolved, body: `{"rating": 5}`},
		{row: "POST /tickets/{ref}/review", at: rightstest.Closed, body: `{"closing": "right", "quality": 5}`},
		{row: "POST /tickets/{ref}/tasks", at: rightstest.Working, body: `{"title": "проверить"}`},
		{row: "POST /tickets/{ref}/tasks/{task}", at: rightstest.Working, body: `{"title": "ещё раз"}`},
		{row: "POST /tickets/{ref}/tasks/{task}/finish", at: rightstest.Working},
		{row: "POST /tickets/{ref}/tasks/{task}/steps", at: rightstest.Working, body: `{"step": 0, "done": true}`},
		{row: "POST /tickets/{ref}/times", at: rightstest.Working, body: `{"spent": "1h"}`},
		{row: "POST /tickets/{ref}/times/{booking}/correction", at: rightstest.Booked, body: `{"spent": "2h", "note": "забыл час"}`},
		{row: "POST /tickets/{ref}/wait", at: rightstest.Working, body: `{"reason": "ждём"}`},
		{row: "PUT /absences/{id}, of another", id: "a-{number}", body: `{"person": "other-agent", "from": "2026-06-02T00:00:00Z", "until": "2026-06-03T00:00:00Z"}`},
		{row: "PUT /absences/{id}, of himself", id: "a-{number}", body: `{"person": "{me}", "from": "2026-06-02T00:00:00Z", "until": "2026-06-03T00:00:00Z"}`},
		{row: "PUT /contracts/{id}", id: "c-{number}", body: `{"number": "c-{number}", "organization": "lonely", "from": "2026-06-02T00:00:00Z", "services": [{"key": "support", "title": "Поддержка"}]}`},
		{row: "PUT /organizations/{id}", id: "o-{number}", body: `{"name": "АО"}`},
		{row: "PUT /people/{id}", id: "p-{number}", body: `{"name": "Пётр", "roles": ["administrator"]}`},
		{row: "PUT /people/{id}, with a role that the administrator lacks", id: "p-{number}", body: `{"name": "Пётр", "roles": ["operations-manager"]}`},
		{row: "PUT /preferences", body: `{}`},
		{row: "PUT /teams/{id}", id: "t-{number}", body: `{"name": "Ночь"}`},
	}
}

// fill writes what belongs to the ticket and to the asker into a text of a sample.
func fill(text string, x rightstest.Target, me rightstest.Kind) string {
	return strings.NewReplacer("{id}", x.ID.String(), "{number}", x.Number, "{task}", x.Task.String(), "{me}", string(me),
		"{absence}", x.Absence, "{booking}", x.Booking.String(), "{day}", fmt.Sprintf("%02d", 1+slices.Index(rightstest.Kinds(), me))).Replace(text)
}

// request is the sample as somebody sends it.
func (s sample) request(x rightstest.Target, me rightstest.Kind) *http.Request {
	route, _, _ := strings.Cut(s.row, ", ")
	method, path, _ := strings.Cut(route, " ")
	for _, name := range []string{"{id}", "{name}", "{version}"} {
		path = strings.Replace(path, name, s.id, 1)
	}
	path = strings.NewReplacer("{ref}", x.Number, "{clock}", "processing", "{kind}", "defect", "{key}", "7", "{person}", string(rightstest.Observer)).Replace(path)
	r := httptest.NewRequest(method, "/api/v1"+fill(path+s.query, x, me), strings.NewReader(fill(s.body, x, me)))
	if me != rightstest.Anonymous {
		r.Header.Set("Test-Person", string(me))
	}
	if s.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if s.as != "" {
		r.Header.Set("Helpdesk-On-Behalf-Of", s.as)
	}
	return r
}

// rightsTries are the samples as rows of the table.
func rightsTries(t *testing.T) []rightstest.Try {
	var tries []rightstest.Try
	for _, s := range samples() {
		try := rightstest.Try{Row: s.row, At: s.at, Ask: func(a rightstest.Asker) rightstest.Outcome {
			w := httptest.NewRecorder()
			a.World.Handler(a.Desk, func() http.Handler { return serve(t, a.Desk) }).ServeHTTP(w, s.request(a.Target, a.Kind))
			return rightstest.HTTP(w.Result().StatusCode, w.Body.String())
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
	handler, err := api.New(desk, api.Config{Authenticate: func(r *http.Request) (helpdesk.Actor, error) {
		return helpdesk.Person(r.Header.Get("Test-Person")), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// routes are those that the API's own document tells of, as "METHOD /path".
func routes(t *testing.T) []string {
	t.Helper()
	var list []string
	for path, item := range described(t).Paths.Map() {
		for method := range item.Operations() {
			list = append(list, method+" "+path)
		}
	}
	return list
}

func described(t *testing.T) *openapi3.T {
	t.Helper()
	served := newWorld(t).want(http.StatusOK, "", "GET", "/api/v1/openapi.json", "")
	document, err := openapi3.NewLoader().LoadFromData([]byte(served.text))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestTrust_X4_EveryRouteForEveryKindOfActor(t *testing.T) {
	t.Parallel()
	table := rightstest.Read(t, rightsFile, "Routes of the API")
	tries := rightsTries(t)
	table.Covers(t, routes(t), tries, "samples of channel/api/rights_test.go")
	table.Run(t, tries)
}

func TestTrust_X4_EveryRouteForEveryKindOfActorWhereColleaguesStandApart(t *testing.T) {
	t.Parallel()
	table := rightstest.Read(t, rightsFile, "Routes of the API").As(rightstest.Colleague, rightstest.OtherRequester, "GET /balances", "GET /organizations/{id}")
	table.RunUnder(t, rightsTries(t), rightstest.Requesters(), func(r *helpdesk.Regulation) { r.Colleagues = helpdesk.ColleaguesApart })
}

func TestTrust_X4_EveryRouteForEveryKindOfActorWhereAgentsSeeTheirTeamsAlone(t *testing.T) {
	t.Parallel()
	table := rightstest.Read(t, rightsFile, "Routes of the API").But(t, rightstest.Read(t, rightsFile, "Routes of the API, with sight: teams"))
	table.RunUnder(t, rightsTries(t), rightstest.Staff(), func(r *helpdesk.Regulation) { r.Sight = helpdesk.SightTeams })
}

func TestTrust_X17_NoRouteTellsARequesterWhatIsTheStaffsAlone(t *testing.T) {
	t.Parallel()
	if found := rightstest.Hides(t, rightsTries(t)); len(found) < len(rightstest.Canaries())/2 {
		t.Errorf("the staff finds no more than %v", found)
	}
}
