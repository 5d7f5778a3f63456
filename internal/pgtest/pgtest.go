// Package pgtest gives tests a PostgreSQL to throw away.
//
// It is the server that HELPDESK_TEST_POSTGRES names, a URL of a role that may
// make databases. Without it, a server is started from the binaries on PATH or
// under /usr/lib/postgresql: one for each test process, on a Unix socket alone,
// which ends with the process, however that ends. Where there is neither, the
// test is skipped, loudly, or fails when CI is true.
package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/lib/pq" // the driver of the databases' administration
)

// Variable names the environment's variable that holds the URL of a server to use.
const Variable = "HELPDESK_TEST_POSTGRES"

// ErrNone: there is no server and nothing to start one from.
var ErrNone = errors.New("there is no PostgreSQL: set " + Variable + " to the URL of a server, or install it (Debian: apt-get install postgresql)")

// Database makes an empty database for the test and gives its URL.
func Database(t testing.TB) string {
	t.Helper()
	return shared(t).database(t, "")
}

// Clone makes a database for the test, a copy of one that prepare filled, and
// gives its URL. What the same key stands for is prepared once in a process, but on a
// server that the environment names it is prepared each time, so that nothing is left there.
func Clone(t testing.TB, key string, prepare func(url string) error) string {
	t.Helper()
	s := shared(t)
	if s.dir == "" { // nothing is left on somebody's server
		url := s.database(t, "")
		if err := prepare(url); err != nil {
			t.Fatalf("a database of %s: %v", key, err)
		}
		return url
	}
	template, err := s.template(t.Context(), key, prepare)
	if err != nil {
		t.Fatalf("the template of %s: %v", key, err)
	}
	return s.database(t, template)
}

// Lacks ends a test for want of something: it is skipped, or it fails when CI is
// true, where nothing may be left out unnoticed.
func Lacks(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	fmt.Fprintf(os.Stderr, "SKIPPED %s: %v\n", t.Name(), err)
	t.Skip(err)
}

// common is the server that the tests of this process share.
var common = sync.OnceValues(func() (*Server, error) {
	if given := os.Getenv(Variable); given != "" {
		return named(given)
	}
	return Start(context.Background(), Config{})
})

// named is the server that the environment names.
func named(text string) (*Server, error) {
	u, err := url.Parse(text)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return nil, fmt.Errorf("%s: it must be like postgres://user@host:5432/postgres", Variable)
	}
	return &Server{base: *u}, nil
}

func shared(t testing.TB) *Server {
	t.Helper()
	s, err := common()
	if errors.Is(err, ErrNone) {
		Lacks(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// database makes a database that is dropped at the end of the test.
func (s *Server) database(t testing.TB, template string) string {
	t.Helper()
	name, err := s.Create(t.Context(), template)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Drop(context.Background(), name); err != nil {
			t.Error(err)
		}
	})
	return s.URL(name)
}

// template gives the name of a prepared database.
func (s *Server) template(ctx context.Context, key string, prepare func(string) error) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name, made := s.templates[key]; made {
		return name, nil
	}
	name, err := s.Create(ctx, "")
	if err != nil {
		return "", err
	}
	if err := prepare(s.URL(name)); err != nil {
		return "", errors.Join(err, s.Drop(ctx, name))
	}
	if s.templates == nil {
		s.templates = make(map[string]string)
	}
	s.templates[key] = name
	return name, nil
}

// URL is the DSN of a database of the server, as lib/pq, pgx and psql take it.
func (s *Server) URL(database string) string {
	u := s.base
	u.Path = "/" + database
	return u.String()
}

// Create makes a database, empty or as a copy of another that nobody is connected
// to, and gives its name.
func (s *Server) Create(ctx context.Context, template string) (name string, err error) {
	name = "helpdesk_test_" + random()
	if template != "" {
		return name, s.admin(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template)
	}
	// The rules of a language show who leans on the order of bytes without asking for it.
	plain := "CREATE DATABASE " + name + " ENCODING 'UTF8' TEMPLATE template0"
	if s.admin(ctx, plain+" LOCALE_PROVIDER icu ICU_LOCALE 'ru-RU'") == nil {
		return name, nil
	}
	return name, s.admin(ctx, plain)
}

// Drop removes a database and ends all connections to it.
func (s *Server) Drop(ctx context.Context, name string) error {
	return s.admin(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
}

// admin runs a statement in the database that is always there.
func (s *Server) admin(ctx context.Context, query string, args ...any) error {
	name := strings.TrimPrefix(s.base.Path, "/")
	if name == "" {
		name = "postgres"
	}
	db, err := sql.Open("postgres", s.URL(name))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if _, err := db.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	return nil
}

func random() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails, by its contract
	return hex.EncodeToString(b)
}
