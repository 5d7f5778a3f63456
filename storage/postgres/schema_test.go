package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// opened opens a store that the test closes.
func opened(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(url, postgres.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func exec(t testing.TB, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func second[T any](_ T, err error) error { return err }

// calls calls a method of every kind.
func calls(ctx context.Context, s *postgres.Store) map[string]error {
	id := uuid.New()
	return map[string]error{
		"Ready":         s.Ready(ctx),
		"Ticket":        second(s.Ticket(ctx, everything, id)),
		"Work":          second(s.Work(ctx, everything, id)),
		"List":          second(s.List(ctx, everything, storage.Query{Limit: 1})),
		"Messages":      second(s.Messages(ctx, everything, id)),
		"Apply":         s.Apply(ctx, opening()),
		"Apply two":     s.Apply(ctx, opening(), opening()),
		"Number":        second(s.Number(ctx, "it", "all")),
		"Claim":         second(s.Claim(ctx, storage.Claim{Desk: "it", Now: start, Until: start, Owner: id, Limit: 1})),
		"PutPerson":     second(s.PutPerson(ctx, ticket.Person{Desk: "it", ID: "x"})),
		"PutTeam":       second(s.PutTeam(ctx, ticket.Team{Desk: "it", ID: "x"})),
		"AddRegulation": s.AddRegulation(ctx, storage.Regulation{Desk: "it", Version: 1, Source: []byte("x"), At: start}),
		"Audit":         second(s.Audit(ctx, "it")),
	}
}

func TestADatabaseThatWasNotMigratedIsRefusedByEveryMethod(t *testing.T) {
	t.Parallel()
	s := opened(t, pgtest.Database(t))
	for name, err := range calls(t.Context(), s) {
		if !errors.Is(err, storage.ErrSchema) || !strings.Contains(err.Error(), "to be migrated first") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, err := range calls(t.Context(), s) {
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("%s after Migrate: %v", name, err)
		}
	}
}

func TestASchemaThatIsNewerIsRefusedByEveryMethodAndLeftAsItIs(t *testing.T) {
	t.Parallel()
	url := spoilable(t)
	db := handle(t, "postgres", url)
	exec(t, db, "INSERT INTO helpdesk_schema (version_id, is_applied) VALUES (999, TRUE)")
	s := opened(t, url)
	for name, err := range calls(t.Context(), s) {
		if !errors.Is(err, storage.ErrSchema) || !strings.Contains(err.Error(), "999") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := s.Migrate(t.Context()); !errors.Is(err, storage.ErrSchema) {
		t.Errorf("Migrate: error %v", err)
	}
	var rows int
	if err := db.QueryRow("SELECT COUNT(*) FROM helpdesk_schema WHERE version_id = 999").Scan(&rows); err != nil || rows != 1 {
		t.Errorf("%d rows of version 999, error %v", rows, err)
	}
}

func TestASchemaThatWasMigratedOrRestoredByHalfIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ spoil, word string }{
		"a table is gone":            {"DROP TABLE helpdesk_times", "helpdesk_times"},
		"tables without the version": {"DROP TABLE helpdesk_schema", "migrated"},
		"the last step is not noted": {"DELETE FROM helpdesk_schema WHERE version_id = (SELECT MAX(version_id) FROM helpdesk_schema)", "migrated"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := spoilable(t)
			db := handle(t, "postgres", url)
			exec(t, db, c.spoil)
			s := opened(t, url)
			for name, err := range calls(t.Context(), s) {
				if !errors.Is(err, storage.ErrSchema) || !strings.Contains(err.Error(), c.word) {
					t.Errorf("%s: error %v", name, err)
				}
			}
			if err := s.Migrate(t.Context()); !errors.Is(err, storage.ErrSchema) || !strings.Contains(err.Error(), "by half") {
				t.Errorf("Migrate: error %v", err)
			}
			var tickets int
			if err := db.QueryRow("SELECT COUNT(*) FROM helpdesk_tickets").Scan(&tickets); err != nil || tickets != 0 {
				t.Errorf("%d tickets, error %v", tickets, err)
			}
		})
	}
}

func TestAStepThatFailsLeavesNothingOfItselfAndMigrateGoesOnFromThere(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	db := handle(t, "postgres", url)
	exec(t, db, "CREATE TABLE helpdesk_retired_stages (n INT)") // stands in the way of the second step
	s := opened(t, url)
	if err := s.Migrate(t.Context()); !errors.Is(err, storage.ErrSchema) || !strings.Contains(err.Error(), "helpdesk_retired_stages") {
		t.Fatalf("error %v", err)
	}
	var version, columns int
	if err := db.QueryRow("SELECT MAX(version_id) FROM helpdesk_schema").Scan(&version); err != nil || version != 1 {
		t.Errorf("version %d, error %v", version, err)
	}
	if err := db.QueryRow("SELECT COUNT(*) FROM information_schema.columns WHERE table_name = 'helpdesk_regulations' AND column_name = 'calendars'").Scan(&columns); err != nil || columns != 0 {
		t.Errorf("%d columns of the step that failed, error %v", columns, err)
	}
	exec(t, db, "DROP TABLE helpdesk_retired_stages")
	if err := s.Migrate(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestMigrateTwiceKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	s := opened(t, spoilable(t))
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
	url := pgtest.Database(t)
	var group sync.WaitGroup
	for range 4 {
		s := opened(t, url)
		group.Go(func() {
			if err := s.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestAHandleOfOneConnectionIsEnough(t *testing.T) {
	t.Parallel()
	db := handle(t, "postgres", pgtest.Database(t))
	db.SetMaxOpenConns(1)
	s := hosted(t, db, postgres.Config{})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, err := range calls(t.Context(), s) {
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheTablesOfTheHostInTheSameDatabaseAreLeftAlone(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	db := handle(t, "postgres", url)
	exec(t, db, "CREATE TABLE goose_db_version (id INT, version_id BIGINT, is_applied BOOLEAN)")
	exec(t, db, "INSERT INTO goose_db_version VALUES (1, 77, TRUE)")
	if err := opened(t, url).Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var version int
	if err := db.QueryRow("SELECT version_id FROM goose_db_version").Scan(&version); err != nil || version != 77 {
		t.Errorf("the host's version is %d, error %v", version, err)
	}
	var foreign int
	if err := db.QueryRow("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'helpdesk\\_%' AND tablename <> 'goose_db_version'").Scan(&foreign); err != nil || foreign != 0 {
		t.Errorf("%d tables of other names, error %v", foreign, err)
	}
}

func TestADatabaseOfAnotherEncodingIsNotMigrated(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	exec(t, handle(t, "postgres", url), "CREATE DATABASE "+name(url)+"_latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
	latin := strings.Replace(url, name(url), name(url)+"_latin", 1)
	t.Cleanup(func() { exec(t, handle(t, "postgres", url), "DROP DATABASE "+name(url)+"_latin WITH (FORCE)") })
	if err := opened(t, latin).Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "LATIN1") || !strings.Contains(err.Error(), "UTF8") {
		t.Errorf("error %v", err)
	}
}

func TestTheSchemaRefusesWhatMustNeverBe(t *testing.T) {
	t.Parallel()
	url := migrated(t)
	s := opened(t, url)
	c, other := opening(), opening()
	if err := s.Apply(t.Context(), c, other); err != nil {
		t.Fatal(err)
	}
	db := handle(t, "postgres", url)
	for sentence, query := range map[string]string{
		"a number belongs to one ticket":       `UPDATE helpdesk_tickets SET number_folded = 'same'`,
		"a message belongs to a ticket":        `INSERT INTO helpdesk_messages (desk, ticket, id, version, place, at, author, on_behalf, side, audience, purpose, channel, automatic, text) VALUES ('hr', $1, $1, 1, 0, now(), '', '', 'staff', 'public', '', '', FALSE, '')`,
		"a message is of one of three sides":   `INSERT INTO helpdesk_messages (desk, ticket, id, version, place, at, author, on_behalf, side, audience, purpose, channel, automatic, text) VALUES ('it', $1, $1, 1, 0, now(), '', '', 'x', 'public', '', '', FALSE, '')`,
		"a timer belongs to a ticket":          `INSERT INTO helpdesk_timers (desk, ticket, cause, kind, at, version) VALUES ('hr', $1, 'a', 'due', now(), 1)`,
		"a version is 1 or more":               `UPDATE helpdesk_tickets SET version = 0 WHERE id = $1`,
		"a phase is one of four":               `UPDATE helpdesk_tickets SET phase = 'lost' WHERE id = $1`,
		"a rating is at most 5":                `UPDATE helpdesk_tickets SET rating = 6 WHERE id = $1`,
		"a ticket always has a due":            `UPDATE helpdesk_tickets SET due = NULL WHERE id = $1`,
		"of a timer's key at most one pends":   `INSERT INTO helpdesk_timers (desk, ticket, cause, kind, at, version) VALUES ('it', $1, 'a', 'due', now(), 1), ('it', $1, 'a', 'due', now(), 1)`,
		"a key of idempotency is used once":    `INSERT INTO helpdesk_keys (desk, actor, verb, key, ticket, version, at) VALUES ('it', 'a', 'v', 'k', $1, 1, now()), ('it', 'a', 'v', 'k', $1, 1, now())`,
		"a number of a series is not negative": `INSERT INTO helpdesk_numbers SELECT 'it', CAST(CAST($1 AS uuid) AS text), -1`,
		"a ticket with parts is not deleted":   `WITH m AS (INSERT INTO helpdesk_observers VALUES ('it', $1, 'x')) DELETE FROM helpdesk_tickets WHERE id = $1`,
		"a retired stage takes no ticket":      `WITH r AS (INSERT INTO helpdesk_retired_stages VALUES ('it', 'x') RETURNING stage) UPDATE helpdesk_tickets SET stage = 'x' WHERE id = $1 AND 1 = 0`,
	} {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		var args []any
		if strings.Contains(query, "$1") {
			args = append(args, c.Ticket.ID.String())
		}
		_, err = tx.Exec(query, args...)
		if sentence == "a retired stage takes no ticket" && err == nil {
			_, err = tx.Exec(`UPDATE helpdesk_tickets SET stage = 'x' WHERE id = $1`, args...)
		}
		var state interface{ SQLState() string }
		if !errors.As(err, &state) || !strings.HasPrefix(state.SQLState(), "23") {
			t.Errorf("%s: error %v", sentence, err)
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheDeskLeadsEveryKeyAndIndex(t *testing.T) {
	t.Parallel()
	rows, err := handle(t, "postgres", migrated(t)).Query(`
SELECT indexrelid::regclass::text, (SELECT attname FROM pg_attribute WHERE attrelid = indrelid AND attnum = indkey[0])
FROM pg_index WHERE indrelid::regclass::text LIKE 'helpdesk\_%' AND indrelid::regclass::text <> 'helpdesk_schema'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var index, leads string
		if err := rows.Scan(&index, &leads); err != nil {
			t.Fatal(err)
		}
		if leads != "desk" {
			t.Errorf("%s begins with %s", index, leads)
		}
		n++
	}
	if n < 20 {
		t.Errorf("only %d indexes were looked at", n)
	}
}

// name is the name of the database of a URL.
func name(url string) string {
	path := url[strings.LastIndex(url, "/helpdesk_test_")+1:]
	return path[:strings.IndexAny(path+"?", "?")]
}

// A connection keeps the plans that it made when the tables were empty, until there
// are statistics: a check of what refers to a row must not go through all others.
func TestWhatIsReferredToIsFoundByItsKeyBeforeThereAreStatistics(t *testing.T) {
	t.Parallel()
	db := sqlx.NewDb(handle(t, "postgres", migrated(t)), "postgres")
	db.SetMaxOpenConns(1)
	var keys []struct{ Index, Look, Plan string }
	if err := db.Select(&keys, `
		SELECT c.conname AS index,
			format('PREPARE %I AS SELECT 1 FROM ONLY %s x WHERE ', c.conname, c.conrelid::regclass) ||
				string_agg(format('%I = $%s', a.attname, k.n), ' AND ' ORDER BY k.n) || ' FOR KEY SHARE OF x' AS look,
			format('EXPLAIN EXECUTE %I(', c.conname) || string_agg('NULL', ', ') || ')' AS plan
		FROM pg_constraint c CROSS JOIN unnest(c.conkey) WITH ORDINALITY AS k(num, n)
		JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num
		WHERE c.contype = 'p' AND EXISTS (SELECT 1 FROM pg_constraint f WHERE f.contype = 'f' AND f.confrelid = c.conrelid)
		GROUP BY c.conname, c.conrelid`); err != nil || len(keys) < 3 {
		t.Fatalf("%d keys, error %v", len(keys), err)
	}
	exec(t, db.DB, "SET plan_cache_mode = force_generic_plan")
	for _, k := range keys {
		exec(t, db.DB, k.Look)
		var lines []string
		if err := db.Select(&lines, k.Plan); err != nil {
			t.Fatalf("%s: %v", k.Plan, err)
		}
		if plan := strings.Join(lines, "\n"); !strings.Contains(plan, " using "+k.Index+" ") {
			t.Errorf("not by %s:\n%s", k.Index, plan)
		}
	}
}
