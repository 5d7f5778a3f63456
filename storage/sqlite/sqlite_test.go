package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/storage/storagetest"
)

// desks makes a migrated store on a new file.
func desks(t testing.TB) *sqlite.Store {
	t.Helper()
	s, _ := desksAt(t)
	return s
}

func desksAt(t testing.TB) (*sqlite.Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.db")
	s := opened(t, path)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, path
}

// opened opens a store that the test closes.
func opened(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(path)
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

func TestTheStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	s, path := desksAt(t)
	storagetest.Run(t, func(t *testing.T) storage.Store { return s }, storagetest.Audits, joins(path))
}

// joins begins transactions of a handle of the host's own.
func joins(path string) storagetest.Power {
	return storagetest.Joins(func(t *testing.T, s storage.Store) storagetest.Transaction {
		tx, err := raw(t, path, hostSettings).BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = tx.Rollback() })
		return storagetest.Transaction{Store: s.(*sqlite.Store).Join(tx), Commit: tx.Commit, Rollback: tx.Rollback}
	})
}
