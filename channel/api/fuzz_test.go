package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/channel/api"
	"github.com/helpdesk-go/helpdesk/storage/memory"
)

// FuzzRequests: whatever is sent, the answer is never that we have failed.
func FuzzRequests(f *testing.F) {
	desk, err := helpdesk.New(f.Context(), memory.New(), helpdesk.Config{})
	if err != nil {
		f.Fatal(err)
	}
	handler, err := api.New(desk, api.Config{Authenticate: func(*http.Request) (helpdesk.Actor, error) { return helpdesk.System("fuzz"), nil }})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []struct{ method, path, query, header, body string }{
		{"POST", "/tickets", "", "k", request},
		{"POST", "/tickets", "", "", `{"requester": "\u0000", "observers": [null, "a"], "channel": "email"}`},
		{"GET", "/tickets", "phase=open&limit=2&page=ZHVlIDIwMjY", "", ""},
		{"GET", "/tickets/TIC-1", "", "", ""},
		{"POST", "/tickets/TIC-1/moves", "", `"1"`, `{"event": "annul", "fields": {"reason": "так"}}`},
		{"POST", "/tickets/TIC-1/times", "", "", `{"spent": "1h", "task": "0198c0de-0000-7000-8000-000000000000"}`},
		{"POST", "/tickets/TIC-1/estimates", "", "", `{"target": "-9e99d", "reason": "x"}`},
		{"PUT", "/people/a", "", `"1"`, `{"name": "А", "roles": ["agent"], "email": "a@b.c"}`},
		{"DELETE", "/tickets/%00/wait", "", "*", ""},
		{"GET", "/people", "text=%zz&active=true", "", ""},
	} {
		f.Add(seed.method, seed.path, seed.query, seed.header, seed.body)
	}
	f.Fuzz(func(t *testing.T, method, path, query, header, body string) {
		r := httptest.NewRequest("GET", "/", strings.NewReader(body))
		address, err := url.Parse("/api/v1" + path)
		if err != nil || address.Path == "" {
			t.Skip()
		}
		r.Method, r.URL = method, address
		r.URL.RawQuery = query
		r.Header = http.Header{"Content-Type": {"application/json"}, "Idempotency-Key": {header}, "If-Match": {header}}
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, r)
		if rec.Code >= 500 {
			t.Errorf("%s %s: %d %s", method, address, rec.Code, rec.Body)
		}
	})
}
