package api_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

func TestTheDocumentIsValidAndEveryAnswerIsAsItSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	served := w.want(200, "", "GET", "/api/v1/openapi.json", "")
	document, err := openapi3.NewLoader().LoadFromData([]byte(served.text))
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(document)
	if err != nil {
		t.Fatal(err)
	}
	reached := map[string]bool{}
	w.answers = func(r *http.Request, status int, h http.Header, body []byte) {
		route, params, err := router.FindRoute(r)
		if err != nil {
			t.Errorf("%s %s is not in the document: %v", r.Method, r.URL, err)
			return
		}
		reached[route.Operation.OperationID] = true
		err = openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
			Status:                 status, Header: h, Body: io.NopCloser(bytes.NewReader(body)),
		})
		if err != nil {
			t.Errorf("%s %s: %d: %v", r.Method, r.URL, status, err)
		}
	}
	everyRoute(w)
	for path, item := range document.Paths.Map() {
		for method, op := range item.Operations() {
			if !reached[op.OperationID] {
				t.Errorf("%s %s was never asked", method, path)
			}
		}
	}
}

// everyRoute asks every operation for a good answer, and some for a problem.
func everyRoute(w *world) {
	const base = "/api/v1"
	judged(w)
	wholeWay(w)
	number := w.open()
	for _, path := range []string{"/tickets", "/tickets/count", "/tickets/" + number, "/people", "/people/anna", "/people/ivan", "/organizations", "/teams", "/regulation", "/me", "/requests"} {
		w.want(200, "olga", "GET", base+path, "")
	}
	w.want(200, "anna", "GET", base+"/regulation", "")
	for _, question := range []string{"/tickets/" + number + "/why-not?verb=move&move=resolve", "/tickets/" + number + "/why-not?verb=note", "/why-not?verb=publish"} {
		w.want(200, "ivan", "GET", base+question, "")
	}
	w.want(200, "boris", "GET", base+"/requests", "")
	a := w.want(201, "anna", "POST", base+"/tickets", strings.Replace(request, "defect", "feature", 1))
	w.want(200, "ivan", "POST", base+"/tickets/"+a.body["number"].(string)+"/estimates", `{"target": "40h", "reason": "много"}`)
	w.want(201, "olga", "PUT", base+"/people/vera", `{"name": "Вера", "roles": ["agent"]}`)
	w.want(201, "olga", "PUT", base+"/organizations/vasilek", `{"name": "АО «Василёк»"}`)
	w.want(201, "olga", "PUT", base+"/teams/night", `{"name": "Ночная смена"}`)
	publish(w)
	afterwards(w)
	w.want(400, "anna", "POST", base+"/tickets", `{"number": "TIC-9"}`)
	w.want(404, "anna", "GET", base+"/requests/TIC-99", "")
	w.want(401, "", "GET", base+"/me", "")
	everyAccount(w)
	everyErasing(w)
}

// everyAccount asks every operation of contracts, the account and leaving.
func everyAccount(w *world) {
	const base = "/api/v1"
	sold(w)
	for _, path := range []string{
		"/contracts", "/contracts/c1", "/contracts/balances", "/balances", "/billing/lines", "/billing/export", "/billing/export?format=xlsx", "/billing/periods", "/organizations/romashka",
	} {
		w.want(200, "olga", "GET", base+path, "")
	}
	w.want(201, "olga", "POST", base+"/billing/periods", `{"through": "2020-01-01"}`)
	w.want(201, "olga", "PUT", base+"/absences/a1", `{"person": "olga", "from": "2020-01-01T00:00:00Z", "until": "2020-01-02T00:00:00Z"}`)
	w.want(200, "olga", "GET", base+"/absences", "")
	w.want(200, "olga", "DELETE", base+"/absences/a1", "")
	w.want(200, "olga", "POST", base+"/people/ivan/handover", `{"to": "olga"}`)
	w.want(200, "olga", "POST", base+"/people/ivan/leave", `{}`)
	w.want(200, "olga", "POST", base+"/people/boris/merge", `{"into": "anna"}`)
	w.want(200, "olga", "POST", base+"/organizations/vasilek/merge", `{"into": "romashka"}`)
}

func TestTheDocumentIsServedInYAMLToo(t *testing.T) {
	t.Parallel()
	a := newWorld(t).want(200, "", "GET", "/api/v1/openapi.yaml", "")
	if _, err := openapi3.NewLoader().LoadFromData([]byte(a.text)); err != nil {
		t.Fatal(err)
	}
}
