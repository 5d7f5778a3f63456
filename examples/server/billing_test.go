package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// account is what the command exports: the rows below the titles, and their minutes.
func account(t *testing.T, args ...string) (rows [][]string, minutes int) {
	t.Helper()
	status, stdout, stderr := command(t, append([]string{"billing", "export", "--language", "en"}, args...)...)
	if status != 0 || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	text, marked := strings.CutPrefix(stdout, "\ufeff")
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked {
		t.Fatalf("%v: %.300q", err, stdout)
	}
	at := slices.Index(all[0], "Minutes")
	for _, row := range all[1:] {
		n, err := strconv.Atoi(row[at])
		if err != nil {
			t.Fatal(err)
		}
		minutes += n
	}
	return all[1:], minutes
}

func TestTheAccountOfTheDemoIsExportedAndItsPartsMakeUpTheWhole(t *testing.T) {
	t.Parallel()
	db := demoDatabase(t)
	rows, whole := account(t, "--db", db)
	if len(rows) == 0 || whole == 0 {
		t.Fatal("nothing was booked")
	}
	parts, lines := 0, 0
	for _, o := range []string{"vector", "romashka", "sever"} {
		rows, minutes := account(t, "--db", db, "--organization", o)
		parts, lines = parts+minutes, lines+len(rows)
	}
	if parts != whole || lines != len(rows) {
		t.Errorf("by organization %d minutes in %d lines, in all %d in %d", parts, lines, whole, len(rows))
	}
	if rows, _ := account(t, "--db", db, "--ticket", rows[0][4], "--contract", "none"); len(rows) != 0 {
		t.Errorf("%q", rows)
	}
	out := filepath.Join(t.TempDir(), "account.xlsx")
	if status, stdout, stderr := command(t, "billing", "export", "--db", db, "--format", "xlsx", "--out", out); status != 0 || stdout+stderr != "" {
		t.Fatalf("status %d: %s%s", status, stdout, stderr)
	}
	file, err := excelize.OpenFile(out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, err := file.GetRows(file.GetSheetName(0)); err != nil || len(got) != len(rows)+1 || got[0][0] != "Дата работы" {
		t.Errorf("%d rows, %v", len(got), err)
	}
	if left, err := os.ReadDir(filepath.Dir(out)); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestAPeriodOfTheDemoIsClosedAndTheAccountOfItIsThatSum(t *testing.T) {
	t.Parallel()
	db := demoDatabase(t)
	through := time.Now().AddDate(0, 0, -7).Format(time.DateOnly)
	_, minutes := account(t, "--db", db, "--through", through)
	status, stdout, stderr := command(t, "billing", "close", "--db", db, "--through", through)
	if status != 0 || !strings.HasPrefix(stdout, "period 1, from the beginning through "+through) || !strings.Contains(stdout, (time.Duration(minutes)*time.Minute).String()) {
		t.Errorf("status %d, %q, %s; %d minutes", status, stdout, stderr, minutes)
	}
	if status, stdout, stderr := command(t, "check", "--db", db); status != 0 {
		t.Errorf("%s%s", stdout, stderr)
	}
	for _, wrong := range [][]string{
		{"close", "--through", through}, {"close", "--through", "2999-01-01"}, {"close", "--through", "yesterday"},
		{"export", "--from", "x"}, {"export", "--ticket", "TIC-999"}, {"export", "--task", "7"}, {"export", "--format", "pdf"},
		{"export", "--out", filepath.Join(t.TempDir(), "none", "x.csv")},
	} {
		if status, _, stderr := command(t, append(append([]string{"billing"}, wrong...), "--db", db)...); status != exitBadInput || stderr == "" {
			t.Errorf("%q: status %d, %s", wrong, status, stderr)
		}
	}
}
