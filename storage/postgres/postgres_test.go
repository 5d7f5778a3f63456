package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
	"github.com/helpdesk-go/helpdesk/storage/storagetest"
)

// drivers are the drivers whose handles a host may bring.
var drivers = []string{"postgres", "pgx"}

// migrated is the URL of a database with the schema in it, for the test alone until
// it ends.
func migrated(t testing.TB) string {
	t.Helper()
	return pgtest.Lend(t, "migrated", migrate)
}

// spoilable is one whose schema the test may change.
func spoilable(t testing.TB) string {
	t.Helper()
	return pgtest.Clone(t, "migrated", migrate)
}

func migrate(url string) error {
	s, err := postgres.Open(url, postgres.Config{})
	if err != nil {
		return err
	}
	return errors.Join(s.Migrate(context.Background()), s.Close())
}

// handle opens a handle that the test closes.
func handle(t testing.TB, driver, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(12)
	db.SetMaxIdleConns(12)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// hosted makes a store on a handle.
func hosted(t testing.TB, db *sql.DB, c postgres.Config) *postgres.Store {
	t.Helper()
	s := postgres.New(db, c)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestTheStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			url := migrated(t)
			storagetest.Run(t, func(t *testing.T) storage.Store {
				return hosted(t, handle(t, driver, url), postgres.Config{Direct: postgres.DSN(url)})
			}, storagetest.Audits, storagetest.Clocks, joins(driver, url), wakes(driver, url, postgres.Config{Direct: postgres.DSN(url)}))
		})
	}
}

// joins begins transactions of a handle of the host's own.
func joins(driver, url string) storagetest.Power {
	return storagetest.Joins(func(t *testing.T, s storage.Store) storagetest.Transaction {
		tx, err := handle(t, driver, url).BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = tx.Rollback() })
		return storagetest.Transaction{Store: s.(*postgres.Store).Join(tx), Commit: tx.Commit, Rollback: tx.Rollback}
	})
}

// wakes opens the store once more, as another process does.
func wakes(driver, url string, c postgres.Config) storagetest.Power {
	return storagetest.Wakes(func(t *testing.T, _ storage.Store) storage.Store { return hosted(t, handle(t, driver, url), c) })
}
