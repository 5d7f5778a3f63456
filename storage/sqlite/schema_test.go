package sqlite_test

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// refusals calls a method of every kind.
func refusals(t *testing.T, s *sqlite.Store) map[string]error {
	ctx, id := t.Context(), uuid.New()
	return map[string]error{
		"Ready":         s.Ready(ctx),
		"Ticket":        second(s.Ticket(ctx, everything, id)),
		"List":          second(s.List(ctx, everything, storage.Query{Limit: 1})),
		"Messages":      second(s.Messages(ctx, everything, id)),
		"Apply":         s.Apply(ctx, opening()),
		"Number":        second(s.Number(ctx, "it", "all")),
		"Claim":         second(s.Claim(ctx, storage.Claim{Desk: "it", Now: start, Until: start, Owner: id, Limit: 1})),
		"PutPerson":     second(s.PutPerson(ctx, ticket.Person{Desk: "it", ID: "x"})),
		"PutTeam":       second(s.PutTeam(ctx, ticket.Team{Desk: "it", ID: "x"})),
		"AddRegulation": s.AddRegulation(ctx, storage.Regulation{Desk: "it", Version: 1, At: start}),
		"Audit":         second(s.Audit(ctx, "it")),
	}
}

func TestADatabaseThatWasNotMigratedIsRefusedByEveryMethod(t *testing.T) {
	t.Parallel()
	s := opened(t, filepath.Join(t.TempDir(), "desk.db"))
	for name, err := range refusals(t, s) {
		if !errors.Is(err, storage.ErrSchema) || !strings.Contains(err.Error(), "migrated") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Apply(t.Context(), opening()); err != nil {
		t.Errorf("after Migrate: %v", err)
	}
}

func TestADatabaseThatIsNewerIsRefusedByEveryMethodAndLeftAsItIs(t *testing.T) {
	t.Parallel()
	s, path := desksAt(t)
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	db := raw(t, path, "")
	exec(t, db, "INSERT INTO helpdesk_schema (version_id, is_applied) VALUES (999, 1)")
	old := opened(t, path)
	for name, err := range refusals(t, old) {
		if !errors.Is(err, storage.ErrSchema) || !strings.Contains(err.Error(), "999") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := old.Migrate(t.Context()); !errors.Is(err, storage.ErrSchema) {
		t.Errorf("Migrate: error %v", err)
	}
	var versions int
	if err := db.QueryRow("SELECT COUNT(*) FROM helpdesk_schema WHERE version_id = 999").Scan(&versions); err != nil || versions != 1 {
		t.Errorf("%d rows of version 999, error %v", versions, err)
	}
}

func TestASchemaThatWasRestoredByHalfIsRefusedByEveryMethod(t *testing.T) {
	t.Parallel()
	_, path := desksAt(t)
	exec(t, raw(t, path, ""), "DROP TABLE helpdesk_times")
	for name, err := range refusals(t, opened(t, path)) {
		if !errors.Is(err, storage.ErrSchema) || !strings.Contains(err.Error(), "helpdesk_times") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestMigrateTwiceKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	s := desks(t)
	c := opening()
	if err := s.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Ticket(t.Context(), everything, c.Ticket.ID); err != nil {
		t.Error(err)
	}
}

func TestSeveralMayMigrateAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "desk.db")
	var group sync.WaitGroup
	for range 4 {
		s := opened(t, path)
		group.Go(func() {
			if err := s.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestTheTablesOfTheHostInTheSameDatabaseAreLeftAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "host.db")
	db := raw(t, path, "")
	exec(t, db, "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id INTEGER, is_applied INTEGER)")
	exec(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (77, 1)")
	s := opened(t, path)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var versions, foreign int
	if err := db.QueryRow("SELECT COUNT(*), SUM(version_id) FROM goose_db_version").Scan(&versions, &foreign); err != nil || versions != 1 || foreign != 77 {
		t.Errorf("%d rows, sum %d, error %v", versions, foreign, err)
	}
	if err := db.QueryRow("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'helpdesk\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").Scan(&foreign); err != nil || foreign != 1 {
		t.Errorf("%d tables that are not the desk's, error %v", foreign, err)
	}
}

func TestTheSchemaRefusesWhatMustNeverBe(t *testing.T) {
	t.Parallel()
	s, path := desksAt(t)
	c := opening()
	if err := s.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	db := raw(t, path, "?_pragma=foreign_keys(1)")
	id := c.Ticket.ID[:]
	for sentence, query := range map[string]string{
		"a ticket with parts cannot go":        `INSERT INTO helpdesk_observers VALUES ('it', ?1, 'x'); DELETE FROM helpdesk_tickets`,
		"a part belongs to a ticket":           `INSERT INTO helpdesk_observers VALUES ('it', randomblob(16), 'x')`,
		"a part belongs to a ticket's desk":    `INSERT INTO helpdesk_observers VALUES ('hr', ?1, 'x')`,
		"a version is 1 or more":               `UPDATE helpdesk_tickets SET version = 0 WHERE id = ?1`,
		"a phase is one of four":               `UPDATE helpdesk_tickets SET phase = 'lost' WHERE id = ?1`,
		"a rating is at most 5":                `UPDATE helpdesk_tickets SET rating = 6 WHERE id = ?1`,
		"an instant is a number":               `UPDATE helpdesk_tickets SET due = '2026-01-12' WHERE id = ?1`,
		"a ticket always has a due":            `UPDATE helpdesk_tickets SET due = NULL WHERE id = ?1`,
		"of a timer's key at most one pends":   `INSERT INTO helpdesk_timers (desk, ticket, cause, kind, at, version) VALUES ('it', ?1, 'a', 'due', 1, 1), ('it', ?1, 'a', 'due', 2, 1)`,
		"a key of idempotency is used once":    `INSERT INTO helpdesk_keys (desk, actor, verb, key, ticket, version, at) VALUES ('it', 'a', 'v', 'k', ?1, 1, 1), ('it', 'a', 'v', 'k', ?1, 1, 1)`,
		"a number of a series is not negative": `INSERT INTO helpdesk_numbers VALUES ('it', 's', -1)`,
	} {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(query, id); err == nil || !strings.Contains(err.Error(), "constraint failed") && !strings.Contains(err.Error(), "cannot store") {
			t.Errorf("%s: error %v", sentence, err)
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAuditFindsWhatGotPastTheConstraints(t *testing.T) {
	t.Parallel()
	s, path := desksAt(t)
	kept, lost := opening(), opening()
	task := ticket.Task{ID: uuid.New(), Kind: ticket.TaskWork, State: ticket.TaskOpen, Created: start}
	lost.Tasks = []ticket.Task{task}
	lost.Ticket.Observers = []string{"vera"}
	kept.Times = []ticket.Spending{{ID: uuid.New(), Task: task.ID, Person: "x", At: start, Worked: start}}
	kept.Journal = []ticket.Entry{{Seq: 1, Version: 2, At: start}}
	if err := s.Apply(t.Context(), kept, lost); err != nil {
		t.Fatal(err)
	}
	exec(t, raw(t, path, "?_pragma=foreign_keys(0)"), "DELETE FROM helpdesk_tickets WHERE id = ?", lost.Ticket.ID[:])
	found, err := s.Audit(t.Context(), "it")
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]uuid.UUID)
	for _, f := range found {
		got[f.Text] = f.Ticket
	}
	for text, id := range map[string]uuid.UUID{
		"rows without a ticket: task, 1":          lost.Ticket.ID,
		"rows without a ticket: observer, 1":      lost.Ticket.ID,
		"bookings on other tasks: 1":              kept.Ticket.ID,
		"entries that are ahead of the ticket: 1": kept.Ticket.ID,
	} {
		if got[text] != id {
			t.Errorf("%q of %s is not among %v", text, id, found)
		}
	}
	if len(found) != 4 {
		t.Errorf("%d findings: %v", len(found), found)
	}
}

func TestWhatWasPublishedBeforePublicationsWereToldIsToldToNobody(t *testing.T) {
	t.Parallel()
	s, path := desksAt(t)
	ctx := t.Context()
	published := func(version int) error {
		return s.AddRegulation(ctx, storage.Regulation{Desk: "it", Version: version, Source: []byte("x"), At: start, Event: uuid.New()})
	}
	for _, err := range []error{
		published(1), // nobody listens yet
		s.PutHandler(ctx, storage.Handler{Desk: "it", Name: "crm", Since: start}),
		s.PutHandler(ctx, storage.Handler{Desk: "it", Name: "moves", Kinds: []event.Kind{event.TicketMoved}, Since: start}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	db := raw(t, path, "") // as it was before
	exec(t, db, "DROP TABLE helpdesk_announcements")
	exec(t, db, "DELETE FROM helpdesk_schema WHERE version_id >= 10")
	s = opened(t, path)
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := published(2); err != nil {
		t.Fatal(err)
	}
	list, err := s.ListDeliveries(ctx, "it", storage.DeliveryQuery{Limit: 10})
	if err != nil || len(list) != 2 || list[0].State != storage.DeliverySkipped || list[0].Handler != "crm" || list[1].State != storage.DeliveryPending || list[1].Event.Version != 2 {
		t.Errorf("%+v, %v", list, err)
	}
}
