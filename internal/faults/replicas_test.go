package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// TestTrust_F4_… plays a short run: clocks that go ten times as fast make a lease of three
// seconds out of one of thirty.
func TestTrust_F4_OfReplicasThatAreStoppedAndKilledEachTimerFiresOnceAndNeverEarly(t *testing.T) {
	t.Parallel()
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	c := replicasCommand{Tickets: 600, Lead: 20 * time.Second, Window: 40 * time.Second, Speed: 10}
	r, err := c.play(t.Context(), log)
	if errors.Is(err, pgtest.ErrNone) {
		pgtest.Lacks(t, err)
	}
	if err != nil || len(r.Findings) > 0 {
		said, _ := os.ReadFile(log.Name())
		t.Fatalf("%v\n%s\nthe end of their log:\n%s", err, r, said[max(0, len(said)-5000):])
	}
	t.Log(r)
	fired := 0
	for _, n := range r.Fired {
		fired += n
	}
	if fired != 2*c.Tickets || r.Told < 2*c.Tickets || r.Held[stopped].timers == 0 || r.Held[killed].timers == 0 || len(r.Fired) < 2 {
		t.Errorf("too little happened to prove anything:\n%s", r)
	}
}

func TestTheJudgeOfReplicasFindsTellingsOutOfOrder(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, time.April, 27, 9, 0, 0, 0, time.UTC)
	told := func(event string, version, token int64, began, ended int) telling {
		end := start.Add(time.Duration(ended) * time.Second)
		x := telling{ticket: "t", event: event, version: version, token: token, began: start.Add(time.Duration(began) * time.Second), ended: &end}
		if ended < 0 { // it was killed meanwhile
			x.ended = nil
		}
		return x
	}
	for _, row := range []struct {
		name     string
		line     []telling
		taken    int
		findings int
	}{
		{"one after the other", []telling{told("a", 2, 1, 0, 1), told("b", 3, 1, 2, 3)}, 2, 0},
		{"again, by a later claim", []telling{told("a", 2, 1, 0, -1), told("a", 2, 2, 60, 61), told("b", 3, 1, 62, 63)}, 2, 0},
		{"the one that was overtaken ends late", []telling{told("a", 2, 1, 0, 70), told("a", 2, 2, 60, 61), told("b", 3, 1, 62, 63)}, 2, 0},
		{"the second first", []telling{told("b", 3, 1, 0, 1), told("a", 2, 1, 2, 3)}, 2, 1},
		{"both at once", []telling{told("a", 2, 1, 0, 5), told("b", 3, 1, 1, 2)}, 2, 1},
		{"the first was never taken", []telling{told("a", 2, 1, 0, -1), told("b", 3, 1, 1, 2)}, 1, 1},
		{"twice by one claim", []telling{told("a", 2, 1, 0, 1), told("a", 2, 1, 2, 3)}, 1, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := &replicas{}
			if taken := r.judgeLine(row.line); taken != row.taken || len(r.report.Findings) != row.findings {
				t.Errorf("%d taken, want %d; want %d findings, got %v", taken, row.taken, row.findings, r.report.Findings)
			}
		})
	}
}

func TestAnIdTellsWhichReplicaMadeItAndWhenByItsClock(t *testing.T) {
	t.Parallel()
	c := &replicaCommand{Mark: 7, Speed: 1, Ahead: time.Hour}
	before := time.Now().Add(time.Hour)
	id := c.newID()
	mark, at := madeBy(id)
	if mark != 7 || at.Before(before.Truncate(time.Millisecond)) || at.After(time.Now().Add(time.Hour)) || id.Version() != 7 || id == uuid.Nil {
		t.Errorf("%s was made by %d at %s", id, mark, at)
	}
	if at := ticket.Instant((&replicaCommand{Speed: 10, Epoch: before.UnixMicro()}).now()); at.After(before) {
		t.Errorf("an hour before its epoch a clock ten times as fast shows %s", at)
	}
}
