package postgres_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
)

// waits returns when somebody in the database waits for a lock.
func waits(t testing.TB, db *sql.DB) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		var n int
		err := db.QueryRow("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			return
		}
	}
	t.Fatal("nobody waits")
}

func begun(t testing.TB, db *sql.DB, level sql.IsolationLevel) *sql.Tx {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), &sql.TxOptions{Isolation: level})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

func TestATransactionOfTheHostAtAnotherLevelIsRefusedByNameAndLives(t *testing.T) {
	t.Parallel()
	there := spoilable(t)
	for _, driver := range drivers {
		for _, level := range []sql.IsolationLevel{sql.LevelRepeatableRead, sql.LevelSerializable} {
			db := handle(t, driver, there)
			s := hosted(t, db, postgres.Config{})
			tx := begun(t, db, level)
			if _, err := tx.Exec("CREATE TABLE " + strings.ReplaceAll(driver+level.String(), " ", "") + " (n INT)"); err != nil {
				t.Fatal(err)
			}
			joined := s.Join(tx)
			c := opening()
			for name, err := range map[string]error{
				"Apply":  joined.Apply(t.Context(), c),
				"Ticket": second(joined.Ticket(t.Context(), everything, c.Ticket.ID)),
			} {
				if err == nil || !strings.Contains(err.Error(), "must be read committed") || !strings.Contains(err.Error(), strings.ToLower(level.String())) {
					t.Errorf("%s, %s: error %v", level, name, err)
				}
			}
			if err := tx.Commit(); err != nil {
				t.Errorf("the host's transaction was lost: %v", err)
			}
		}
	}
}

func TestAJoinedCallWaitsNoLongerThanItsBoundAndTheHostsTransactionLives(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	c := opening()
	if err := opened(t, there).Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	holder := begun(t, handle(t, "postgres", there), sql.LevelDefault)
	if _, err := holder.Exec("SELECT 1 FROM helpdesk_tickets FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	next := storage.Change{Ticket: c.Ticket, From: 1}
	next.Ticket.Version = 2
	for _, driver := range drivers {
		for _, own := range []string{"", "SET LOCAL lock_timeout = '70ms'"} {
			db := handle(t, driver, there)
			config := postgres.Config{LockTimeout: 60 * time.Millisecond}
			if own != "" {
				config.LockTimeout = time.Hour // the host's own counts
			}
			s := hosted(t, db, config)
			tx := begun(t, db, sql.LevelDefault)
			if own != "" {
				if _, err := tx.Exec(own); err != nil {
					t.Fatal(err)
				}
			}
			kept := opening()
			if err := s.Join(tx).Apply(t.Context(), kept); err != nil {
				t.Fatal(err)
			}
			if err := s.Join(tx).Apply(t.Context(), next); !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), "held by another transaction") {
				t.Errorf("%s: error %v", driver, err)
			}
			var timeout string
			if err := tx.QueryRow("SHOW lock_timeout").Scan(&timeout); err != nil || (timeout == "0") != (own == "") {
				t.Errorf("the host's lock_timeout is %s, error %v", timeout, err)
			}
			if err := tx.Commit(); err != nil {
				t.Errorf("the host's transaction was lost: %v", err)
			}
			if _, err := s.Ticket(t.Context(), everything, kept.Ticket.ID); err != nil {
				t.Errorf("what was written before: %v", err)
			}
		}
	}
}

func TestTransactionsThatWaitForEachOtherAreAConflictOfOneAndBothLive(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	a, b := opening(), opening()
	if err := opened(t, there).Apply(t.Context(), a, b); err != nil {
		t.Fatal(err)
	}
	next := func(c storage.Change) storage.Change {
		n := storage.Change{Ticket: c.Ticket, From: 1}
		n.Ticket.Version = 2
		return n
	}
	db := handle(t, "postgres", with(t, there, "deadlock_timeout", "50ms"))
	s := hosted(t, db, postgres.Config{})
	first, second := begun(t, db, sql.LevelDefault), begun(t, db, sql.LevelDefault)
	if err := errors.Join(s.Join(first).Apply(t.Context(), next(a)), s.Join(second).Apply(t.Context(), next(b))); err != nil {
		t.Fatal(err)
	}
	// Each waits for the other: the database ends one of the waits.
	done := make(chan error)
	go func() {
		err := s.Join(first).Apply(t.Context(), next(b))
		done <- errors.Join(err, first.Rollback())
	}()
	waits(t, handle(t, "postgres", there))
	err := errors.Join(s.Join(second).Apply(t.Context(), next(a)), second.Rollback())
	if other := <-done; !errors.Is(errors.Join(err, other), storage.ErrConflict) {
		t.Errorf("errors %v and %v", err, other)
	}
}

func TestAJoinedSessionOnAHandleOfOneConnectionHasNumbersToo(t *testing.T) {
	t.Parallel()
	db := handle(t, "postgres", migrated(t))
	db.SetMaxOpenConns(1)
	s := hosted(t, db, postgres.Config{})
	given := make(map[int64]bool)
	for range 3 {
		tx := begun(t, db, sql.LevelDefault)
		joined := s.Join(tx)
		n, err := joined.Number(t.Context(), "it", "all")
		if err != nil || given[n] {
			t.Fatalf("number %d, given before: %v, error %v", n, given[n], err)
		}
		given[n] = true
		if err := joined.Apply(t.Context(), opening()); err != nil {
			t.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	for range 25 {
		n, err := s.Number(t.Context(), "it", "all")
		if err != nil || given[n] {
			t.Fatalf("number %d, given before: %v, error %v", n, given[n], err)
		}
		given[n] = true
	}
}
