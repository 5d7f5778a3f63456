package main

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// TestTheEveningFindsWhatWasForgottenOrMiscounted changes the store behind the desk's
// back, as a fault might have: each change must be found by what the evening adds to Check.
func TestTheEveningFindsWhatWasForgottenOrMiscounted(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	w, _ := lived(t, plan{Store: "sqlite", Days: 4, Tickets: 30, Seed: 1, From: monday}, folder)
	if len(w.closed) == 0 || len(w.absences) < 3 || len(w.left) == 0 {
		t.Fatalf("too little happened to spoil: %d closed periods, %d absences, %d have left\n%s", len(w.closed), len(w.absences), len(w.left), w.report)
	}
	i := slices.IndexFunc(w.absences, func(a ticket.Absence) bool { return a.StandIn != "" })
	away, until := w.absences[i], strconv.FormatInt(w.closed[0].Until.UnixMicro(), 10)
	gone := ""
	for id := range w.left {
		gone = id
	}
	const told = "UPDATE helpdesk_journal SET facts = replace(facts, "
	for _, row := range []struct {
		name, statement, want string
	}{
		{"timers were lost", "DELETE FROM helpdesk_timers", listIsFold},
		{"timers were lost, and nobody can see it", "DELETE FROM helpdesk_timers; UPDATE helpdesk_tickets SET phase = 'done'", nothingIsLost},
		{"a booking was lost with its entry", "DELETE FROM helpdesk_journal WHERE ticket = (SELECT ticket FROM helpdesk_times LIMIT 1) AND event = 'time.spent'", bookedOnce},
		{"booked time was forged in the journal", told + `'"field":"spent","new":"', '"field":"spent","new":"1h') WHERE event = 'time.spent' AND facts NOT LIKE '%"new":"-%'`, bookedOnce},
		{"a line was lost", "DELETE FROM helpdesk_times WHERE id = (SELECT id FROM helpdesk_times ORDER BY worked DESC LIMIT 1)", billedOnce},
		{"a line tells of more", "UPDATE helpdesk_times SET spent = 2 * spent WHERE id = (SELECT id FROM helpdesk_times ORDER BY worked DESC LIMIT 1)", billedOnce},
		{"a line is of another agent", "UPDATE helpdesk_times SET person = 'line3-1' WHERE id = (SELECT id FROM helpdesk_times WHERE person LIKE 'line1%' LIMIT 1)", billedOnce},
		{"a line is of no contract", "UPDATE helpdesk_times SET contract = '', service = '' WHERE id = (SELECT id FROM helpdesk_times WHERE contract <> '' LIMIT 1)", balancesAgree},
		{"tickets are of another organization", "UPDATE helpdesk_tickets SET organization = 'org-01'", billedOnce},
		{"a line came into a closed period", "UPDATE helpdesk_times SET worked = " + until + " - 1 WHERE id = (SELECT id FROM helpdesk_times ORDER BY worked DESC LIMIT 1)", closedStays},
		{"a line left a closed period", "UPDATE helpdesk_times SET worked = " + until + " WHERE id = (SELECT id FROM helpdesk_times WHERE worked < " + until + " LIMIT 1)", closedStays},
		{"a note in a closed period was changed", "UPDATE helpdesk_times SET note = 'Иначе' WHERE worked < " + until, closedStays},
		{"tasks are nobody's", "UPDATE helpdesk_tasks SET assignee = ''", scheduleTells},
		{"tasks are due later", "UPDATE helpdesk_tasks SET due = due + 1000000 * 86400 WHERE assignee <> ''", scheduleTells},
		{"the absent were given tickets", told + "'\"new\":\"" + away.StandIn + "\"', '\"new\":\"" + away.Person + "\"')", absentAreFree},
		{"those who have left were given tickets", told + "'\"new\":\"line2-1\"', '\"new\":\"" + gone + "\"')", leaversAreFree},
		{"tickets seem to be somebody's", "UPDATE helpdesk_tickets SET agent = 'line2-1'", listIsFold},
		{"dues seem to be past", "UPDATE helpdesk_tickets SET due = due - 1000000 * 86400 * 90", listIsFold},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := copyOf(t, w, filepath.Join(folder, "helpdesk.db"), row.statement)
			if err := c.evening(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(c.report.Findings, func(f storage.Finding) bool { return f.Invariant == row.want }) {
				t.Errorf("want %q, found %v", row.want, c.report.Findings)
			}
		})
	}
}

// copyOf is the same world over a copy of its store, which the statement has changed.
func copyOf(t *testing.T, w *world, path, statement string) *world {
	t.Helper()
	folder := t.TempDir()
	run := func(path string, statements ...string) {
		t.Helper()
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		for _, s := range statements {
			if _, err := db.ExecContext(t.Context(), s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
	}
	run(path, "VACUUM INTO '"+filepath.Join(folder, "helpdesk.db")+"'")
	run(filepath.Join(folder, "helpdesk.db"), statement)
	store, err := openStore(t.Context(), "sqlite", folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.close() })
	c := *w
	c.store, c.told, c.report = store.Store, t.Output(), report{plan: w.plan}
	if err := c.found(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &c
}

// TestAScheduleThatHidesSomethingIsFound changes what the desk has answered.
func TestAScheduleThatHidesSomethingIsFound(t *testing.T) {
	t.Parallel()
	w, _ := lived(t, plan{Store: "memory", Days: 1, Tickets: 120, Seed: 1, From: monday}, "")
	boss, busy := w.desk.As(helpdesk.Person(manager)), w.lines["line2"][0]
	for _, id := range slices.Concat(w.lines["line2"][1:], w.lines["line3"]) {
		if _, err := boss.HandOver(t.Context(), id, helpdesk.HandOver{To: busy}); err != nil {
			t.Fatal(err)
		}
	}
	page, err := boss.Tickets(t.Context(), storage.Query{Filter: ticket.Filter{Agents: []string{busy}, Phases: []ticket.Phase{ticket.PhaseOpen}}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range page.Tickets[:4] { // more than a day's work, due tomorrow or later
		more := helpdesk.NewTask{Title: "Переписать", Assignee: busy, Effort: 3 * time.Hour, Due: w.clock.Now().Add(time.Duration(12+6*i) * time.Hour)}
		if _, err := boss.AddTask(t.Context(), page.Tickets[i].ID, more); err != nil {
			t.Fatal(err)
		}
	}
	e, err := w.fold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s, err := boss.Schedule(t.Context(), helpdesk.ScheduleQuery{Person: busy, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	over := slices.IndexFunc(s.Days, func(d helpdesk.ScheduleDay) bool { return d.Over > 0 })
	if len(s.Late) == 0 || len(s.After) == 0 || len(s.Waits) == 0 || over < 0 {
		t.Fatalf("he has too little to do: %d are late, %d come after, %d wait, %+v", len(s.Late), len(s.After), len(s.Waits), s.Days)
	}
	for _, row := range []struct {
		name  string
		spoil func(*helpdesk.Schedule)
		want  string
	}{
		{"nothing", func(*helpdesk.Schedule) {}, ""},
		{"one that is late is not told", func(s *helpdesk.Schedule) { s.Late = s.Late[1:] }, "is late: false"},
		{"one is told to be late that is not", func(s *helpdesk.Schedule) { s.Late = append(s.Late, s.Waits[0]) }, "is late, and is not to be done"},
		{"what comes after is left out", func(s *helpdesk.Schedule) { s.After = s.After[1:] }, "has 0s in it"},
		{"what waits is left out", func(s *helpdesk.Schedule) { s.Waits = s.Waits[1:] }, "wait and"},
		{"what is too much is not told", func(s *helpdesk.Schedule) { s.Days[over].Over = 0 }, "the schedule says 0s too much"},
		{"a part is left out", func(s *helpdesk.Schedule) { s.Days[0].Parts = s.Days[0].Parts[1:] }, "in parts"},
		{"a day has more hours than it has", func(s *helpdesk.Schedule) { s.Days[0].Hours += time.Hour }, "there are"},
		{"a day is overfilled", func(s *helpdesk.Schedule) {
			d := &s.Days[0]
			more := s.After[0]
			d.Parts, d.Filled = append(d.Parts, helpdesk.Part{Planned: more, Time: more.Left, Ends: true}), d.Filled+more.Left
		}, "there are"},
		{"less work is left", func(s *helpdesk.Schedule) { s.Left -= time.Minute }, "are left"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := s
			c.Days, c.Late = slices.Clone(s.Days), slices.Clone(s.Late)
			for i := range c.Days {
				c.Days[i].Parts = slices.Clone(c.Days[i].Parts)
			}
			row.spoil(&c)
			wrong, err := misplanned(c, e.tasks[s.Person], hours{w.office, w.of(s.Person), s.At})
			if err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(wrong, "\n"); (len(wrong) > 0) != (row.want != "") || !strings.Contains(all, row.want) {
				t.Errorf("want %q, found:\n%s", row.want, all)
			}
		})
	}
	absent := []ticket.Absence{{Person: s.Person, From: s.At, Until: s.At.AddDate(0, 0, 1)}}
	if wrong, err := misplanned(s, e.tasks[s.Person], hours{w.office, absent, s.At}); err != nil || len(wrong) == 0 {
		t.Errorf("of work in the hours of an absence nothing was told: %v", err)
	}
}

func TestAQueueThatNobodyWorksOffIsFound(t *testing.T) {
	t.Parallel()
	store, err := openStore(t.Context(), "memory", "")
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(t.Context(), plan{Store: "memory", Days: 3, Tickets: 10, Seed: 1, From: monday}, store.Store)
	if err != nil {
		t.Fatal(err)
	}
	w.agenda = agenda{} // nobody comes to work
	r, err := w.live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) != 1 || r.Findings[0].Invariant != queueIsWorked || r.Findings[0].Ticket != uuid.Nil {
		t.Errorf("%s", r)
	}
}
