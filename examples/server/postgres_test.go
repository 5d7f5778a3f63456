package main

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/pgtest"
)

func TestEverythingThatWorksOnAFileWorksOnPostgreSQL(t *testing.T) {
	t.Parallel()
	db := pgtest.Database(t)
	for _, args := range [][]string{{"check", "--db", db}, {"regulation", "show", "--db", db}} {
		if status, _, stderr := command(t, args...); status != exitFailed || !strings.Contains(stderr, "to be migrated first") {
			t.Errorf("%v on an empty database: status %d: %s", args, status, stderr)
		}
	}
	r := serving(t, "--db", db)
	if len(r.links) != 12 || !strings.Contains(strings.Join(r.says, "\n"), "demo data") {
		t.Errorf("%d links were printed:\n%s", len(r.links), strings.Join(r.says, "\n"))
	}
	elena := browser(t)
	if status, body, _ := get(t, elena, r.links["Елена Орлова"]); status != http.StatusOK || !strings.Contains(body, "Елена Орлова") {
		t.Errorf("signing in: %d", status)
	}
	t.Run("a second server on the database shares the work, and its demo data", func(t *testing.T) {
		second := serving(t, "--db", db)
		if len(second.links) != 12 || strings.Contains(strings.Join(second.says, "\n"), "demo") {
			t.Errorf("it says:\n%s", strings.Join(second.says, "\n"))
		}
		if status := second.stop(); status != 0 {
			t.Errorf("stopped with status %d", status)
		}
	})
	levels := filepath.Join(t.TempDir(), "levels.yaml")
	if err := os.WriteFile(levels, helpdesk.LevelsSource(), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"60 tickets, 0 findings": {"check"},
		"name: levels":           {"regulation", "show"},
		"setup":                  {"regulation", "versions"},
		"60":                     {"what-if", "--regulation", levels},
	} {
		if status, stdout, stderr := command(t, append(args, "--db", db)...); status != 0 || !strings.Contains(stdout, want) {
			t.Errorf("%v: status %d: %s%s", args, status, stdout, stderr)
		}
	}
	if status := r.stop(); status != 0 || strings.Contains(r.log.String(), "level=ERROR") {
		t.Errorf("stopped with status %d:\n%s", status, r.log)
	}
}

// located is an address as the command line takes it.
func located(db string) (a address) {
	_ = a.UnmarshalText([]byte(db)) // which takes everything
	return a
}

func TestServersThatStartAtOnceOnAnEmptyDatabaseFoundOneDesk(t *testing.T) {
	t.Parallel()
	db := pgtest.Database(t)
	failed := make(chan error)
	for range 3 {
		go func() {
			at, err := whereIs(located(db))
			if err != nil {
				failed <- err
				return
			}
			_, closeStore, err := at.serve(&program{t.Context(), io.Discard, io.Discard}, beginning{regulation: helpdesk.Levels(), empty: true})
			if err == nil {
				err = closeStore()
			}
			failed <- err
		}()
	}
	for range 3 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	if status, stdout, _ := command(t, "check", "--db", db); status != 0 || stdout != "0 tickets, 0 findings\n" {
		t.Errorf("status %d: %s", status, stdout)
	}
}

// TestTrust_F10_ALostDatabaseIsSaidAndComesBack stops the database under a server: it
// says so at once, to programs, to people and to whoever watches it, and goes on by
// itself when the database is back.
func TestTrust_F10_ALostDatabaseIsSaidAndComesBack(t *testing.T) {
	t.Parallel()
	database, err := pgtest.Start(t.Context(), pgtest.Config{})
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Lacks(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	r := serving(t, "--db", database.URL("postgres"), "--no-demo")
	admin := browser(t)
	get(t, admin, r.links["Администратор"])

	if err := database.Stop(); err != nil {
		t.Fatal(err)
	}
	link, err := url.Parse(r.links["Администратор"])
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, path, language string
		status               int
		want                 []string
	}{
		{"readiness says so", "/readyz", "", http.StatusServiceUnavailable, []string{"not ready"}},
		{"the process lives", "/healthz", "", http.StatusOK, []string{"ok"}},
		{"programs get a problem document", "/api/v1/tickets", "en", http.StatusServiceUnavailable, []string{`"code":"unavailable"`, "try again in a minute"}},
		{"programs get it in Russian", "/api/v1/tickets", "ru", http.StatusServiceUnavailable, []string{`"code":"unavailable"`, "попробуйте ещё раз"}},
		{"people get a page with a way on", "/queues/mine", "en", http.StatusServiceUnavailable, []string{"The desk does not answer just now", "Nothing is lost", "Try again"}},
		{"people get it in Russian", "/queues/mine", "ru", http.StatusServiceUnavailable, []string{"Служба временно не отвечает", "Ничего не потеряно", "Попробовать ещё раз"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.base+row.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			ask.Header.Set("Accept-Language", row.language)
			if strings.HasPrefix(row.path, "/api/") {
				ask.Header.Set("Authorization", "Bearer "+link.Query().Get("token"))
			}
			began := time.Now()
			answer, err := admin.Do(ask)
			if err != nil {
				t.Fatal(err)
			}
			body := text(t, answer)
			if took := time.Since(began); answer.StatusCode != row.status || took > 2*answerWithin {
				t.Errorf("status %d after %s: %s", answer.StatusCode, took, body)
			}
			if after := answer.Header.Get("Retry-After"); (after != "") != (row.status == http.StatusServiceUnavailable) {
				t.Errorf("Retry-After is %q", after)
			}
			for _, want := range row.want {
				if !strings.Contains(body, want) {
					t.Errorf("nothing of %q in %s", want, body)
				}
			}
		})
	}

	if err := database.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	back := time.Now().Add(20 * time.Second)
	for _, path := range []string{"/readyz", "/queues/mine"} {
		status := 0
		for status != http.StatusOK && time.Now().Before(back) {
			status, _, _ = get(t, admin, r.base+path)
		}
		if status != http.StatusOK {
			t.Errorf("the database is back, and %s answers %d", path, status)
		}
	}
	if status := r.stop(); status != 0 {
		t.Errorf("stopped with status %d", status)
	}
}

func TestADatabaseURLThatIsWrongIsSaidWithoutItsPassword(t *testing.T) {
	t.Parallel()
	right, err := url.Parse(pgtest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(*url.URL)) string {
		u := *right
		u.User = url.UserPassword(right.User.Username(), "geheim")
		change(&u)
		return u.String()
	}
	for _, row := range []struct {
		name, db string
		status   int
		want     []string
	}{
		{"no URL", "postgres://helpdesk:geh#eim@host:x/db", exitBadInput, []string{"--db", "%23"}},
		{"a port that is none", "postgres://helpdesk:geheim@host:99999/db", exitBadInput, []string{"--db", "port"}},
		{"an unknown setting", with(func(u *url.URL) { u.RawQuery = strings.Replace(u.RawQuery, "disable", "perhaps", 1) }), exitBadInput, []string{"--db", "sslmode"}},
		{"another scheme", "mysql://helpdesk:geheim@host/db", exitBadInput, []string{"--db", "postgres://"}},
		{"no such host", "postgres://helpdesk:geheim@nowhere.invalid/db", exitBadInput, []string{"--db", "nowhere.invalid"}},
		{"no such database", with(func(u *url.URL) { u.Path = "/nothing" }), exitBadInput, []string{"--db", "no such database", "nothing"}},
		{"no such role", with(func(u *url.URL) { u.User = url.UserPassword("nobody_knows", "geheim") }), exitBadInput, []string{"--db", "role", "nobody_knows"}},
		{"nobody listens", "postgres://helpdesk:geheim@127.0.0.1:1/db?sslmode=disable", exitFailed, []string{"127.0.0.1:1", "runs"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"check"}} {
				status, stdout, stderr := command(t, append(args, "--db", row.db)...)
				if status != row.status || stdout != "" {
					t.Errorf("%s: status %d, printed %q: %s", args[0], status, stdout, stderr)
				}
				for _, want := range row.want {
					if !strings.Contains(stderr, want) {
						t.Errorf("%s: %q says nothing of %q", args[0], stderr, want)
					}
				}
				if strings.Contains(stderr, "geh") {
					t.Errorf("%s tells the password: %s", args[0], stderr)
				}
			}
		})
	}
	if _, err := whereIs(located(filepath.Join(t.TempDir(), "helpdesk.db"))); err != nil {
		t.Errorf("a file: %v", err)
	}
}
