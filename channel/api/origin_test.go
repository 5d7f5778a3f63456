package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/internal/rightstest"
)

// evil is a host that is none of ours.
const evil = "evil.example"

func TestTrust_X11_NoRouteIsAskedForAChangeByThePagesOfAnotherSite(t *testing.T) {
	t.Parallel()
	everyOperation(t, func(t *testing.T, op operation) {
		if op.method == http.MethodGet {
			return
		}
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://" + evil} {
			r := op.sample.request(op.target, rightstest.Administrator)
			r.Header.Set(name, value)
			w := httptest.NewRecorder()
			op.handler.ServeHTTP(w, r)
			if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), `"cross_origin"`) {
				t.Errorf("%s: %s: %d %s", name, value, w.Code, w.Body)
			}
		}
	})
}

func TestTrust_X10_NoRouteLeadsToAHostThatTheRequestNames(t *testing.T) {
	t.Parallel()
	w := rightstest.NewWorld(t)
	handler := serve(t, w.Desk)
	for _, s := range samples() {
		for _, who := range []rightstest.Kind{rightstest.Operations, rightstest.Administrator, rightstest.Requester} {
			r, rec := s.request(w.Ticket(t, s.at), who), httptest.NewRecorder()
			r.Host = evil
			for _, name := range []string{"X-Forwarded-Host", "X-Host", "X-Original-URL", "Forwarded", "X-Forwarded-Prefix"} {
				r.Header.Set(name, "host="+evil)
			}
			handler.ServeHTTP(rec, r)
			if text := rec.Body.String(); strings.Contains(text, evil) {
				t.Errorf("%s by %s: %s", s.row, who, text)
			}
			for name, values := range rec.Header() {
				if strings.Contains(strings.Join(values, " "), evil) {
					t.Errorf("%s by %s: %s: %s", s.row, who, name, values)
				}
			}
		}
	}
}
