package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// carried runs a command that has to go well and answers what it says.
func carried(t *testing.T, args ...string) string {
	t.Helper()
	status, stdout, stderr := command(t, args...)
	if status != 0 || stderr != "" {
		t.Fatalf("%q: status %d: %s", args, status, stderr)
	}
	return stdout
}

func TestThePersonOfADatabaseIsGivenOutForeseenErasedAndCertified(t *testing.T) {
	t.Parallel()
	db := demoDatabase(t)
	out := filepath.Join(t.TempDir(), "svetlana.zip")
	carried(t, "person", "export", "--db", db, "svetlana", out)
	z, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	foreseen := carried(t, "person", "preview", "--db", db, "svetlana")
	if !strings.Contains(foreseen, "svetlana, Светлана Ильина") || !strings.Contains(foreseen, "of them open") {
		t.Errorf("foreseen: %s", foreseen)
	}
	done := carried(t, "person", "erase", "--db", db, "svetlana", "--reason", "просила письменно")
	_, counted, _ := strings.Cut(foreseen, "\n")
	if counts, _, _ := strings.Cut(counted, "\n"); !strings.HasPrefix(done, counts) {
		t.Errorf("foreseen: %s\ndone: %s", foreseen, done)
	}
	m := regexp.MustCompile(`certificate (\S+)\nsha256 (\S+)`).FindStringSubmatch(done)
	if m == nil {
		t.Fatalf("done: %s", done)
	}
	sum := sha256.Sum256([]byte(carried(t, "person", "certificates", "--db", db, m[1])))
	if hex.EncodeToString(sum[:]) != m[2] {
		t.Errorf("the certificate has another hash than %s", m[2])
	}
	if list := carried(t, "person", "certificates", "--db", db, "--person", "svetlana"); !strings.Contains(list, m[1]) || !strings.Contains(list, "просила письменно") {
		t.Errorf("listed: %s", list)
	}
	if again := carried(t, "person", "preview", "--db", db, "svetlana"); !strings.Contains(again, "of 0 tickets") {
		t.Errorf("left: %s", again)
	}
	carried(t, "check", "--db", db)
	if told := carried(t, "journal", "verify", "--db", db); !strings.Contains(told, "0 findings\npersonal data was erased from 20 of them") {
		t.Errorf("verified: %s", told)
	}
	content, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(content), "Ильина") || strings.Contains(string(content), "ilina@romashka") {
		t.Error("the file still holds what was erased")
	}
}

func TestErasingOnTheCommandLineIsRefusedWithWhatIsWrong(t *testing.T) {
	t.Parallel()
	db := demoDatabase(t)
	there := filepath.Join(t.TempDir(), "there.zip")
	if err := os.WriteFile(there, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		says string
		args []string
	}{
		{"--reason", []string{"person", "erase", "--db", db, "anna"}},
		{"texts", []string{"person", "preview", "--db", db, "anna", "--texts", "some"}},
		{"not found", []string{"person", "preview", "--db", db, "nobody"}},
		{"still works", []string{"person", "erase", "--db", db, "nina", "--reason", "так"}},
		{"exists", []string{"person", "export", "--db", db, "anna", there}},
		{"no id", []string{"person", "certificates", "--db", db, "x"}},
		{"not found", []string{"person", "certificates", "--db", db, "01a210b6-fe64-7181-9da3-d42547ac5a9a"}},
		{"--months", []string{"retention", "--db", db, "--now", "--months", "3"}},
		{"retention.months", []string{"retention", "--db", db, "--months=-3"}},
	} {
		if status, _, stderr := command(t, row.args...); status == 0 || !strings.Contains(stderr, row.says) {
			t.Errorf("%q: status %d: %s", row.args, status, stderr)
		}
	}
	if content, err := os.ReadFile(there); err != nil || string(content) != "x" {
		t.Errorf("a file that was there is now %q, %v", content, err)
	}
}

func TestTheRuleForKeepingIsToldOnTheCommandLine(t *testing.T) {
	t.Parallel()
	db := demoDatabase(t)
	if text := carried(t, "retention", "--db", db); !strings.Contains(text, "for 90 days, deliveries for 7") || !strings.Contains(text, "the data of requesters stays") {
		t.Errorf("%s", text)
	}
	if text := carried(t, "retention", "--db", db, "--months", "1", "--texts", "all"); !regexp.MustCompile(`closed before \S+: \d+ tickets, the earliest on \S+`).MatchString(text) {
		t.Errorf("%s", text)
	}
	if text := carried(t, "retention", "--db", db, "--now"); text != "0 tickets changed\n" {
		t.Errorf("%s", text)
	}
}
