package postgres_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
	"github.com/helpdesk-go/helpdesk/storage/storagetest"
)

// unnamed is the setting of each driver that goes with Unnamed statements.
var unnamed = map[string][2]string{"postgres": {"binary_parameters", "yes"}, "pgx": {"default_query_exec_mode", "exec"}}

func TestBehindAPoolerTheStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			t.Parallel()
			direct := migrated(t)
			url := with(t, pgtest.Pooler(t, direct), unnamed[driver][0], unnamed[driver][1])
			config := postgres.Config{Statements: postgres.Unnamed, Direct: postgres.DSN(direct)}
			storagetest.Run(t, func(t *testing.T) storage.Store {
				return hosted(t, handle(t, driver, url), config)
			}, storagetest.Audits, storagetest.Clocks, joins(driver, url), wakes(driver, url, config))
		})
	}
}

func TestBehindAPoolerPreparedStatementsAreRefusedByName(t *testing.T) {
	t.Parallel()
	s := hosted(t, handle(t, "postgres", pgtest.Pooler(t, migrated(t))), postgres.Config{})
	var mu sync.Mutex
	var failed error
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				if err := s.Apply(t.Context(), opening()); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
				}
			}
		})
	}
	group.Wait()
	if !errors.Is(failed, storage.ErrUnavailable) || !strings.Contains(failed.Error(), "Unnamed") {
		t.Errorf("error %v", failed)
	}
}

func TestAStoreForAPoolerNeedsItsSettingInTheDSN(t *testing.T) {
	t.Parallel()
	s, err := postgres.Open(migrated(t), postgres.Config{Statements: postgres.Unnamed})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, err := range calls(t.Context(), s) {
		if !errors.Is(err, storage.ErrUnavailable) || !strings.Contains(err.Error(), "binary_parameters=yes") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestAStoreForAPoolerMigratesByTheDirectDSN(t *testing.T) {
	t.Parallel()
	direct := pgtest.Database(t)
	s := hosted(t, handle(t, "postgres", with(t, pgtest.Pooler(t, direct), "binary_parameters", "yes")), postgres.Config{Statements: postgres.Unnamed, Direct: postgres.DSN(direct)})
	if err := errors.Join(s.Migrate(t.Context()), s.Ready(t.Context())); err != nil {
		t.Error(err)
	}
}

func TestAStoreForAPoolerDoesNotMigrateWithoutIt(t *testing.T) {
	t.Parallel()
	s, err := postgres.Open(with(t, pgtest.Database(t), "binary_parameters", "yes"), postgres.Config{Statements: postgres.Unnamed})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "direct DSN") {
		t.Errorf("error %v", err)
	}
}
