package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
)

// regulationFile writes the built-in regulation with some of its text replaced.
func regulationFile(t *testing.T, replace ...string) string {
	t.Helper()
	text := string(helpdesk.LevelsSource())
	changed := strings.NewReplacer(replace...).Replace(text)
	if len(replace) > 0 && changed == text {
		t.Fatalf("nothing is replaced by %q", replace)
	}
	path := filepath.Join(t.TempDir(), "other.yaml")
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// whatIf is what the command prints as JSON.
type whatIf struct {
	Changed []struct{ Ticket, Plan, Level, Category, Before, After string }
	Tickets int
	Rows    []tallied
}

func askWhatIf(t *testing.T, db, regulation string) whatIf {
	t.Helper()
	status, stdout, stderr := command(t, "what-if", "--db", db, "--regulation", regulation, "--format", "json")
	var got whatIf
	if err := json.Unmarshal([]byte(stdout), &got); status != 0 || err != nil || stderr != "" {
		t.Fatalf("status %d, %v: %s%s", status, err, stdout, stderr)
	}
	return got
}

func TestWhatIfUnderTheSameRegulationNobodyChangesSides(t *testing.T) {
	t.Parallel()
	db, same := demoDatabase(t), regulationFile(t)
	got := askWhatIf(t, db, same)
	if got.Tickets != 60 || len(got.Changed) != 0 {
		t.Errorf("%d tickets, %v", got.Tickets, got.Changed)
	}
	for _, row := range got.Rows {
		if row.Before != row.After {
			t.Errorf("%+v", row)
		}
	}
	status, text, _ := command(t, "what-if", "--db", db, "--regulation", same)
	if status != 0 || !strings.Contains(text, "No ticket changes sides.") || !strings.Contains(text, "60 tickets") {
		t.Errorf("status %d: %s", status, text)
	}
}

func TestWhatIfAddsUpInEveryFormat(t *testing.T) {
	t.Parallel()
	db, tight := demoDatabase(t), regulationFile(t, "reaction: 1h, processing: 4h", "reaction: 20m, processing: 2h")
	got := askWhatIf(t, db, tight)
	sums := map[string]tallied{}
	for _, row := range got.Rows {
		sum := sums[row.By]
		sum.Before.Met += row.Before.Met
		sum.Before.Missed += row.Before.Missed
		sum.After.Met += row.After.Met
		sum.After.Missed += row.After.Missed
		sums[row.By] = sum
	}
	total := sums["total"]
	for _, by := range []string{"plan", "level", "category", "all"} {
		if sums[by] != total {
			t.Errorf("by %s: %+v, in total %+v", by, sums[by], total)
		}
	}
	if total.After.Missed-total.Before.Missed != len(got.Changed) || len(got.Changed) == 0 {
		t.Errorf("%d change sides: %+v", len(got.Changed), total)
	}
	for _, c := range got.Changed {
		if c.Plan != "standard" || c.Before != "met" || c.After != "missed" || !strings.HasPrefix(c.Ticket, "TIC-") {
			t.Errorf("%+v", c)
		}
	}

	_, stdout, _ := command(t, "what-if", "--db", db, "--regulation", tight, "--format", "csv")
	records, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
	if err != nil || len(records) != 1+len(got.Changed)+len(got.Rows) {
		t.Fatalf("%d records, %v", len(records), err)
	}
	first, all := records[1], records[1+len(got.Changed)]
	if first[0] != "ticket" || first[1] != got.Changed[0].Ticket || strings.Join(first[5:], " ") != "1 0 0 1" {
		t.Errorf("%v", first)
	}
	if all[0] != "total" || all[8] != strconv.Itoa(total.After.Missed) {
		t.Errorf("%v", all)
	}
	_, text, _ := command(t, "what-if", "--db", db, "--regulation", tight)
	for _, want := range []string{"Tickets that change sides:\n" + got.Changed[0].Ticket, "met → missed", "category"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
}

func TestWhatIfRefusesARegulationThatIsNone(t *testing.T) {
	t.Parallel()
	db := demoDatabase(t)
	before, _, _ := strings.Cut(string(helpdesk.LevelsSource()), "\nplans:")
	plansLine := fmt.Sprintf(":%d", strings.Count(before, "\n")+2) // the line after the text before
	for _, row := range []struct {
		file   string
		status int
		want   []string
	}{
		{filepath.Join(t.TempDir(), "none.yaml"), exitBadInput, []string{"--regulation", "none.yaml"}},
		{regulationFile(t, "normal: standard", "normal: standrad"), exitBadInput, []string{"--regulation", "categories[0].plans.normal", "standrad", "outage"}},
		{regulationFile(t, "\nplans:", "\nplan:"), exitBadInput, []string{"--regulation", plansLine + ":1: plan:", "«plans»"}},
		{regulationFile(t, "Europe/Moscow", "Europe/Moskau"), exitBadInput, []string{"calendars.office", "Europe/Moskau"}},
	} {
		status, stdout, stderr := command(t, "what-if", "--db", db, "--regulation", row.file)
		if status != row.status || stdout != "" {
			t.Errorf("status %d, printed %q", status, stdout)
		}
		for _, want := range row.want {
			if !strings.Contains(stderr, want) {
				t.Errorf("%q says nothing of %s", stderr, want)
			}
		}
	}
	status, _, stderr := command(t, "what-if", "--db", filepath.Join(t.TempDir(), "no.db"), "--regulation", regulationFile(t))
	if status != exitFailed || !strings.Contains(stderr, "there is no database") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func TestATableForSpreadsheetsHoldsNoFormula(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p := whatIfPrinters["csv"](&out)
	if err := p.end(sla.Summary{By: map[sla.Key]sla.Tally{{Plan: "=cmd", Clock: "@level", Category: "-x"}: {After: sla.Score{Met: 1}}}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"'=cmd", "'@level", "'-x"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not in %s", want, out.String())
		}
	}
	if strings.Contains(out.String(), ",=") {
		t.Error(out.String())
	}
}
