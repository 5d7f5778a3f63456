package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
)

// command runs a command line and answers its status and what it printed.
func command(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(&program{t.Context(), &out, &err}, args...)
	return status, out.String(), err.String()
}

// demoDatabase is a database with the demo data.
func demoDatabase(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "helpdesk.db")
	if err := foundDemo(t.Context(), path, helpdesk.Levels(), time.Now()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBadInputIsStatusTwoAndNamesTheFlagAndWhatIsAllowed(t *testing.T) {
	t.Parallel()
	due := func(start, category, priority, level string) []string {
		return []string{"sla", "due", "--start", start, "--category", category, "--priority", priority, "--level", level}
	}
	const start = "2026-04-28T15:00:00+03:00"
	for _, row := range []struct {
		args []string
		want []string
	}{
		{[]string{"serv"}, []string{"serv"}},
		{[]string{"--port", "1"}, []string{"--port"}},
		{[]string{"--addr", "8080"}, []string{"--addr", "127.0.0.1:8080"}},
		{[]string{"--addr", "127.0.0.1:http-not"}, []string{"--addr"}},
		{[]string{"--addr", "127.0.0.1:70000"}, []string{"--addr"}},
		{[]string{"--addr", "0.0.0.0:0"}, []string{"--addr", "--remote"}},
		{[]string{"--addr", ":0"}, []string{"--addr", "--remote"}},
		{[]string{"--addr", "desk.example.com:0"}, []string{"--addr", "--remote"}},
		{[]string{"--addr", "127.0.0.1:0", "--public-url", "desk.example.com"}, []string{"--public-url", "https://"}},
		{[]string{"--addr", "127.0.0.1:0", "--public-url", "https://desk.example.com/support"}, []string{"--public-url", "without a path"}},
		{[]string{"--addr", "127.0.0.1:0", "--db", "nowhere/at/all.db"}, []string{"--db", "nowhere/at"}},
		{[]string{"--addr", "127.0.0.1:0", "--db", "."}, []string{"--db", "no file"}},
		{[]string{"--addr", "127.0.0.1:0", "--db", ":memory:"}, []string{"--db", ":memory:", "helpdesk.db"}},
		{[]string{"check", "--db", "file:x.db"}, []string{"--db", "file:x.db"}},
		{[]string{"regulation"}, []string{"show", "diagram"}},
		{[]string{"regulation", "diagram", "--format", "png"}, []string{"--format", "mermaid", "dot"}},
		{[]string{"sla", "due"}, []string{"--start", "--category", "--priority", "--level"}},
		{due("yesterday", "defect", "normal", "1"), []string{"--start", `"yesterday"`, "2026-04-28T15:00:00+03:00"}},
		{due("0001-01-01T00:00:00Z", "defect", "normal", "1"), []string{"--start", "years"}},
		{due(start, "printer", "normal", "1"), []string{"--category", `"printer"`, "hosting"}},
		{due(start, "defect", "asap", "1"), []string{"--priority", `"asap"`, "normal, urgent, critical"}},
		{due(start, "defect", "normal", "5"), []string{"--level", `"5"`, "1, 2, 3, 4"}},
		{due("x", "y", "z", "0"), []string{"--start", "--category", "--priority", "--level"}},
	} {
		t.Run(strings.Join(row.args, " "), func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := command(t, row.args...)
			if status != exitBadInput || stdout != "" {
				t.Errorf("status %d, printed %q", status, stdout)
			}
			for _, want := range row.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("%q says nothing of %q", stderr, want)
				}
			}
		})
	}
}

func TestHelpIsNoError(t *testing.T) {
	t.Parallel()
	status, stdout, _ := command(t, "--help")
	if status != 0 || !strings.Contains(stdout, "regulation diagram") {
		t.Errorf("status %d: %s", status, stdout)
	}
}

func TestTheDueOfALevelIsAnswered(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		start, category, priority, level string
		want                             due
	}{
		// Four working hours from 15:00: three up to 18:00, one on the morning after.
		{"2026-06-01T15:00:00+03:00", "defect", "normal", "2", due{"standard", "4h", "2026-06-02T10:00:00+03:00", false}},
		// The instant may be given in any zone; the answer is in that of the calendar.
		{"2026-06-01T12:00:00Z", "defect", "normal", "2", due{"standard", "4h", "2026-06-02T10:00:00+03:00", false}},
		// Three working days from a Monday morning end with the closing of the Wednesday.
		{"2026-06-01T09:00:00+03:00", "hosting", "critical", "4", due{"outage", "3d", "2026-06-03T18:00:00+03:00", true}},
	} {
		status, stdout, stderr := command(t, "sla", "due", "--json", "--start", row.start, "--category", row.category, "--priority", row.priority, "--level", row.level)
		var got due
		if err := json.Unmarshal([]byte(stdout), &got); status != 0 || err != nil || got != row.want {
			t.Errorf("%s %s %s level %s: status %d, %s%s, want %+v", row.start, row.category, row.priority, row.level, status, stdout, stderr, row.want)
		}
	}
	_, plain, _ := command(t, "sla", "due", "--start", "2026-06-01T15:00:00+03:00", "--category", "defect", "--priority", "normal", "--level", "2")
	for _, want := range []string{"standard", "4h", "2026-06-02T10:00:00+03:00", "false"} {
		if !strings.Contains(plain, want) {
			t.Errorf("%q says nothing of %s", plain, want)
		}
	}
}

func TestTheRegulationIsShownAndDrawn(t *testing.T) {
	t.Parallel()
	path := demoDatabase(t)
	for _, args := range [][]string{{"regulation", "show"}, {"regulation", "show", "--db", path}} {
		status, stdout, stderr := command(t, args...)
		if r, err := helpdesk.ReadRegulation([]byte(stdout)); status != 0 || err != nil || r.Name != "levels" {
			t.Errorf("%v: status %d, %v, %s", args, status, err, stderr)
		}
	}
	for format, want := range map[string]string{"mermaid": "stateDiagram-v2", "dot": "digraph"} {
		status, stdout, _ := command(t, "regulation", "diagram", "--format", format)
		if status != 0 || !strings.HasPrefix(stdout, want) || !strings.Contains(stdout, "level4") {
			t.Errorf("%s: status %d: %s", format, status, stdout)
		}
	}
}

func TestCheckFindsNothingInTheDemoDataAndWhatSomebodyChanged(t *testing.T) {
	t.Parallel()
	path := demoDatabase(t)
	status, stdout, stderr := command(t, "check", "--db", path)
	if status != 0 || stdout != "60 tickets, 0 findings\n" {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	tamper(t, path, "UPDATE helpdesk_tickets SET priority = 'critical' WHERE number = 'TIC-7'")
	status, stdout, _ = command(t, "check", "--db", path)
	if status != exitFailed || !strings.Contains(stdout, "TIC-7: priority") || !strings.Contains(stdout, "60 tickets, 1 findings") {
		t.Errorf("status %d: %s", status, stdout)
	}
}

func TestADatabaseThatCannotBeUsedIsSaidClearlyAndLeftAsItIs(t *testing.T) {
	t.Parallel()
	garbage := filepath.Join(t.TempDir(), "helpdesk.db")
	if err := os.WriteFile(garbage, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := demoDatabase(t)
	tamper(t, newer, "INSERT INTO helpdesk_schema (version_id, is_applied) VALUES (999999, 1)")
	for _, row := range []struct {
		name, path string
		want       []string
	}{
		{"garbage", garbage, []string{garbage, "damaged", "left as it is"}},
		{"newer", newer, []string{newer, "999999", "left as it is"}},
	} {
		before, err := os.ReadFile(row.path)
		if err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{
			{"serve", "--addr", "127.0.0.1:0", "--db", row.path}, {"check", "--db", row.path}, {"regulation", "show", "--db", row.path},
		} {
			status, _, stderr := command(t, args...)
			if status != exitFailed {
				t.Errorf("%s, %s: status %d", row.name, args[0], status)
			}
			for _, want := range row.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("%s, %s: %q says nothing of %q", row.name, args[0], stderr, want)
				}
			}
		}
		if after, err := os.ReadFile(row.path); err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: the file was changed (%v)", row.name, err)
		}
	}
}

func TestACommandThatReadsMakesNoDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "helpdesk.db")
	for _, args := range [][]string{{"check", "--db", path}, {"regulation", "show", "--db", path}} {
		if status, _, stderr := command(t, args...); status != exitFailed || !strings.Contains(stderr, "there is no database") {
			t.Errorf("%v: status %d: %s", args, status, stderr)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%v made the file", args)
		}
	}
}
