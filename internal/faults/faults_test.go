package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage"
)

// binary is the server, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "replica" { // one of the processes of a run of replicas
		main()
		return
	}
	os.Exit(func() int {
		folder, err := os.MkdirTemp("", "helpdesk-faults-test-")
		if err == nil {
			defer os.RemoveAll(folder)
			binary = filepath.Join(folder, "server")
			err = build(context.Background(), binary)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return m.Run()
	}())
}

// plays plays a run; it must find nothing, and have done what it is for.
func plays(t *testing.T, p plan) report {
	t.Helper()
	folder := t.TempDir()
	r, err := playAndProve(t.Context(), p, folder, binary, t.Output())
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Lacks(t, err)
	}
	if err != nil || len(r.Findings) > 0 {
		log, _ := os.ReadFile(filepath.Join(folder, "server.log"))
		t.Fatalf("%v\n%s\nthe end of the server's log:\n%s", err, r, log[max(0, len(log)-5000):])
	}
	if r.Acknowledged < 10*p.Kills || r.Stored < r.Acknowledged || r.Tickets < p.Writers {
		t.Errorf("too little happened to prove anything:\n%s", r)
	}
	return r
}

func TestTrust_F1_NothingIsLostOnSQLiteWhenTheServerIsKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	r := plays(t, plan{Store: "sqlite", Kills: 20, Bursts: 5, Writers: 8, Seed: 1})
	if r.InDoubt == 0 {
		t.Errorf("no request was ever left without an answer:\n%s", r)
	}
}

func TestTrust_F1_F2_F9_F10_NothingIsLostOnPostgreSQLWhateverIsKilledOrCut(t *testing.T) {
	t.Parallel()
	r := plays(t, plan{Store: "postgres", Kills: 20, Backends: 6, Crashes: 1, Cuts: 4, Bursts: 5, Writers: 8, Seed: 1})
	if r.InDoubt == 0 || r.TurnedAway == 0 {
		t.Errorf("no request was ever left without an answer, or turned away:\n%s", r)
	}
}

// TestTheJudgeFindsWhatWasLostDoubledOrChanged changes the store of a run as a fault
// might have: each change must be found, and named.
func TestTheJudgeFindsWhatWasLostDoubledOrChanged(t *testing.T) {
	t.Parallel()
	one, older := played(t)
	const first = "(SELECT id FROM helpdesk_tickets WHERE number = 'TIC-1')"
	const answered = "(SELECT id FROM helpdesk_messages WHERE purpose IN ('answer', 'note') ORDER BY id LIMIT 1)"
	for _, row := range []struct {
		name       string
		statements []string
		want       string
	}{
		{"an acknowledged message was lost", []string{"DELETE FROM helpdesk_messages WHERE id = " + answered}, storedOnce},
		{"a message was stored twice", []string{"INSERT INTO helpdesk_messages SELECT desk, ticket, randomblob(16), version, place + 1, at, author, on_behalf, side, audience, purpose, channel, automatic, text, salt FROM helpdesk_messages WHERE id = " + answered}, nothingElse},
		{"booked time was lost", []string{"DELETE FROM helpdesk_times WHERE id = (SELECT MIN(id) FROM helpdesk_times)"}, storedOnce},
		{"a key of idempotency was forgotten", []string{"DELETE FROM helpdesk_keys WHERE key = (SELECT MIN(key) FROM helpdesk_keys)"}, storedOnce},
		{"an event was lost", []string{"DELETE FROM helpdesk_events WHERE id = (SELECT MIN(id) FROM helpdesk_events)"}, allAnnounced},
		{"an entry of the journal was changed", []string{"UPDATE helpdesk_journal SET at = at + 1 WHERE seq = 1 AND ticket = " + first}, "the journal's chain of hashes is whole"},
		{"a whole ticket was lost", lose(first), storedOnce},
		{"a ticket that nobody asked for", []string{"UPDATE helpdesk_keys SET key = 'another' WHERE verb = 'open' AND ticket = " + first}, storedOnce},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			copied := filepath.Join(t.TempDir(), "helpdesk.db")
			copyFile(t, one.home.(*file).path, copied)
			change(t, copied, row.statements)
			names(t, one.oracle, copied, row.want)
		})
	}
	t.Run("the store is an older one, whole in itself", func(t *testing.T) {
		t.Parallel()
		names(t, one.oracle, older, storedOnce)
	})
	t.Run("a request was done that was refused", func(t *testing.T) {
		t.Parallel()
		changed := &oracle{}
		for _, r := range one.requests {
			again := *r
			changed.requests = append(changed.requests, &again)
		}
		i := slices.IndexFunc(changed.requests, func(r *request) bool { return r.fate == done && r.place == inMessages })
		changed.requests[i].fate = refused
		names(t, changed, one.home.(*file).path, nothingElse)
		changed.requests = slices.Delete(changed.requests, i, i+1)
		names(t, changed, one.home.(*file).path, nothingElse)
	})
}

// lose are the statements that remove a ticket with everything that belongs to it, so
// that what is left is whole.
func lose(id string) []string {
	var all []string
	for _, table := range []string{"observers", "messages", "journal", "tasks", "times", "timers", "events", "keys"} {
		all = append(all, "DELETE FROM helpdesk_"+table+" WHERE ticket = "+id)
	}
	return append(all, "DELETE FROM helpdesk_tickets WHERE number = 'TIC-1'")
}

// played is a run that is over, and a copy of its store from the midst of it.
func played(t *testing.T) (one *run, older string) {
	t.Helper()
	folder := t.TempDir()
	one, err := newRun(plan{Store: "sqlite", Kills: 2, Writers: 4, Seed: 3}, folder, binary, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	home := newFile(folder)
	one.home = home
	older = filepath.Join(folder, "older.db")
	if err := one.play(t.Context()); err != nil {
		t.Fatal(err)
	}
	copyFile(t, home.path, older)
	if err := one.goOn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v, err := one.prove(t.Context()); err != nil || len(v.Findings) > 0 {
		t.Fatalf("before anything was changed: %v, %v", v.Findings, err)
	}
	return one, older
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// change changes a store behind the desk's back.
func change(t *testing.T, path string, statements []string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// names fails the test unless the judge names the invariant that does not hold.
func names(t *testing.T, o *oracle, path, invariant string) {
	t.Helper()
	store, closeStore, err := (&file{path}).store(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore()
	v, err := o.judge(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(v.Findings, func(f storage.Finding) bool { return f.Invariant == invariant }) {
		t.Errorf("want %q, found %v", invariant, v.Findings)
	}
}
