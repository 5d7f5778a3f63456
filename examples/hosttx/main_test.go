package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/pgtest"
)

func Example() {
	if err := run(context.Background(), "", false); err != nil {
		fmt.Println(err)
	}
	// Output:
	// sold: orders 1, tickets 1
	// not sold: the card is refused — orders 1, tickets 1
	// sold all the same: true — orders 2, tickets 1
}

// shops are the ways in which a shop has its database.
var shops = map[string]func(t *testing.T) (*shop, error){
	"SQLite": func(t *testing.T) (*shop, error) {
		return onSQLite(t.Context(), filepath.Join(t.TempDir(), "shop.db"))
	},
	"PostgreSQL": func(t *testing.T) (*shop, error) {
		return onPostgres(t.Context(), pgtest.Database(t))
	},
	"PostgreSQL through a pool of pgx": func(t *testing.T) (*shop, error) {
		return onPool(t.Context(), pgtest.Database(t))
	},
}

// inEach runs a test in a shop of each kind.
func inEach(t *testing.T, test func(t *testing.T, s *shop)) {
	t.Parallel()
	for name, open := range shops {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := s.close(); err != nil {
					t.Error(err)
				}
			})
			test(t, s)
		})
	}
}

// has fails the test if the shop has not so many orders and tickets.
func (s *shop) has(t *testing.T, orders, tickets int) {
	t.Helper()
	if got, want := s.count(t.Context()), fmt.Sprintf("orders %d, tickets %d", orders, tickets); got != want {
		t.Errorf("the shop has %s, want %s", got, want)
	}
}

func TestACommitMakesTheOrderAndTheTicket(t *testing.T) {
	inEach(t, func(t *testing.T, s *shop) {
		for range 25 { // more than one block of numbers
			if err := s.sell(t.Context(), "anna", "принтер", nil); err != nil {
				t.Fatal(err)
			}
		}
		s.has(t, 25, 25)
		var number string
		if err := s.db.QueryRowContext(t.Context(), "SELECT ticket FROM shop_orders LIMIT 1").Scan(&number); err != nil {
			t.Fatal(err)
		}
		if _, err := s.desk.As(helpdesk.Person("anna")).Find(t.Context(), number); err != nil {
			t.Errorf("the order's ticket %s: %v", number, err)
		}
	})
}

func TestARollbackLeavesNeither(t *testing.T) {
	inEach(t, func(t *testing.T, s *shop) {
		refused := errors.New("the card is refused")
		if err := s.sell(t.Context(), "anna", "принтер", func() error { return refused }); !errors.Is(err, refused) {
			t.Fatalf("error %v", err)
		}
		s.has(t, 0, 0)
	})
}

func TestATicketThatIsRefusedLeavesTheTransactionUsable(t *testing.T) {
	inEach(t, func(t *testing.T, s *shop) {
		if err := s.sell(t.Context(), "anna", "", nil); !errors.Is(err, helpdesk.Invalid) {
			t.Fatalf("error %v, want what is wrong with the ticket", err)
		}
		s.has(t, 1, 0)
	})
}

func TestAConflictLeavesTheTransactionUsable(t *testing.T) {
	inEach(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		anna := s.desk.As(helpdesk.Person("anna"))
		made, err := anna.Open(ctx, helpdesk.NewRequest{Subject: "Принтер", Text: "Установить.", Category: "consultation"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := anna.Reply(ctx, made.Ticket, helpdesk.Answer{Text: "Можно завтра."}); err != nil {
			t.Fatal(err)
		}
		tx, err := s.db.BeginTx(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tx.Rollback() }()
		_, err = anna.Within(s.store.Join(tx)).Expecting(made.Version).Reply(ctx, made.Ticket, helpdesk.Answer{Text: "Можно сегодня."})
		if !errors.Is(err, helpdesk.Conflict) {
			t.Errorf("error %v, want a conflict", err)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO shop_orders (buyer, goods, ticket) VALUES ('anna', 'принтер', '')"); err != nil {
			t.Fatalf("the transaction does not go on: %v", err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		s.has(t, 1, 1)
	})
}

func TestATransactionAtAnotherLevelIsNamedAndGoesOn(t *testing.T) {
	t.Parallel()
	for name, open := range shops {
		if name == "SQLite" { // which has one level only
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.close() }()
			tx, err := s.db.BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelSerializable})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback() }()
			_, err = s.desk.As(helpdesk.Person("anna")).Within(s.store.Join(tx)).Open(t.Context(), helpdesk.NewRequest{Subject: "Принтер", Text: "Установить.", Category: "consultation"})
			if err == nil || !strings.Contains(err.Error(), "serializable") || !strings.Contains(err.Error(), "read committed") {
				t.Errorf("error %v does not name both levels", err)
			}
			if _, err := tx.ExecContext(t.Context(), "INSERT INTO shop_orders (buyer, goods, ticket) VALUES ('anna', 'принтер', '')"); err != nil {
				t.Errorf("the transaction does not go on: %v", err)
			}
			if err := tx.Commit(); err != nil {
				t.Error(err)
			}
			s.has(t, 1, 0)
		})
	}
}
