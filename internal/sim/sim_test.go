package main

import (
	"database/sql"
	"errors"
	"flag"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage"
)

// tickets is how many are opened on a working day of the week that is among the tests.
// It is a tenth of the real size, so that the tests do not take minutes:
//
//	go test ./internal/sim -tickets 400
//
// plays the whole, as make sim does with a month.
var tickets = flag.Int("tickets", 40, "tickets opened on a working day of the simulated week")

var monday = time.Date(2026, time.April, 27, 0, 0, 0, 0, time.UTC)

// lived is a world in which some days have passed; nothing must be found.
func lived(t *testing.T, p plan, folder string) (*world, report) {
	t.Helper()
	store, closeStore, err := openStore(t.Context(), p.Store, folder)
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Lacks(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := closeStore(); err != nil {
			t.Error(err)
		}
	})
	w, err := newWorld(t.Context(), p, store)
	if err != nil {
		t.Fatal(err)
	}
	w.told = t.Output()
	r, err := w.live(t.Context())
	if err != nil || len(r.Findings) > 0 {
		t.Fatalf("%v\n%s", err, r)
	}
	return w, r
}

func TestAWeekOfADeskHoldsAtTheEndOfEachDayAndIsTheSameOnEveryStore(t *testing.T) {
	t.Parallel()
	heads := make(chan string, 3)
	t.Run("stores", func(t *testing.T) {
		for _, store := range []string{"memory", "sqlite", "postgres"} {
			t.Run(store, func(t *testing.T) {
				t.Parallel()
				_, r := lived(t, plan{Store: store, Days: 7, Tickets: *tickets, Seed: 1, From: monday}, t.TempDir())
				for _, verb := range []string{
					"open", "write", "classify", "annul", "process", "take", "spend", "answer", "wait", "escalate", "ask the vendor",
					"task", "finish", "note", "give back", "resolve", "accept", "accept by phone", "reopen",
				} {
					if r.Done[verb] == 0 {
						t.Errorf("nobody managed to %s:\n%s", verb, r)
					}
				}
				if r.Fired == 0 || r.Delivered < r.Tickets || r.Open == 0 || r.Booked == 0 {
					t.Errorf("too little happened to prove anything:\n%s", r)
				}
				heads <- r.Heads
			})
		}
	})
	close(heads)
	first, more := <-heads
	for h := range heads {
		if h != first {
			t.Errorf("the same seed has made other journals: %s and %s", first, h)
		}
	}
	if !more {
		t.Error("no store was played on")
	}
}

func TestAnotherSeedMakesAnotherWeek(t *testing.T) {
	t.Parallel()
	seen := map[string]uint64{}
	for _, seed := range []uint64{1, 2, 1} {
		_, r := lived(t, plan{Store: "memory", Days: 1, Tickets: 20, Seed: seed, From: monday}, "")
		if before, is := seen[r.Heads]; is != (before == seed) {
			t.Errorf("seed %d and seed %d have made the same journals", before, seed)
		}
		seen[r.Heads] = seed
	}
	if len(seen) != 2 {
		t.Errorf("%d different days by two seeds", len(seen))
	}
}

// TestTheEveningFindsWhatWasForgottenOrMiscounted changes the store behind the desk's
// back, as a fault might have: each change must be found by what the evening adds to Check.
func TestTheEveningFindsWhatWasForgottenOrMiscounted(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, statement, want string
	}{
		{"timers were lost", "DELETE FROM helpdesk_timers", nothingIsLost},
		{"a booking was lost with its entry", "DELETE FROM helpdesk_journal WHERE ticket = (SELECT ticket FROM helpdesk_times LIMIT 1) AND event = 'time.spent'", bookedOnce},
		{"booked time was forged in the journal", "UPDATE helpdesk_journal SET facts = replace(facts, '\"field\":\"spent\",\"new\":\"', '\"field\":\"spent\",\"new\":\"1h') WHERE event = 'time.spent'", bookedOnce},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			w, _ := lived(t, plan{Store: "sqlite", Days: 1, Tickets: 10, Seed: 1, From: monday}, folder)
			db, err := sql.Open("sqlite", filepath.Join(folder, "helpdesk.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.ExecContext(t.Context(), row.statement); err != nil {
				t.Fatal(err)
			}
			if err := w.evening(t.Context()); err != nil {
				t.Fatal(err)
			}
			found := func(f storage.Finding) bool { return f.Invariant == row.want && f.Ticket != uuid.Nil }
			if !slices.ContainsFunc(w.report.Findings, found) {
				t.Errorf("want %q, found %v", row.want, w.report.Findings)
			}
		})
	}
}
