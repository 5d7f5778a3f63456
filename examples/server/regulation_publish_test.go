package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
)

// edited writes the built-in regulation with something replaced to a file.
func edited(t *testing.T, old, now string) string {
	t.Helper()
	source := string(helpdesk.LevelsSource())
	if strings.Count(source, old) == 0 {
		t.Fatalf("%q is not in the regulation", old)
	}
	path := filepath.Join(t.TempDir(), "edited.yaml")
	if err := os.WriteFile(path, []byte(strings.Replace(source, old, now, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestARegulationIsLookedAtPublishedAndTakenBack(t *testing.T) {
	t.Parallel()
	db := demoDatabase(t)
	file := edited(t, "plans: {normal: standard, urgent: urgent, critical: outage}", "plans: {normal: outage, urgent: urgent, critical: outage}")

	status, out, stderr := command(t, "regulation", "publish", file, "--reason", "быстрее", "--db", db)
	if status != exitBadInput || !strings.Contains(out, "→ Ликвидация аварий") || !strings.Contains(stderr, "--yes") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
	status, out, stderr = command(t, "regulation", "publish", file, "--reason", "быстрее", "--db", db, "--yes", "--apply-to-open", "--lang", "en")
	if status != 0 || !strings.Contains(out, "version 2 is published") || !strings.Contains(out, "earlier deadline") || !strings.Contains(out, "In the last three months (60 tickets)") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
	status, out, stderr = command(t, "regulation", "publish", "1", "--reason", "назад", "--db", db, "--yes", "--base", "2")
	if status != 0 || !strings.Contains(out, "version 3 is published") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
	_, out, _ = command(t, "regulation", "versions", "--db", db)
	if lines := strings.Split(strings.TrimSpace(out), "\n"); len(lines) != 3 || !strings.HasPrefix(lines[0], "3 ") || !strings.Contains(lines[0], "назад") {
		t.Errorf("versions: %s", out)
	}
	status, out, _ = command(t, "regulation", "show", "--db", db, "--version", "1")
	if status != 0 || out != string(helpdesk.LevelsSource()) {
		t.Error("the first version is not as it was written")
	}
	status, out, _ = command(t, "regulation", "diff", "1", "3", "--db", db)
	if status != 0 || out != "" {
		t.Errorf("what was taken back differs: %s", out)
	}
	if status, out, stderr := command(t, "check", "--db", db); status != 0 {
		t.Errorf("%s%s", out, stderr)
	}
	for _, row := range []struct {
		args []string
		want string
	}{
		{[]string{"regulation", "publish", file, "--db", db}, "--reason"},
		{[]string{"regulation", "publish", file, "--db", db, "--reason", " ", "--yes"}, "reason"},
		{[]string{"regulation", "publish", "nowhere.yaml", "--db", db, "--reason", "x"}, "nowhere.yaml"},
		{[]string{"regulation", "publish", edited(t, "numbering:", "numberingg:"), "--db", db, "--reason", "x"}, "edited.yaml"},
		{[]string{"regulation", "publish", edited(t, "processing: 5d", "processing: soon"), "--db", db, "--reason", "x"}, "Это не норматив"},
		{[]string{"regulation", "publish", edited(t, "to: level3", "to: level9"), "--db", db, "--reason", "x", "--lang", "en"}, ":96:9: moves[2].to: There is no stage “level9”"},
		{[]string{"regulation", "publish", "simple", "--db", db, "--reason", "x"}, "simple: stages: Этап «level1» исчез"},
		{[]string{"regulation", "diff", "levels", edited(t, "zone: Europe/Moscow", "zone: Europe/Moskau")}, "calendars.office.zone: Часового пояса «Europe/Moskau» нет"},
		{[]string{"regulation", "show", "--version", "9", "--db", db}, "versions 1 to 3"},
		{[]string{"regulation", "show", "--version", "1"}, "--db"},
		{[]string{"regulation", "show", "--version", "-1"}, "--version"},
		{[]string{"regulation", "show", "levels", "--version", "1"}, "--version"},
		{[]string{"regulation", "diff", "levels"}, "new"},
	} {
		if status, _, stderr := command(t, row.args...); status != exitBadInput || !strings.Contains(stderr, row.want) {
			t.Errorf("%v: status %d, %q says nothing of %q", row.args, status, stderr, row.want)
		}
	}
	if status, _, stderr := command(t, "regulation", "publish", file, "--db", db, "--reason", "x", "--base", "1", "--yes"); status != exitFailed || !strings.Contains(stderr, "newer version") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func TestRegulationsAreComparedInWordsAndForPrograms(t *testing.T) {
	t.Parallel()
	file := edited(t, `numbering: "TIC-{n}"`, `numbering: "HD-{n}"`)
	status, out, stderr := command(t, "regulation", "diff", "levels", file, "--json", "--lang", "en")
	var list []differenceJSON
	if err := json.Unmarshal([]byte(out), &list); status != 0 || err != nil || len(list) != 1 || list[0].Section != "numbering" || list[0].Text != "Numbering: TIC-{n} → HD-{n}" {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
}

func TestADiagramIsDrawnInEveryLanguage(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{"mermaid": "stateDiagram", "dot": "digraph", "svg": "3 уровень (Решение)"} {
		if status, out, stderr := command(t, "regulation", "diagram", "levels", "--format", format); status != 0 || !strings.Contains(out, want) {
			t.Errorf("%s: status %d: %s%s", format, status, out, stderr)
		}
	}
	if _, out, _ := command(t, "regulation", "diagram", "simple", "--format", "svg", "--lang", "en"); !strings.Contains(out, "Waiting for the requester") {
		t.Error("the titles are not in English")
	}
}
