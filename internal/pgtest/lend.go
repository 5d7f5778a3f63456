package pgtest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
)

// Lend gives the URL of a prepared database that nobody else uses during the test,
// and empties it afterwards for the next: that is much quicker than a clone. What
// prepare left in its tables stays; only the tables that it left empty are emptied.
//
// On a server that the environment names it is a clone.
func Lend(t testing.TB, key string, prepare func(url string) error) string {
	t.Helper()
	s := shared(t)
	if s.dir == "" {
		return Clone(t, key, prepare)
	}
	l, err := s.lend(t.Context(), key, prepare)
	if err != nil {
		t.Fatalf("a database of %s: %v", key, err)
	}
	t.Cleanup(func() {
		if err := s.takeBack(context.Background(), key, l); err != nil {
			t.Error(err)
		}
	})
	return l.url
}

// lent is a database that tests use one after the other.
type lent struct{ url, empty string } // empty is the statement that empties it

func (s *Server) lend(ctx context.Context, key string, prepare func(string) error) (lent, error) {
	if l, ok := s.takeFree(key); ok {
		return l, nil
	}
	template, err := s.template(ctx, key, prepare)
	if err != nil {
		return lent{}, err
	}
	name, err := s.Create(ctx, template)
	if err != nil {
		return lent{}, err
	}
	l := lent{url: s.URL(name)}
	l.empty, err = emptying(ctx, l.url)
	return l, err
}

// takeFree takes a database that nobody uses now.
func (s *Server) takeFree(key string) (lent, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.free[key])
	if n == 0 {
		return lent{}, false
	}
	l := s.free[key][n-1]
	s.free[key] = s.free[key][:n-1]
	return l, true
}

// takeBack empties a database for the next test.
func (s *Server) takeBack(ctx context.Context, key string, l lent) error {
	db, err := sql.Open("postgres", l.url)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, l.empty); err != nil {
		return fmt.Errorf("emptying a database: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.free == nil {
		s.free = make(map[string][]lent)
	}
	s.free[key] = append(s.free[key], l)
	return nil
}

// emptying is the statement that empties the tables that are empty now. As a
// replica the database does not ask who refers to whom.
func emptying(ctx context.Context, url string) (string, error) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(ctx, "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	var tables []string
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			return "", err
		}
		tables = append(tables, table)
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	b := strings.Builder{}
	b.WriteString("SET session_replication_role = replica;")
	for _, table := range tables {
		var filled bool
		if err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+table+")").Scan(&filled); err != nil {
			return "", err
		}
		if !filled {
			b.WriteString("DELETE FROM " + table + ";")
		}
	}
	return b.String(), nil
}
