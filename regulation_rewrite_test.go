package helpdesk_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/helpdesk-go/helpdesk"
)

func TestACellOfTheMatrixChangesAndAllElseStaysAsItIsWritten(t *testing.T) {
	t.Parallel()
	levels, simple := string(helpdesk.LevelsSource()), string(helpdesk.SimpleSource())
	for name, row := range map[string]struct {
		source, category, priority, plan string
		old, now                         string
	}{
		"of a category": {levels, "defect", "critical", "urgent", "", ""},
		"by priority":   {simple, "", "high", "critical", "", ""},
		"that is new": {
			strings.Replace(levels, "plans: {normal: standard, urgent: urgent, critical: outage}", "plans: {normal: standard, urgent: urgent} # two", 1),
			"defect", "critical", "executive", "plans: {normal: standard, urgent: urgent} # two", "plans: {normal: standard, urgent: urgent, critical: executive} # two",
		},
		"in quotes": {
			strings.Replace(levels, "critical: outage}", `critical: "outage"}`, 1), "defect", "critical", "executive", `critical: "outage"}`, "critical: executive}",
		},
	} {
		got, err := helpdesk.SetPlan([]byte(row.source), row.category, row.priority, row.plan)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if row.old != "" {
			if diff := cmp.Diff(strings.Replace(row.source, row.old, row.now, 1), string(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
			continue
		}
		was, is := strings.Split(row.source, "\n"), strings.Split(string(got), "\n")
		differ := 0
		for i := range was {
			if was[i] != is[i] {
				differ++
			}
		}
		r, err := helpdesk.ReadRegulation(got)
		if err != nil || differ != 1 || len(was) != len(is) {
			t.Errorf("%s: %d lines differ: %v", name, differ, err)
			continue
		}
		found := at(r.Priorities, row.priority, func(p *helpdesk.Priority) string { return p.Key }).Plan
		if row.category != "" {
			found = category(&r, row.category).Plans[row.priority]
		}
		if found != row.plan {
			t.Errorf("%s: %s", name, found)
		}
	}
	for _, wrong := range [][3]string{{"nothing", "normal", "outage"}, {"hosting", "nothing", "outage"}, {"hosting", "normal", "nothing"}} {
		wantCode(t, errOf(helpdesk.SetPlan([]byte(levels), wrong[0], wrong[1], wrong[2])), helpdesk.Invalid)
	}
	wantCode(t, errOf(helpdesk.SetPlan([]byte("stages: 5"), "", "normal", "outage")), helpdesk.Invalid)
}
