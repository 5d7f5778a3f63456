package helpdesk_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

// operate does something to a database file as an operator.
func operate(t *testing.T, path string, do func(ctx context.Context, s *helpdesk.Session)) {
	t.Helper()
	store, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{})
	if err != nil {
		t.Fatal(err)
	}
	do(t.Context(), desk.As(helpdesk.System("operator")))
}

// verified is what is found when the journals of a file are verified.
func verified(t *testing.T, path string, checkpoint []byte) (found []storage.Finding) {
	t.Helper()
	var against io.ReadSeeker
	if checkpoint != nil {
		against = bytes.NewReader(checkpoint)
	}
	operate(t, path, func(ctx context.Context, s *helpdesk.Session) {
		if _, err := s.VerifyJournal(ctx, against, func(f storage.Finding) { found = append(found, f) }); err != nil {
			t.Fatal(err)
		}
	})
	return found
}

func TestACheckpointTellsWhatWasTakenOutOfTheJournals(t *testing.T) {
	t.Parallel()
	path := worked(t)
	var checkpoint bytes.Buffer
	operate(t, path, func(ctx context.Context, s *helpdesk.Session) {
		c, err := s.Checkpoint(ctx, &checkpoint)
		if err != nil || c.Tickets != 2 || c.Entries < 8 {
			t.Fatalf("%+v: %v", c, err)
		}
		if list, err := s.Checkpoints(ctx); err != nil || len(list) != 1 || !bytes.Equal(list[0].Hash, c.Hash) {
			t.Errorf("remembered are %v: %v", list, err)
		}
	})
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if found := verified(t, path, checkpoint.Bytes()); len(found) > 0 {
		t.Fatalf("a sound desk has findings: %v", found)
	}
	const first = "(SELECT id FROM helpdesk_tickets WHERE number = 'TIC-1')"
	for _, row := range []struct {
		name, want string
		statements []string
	}{
		{"nothing but new entries", "", []string{"UPDATE helpdesk_people SET phone = ''"}},
		{"an entry was changed", "the journal's chain of hashes is whole", []string{"UPDATE helpdesk_journal SET actor = 'anna' WHERE seq = 2 AND ticket = " + first}},
		{"the last entry was cut off", "the journal's chain of hashes is whole", []string{"DELETE FROM helpdesk_journal WHERE seq = 3 AND ticket = " + first}},
		{"the last entries were cut off, and the ticket knows no better", "no journal ends before the checkpoint", []string{
			"DELETE FROM helpdesk_journal WHERE seq > 3 AND ticket = " + first,
			"UPDATE helpdesk_tickets SET entries = 3, head = (SELECT hash FROM helpdesk_journal WHERE seq = 3 AND ticket = id) WHERE number = 'TIC-1'",
		}},
		{"the first ticket was removed", "no ticket of the checkpoint is gone", []string{"DELETE FROM helpdesk_tickets WHERE number = 'TIC-1'"}},
		{"the last ticket was removed", "no ticket of the checkpoint is gone", []string{"DELETE FROM helpdesk_tickets WHERE number = 'TIC-2'"}},
		{"the store was put back to before it", "the desk remembers the checkpoint", []string{"DELETE FROM helpdesk_checkpoints"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "helpdesk.db")
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, s := range row.statements {
				alter(t, path, s)
			}
			found := verified(t, path, checkpoint.Bytes())
			if row.want == "" && len(found) > 0 || row.want != "" && !slices.ContainsFunc(found, func(f storage.Finding) bool { return f.Invariant == row.want }) {
				t.Errorf("found %v", found)
			}
		})
	}
	t.Run("a journal was written anew with a whole chain", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "helpdesk.db")
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		renew(t, path)
		found := verified(t, path, checkpoint.Bytes())
		if len(found) != 1 || found[0].Invariant != "each journal is the one of the checkpoint, gone on" {
			t.Errorf("found %v", found)
		}
		if found := verified(t, path, nil); len(found) != 0 { // the chain itself tells nothing: that is why there are checkpoints
			t.Errorf("found %v without the checkpoint", found)
		}
	})
}

// renew writes the last entry of a journal anew, with its hash and the end that the
// ticket tells.
func renew(t *testing.T, path string) {
	t.Helper()
	store, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	all := storage.Everything("main")
	one, err := store.Find(t.Context(), all, "TIC-1")
	if err != nil {
		t.Fatal(err)
	}
	journal, err := store.Journal(t.Context(), all, one.ID)
	if err != nil {
		t.Fatal(err)
	}
	last := journal[len(journal)-1]
	last.Actor = "somebody else"
	salts := last.Facts
	n := 0
	last.Seal(last.Prev, func() []byte { n++; return salts[n-1].Salt })
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	hash, id := hex.EncodeToString(last.Hash), hex.EncodeToString(one.ID[:])
	for _, s := range []string{
		fmt.Sprintf("UPDATE helpdesk_journal SET actor = 'somebody else', hash = x'%s' WHERE seq = %d AND ticket = x'%s'", hash, last.Seq, id),
		fmt.Sprintf("UPDATE helpdesk_tickets SET head = x'%s' WHERE id = x'%s'", hash, id),
	} {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

func TestACheckpointThatIsDamagedOrAnothersIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	h := newHouse(t, memory.New(), moscow(t, "2026-04-28 15:00"))
	for range 5 {
		h.open("defect", "normal")
	}
	var b bytes.Buffer
	if _, err := h.as("admin").Checkpoint(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	whole := b.String()
	lines := strings.SplitAfter(whole, "\n")
	for name, row := range map[string]struct{ text, problem, line string }{
		"empty":                 {"", "the end is missing", "1"},
		"not JSON":              {"Привет\n", "not JSON", "1"},
		"something else":        {"{}\n", "no checkpoint", "1"},
		"its end is missing":    {strings.Join(lines[:4], ""), "the end is missing", "5"},
		"a ticket is missing":   {lines[0] + strings.Join(lines[2:], ""), "do not have the hash", "6"},
		"a ticket comes twice":  {strings.Join(lines[:3], "") + strings.Join(lines[2:], ""), "not in its place", "4"},
		"an end was changed":    {strings.Replace(whole, `"entries":1,"head":"`, `"entries":1,"head":"00`, 1), "do not have the hash", "7"},
		"a letter was changed":  {strings.Replace(whole, "TIC-3", "TIC-4", 1), "do not have the hash", "7"},
		"the count was changed": {strings.Replace(whole, `{"tickets":5`, `{"tickets":4`, 1), "counts other tickets", "7"},
		"something comes after": {whole + "{}\n", "after the end", "8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := h.as("admin").VerifyJournal(t.Context(), strings.NewReader(row.text), func(f storage.Finding) { t.Errorf("found %v", f) })
			e := wantCode(t, err, helpdesk.Invalid)
			if e.Reason != "checkpoint_damaged" || e.Params["line"] != row.line || !strings.Contains(e.Params["problem"], row.problem) {
				t.Errorf("%v", err)
			}
		})
	}
	other, err := helpdesk.New(t.Context(), memory.New(), helpdesk.Config{Desk: "hr"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.As(helpdesk.System("operator")).VerifyJournal(t.Context(), strings.NewReader(whole), func(storage.Finding) {})
	if e := wantCode(t, err, helpdesk.Invalid); e.Reason != "checkpoint_of_other_desk" || e.Params["got"] != "main" {
		t.Errorf("%v", err)
	}
	for _, person := range []string{"anna", "agent1", "boss", "quality"} {
		_, err := h.as(person).Checkpoint(t.Context(), &b)
		wantCode(t, err, helpdesk.Forbidden)
		_, err = h.as(person).VerifyJournal(t.Context(), nil, func(storage.Finding) {})
		wantCode(t, err, helpdesk.Forbidden)
		_, err = h.as(person).Checkpoints(t.Context())
		wantCode(t, err, helpdesk.Forbidden)
	}
}

func TestJournalsAreVerifiedAgainstACheckpointOfManyTicketsWhileTheDeskGoesOn(t *testing.T) {
	onAll(t, "2026-04-28 15:00", func(t *testing.T, h *house) {
		tickets := 55 // two pages of journals
		if _, quick := h.store.(*memory.Store); quick {
			tickets = 410 // three pages of the checkpoint
		}
		for range tickets {
			h.open("defect", "normal")
		}
		var b bytes.Buffer
		if _, err := h.as("admin").Checkpoint(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			must(t)(h.as("anna").Reply(t.Context(), h.open("hosting", "normal"), helpdesk.Answer{Text: "Ещё"}))
		}
		v, err := h.as("admin").VerifyJournal(t.Context(), bytes.NewReader(b.Bytes()), func(f storage.Finding) { t.Errorf("found %v", f) })
		if err != nil || v.Tickets != tickets+3 || v.Entries != int64(tickets+6) || v.Checkpoint.Tickets != tickets {
			t.Errorf("%+v: %v", v, err)
		}
	})
}
