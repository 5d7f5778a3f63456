package sqlite_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/storage/storagetest"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const hostSettings = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_txlock=immediate"

// hosted makes a migrated store on a host's handle.
func hosted(t testing.TB, settings string) (*sqlite.Store, *sql.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "host.db")
	db := raw(t, path, settings)
	s, err := sqlite.New(db)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, db, path
}

func TestAStoreOnTheHostsHandleKeepsTheContract(t *testing.T) {
	t.Parallel()
	for _, connections := range []int{1, 8} {
		t.Run(fmt.Sprint(connections, " connections"), func(t *testing.T) {
			s, db, path := hosted(t, hostSettings+"&_pragma=synchronous(NORMAL)") // Open waits for the disk
			db.SetMaxOpenConns(connections)
			storagetest.Run(t, func(t *testing.T) storage.Store { return s }, storagetest.Audits, joins(path))
		})
	}
}

func TestNewTellsAllThatAHandleLacks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings string
		lacks    []string
	}{
		"everything":         {"", []string{"journal_mode(WAL)", "foreign_keys(1)", "busy_timeout(5000)", "_txlock=immediate"}},
		"foreign keys":       {strings.Replace(hostSettings, "foreign_keys(1)", "foreign_keys(0)", 1), []string{"foreign_keys(1)"}},
		"WAL":                {strings.Replace(hostSettings, "WAL", "DELETE", 1), []string{"journal_mode(WAL)"}},
		"waiting":            {strings.Replace(hostSettings, "5000", "0", 1), []string{"busy_timeout(5000)"}},
		"synchronous":        {hostSettings + "&_pragma=synchronous(OFF)", []string{"synchronous(FULL)"}},
		"immediate, by name": {strings.Replace(hostSettings, "immediate", "deferred", 1), []string{"_txlock=immediate"}},
		"immediate, unnamed": {strings.Replace(hostSettings, "&_txlock=immediate", "", 1), []string{"_txlock=immediate"}},
		"nothing":            {hostSettings, nil},
		"nothing, exclusive": {strings.Replace(hostSettings, "immediate", "exclusive", 1), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := raw(t, filepath.Join(t.TempDir(), "host.db"), c.settings)
			_, err := sqlite.New(db)
			if (err != nil) != (len(c.lacks) > 0) {
				t.Fatalf("error %v", err)
			}
			for _, setting := range []string{"journal_mode(WAL)", "foreign_keys(1)", "busy_timeout(5000)", "synchronous(FULL)", "_txlock=immediate"} {
				named := err != nil && strings.Contains(err.Error(), setting)
				wanted := false
				for _, l := range c.lacks {
					wanted = wanted || l == setting
				}
				if named != wanted {
					t.Errorf("%s: named %v, lacking %v: %v", setting, named, wanted, err)
				}
			}
		})
	}
}

func TestNewProvesAHandleOfOneConnection(t *testing.T) {
	t.Parallel()
	db := raw(t, filepath.Join(t.TempDir(), "host.db"), hostSettings)
	db.SetMaxOpenConns(1)
	if _, err := sqlite.New(db); err != nil {
		t.Error(err)
	}
}

func TestCloseLeavesTheHostsHandleOpen(t *testing.T) {
	t.Parallel()
	s, db, _ := hosted(t, hostSettings)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.PingContext(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAFullDatabaseIsFullAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	s, db, _ := hosted(t, hostSettings)
	db.SetMaxOpenConns(1)
	small := opening()
	if err := s.Apply(t.Context(), small); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := db.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	exec(t, db, fmt.Sprintf("PRAGMA max_page_count = %d", pages+5))
	big := opening()
	big.Messages = []ticket.Message{{
		ID: big.Ticket.ID, At: start, Side: ticket.SideRequester, Audience: ticket.Public, Version: 1, Text: strings.Repeat("x", 100_000),
	}}
	if err := s.Apply(t.Context(), big); !errors.Is(err, storage.ErrFull) {
		t.Fatalf("error %v", err)
	}
	if _, err := s.Ticket(t.Context(), everything, big.Ticket.ID); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("the ticket of the change that failed: %v", err)
	}
	if _, err := s.Ticket(t.Context(), everything, small.Ticket.ID); err != nil {
		t.Errorf("the ticket that was there: %v", err)
	}
	exec(t, db, "PRAGMA max_page_count = 100000")
	if err := s.Apply(t.Context(), big); err != nil {
		t.Errorf("when there is room again: %v", err)
	}
}

func TestADatabaseThatAnotherHoldsIsUnavailable(t *testing.T) {
	t.Parallel()
	s, _, path := hosted(t, strings.Replace(hostSettings, "5000", "50", 1))
	tx, err := raw(t, path, "?_txlock=immediate").Begin()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Apply(t.Context(), opening()); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("Apply: error %v", err)
	}
	if _, err := s.Number(t.Context(), "it", "all"); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("Number: error %v", err)
	}
	if _, err := s.List(t.Context(), everything, storage.Query{Limit: 1}); err != nil {
		t.Errorf("a reader does not wait for a writer: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Apply(t.Context(), opening()); err != nil {
		t.Errorf("when it is free again: %v", err)
	}
}
