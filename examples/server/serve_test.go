package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// tamper changes a database behind the server's back.
func tamper(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	done, err := db.ExecContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		t.Fatalf("%d rows were changed: %v", n, err)
	}
}

// running is a server that serves.
type running struct {
	base  string
	links map[string]string // by name
	says  []string          // what it printed
	log   *lockedBuffer
	stop  func() int // ends it and answers its status
}

// serving starts a server and waits until it has printed its links.
func serving(t *testing.T, args ...string) running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	r := running{links: map[string]string{}, log: &lockedBuffer{}}
	ended := make(chan int, 1)
	go func() {
		ended <- run(&program{ctx, in, r.log}, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
		in.Close()
	}()
	stop := sync.OnceValue(func() int { cancel(); return <-ended })
	r.stop = stop
	t.Cleanup(func() { stop() })

	link := regexp.MustCompile(`^  (\S+/signin\?token=\S+)  (.+?) — `)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		r.says = append(r.says, lines.Text())
		if found := link.FindStringSubmatch(lines.Text()); found != nil {
			r.links[found[2]] = found[1]
			r.base, _, _ = strings.Cut(found[1], "/signin")
		}
		if lines.Text() == "" && len(r.links) > 0 {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return r
		}
	}
	t.Fatalf("it did not serve: %s", r.log)
	return r
}

// lockedBuffer is a buffer for the log of a server.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// get asks for a page as a browser does, following redirects.
func get(t *testing.T, c *http.Client, where string) (status int, body string, at *url.URL) {
	t.Helper()
	answer, err := c.Get(where)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, text(t, answer), answer.Request.URL
}

// text reads an answer to its end.
func text(t *testing.T, answer *http.Response) string {
	t.Helper()
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

func TestTheServerServesSignsInAndStopsGracefully(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "helpdesk.db")
	r := serving(t, "--db", path)
	if len(r.links) != 12 {
		t.Errorf("%d links were printed, want 12:\n%s", len(r.links), strings.Join(r.says, "\n"))
	}
	if all := strings.Join(r.says, "\n"); !strings.Contains(all, "Анна Кузнецова — заявитель, ООО «Вектор»") {
		t.Errorf("nothing is said of Anna:\n%s", all)
	}
	for page, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		if status, body, _ := get(t, http.DefaultClient, r.base+page); status != http.StatusOK || body != want {
			t.Errorf("%s: %d %q", page, status, body)
		}
	}
	t.Run("who is not signed in learns how, and nothing else", func(t *testing.T) {
		status, body, at := get(t, browser(t), r.base+"/")
		if status != http.StatusUnauthorized || at.Path != "/signin" || !strings.Contains(body, "терминал") || strings.Contains(body, "token") {
			t.Errorf("%d at %s: %s", status, at, body)
		}
		if status, _, _ := get(t, browser(t), r.base+"/api/v1/tickets"); status != http.StatusUnauthorized {
			t.Errorf("the API answers %d", status)
		}
		if status, _, _ := get(t, browser(t), r.base+"/signin?token=GUESSED"); status != http.StatusUnauthorized {
			t.Errorf("a guessed token is answered with %d", status)
		}
	})
	t.Run("a link signs in until signing out", func(t *testing.T) {
		anna := browser(t)
		status, body, at := get(t, anna, r.links["Анна Кузнецова"])
		if status != http.StatusOK || strings.Contains(at.String(), "token") || !strings.Contains(body, "Анна Кузнецова") {
			t.Fatalf("%d at %s: %s", status, at, body)
		}
		here, _ := url.Parse(r.base)
		if cookies := anna.Jar.Cookies(here); len(cookies) != 1 {
			t.Errorf("cookies: %v", cookies)
		}
		for method, want := range map[string]int{http.MethodPost: http.StatusForbidden, http.MethodGet: http.StatusOK} {
			foreign, err := http.NewRequestWithContext(t.Context(), method, r.base+"/signout", nil)
			if err != nil {
				t.Fatal(err)
			}
			foreign.Header.Set("Sec-Fetch-Site", "cross-site")
			if answer, err := anna.Do(foreign); err != nil {
				t.Error(err)
			} else if answer.Body.Close(); answer.StatusCode != want || answer.Request.URL.Path == "/signin" {
				t.Errorf("another site's %s to sign her out: %s at %s", method, answer.Status, answer.Request.URL)
			}
		}
		if answer, err := anna.PostForm(r.base+"/signout", nil); err != nil {
			t.Error(err)
		} else if answer.Body.Close(); answer.Request.URL.Path != "/signin" {
			t.Errorf("signing out leads to %s", answer.Request.URL)
		}
		if status, _, at := get(t, anna, r.base+"/"); status != http.StatusUnauthorized {
			t.Errorf("after signing out %s is %d", at, status)
		}
		get(t, anna, r.links["Анна Кузнецова"])
		get(t, anna, r.base+"/signout") // the link in the pages' header
		if status, _, at := get(t, anna, r.base+"/"); status != http.StatusUnauthorized {
			t.Errorf("after the link that signs out %s is %d", at, status)
		}
	})
	t.Run("the same token serves a program", func(t *testing.T) {
		link, err := url.Parse(r.links["Елена Орлова"])
		if err != nil {
			t.Fatal(err)
		}
		ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.base+"/api/v1/tickets?limit=100", nil)
		if err != nil {
			t.Fatal(err)
		}
		ask.Header.Set("Authorization", "Bearer "+link.Query().Get("token"))
		answer, err := http.DefaultClient.Do(ask)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var page map[string]any
		if err := json.NewDecoder(answer.Body).Decode(&page); err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%d %v", answer.StatusCode, err)
		}
	})
	t.Run("a second server on the file is told of the first", func(t *testing.T) {
		status, _, stderr := command(t, "--addr", "127.0.0.1:0", "--db", path)
		if status != exitFailed || !strings.Contains(stderr, "another server works on it") || !strings.Contains(stderr, "--db") {
			t.Errorf("status %d: %s", status, stderr)
		}
	})
	t.Run("a busy port is said with what to do, and nothing is made", func(t *testing.T) {
		other := filepath.Join(t.TempDir(), "other.db")
		here, _ := url.Parse(r.base)
		status, _, stderr := command(t, "--addr", here.Host, "--db", other)
		if status != exitFailed || !strings.Contains(stderr, "port "+here.Port()+" is busy") || !strings.Contains(stderr, "--addr") {
			t.Errorf("status %d: %s", status, stderr)
		}
		if !file(other).isNew() {
			t.Error("a database was made")
		}
	})
	if status := r.stop(); status != 0 {
		t.Errorf("stopped with status %d", status)
	}
	if log := r.log.String(); strings.Contains(log, "token") || strings.Contains(log, "level=ERROR") || !strings.Contains(log, "path=/healthz status=200") {
		t.Errorf("the log:\n%s", log)
	}
	if status, stdout, stderr := command(t, "check", "--db", path); status != 0 {
		t.Errorf("after the stop: %s%s", stdout, stderr)
	}
	again := serving(t, "--db", path)
	if len(again.links) != 12 || again.links["Анна Кузнецова"] == r.links["Анна Кузнецова"] {
		t.Errorf("started again, the links are %v", again.links)
	}
	if strings.Contains(strings.Join(again.says, "\n"), "demo") {
		t.Error("the demo data are made a second time")
	}
}

func TestAServerWithoutDemoDataHasAnAdministrator(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "helpdesk.db")
	r := serving(t, "--db", path, "--no-demo")
	if len(r.links) != 1 || r.links["Администратор"] == "" {
		t.Fatalf("links: %v", r.links)
	}
	if status, _, _ := get(t, browser(t), r.links["Администратор"]); status != http.StatusOK {
		t.Errorf("signing in: %d", status)
	}
	r.stop()
	if status, stdout, _ := command(t, "check", "--db", path); status != 0 || stdout != "0 tickets, 0 findings\n" {
		t.Errorf("status %d: %s", status, stdout)
	}
}

func TestLinksLeadToThePublicURLAndItsCookiesAreSecure(t *testing.T) {
	t.Parallel()
	r := serving(t, "--db", filepath.Join(t.TempDir(), "helpdesk.db"), "--no-demo", "--public-url", "https://desk.example.com/")
	if r.base != "https://desk.example.com" {
		t.Errorf("links lead to %s", r.base)
	}
	public, _ := url.Parse(r.base)
	if !newDoor(public).sessions.Cookie.Secure {
		t.Error("the cookie may go over http")
	}
}

func TestSignInIsOnlyForThisMachine(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		remote string
		header http.Header
		want   bool
	}{
		{"127.0.0.1:50000", nil, true},
		{"[::1]:50000", nil, true},
		{"192.0.2.7:50000", nil, false},
		{"", nil, false},
		{"127.0.0.1:50000", http.Header{"X-Forwarded-For": {"192.0.2.7"}}, false},
		{"127.0.0.1:50000", http.Header{"Forwarded": {"for=192.0.2.7"}}, false},
	} {
		if got := fromHere(&http.Request{RemoteAddr: row.remote, Header: row.header}); got != row.want {
			t.Errorf("%q with %v: %t", row.remote, row.header, got)
		}
	}
}
