package portal_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/internal/rightstest"
)

// evil is a host that is none of ours.
const evil = "evil.example"

// everyPage asks for every page, as those who have all rights between them and as who has
// hardly any, with a request that was changed.
func everyPage(t *testing.T, change func(*http.Request), see func(row string, r *http.Request, w *httptest.ResponseRecorder)) {
	t.Helper()
	world := rightstest.NewWorld(t)
	pages := serve(t, world.Desk)
	for _, s := range samples() {
		for _, who := range []rightstest.Kind{rightstest.Operations, rightstest.Administrator, rightstest.Requester} {
			r, w := s.request(world.Ticket(t, s.at), who), httptest.NewRecorder()
			change(r)
			pages.ServeHTTP(w, r)
			see(s.row+" by "+string(who), r, w)
		}
	}
}

func TestTrust_X11_NoFormIsTakenFromAnotherSite(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://" + evil} {
		everyPage(t, func(r *http.Request) { r.Header.Set(name, value) }, func(row string, r *http.Request, w *httptest.ResponseRecorder) {
			if r.Method != http.MethodGet && w.Code != http.StatusForbidden {
				t.Errorf("%s with %s: %s: %d", row, name, value, w.Code)
			}
		})
	}
}

func TestTrust_X10_NoPageLeadsToAHostThatTheRequestNames(t *testing.T) {
	t.Parallel()
	everyPage(t, func(r *http.Request) {
		r.Host = evil
		for _, name := range []string{"X-Forwarded-Host", "X-Host", "X-Original-URL", "Forwarded", "X-Forwarded-Prefix"} {
			r.Header.Set(name, "host="+evil)
		}
	}, func(row string, _ *http.Request, w *httptest.ResponseRecorder) {
		if at := strings.Index(w.Body.String(), evil); at >= 0 {
			t.Errorf("%s: …%s", row, w.Body.String()[max(0, at-80):at])
		}
		for name, values := range w.Header() {
			if strings.Contains(strings.Join(values, " "), evil) {
				t.Errorf("%s: %s: %s", row, name, values)
			}
		}
	})
}

// TestTrust_X11_… asks for pages with parameters that are addresses of others: nobody is
// led there.
func TestTrust_X11_NoParameterLeadsToAnotherSite(t *testing.T) {
	t.Parallel()
	everyPage(t, func(r *http.Request) {
		q := r.URL.Query()
		for _, name := range []string{"return", "next", "url", "to", "redirect", "back", "done"} {
			q.Set(name, "//"+evil)
		}
		r.URL.RawQuery = q.Encode()
	}, func(row string, _ *http.Request, w *httptest.ResponseRecorder) {
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") || strings.Contains(to, "://") {
			t.Errorf("%s leads to %s", row, to)
		}
	})
}
