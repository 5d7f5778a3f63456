package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
)

// TestTrust_F5_… gives a server a clock that is an hour off: it must not be given traffic,
// and whoever watches it reads why.
func TestTrust_F5_AServerWhoseClockIsAnHourOffIsNotReadyAndSaysWhy(t *testing.T) {
	t.Parallel()
	store, err := postgres.Open(pgtest.Database(t), postgres.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name   string
		off    time.Duration
		status int
		want   []string
	}{
		{"right", 0, http.StatusOK, []string{"ready"}},
		{"ahead", time.Hour, http.StatusServiceUnavailable, []string{"not ready", "clock apart", `apart="`, `max="5s"`}},
		{"behind", -time.Hour, http.StatusServiceUnavailable, []string{"not ready", "clock apart", `"-`, `max="5s"`}},
	} {
		t.Run(row.name, func(t *testing.T) {
			desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{Desk: deskKey, Now: func() time.Time { return time.Now().Add(row.off) }})
			if err != nil {
				t.Fatal(err)
			}
			w := httptest.NewRecorder()
			ready(desk, slog.New(slog.DiscardHandler))(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
			if w.Code != row.status {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
			for _, want := range row.want {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("nothing of %s in %s", want, w.Body)
				}
			}
		})
	}
}
