package ownstore_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/examples/ownstore"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/storagetest"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// This is all that a store of your own needs to be proved. The store can audit
// itself, because the memory behind it can, and says so.
func TestTheStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "desk.jsonl")
	var store *ownstore.Store
	t.Run("as it runs", func(t *testing.T) {
		storagetest.Run(t, func(t *testing.T) storage.Store {
			store = open(t, path)
			return store
		}, storagetest.Audits)
	})
	if !reflect.DeepEqual(open(t, path).Store, store.Store) {
		t.Error("after all that the suite wrote, opening the log anew gives another desk")
	}
}

func open(t *testing.T, path string) *ownstore.Store {
	t.Helper()
	store, err := ownstore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// lived gives the log of a desk in which three tickets were opened.
func lived(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.jsonl")
	desk := deskOn(t, open(t, path))
	for range 3 {
		if _, err := desk.As(helpdesk.Person("anna")).Open(t.Context(), helpdesk.NewRequest{
			Subject: "Не печатаются акты", Text: "Принтер <пуст>.", Category: "defect",
		}); err != nil {
			t.Fatal(err)
		}
	}
	log, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func deskOn(t *testing.T, store storage.Store) *helpdesk.Desk {
	t.Helper()
	now := time.Date(2026, time.June, 1, 7, 0, 0, 0, time.UTC)
	desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return desk
}

// tickets counts the tickets of a desk and proves them against their journals.
func tickets(t *testing.T, store storage.Store) int {
	t.Helper()
	n, err := store.Count(t.Context(), storage.Everything("main"), ticket.Filter{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	found := func(f storage.Finding) { t.Errorf("the desk is not sound: %v", f) }
	if _, err := deskOn(t, store).Check(t.Context(), found); err != nil {
		t.Error(err)
	}
	return n
}

func TestAProcessThatDiesWhileItWritesLosesNothingThatItAnswered(t *testing.T) {
	t.Parallel()
	log := lived(t)
	last := bytes.LastIndexByte(log[:len(log)-1], '\n') + 1
	for _, end := range []int{last, last + 1, last + 100, len(log) - 2, len(log) - 1, len(log)} {
		path := filepath.Join(t.TempDir(), "desk.jsonl")
		if err := os.WriteFile(path, log[:end], 0o600); err != nil {
			t.Fatal(err)
		}
		want, keeps := 2, log[:last]
		if end == len(log) {
			want, keeps = 3, log
		}
		if got := tickets(t, open(t, path)); got != want {
			t.Errorf("%d bytes of %d are there: the desk has %d tickets, want %d", end, len(log), got, want)
		}
		if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, keeps) {
			t.Errorf("%d bytes of %d were there: now there are %d, want %d (%v)", end, len(log), len(kept), len(keeps), err)
		}
	}
}

func TestADamagedLineIsNamedAndTheFileIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	log := lived(t)
	second := bytes.IndexByte(log, '\n') + 1
	log[second] = 'x'
	path := filepath.Join(t.TempDir(), "desk.jsonl")
	if err := os.WriteFile(path, log, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := ownstore.Open(path)
	if !errors.Is(err, storage.ErrCorrupt) {
		t.Errorf("opening says %v, want that it is damaged", err)
	}
	if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, log) {
		t.Errorf("the file was changed: %v", err)
	}
}

func TestWhatIsRefusedLeavesNoLine(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "desk.jsonl")
	store := open(t, path)
	anna := ticket.Person{Desk: "main", ID: "anna", Name: "Анна"}
	if _, err := store.PutPerson(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	if _, err := store.PutPerson(t.Context(), anna); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("the same person again: %v, want a conflict", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the log has %d bytes, had %d: %v", len(after), len(before), err)
	}
}

func TestTwoStoresOnOneLogAreNoticed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "desk.jsonl")
	first, second := open(t, path), open(t, path)
	if _, err := first.PutTeam(t.Context(), ticket.Team{Desk: "main", ID: "line1", Name: "Первая линия"}); err != nil {
		t.Fatal(err)
	}
	if _, err := second.PutTeam(t.Context(), ticket.Team{Desk: "main", ID: "line2", Name: "Вторая линия"}); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("the second store says %v, want that it is not available", err)
	}
}
