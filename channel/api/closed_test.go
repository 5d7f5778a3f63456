package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/rightstest"
)

// surplus is a name that no route knows.
const surplus = "surplus"

// operation is an operation of the API's own document, with a good request to it.
type operation struct {
	*openapi3.Operation
	method string
	sample sample

	world   *rightstest.World
	handler http.Handler
	target  rightstest.Target
}

// everyOperation runs a test for every operation of the document. One without a sample
// fails here, so that no new route is forgotten. Nothing may change by any of it.
func everyOperation(t *testing.T, test func(t *testing.T, op operation)) {
	t.Helper()
	w := rightstest.NewWorld(t)
	handler, x := serve(t, w.Desk), w.Ticket(t, rightstest.New)
	before := w.Snapshot(t)
	for path, item := range described(t).Paths.Map() {
		for method, op := range item.Operations() {
			row := method + " " + path
			i := slices.IndexFunc(samples(), func(s sample) bool { return s.row == row || strings.HasPrefix(s.row, row+", ") })
			if i < 0 {
				t.Errorf("there is no sample of %s: add one to samples of channel/api/rights_test.go", row)
				continue
			}
			t.Run(row, func(t *testing.T) { test(t, operation{op, method, samples()[i], w, handler, x}) })
		}
	}
	if after := w.Snapshot(t); after != before {
		t.Errorf("what was refused has changed something:\n%s\nwas\n%s", after, before)
	}
}

// takes are the parameters of the operation of one sort.
func (op operation) takes(in string) map[string]*openapi3.Schema {
	named := map[string]*openapi3.Schema{}
	for _, p := range op.Parameters {
		if p.Value.In == in {
			named[p.Value.Name] = p.Value.Schema.Value
		}
	}
	return named
}

// everybody is who has all rights there are, between them, and who has hardly any.
var everybody = []rightstest.Kind{rightstest.Operations, rightstest.Administrator, rightstest.Requester}

// refuses fails the test unless the changed request is refused to each of those who ask
// with the status, for the one field, by the rule or another that would do.
func (op operation) refuses(t *testing.T, who []rightstest.Kind, status int, field, rule string, change func(*http.Request), or ...string) {
	t.Helper()
	for _, who := range who {
		r := op.sample.request(op.target, who)
		change(r)
		w := httptest.NewRecorder()
		op.handler.ServeHTTP(w, r)
		var told struct {
			Faults []struct{ Field, Rule string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &told); err != nil || w.Code != status {
			t.Errorf("%s %s by %s: %d %s; want %d for %s", r.Method, r.URL, who, w.Code, w.Body, status, field)
			continue
		}
		if len(told.Faults) != 1 || told.Faults[0].Field != field || told.Faults[0].Rule != rule && !slices.Contains(or, told.Faults[0].Rule) {
			t.Errorf("%s %s by %s: told %s; want %s: %s", r.Method, r.URL, who, w.Body, field, rule)
		}
	}
}

// parameter sets a parameter of the query.
func parameter(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		q := r.URL.Query()
		q.Set(name, value)
		r.URL.RawQuery = q.Encode()
	}
}

func TestTrust_X7_AnUnknownParameterFilterOrSortIsRefusedByEveryRoute(t *testing.T) {
	t.Parallel()
	const unknown, reader = helpdesk.FaultNoSuchName, rightstest.Operations
	everyOperation(t, func(t *testing.T, op operation) {
		op.refuses(t, everybody, 400, surplus, unknown, parameter(surplus, "1"))
		op.refuses(t, everybody, 400, surplus, unknown, parameter(surplus, ""))
		for name, schema := range op.takes(openapi3.ParameterInQuery) {
			op.refuses(t, everybody, 400, strings.ToUpper(name), unknown, parameter(strings.ToUpper(name), "1"))
			switch { // a wrong value of a known one
			case schema.Format == "date-time":
				op.refuses(t, everybody, 422, name, helpdesk.FaultFormat, parameter(name, surplus))
			case schema.Type.Is(openapi3.TypeInteger):
				op.refuses(t, everybody, 422, name, helpdesk.FaultRange, parameter(name, surplus), helpdesk.FaultFormat)
			case schema.Type.Is(openapi3.TypeBoolean):
				op.refuses(t, everybody, 422, name, helpdesk.FaultUnknown, parameter(name, surplus))
			}
			for _, evil := range []string{surplus, "number", "DUE", `due"; DROP TABLE helpdesk_ticket; --`, "due desc"} {
				switch name {
				case "order":
					op.refuses(t, []rightstest.Kind{reader}, 400, name, unknown, parameter(name, evil))
				case "field":
					op.refuses(t, []rightstest.Kind{reader}, 400, name, unknown, parameter(name, evil+":1"))
				}
			}
		}
	})
}

func TestTrust_X18_AnUnknownFieldIsRefusedByEveryRouteWhereverItStands(t *testing.T) {
	t.Parallel()
	everyOperation(t, func(t *testing.T, op operation) {
		places := map[string]any{surplus: map[string]any{surplus: 1}}
		if op.RequestBody != nil {
			places = unknownFields(op.RequestBody.Value.Content["application/json"].Schema.Value, "")
		}
		if _, top := places[surplus]; !top {
			t.Errorf("the body is no object with a closed set of fields")
		}
		for field, body := range places {
			text, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			op.sample.body = string(text)
			op.refuses(t, everybody, 400, field, helpdesk.FaultNoSuchName, func(*http.Request) {})
		}
	})
}

// unknownFields are bodies with one field that the schema does not know: one for every
// place in it where a field may stand, by the field's name.
func unknownFields(s *openapi3.Schema, at string) map[string]any {
	found := map[string]any{}
	below := func(inner *openapi3.SchemaRef, name string, wrap func(any) any) {
		for field, body := range unknownFields(inner.Value, name) {
			found[field] = wrap(body)
		}
	}
	dot := at
	if at != "" {
		dot += "."
	}
	switch {
	case s.Type.Includes(openapi3.TypeArray):
		below(s.Items, at+"[0]", func(x any) any { return []any{x} })
	case s.Type.Includes(openapi3.TypeObject) && s.AdditionalProperties.Schema != nil:
		below(s.AdditionalProperties.Schema, dot+"key", func(x any) any { return map[string]any{"key": x} })
	case s.Type.Includes(openapi3.TypeObject):
		found[dot+surplus] = map[string]any{surplus: 1}
		for name, inner := range s.Properties {
			below(inner, dot+name, func(x any) any { return map[string]any{name: x} })
		}
	}
	return found
}

func TestTrust_X18_AHeaderWhosePromiseWouldNotBeKeptIsRefusedByEveryRoute(t *testing.T) {
	t.Parallel()
	everyOperation(t, func(t *testing.T, op operation) {
		for name, value := range map[string]string{"Idempotency-Key": "k", "Helpdesk-On-Behalf-Of": string(rightstest.Requester), "If-Match": `"1"`} {
			if _, taken := op.takes(openapi3.ParameterInHeader)[name]; taken || op.method == http.MethodGet && name != "Helpdesk-On-Behalf-Of" {
				continue
			}
			op.refuses(t, everybody, 400, name, helpdesk.FaultNoSuchName, func(r *http.Request) { r.Header.Set(name, value) })
		}
	})
}
