package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

func TestALockIsHeldByOneAndNamesItsHolder(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "desk.db")
	release, err := sqlite.Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = sqlite.Lock(path)
	if err == nil {
		t.Fatal("the lock was taken twice")
	}
	for _, part := range []string{path, fmt.Sprint(os.Getpid())} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not name %q", err, part)
		}
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	release, err = sqlite.Lock(path)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

func TestALockFileThatWasLeftBehindIsTaken(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "desk.db")
	if err := os.WriteFile(path+".lock", []byte("1234567890"), 0o600); err != nil {
		t.Fatal(err)
	}
	release, err := sqlite.Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path + ".lock"); err != nil || string(text) != fmt.Sprint(os.Getpid()) {
		t.Errorf("the lock tells of %q, error %v", text, err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

func TestALockInNoFolderIsAnErrorOfItsOwn(t *testing.T) {
	t.Parallel()
	_, err := sqlite.Lock(filepath.Join(t.TempDir(), "nowhere", "desk.db"))
	if err == nil || strings.Contains(err.Error(), "another server") {
		t.Errorf("error %v", err)
	}
}
