package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// with is a URL with another setting.
func with(t testing.TB, text, key, value string) string {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set(key, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// as is a URL with another role.
func as(t testing.TB, text, role string) string {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(role)
	return u.String()
}

func TestADSNThatIsNoneIsRefusedWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"postgres://anna:secret@host:port/db", "postgres://anna:secret@%zz/db", "mysql://anna:secret@host/db", "host=x sslmode=secret", "secret"} {
		_, err := postgres.Open(dsn, postgres.Config{})
		if err == nil || !strings.Contains(err.Error(), "DSN") {
			t.Errorf("%s: error %v", dsn, err)
		}
		if err != nil && strings.Contains(err.Error(), ":secret") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

func TestADatabaseThatCannotBeReachedIsUnavailableAndSaysWhy(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	for name, c := range map[string]struct{ url, word string }{
		"nobody listens":       {"postgres://anna@127.0.0.1:1/db?sslmode=disable", "refused"},
		"there is no host":     {"postgres://anna@no-such-host.invalid/db?sslmode=disable", "no-such-host"},
		"there is no socket":   {"postgres://anna@/db?sslmode=disable&host=/nowhere", "/nowhere"},
		"there is no database": {strings.Replace(there, name(there), "no_such_database", 1), "no such database"},
		"there is no role":     {as(t, there, "no_such_role"), "does not let the role in"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := opened(t, c.url)
			for call, err := range calls(t.Context(), s) {
				if !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), c.word) {
					t.Errorf("%s: error %v", call, err)
				}
			}
			if err := s.Migrate(t.Context()); !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), c.word) {
				t.Errorf("Migrate: error %v", err)
			}
		})
	}
}

func TestARoleWithoutRightsIsNamed(t *testing.T) {
	t.Parallel()
	there := spoilable(t)
	db := handle(t, "postgres", there)
	role := name(there) + "_reader"
	exec(t, db, "CREATE ROLE "+role+" LOGIN")
	t.Cleanup(func() { exec(t, db, "DROP OWNED BY "+role); exec(t, db, "DROP ROLE "+role) })
	exec(t, db, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO "+role)
	exec(t, db, "GRANT INSERT ON helpdesk_tickets TO "+role)

	s := opened(t, as(t, there, role))
	err := s.Ready(t.Context())
	if !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), role) ||
		!strings.Contains(err.Error(), "UPDATE on helpdesk_tickets") || strings.Contains(err.Error(), "INSERT on helpdesk_tickets") {
		t.Errorf("Ready: error %v", err)
	}
	c := opening()
	c.Timers = []storage.Timer{{Cause: "wait", Kind: storage.TimerWake, At: c.Ticket.Opened}}
	if err := s.Apply(t.Context(), c); !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), "lacks a right") {
		t.Errorf("Apply: error %v", err)
	}
	if _, err := s.Ticket(t.Context(), everything, c.Ticket.ID); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("the ticket that was not written: %v", err)
	}
	exec(t, db, "DELETE FROM helpdesk_schema WHERE version_id > 1")
	if err := opened(t, as(t, there, role)).Migrate(t.Context()); !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), "lacks a right") {
		t.Errorf("Migrate: error %v", err)
	}
}

func TestADatabaseThatTakesNoWritesIsReadAndSaysSo(t *testing.T) {
	t.Parallel()
	s := opened(t, with(t, migrated(t), "default_transaction_read_only", "on"))
	if err := s.Apply(t.Context(), opening()); !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), "takes no writes") {
		t.Errorf("Apply: error %v", err)
	}
	if _, err := s.List(t.Context(), everything, storage.Query{Limit: 1}); err != nil {
		t.Errorf("List: error %v", err)
	}
}

func TestAStatementThatTakesTooLongIsUnavailableAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	c := opening()
	if err := opened(t, there).Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	held, err := handle(t, "postgres", there).Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.Exec("SELECT 1 FROM helpdesk_tickets FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	next := storage.Change{Ticket: c.Ticket, From: 1}
	next.Ticket.Version, next.Ticket.Subject = 2, "moved"
	next.Messages = []ticket.Message{{ID: c.Ticket.ID, Version: 2, At: start, Side: ticket.SideStaff, Audience: ticket.Public}}
	for setting, says := range map[string]string{"statement_timeout": "took too long", "lock_timeout": "was held by another transaction"} {
		s := opened(t, with(t, there, setting, "100"))
		for name, err := range map[string]error{"one": s.Apply(t.Context(), next), "two": s.Apply(t.Context(), opening(), next)} {
			if !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), says) {
				t.Errorf("%s, %s: error %v", setting, name, err)
			}
		}
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	s := opened(t, there)
	if n, err := s.Count(t.Context(), everything, ticket.Filter{}, 9); err != nil || n != 1 {
		t.Errorf("%d tickets, error %v", n, err)
	}
	if m, err := s.Messages(t.Context(), everything, c.Ticket.ID); err != nil || len(m) != 0 {
		t.Errorf("%d messages, error %v", len(m), err)
	}
	if err := s.Apply(t.Context(), next); err != nil {
		t.Errorf("when the row is free again: %v", err)
	}
}

func TestACallWhoseContextEndsSaysSo(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			s := hosted(t, handle(t, driver, there), postgres.Config{})
			c := opening()
			if err := s.Apply(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			held, err := handle(t, driver, there).Begin()
			if err != nil {
				t.Fatal(err)
			}
			defer held.Rollback()
			if _, err := held.Exec("SELECT 1 FROM helpdesk_tickets FOR UPDATE"); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			next := storage.Change{Ticket: c.Ticket, From: 1}
			next.Ticket.Version = 2
			if err := s.Apply(ctx, next); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v", err)
			}
			if err := held.Rollback(); err != nil {
				t.Fatal(err)
			}
			// pgx leaves at once, and what the database does then is not known.
			if got, err := s.Ticket(t.Context(), everything, c.Ticket.ID); err != nil || driver == "postgres" && got.Version != 1 {
				t.Errorf("version %d, error %v", got.Version, err)
			}
		})
	}
}

func TestAStoreThatWasClosedIsUnavailable(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	own, err := postgres.Open(there, postgres.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := own.Apply(t.Context(), opening()); err != nil {
		t.Fatal(err)
	}
	if err := own.Close(); err != nil {
		t.Fatal(err)
	}
	db := handle(t, "pgx", there)
	closed := postgres.New(db, postgres.Config{})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*postgres.Store{own, closed} {
		for name, err := range calls(t.Context(), s) {
			if !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), "closed") {
				t.Errorf("%s: error %v", name, err)
			}
		}
	}
	if err := closed.Close(); err != nil {
		t.Errorf("closing on a handle that is closed: %v", err)
	}
}

func TestCloseLeavesTheHostsHandleOpen(t *testing.T) {
	t.Parallel()
	db := handle(t, "postgres", migrated(t))
	if err := postgres.New(db, postgres.Config{}).Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.PingContext(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestADatabaseWithoutAConnectionLeftIsUnavailable(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	db := handle(t, "postgres", there)
	role := name(there) + "_one"
	exec(t, db, "CREATE ROLE "+role+" LOGIN CONNECTION LIMIT 1")
	t.Cleanup(func() { exec(t, db, "DROP OWNED BY "+role); exec(t, db, "DROP ROLE "+role) })
	exec(t, db, "GRANT ALL ON ALL TABLES IN SCHEMA public TO "+role)
	one, err := handle(t, "postgres", as(t, there, role)).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, driver := range drivers {
		s := hosted(t, handle(t, driver, as(t, there, role)), postgres.Config{})
		if err := s.Apply(t.Context(), opening()); !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), "too many connections") {
			t.Errorf("%s: error %v", driver, err)
		}
	}
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
}

// state is an error as drivers give it.
type state string

func (s state) Error() string    { return "said " + string(s) }
func (s state) SQLState() string { return string(s) }

func TestTheCodesOfPostgreSQLHaveTheNamesOfThePort(t *testing.T) {
	t.Parallel()
	for code, want := range map[state]error{
		"08006": storage.ErrUnavailable, "25006": storage.ErrUnavailable, "28P01": storage.ErrUnavailable, "3D000": storage.ErrUnavailable,
		"40001": storage.ErrConflict, "40P01": storage.ErrConflict, "42501": storage.ErrUnavailable, "53100": storage.ErrFull,
		"53200": storage.ErrUnavailable, "53300": storage.ErrUnavailable, "55P03": storage.ErrUnavailable, "57014": storage.ErrUnavailable,
		"57P01": storage.ErrUnavailable, "57P03": storage.ErrUnavailable, "58030": storage.ErrUnavailable, "XX001": storage.ErrCorrupt,
		"42P01": storage.ErrSchema, "42703": storage.ErrSchema, "23505": storage.ErrConflict, "21000": storage.ErrConflict,
	} {
		err := postgres.Named(fmt.Errorf("driver: %w", code))
		if !errors.Is(err, want) {
			t.Errorf("%s is %v, want %v", code, err, want)
		}
		if !strings.Contains(err.Error(), "said") {
			t.Errorf("%s: what the database said is lost: %v", code, err)
		}
	}
	for _, code := range []state{"22P02", "23502", "23514", "42601"} {
		err := postgres.Named(code)
		for _, name := range []error{storage.ErrUnavailable, storage.ErrConflict, storage.ErrFull, storage.ErrSchema, storage.ErrRetired} {
			if errors.Is(err, name) {
				t.Errorf("%s is %v", code, name)
			}
		}
	}
}

func TestTransactionsThatCrossEachOtherAreAConflict(t *testing.T) {
	t.Parallel()
	there := migrated(t)
	c := opening()
	if err := opened(t, there).Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	s := opened(t, with(t, there, "default_transaction_isolation", "repeatable read"))
	next := storage.Change{Ticket: c.Ticket, From: 1}
	next.Ticket.Version = 2
	held, err := handle(t, "postgres", there).Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.Exec("UPDATE helpdesk_tickets SET version = 2"); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- s.Apply(t.Context(), next) }()
	waits(t, handle(t, "postgres", there))
	if err := held.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, storage.ErrConflict) {
		t.Errorf("error %v", err)
	}
}
