package pgtest_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
)

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func number(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestACloneHasWhatWasPreparedAndIsItsOwn(t *testing.T) {
	t.Parallel()
	prepared := 0
	prepare := func(url string) error {
		prepared++
		db, err := sql.Open("postgres", url)
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		_, err = db.Exec("CREATE TABLE t AS SELECT 7 AS n")
		return err
	}
	key := fmt.Sprint("seven ", time.Now().UnixNano()) // once more in the same process is once more prepared
	first, second := open(t, pgtest.Clone(t, key, prepare)), open(t, pgtest.Clone(t, key, prepare))
	exec(t, first, "UPDATE t SET n = 8")
	if a, b := number(t, first, "SELECT n FROM t"), number(t, second, "SELECT n FROM t"); a != 8 || b != 7 || prepared != 1 {
		t.Errorf("the clones hold %d and %d, prepared %d times", a, b, prepared)
	}
}

func TestADatabaseThatIsLentIsNobodyElsesAndEmptyForTheNext(t *testing.T) {
	t.Parallel()
	prepare := func(url string) error {
		db, err := sql.Open("postgres", url)
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		_, err = db.Exec("CREATE TABLE kept AS SELECT 7 AS n; CREATE TABLE t (n INT PRIMARY KEY); CREATE TABLE u (n INT REFERENCES t)")
		return err
	}
	for i := range 24 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			db := open(t, pgtest.Lend(t, "lent", prepare))
			exec(t, db, "INSERT INTO t VALUES (1)") // fails where somebody else did, or nobody emptied it
			exec(t, db, "INSERT INTO u VALUES (1)")
			if n := number(t, db, "SELECT n FROM kept"); n != 7 {
				t.Errorf("what was prepared is %d", n)
			}
		})
	}
}

// started starts a server of the test's own.
func started(t *testing.T, c pgtest.Config) *pgtest.Server {
	t.Helper()
	s, err := pgtest.Start(t.Context(), c)
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Lacks(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(s.Dir()); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", s.Dir(), err)
		}
	})
	return s
}

func TestAServerKeepsWhatItAcknowledgedWhenItStopsAndWhenItCrashes(t *testing.T) {
	t.Parallel()
	s := started(t, pgtest.Config{Settings: map[string]string{"work_mem": "'5MB'"}})
	db := open(t, s.URL("postgres"))
	exec(t, db, "CREATE TABLE t (n INT)")
	for i, end := range []func() error{s.Stop, s.Crash} {
		exec(t, db, "INSERT INTO t VALUES (1)")
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if err := db.PingContext(t.Context()); err == nil {
			t.Error("a server that was ended answers")
		}
		if err := s.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := number(t, db, "SELECT COUNT(*) FROM t"); n != i+1 {
			t.Errorf("%d rows, want %d", n, i+1)
		}
	}
	var setting string
	if err := db.QueryRow("SHOW work_mem").Scan(&setting); err != nil || setting != "5MB" {
		t.Errorf("work_mem is %s, error %v", setting, err)
	}
}

func TestABackendThatIsKilledIsGoneAndTheServerComesBack(t *testing.T) {
	t.Parallel()
	s := started(t, pgtest.Config{})
	db := open(t, s.URL("postgres"))
	db.SetMaxOpenConns(1)
	own := number(t, db, "SELECT pg_backend_pid()")
	pids, err := s.Backends(t.Context(), "postgres")
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range pids {
		if pid == own {
			if err := s.Kill(pid); err != nil {
				t.Fatal(err)
			}
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for db.PingContext(ctx) != nil && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	if now := number(t, db, "SELECT pg_backend_pid()"); now == own {
		t.Errorf("the backend %d was not killed", own)
	}
}
