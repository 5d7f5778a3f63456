package main

import (
	"errors"
	"flag"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
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
	store, err := openStore(t.Context(), p.Store, folder)
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Lacks(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.close(); err != nil {
			t.Error(err)
		}
	})
	w, err := newWorld(t.Context(), p, store.Store)
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
					"correct", "be absent", "hand over", "leave", "give", "close a period",
				} {
					if r.Done[verb] == 0 {
						t.Errorf("nobody managed to %s:\n%s", verb, r)
					}
				}
				if r.Fired == 0 || r.Delivered < r.Tickets || r.Open == 0 || r.Booked == 0 || r.Booked != r.Billed || r.Relieved == 0 || r.Longest == 0 {
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
