package helpdesk_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/sqlitetest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

// worked is the file of a desk on which a ticket has seen all there is, and another
// has seen little. It is made once, and copied.
func worked(t *testing.T) string {
	t.Helper()
	lived.Lock()
	defer lived.Unlock()
	if lived.file == nil {
		content, err := os.ReadFile(workedAnew(t))
		must(t)(content, err)
		lived.file = content
	}
	path := filepath.Join(t.TempDir(), "helpdesk.db")
	must(t)(nil, os.WriteFile(path, lived.file, 0o600))
	return path
}

var lived struct {
	sync.Mutex
	file []byte
}

func workedAnew(t *testing.T) string {
	t.Helper()
	path := sqlitetest.File(t)
	store, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, store, moscow(t, "2026-04-28 15:00"))
	ctx := t.Context()
	opened, err := h.as("anna").Open(ctx, helpdesk.NewRequest{Subject: "Первое", Text: "Не работает", Category: "defect", Observers: []string{"boris"}})
	must(t)(opened, err)
	id := opened.Ticket
	must(t)(h.as("boss").Classify(ctx, id, helpdesk.Classification{Priority: "urgent"}))
	h.move("boss", id, "process")
	must(t)(h.as("boss").Reply(ctx, id, helpdesk.Answer{Text: "Смотрим"}))
	must(t)(h.as("boss").AddTask(ctx, id, helpdesk.NewTask{Title: "проверить"}))
	must(t)(h.as("boss").Spend(ctx, id, helpdesk.Booking{Spent: time.Hour}))
	must(t)(h.as("boss").Wait(ctx, id, helpdesk.Waiting{Reason: "ждём", Until: h.clock().Add(72 * time.Hour)}))
	h.set(h.clock().Add(time.Hour))
	must(t)(h.as("boss").Resume(ctx, id))
	h.set(h.clock().Add(24 * time.Hour))
	if _, err := h.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	h.open("hosting", "normal")
	h.sound()
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCheckNamesWhateverWasChangedBehindTheDesksBack(t *testing.T) {
	t.Parallel()
	path := worked(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const first = "(SELECT id FROM helpdesk_tickets WHERE number = 'TIC-1')"
	for _, row := range []struct {
		name, statement, want string
	}{
		{"two tickets have one number", "UPDATE helpdesk_tickets SET number = 'TIC-1' WHERE number = 'TIC-2'", "a number belongs to one ticket"},
		{"a ticket has another number", "UPDATE helpdesk_tickets SET number = 'TIC-9', number_folded = 'tic-9' WHERE number = 'TIC-1'", "the row is the fold of the journal"},
		{"a field was changed", "UPDATE helpdesk_tickets SET category = 'hosting' WHERE number = 'TIC-1'", "the row is the fold of the journal"},
		{"the last change has another instant", "UPDATE helpdesk_tickets SET updated = updated + 1 WHERE number = 'TIC-2'", "the row is the fold of the journal"},
		{"a change was not counted", "UPDATE helpdesk_tickets SET version = version + 1 WHERE number = 'TIC-1'", "the version is the number of changes"},
		{"a change was counted twice", "UPDATE helpdesk_journal SET version = version + 1 WHERE seq > 2 AND ticket = " + first, "the version is the number of changes"},
		{"an entry's author was changed", "UPDATE helpdesk_journal SET actor = 'anna' WHERE seq = 2 AND ticket = " + first, "the journal's chain of hashes is whole"},
		{"an entry's value was changed", "UPDATE helpdesk_journal SET facts = replace(facts, 'urgent', 'critical') WHERE seq = 2 AND ticket = " + first, "the journal's chain of hashes is whole"},
		{"an entry was removed", "DELETE FROM helpdesk_journal WHERE seq = 2 AND ticket = " + first, "the journal's chain of hashes is whole"},
		{"the journal's end was cut off", "DELETE FROM helpdesk_journal WHERE ticket = " + first + " AND seq = (SELECT MAX(seq) FROM helpdesk_journal WHERE ticket = " + first + ")", "the journal's chain of hashes is whole"},
		{"a message was removed", "DELETE FROM helpdesk_messages WHERE purpose = 'answer'", "messages are as they were written"},
		{"a message was doubled", "INSERT INTO helpdesk_messages SELECT desk, ticket, randomblob(16), version, place + 1, at, author, on_behalf, side, audience, purpose, channel, automatic, text, salt FROM helpdesk_messages WHERE purpose = 'answer'", "messages are as they were written"},
		{"a message's text was changed", "UPDATE helpdesk_messages SET text = 'Не смотрим' WHERE purpose = 'answer'", "messages are as they were written"},
		{"a message was made a note", "UPDATE helpdesk_messages SET audience = 'internal' WHERE purpose = 'answer'", "messages are as they were written"},
		{"a task was removed", "DELETE FROM helpdesk_tasks WHERE kind = 'part'", "the parts are the fold of the journal"},
		{"a task was changed", "UPDATE helpdesk_tasks SET title = 'забыть' WHERE kind = 'part'", "the parts are the fold of the journal"},
		{"a task was made older", "UPDATE helpdesk_tasks SET created = created - 1 WHERE kind = 'part'", "the parts are the fold of the journal"},
		{"booked time was removed", "DELETE FROM helpdesk_times", "the parts are the fold of the journal"},
		{"booked time was raised", "UPDATE helpdesk_times SET spent = spent * 2", "the parts are the fold of the journal"},
		{"booked time was doubled", "INSERT INTO helpdesk_times SELECT desk, ticket, randomblob(16), version, place + 1, task, person, at, spent, note, worked, contract, service, corrects FROM helpdesk_times", "the parts are the fold of the journal"},
		{"an observer cannot see it", "DELETE FROM helpdesk_observers", "who observes a ticket sees it"},
		{"a clock ran longer", "UPDATE helpdesk_tickets SET ledger = CAST(replace(CAST(ledger AS TEXT), '\"running\"', '\"off\"') AS BLOB) WHERE number = 'TIC-1'", "the clocks are the fold of the journal"},
		{"a clock is off and runs", "UPDATE helpdesk_tickets SET ledger = CAST(replace(CAST(ledger AS TEXT), '\"running\"', '\"off\"') AS BLOB) WHERE number = 'TIC-1'", "running, paused and off make up the life of a clock"},
		{"a clock's pause lies on its run", "UPDATE helpdesk_tickets SET ledger = CAST(replace(CAST(ledger AS TEXT), '\"pauses\":[{\"from\":\"2026-04-28T12', '\"pauses\":[{\"from\":\"2026-04-28T11') AS BLOB) WHERE number = 'TIC-1'", "running, paused and off make up the life of a clock"},
		{"a due was put off", "UPDATE helpdesk_tickets SET due = due + 60000000 WHERE number = 'TIC-1'", "the due is that of the clocks"},
		{"a timer is missing", "DELETE FROM helpdesk_timers WHERE kind = 'due'", "the pending timers are those that the rule asks for"},
		{"a timer is too many", "INSERT INTO helpdesk_timers SELECT desk, ticket, 'wait', 'wake', at, version, NULL, NULL FROM helpdesk_timers LIMIT 1", "the pending timers are those that the rule asks for"},
		{"a timer is late", "UPDATE helpdesk_timers SET at = at + 1 WHERE kind = 'due'", "the pending timers are those that the rule asks for"},
		{"a ticket was removed", "DELETE FROM helpdesk_tickets WHERE number = 'TIC-1'", "every row belongs to a ticket of its desk"},
		{"a timer is of a ticket of another desk", "UPDATE helpdesk_timers SET ticket = randomblob(16) WHERE kind = 'due'", "every row belongs to a ticket of its desk"},
		{"a message is of a ticket of another desk", "UPDATE helpdesk_messages SET ticket = randomblob(16) WHERE purpose = 'answer'", "every row belongs to a ticket of its desk"},
		{"a stopwatch runs on a ticket of another desk", "INSERT INTO helpdesk_stopwatches VALUES ('main', 'agent1', 1, randomblob(16), NULL, 1, NULL, '', 0)", "every row belongs to a ticket of its desk"},
		{"a ticket leads to one of another desk", `UPDATE helpdesk_tickets SET links = '[{"kind":"related","ticket":"0190a5d0-ac96-774b-bcce-b302099a8057","key":"OTH-1"}]' WHERE number = 'TIC-1'`, "a ticket leads to tickets of its desk"},
		{"time is on a task of another ticket", "UPDATE helpdesk_times SET task = (SELECT id FROM helpdesk_tasks WHERE ticket <> " + first + " LIMIT 1)", "time is booked on a task of the same ticket"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "helpdesk.db")
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			alter(t, path, row.statement)
			found := findings(t, path)
			if !slices.ContainsFunc(found, func(f storage.Finding) bool { return f.Invariant == row.want }) {
				t.Errorf("found %v", found)
			}
		})
	}
}

// alter changes a database file behind the desk's back: at least one row.
func alter(t *testing.T, path, statement string) {
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
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%d rows were changed: %v", n, err)
	}
}

func findings(t *testing.T, path string) (found []storage.Finding) {
	t.Helper()
	store, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Check(t.Context(), func(f storage.Finding) { found = append(found, f) }); err != nil {
		t.Fatal(err)
	}
	return found
}
