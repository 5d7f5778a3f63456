package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
)

const password = "geheim-hunter2"

// withPassword is a URL of a database with a password in it.
func withPassword(t *testing.T, db string) string {
	t.Helper()
	u, err := url.Parse(db)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(u.User.Username(), password)
	return u.String()
}

// TestTrust_X19_… lets a server log whatever it can while people and programs come with
// their secrets, rightly and wrongly, and while its database is lost: of no secret is there
// a trace in the log, nor in what anybody is told.
func TestTrust_X19_AServerLogsAndTellsNoSecret(t *testing.T) {
	t.Parallel()
	database, err := pgtest.Start(t.Context(), pgtest.Config{})
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Lacks(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	db := withPassword(t, database.URL("postgres"))
	r := serving(t, "--db", db, "--no-demo", "--log", "debug")

	const guessed = "GUESSEDTOKEN7777"
	secrets := map[string]string{"the password": password, "a guessed token": guessed}
	var tokens []string
	for person, link := range r.links {
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, u.Query().Get("token"))
		secrets["the token of "+person] = u.Query().Get("token")
	}
	admin := browser(t)
	get(t, admin, r.links["Администратор"])
	here, _ := url.Parse(r.base)
	for _, c := range admin.Jar.Cookies(here) {
		secrets["the session"] = c.Value
	}
	if len(secrets) != 4 {
		t.Fatalf("there are no secrets to look for: %d", len(secrets))
	}

	var told strings.Builder
	ask := func(method, path, bearer, body string) int {
		request, err := http.NewRequestWithContext(t.Context(), method, r.base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if bearer != "" {
			request.Header.Set("Authorization", "Bearer "+bearer)
		}
		if body != "" {
			request.Header.Set("Content-Type", "application/json")
		}
		client := http.DefaultClient
		if bearer == "" {
			client = admin
		}
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		told.WriteString(text(t, answer))
		return answer.StatusCode
	}
	everything := func() {
		ask("GET", "/signin?token="+guessed, "", "")
		ask("GET", "/queues/all", "", "")
		ask("GET", "/nothing/there", "", "")
		ask("GET", "/api/v1/tickets", tokens[0], "")
		ask("GET", "/api/v1/tickets?token="+tokens[0], tokens[0], "")
		ask("POST", "/api/v1/tickets", tokens[0], `{"token": 1}`)
		ask("POST", "/api/v1/tickets", tokens[0], `{"subject": "С", "text": "Т", "category": "defect"}`)
		ask("GET", "/api/v1/tickets", guessed, "")
		ask("GET", "/readyz", "", "")
		// What is no HTTP is the server's own to log.
		c, err := net.Dial("tcp", here.Host)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "GET / HTTP/9.9\r\nAuthorization: Bearer %s\r\n\r\n", tokens[0])
		_ = c.Close()
	}
	everything()
	if err := database.Stop(); err != nil {
		t.Fatal(err)
	}
	everything()
	if status := ask("GET", "/readyz", "", ""); status != http.StatusServiceUnavailable {
		t.Errorf("without a database it is ready: %d", status)
	}
	r.stop()

	log := r.log.String()
	for name, secret := range secrets {
		for where, text := range map[string]string{"the log": log, "an answer": told.String()} {
			if !strings.Contains(text, secret) {
				continue
			}
			at := strings.Index(text, secret)
			t.Errorf("%s tells %s: %s", where, name, text[max(0, at-200):at])
		}
	}
	if !strings.Contains(log, "level=WARN") || !strings.Contains(log, "not ready") {
		t.Errorf("the log does not say what is wrong:\n%s", log)
	}
	socket, err := url.Parse(db)
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{socket.Query().Get("host"), socket.Host} {
		if place != "" && strings.Contains(told.String(), place) {
			t.Errorf("somebody was told where the database is: %s", place)
		}
	}
}

func TestTrust_X19_WhereTheDatabaseIsTellsNoPassword(t *testing.T) {
	t.Parallel()
	const db = "postgres://helpdesk:" + password + "@host.example/it"
	at, err := whereIs(located(db))
	if err != nil {
		t.Fatal(err)
	}
	command := serveCommand{DB: located(db)}
	all := commands{Serve: command, Check: checkCommand{DB: located(db)}}
	var told []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, x := range []any{at, &at, command, &command, all, &all, []any{at, command}} {
			told = append(told, fmt.Sprintf(verb, x))
		}
	}
	asJSON, err := json.Marshal([]any{command, all})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("starting", "at", at, "command", command)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("starting", "at", at, "command", command)
	for _, text := range append(told, string(asJSON), log.String()) {
		if strings.Contains(text, password) || strings.Contains(text, fmt.Sprintf("%x", password)) {
			t.Errorf("told: %s", text)
		}
	}
}
