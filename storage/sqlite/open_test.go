package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func TestOpenRefusesWhatIsNoPathOfAFile(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", ":memory:", "file::memory:?cache=shared", "file:desk.db"} {
		if s, err := sqlite.Open(path); err == nil {
			_ = s.Close()
			t.Errorf("%q was opened", path)
		} else if !strings.Contains(err.Error(), "path") {
			t.Errorf("%q: error %q does not speak of the path", path, err)
		}
	}
}

func TestOpenNamesAFolderThatIsNotThere(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "nowhere")
	_, err := sqlite.Open(filepath.Join(folder, "desk.db"))
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), folder) {
		t.Errorf("error %v", err)
	}
}

func TestOpenRefusesAFolder(t *testing.T) {
	t.Parallel()
	_, err := sqlite.Open(t.TempDir())
	if !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
}

func TestAPathMayHaveSignsOfItsOwn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b?c#d%41 «ё» &x=1.db")
	s := opened(t, path)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestAFileOfGarbageIsCorruptAndStaysAsItIs(t *testing.T) {
	t.Parallel()
	for name, content := range map[string][]byte{
		"text":            []byte(strings.Repeat("this is no database\n", 500)),
		"zeroes":          make([]byte, 8192),
		"a spoilt header": append([]byte("SQLite format 4\x00"), bytes.Repeat([]byte{0xa5}, 8176)...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "desk.db")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := sqlite.Open(path)
			if err == nil {
				err = errors.Join(s.Migrate(t.Context()), s.Close())
			}
			if !errors.Is(err, storage.ErrCorrupt) || !strings.Contains(err.Error(), "desk.db") {
				t.Errorf("error %v", err)
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, content) {
				t.Errorf("the file was changed (%v)", err)
			}
		})
	}
}

func TestADamagedPageIsCorrupt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "desk.db")
	s, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if err := s.Apply(t.Context(), opening(func(t *ticket.Ticket) { t.Solution = strings.Repeat("x", 3000) })); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096 * 4; i < len(content); i++ {
		content[i] = 0x5a
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged, err := sqlite.Open(path)
	if err == nil {
		_, err = damaged.List(t.Context(), everything, storage.Query{Limit: 200})
		_ = damaged.Close()
	}
	if !errors.Is(err, storage.ErrCorrupt) {
		t.Errorf("error %v", err)
	}
}

func TestAClosedStoreIsUnavailable(t *testing.T) {
	t.Parallel()
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := opening()
	if err := s.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"Ready":   s.Ready(t.Context()),
		"Migrate": s.Migrate(t.Context()),
		"Apply":   s.Apply(t.Context(), opening()),
		"Ticket":  second(s.Ticket(t.Context(), everything, c.Ticket.ID)),
		"List":    second(s.List(t.Context(), everything, storage.Query{Limit: 1})),
		"Number":  second(s.Number(t.Context(), "it", "all")),
		"PutTeam": second(s.PutTeam(t.Context(), ticket.Team{Desk: "it", ID: "x"})),
	} {
		if !errors.Is(err, storage.ErrUnavailable) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

func TestACancelledContextIsAnsweredWithItsErrorAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	s := desks(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := opening()
	if err := s.Apply(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("Apply: error %v", err)
	}
	if _, err := s.Count(ctx, everything, ticket.Filter{}, 9); !errors.Is(err, context.Canceled) {
		t.Errorf("Count: error %v", err)
	}
	if n, err := s.Count(t.Context(), everything, ticket.Filter{}, 9); n != 0 || err != nil {
		t.Errorf("%d tickets, error %v", n, err)
	}
}

// second is the error of two results.
func second[T any](_ T, err error) error { return err }
