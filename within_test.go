package helpdesk_test

import (
	"database/sql"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/sqlitetest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// joinable is a store that joins transactions of the host.
type joinable interface {
	storage.Store
	Join(tx *sql.Tx) storage.Joined
}

// hosts are databases of a host, each with a store on the host's own handle.
var hosts = map[string]func(t *testing.T) (joinable, *sql.DB){
	"sqlite": func(t *testing.T) (joinable, *sql.DB) {
		return sqlitetest.Open(t)
	},
	"postgres": func(t *testing.T) (joinable, *sql.DB) {
		db := hostHandle(t, "postgres", postgresURL(t))
		return postgres.New(db, postgres.Config{}), db
	},
	"pgx": func(t *testing.T) (joinable, *sql.DB) {
		db := hostHandle(t, "pgx", postgresURL(t))
		return postgres.New(db, postgres.Config{}), db
	},
}

func hostHandle(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// onHosts runs a test on every host's database, with many connections and with one.
func onHosts(t *testing.T, test func(t *testing.T, h *house, db *sql.DB, store joinable)) {
	t.Parallel()
	for name, open := range hosts {
		for most, connections := range map[int]string{0: "many connections", 1: "one connection"} {
			t.Run(name+"/"+connections, func(t *testing.T) {
				t.Parallel()
				store, db := open(t)
				db.SetMaxOpenConns(most)
				exec(t, db, "CREATE TABLE orders (name TEXT)")
				t.Cleanup(func() { exec(t, db, "DROP TABLE orders") })
				test(t, newHouse(t, store, moscow(t, "2026-03-02 10:00")), db, store)
			})
		}
	}
}

type execer interface {
	Exec(query string, args ...any) (sql.Result, error)
}

func exec(t *testing.T, on execer, query string) {
	t.Helper()
	if _, err := on.Exec(query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func begun(t *testing.T, db *sql.DB) *sql.Tx {
	t.Helper()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

func orders(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	if err := db.QueryRow("SELECT COUNT(*) FROM orders").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

var request = helpdesk.NewRequest{Subject: "Не печатаются акты", Text: "Жму «Печать» — и ничего.", Category: "defect"}

func TestTheHostsOrderAndTheTicketAreBothThereOrNeither(t *testing.T) {
	onHosts(t, func(t *testing.T, h *house, db *sql.DB, store joinable) {
		for want, end := range []func(*sql.Tx) error{(*sql.Tx).Rollback, (*sql.Tx).Commit} {
			tx := begun(t, db)
			exec(t, tx, "INSERT INTO orders VALUES ('printer')")
			session := h.as("anna").Within(store.Join(tx))
			made, err := session.Open(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			must(t)(session.Reply(t.Context(), made.Ticket, helpdesk.Answer{Text: "Забыла: на третьем этаже."}))
			seen, err := session.Request(t.Context(), made.Ticket)
			if err != nil || len(seen.Messages) != 2 {
				t.Fatalf("within, the ticket has %d messages: %v", len(seen.Messages), err)
			}
			if err := end(tx); err != nil {
				t.Fatal(err)
			}
			_, err = h.as("anna").Request(t.Context(), made.Ticket)
			if want == 0 {
				wantCode(t, err, helpdesk.NotFound)
			} else if err != nil {
				t.Error(err)
			}
			if n := orders(t, db); n != want {
				t.Errorf("%d orders, want %d", n, want)
			}
		}
		h.sound()
	})
}

func TestAVerbThatFailsWithinLeavesTheHostsTransactionAlive(t *testing.T) {
	onHosts(t, func(t *testing.T, h *house, db *sql.DB, store joinable) {
		id := h.open("defect", "")
		tx := begun(t, db)
		session := h.as("anna").Within(store.Join(tx))
		exec(t, tx, "INSERT INTO orders VALUES ('before')")
		_, err := session.Open(t.Context(), helpdesk.NewRequest{Subject: "x", Text: "y", Category: "no such"})
		wantCode(t, err, helpdesk.Invalid)
		_, err = session.Note(t.Context(), id, "заметка")
		wantCode(t, err, helpdesk.Forbidden)
		_, err = session.Expecting(99).Reply(t.Context(), id, helpdesk.Answer{Text: "x"})
		wantCode(t, err, helpdesk.Conflict)
		must(t)(session.Reply(t.Context(), id, helpdesk.Answer{Text: "Ещё вопрос"}))
		exec(t, tx, "INSERT INTO orders VALUES ('after')")
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		if n := orders(t, db); n != 2 {
			t.Errorf("%d orders", n)
		}
		if m := h.story(id).Messages; len(m) != 2 {
			t.Errorf("%d messages", len(m))
		}
		h.sound()
	})
}

func TestAKeyOfIdempotencyHoldsWithinAndIsFreeAfterARollback(t *testing.T) {
	onHosts(t, func(t *testing.T, h *house, db *sql.DB, store joinable) {
		tx := begun(t, db)
		session := h.as("anna").Within(store.Join(tx)).Once("order 7")
		first, err := session.Open(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		again, err := session.Open(t.Context(), request)
		if err != nil || again != first {
			t.Errorf("again: %+v, first %+v, error %v", again, first, err)
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		made, err := h.as("anna").Once("order 7").Open(t.Context(), request)
		if err != nil || made.Ticket == first.Ticket {
			t.Errorf("after the rollback: %+v, error %v", made, err)
		}
		h.sound()
	})
}

func TestWhoSomebodyIsIsReadWithinTheTransactionToo(t *testing.T) {
	onHosts(t, func(t *testing.T, h *house, db *sql.DB, store joinable) {
		tx := begun(t, db)
		joined := store.Join(tx)
		must(t)(h.As(helpdesk.System("setup")).Within(joined).PutPerson(t.Context(), ticket.Person{ID: "new", Name: "Новая Заявительница", Organization: "vector"}))
		made, err := h.As(helpdesk.Person("new")).Within(joined).Open(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		if got := h.story(made.Ticket).Ticket; got.Organization != "vector" {
			t.Errorf("the ticket is of the organization %q", got.Organization)
		}
	})
}
