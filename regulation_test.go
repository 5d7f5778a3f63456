package helpdesk_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/workflow"
)

func TestTheBuiltInRegulationIsProvedAndReadsBackEqual(t *testing.T) {
	t.Parallel()
	r := helpdesk.Levels()
	if err := r.Prove(); err != nil {
		t.Fatal(err)
	}
	written, err := helpdesk.WriteRegulation(r)
	if err != nil {
		t.Fatal(err)
	}
	again, err := helpdesk.ReadRegulation(written)
	if err != nil {
		t.Fatal(err)
	}
	rewritten, err := helpdesk.WriteRegulation(again)
	if err != nil || !bytes.Equal(written, rewritten) {
		t.Errorf("written and read it differs: %v\n%s", err, cmp.Diff(string(written), string(rewritten)))
	}
	for _, texts := range []helpdesk.Text{r.Title, r.Stages[0].Title, r.Moves[0].Title, r.Categories[0].Hint} {
		if texts["ru"] == "" || texts["en"] == "" {
			t.Errorf("not in both languages: %v", texts)
		}
	}
	diagram, err := r.Diagram(workflow.Mermaid)
	if err != nil || !strings.Contains(diagram, "level1") {
		t.Errorf("%s, %v", diagram, err)
	}
}

func TestAWrongLineOfTheRegulationIsNamed(t *testing.T) {
	t.Parallel()
	source := string(helpdesk.LevelsSource())
	for _, row := range []struct{ name, old, wrong, field string }{
		{"an unknown key", "numbering:", "numbring:", "numbring"},
		{"a target that is none", "processing: 5d", "processing: soon", "plans[0].targets.processing"},
		{"a key given twice", "language: ru", "language: ru\nlanguage: en", "language"},
		{"a shift that is none", `"09:00-13:00"`, `"9 to 13"`, "calendars.office.week.mon-fri[0]"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, err := helpdesk.ReadRegulation([]byte(strings.Replace(source, row.old, row.wrong, 1)))
			e := wantCode(t, err, helpdesk.Invalid)
			if len(e.Faults) != 1 || e.Faults[0].Field != row.field || e.Faults[0].Params["line"] == "" {
				t.Errorf("%v", e.Faults)
			}
		})
	}
}

func TestARegulationThatDoesNotHoldTogetherTellsEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		spoil func(*helpdesk.Regulation)
		field string
	}{
		{"a stage that no move reaches", func(r *helpdesk.Regulation) {
			r.Stages = append(r.Stages, helpdesk.Stage{Key: "limbo", Phase: "open", Step: "solving"})
		}, "stages[8]"},
		{"a hole in the matrix", func(r *helpdesk.Regulation) { delete(r.Categories[0].Plans, "urgent") }, "categories[0].plans"},
		{"a plan that is not there", func(r *helpdesk.Regulation) { r.Categories[0].Plans["urgent"] = "gold" }, "categories[0].plans.urgent"},
		{"a plan without a target", func(r *helpdesk.Regulation) { delete(r.Plans[1].Targets, "solution") }, "plans[1].targets"},
		{"a move that nobody may make", func(r *helpdesk.Regulation) { r.Moves[0].By = nil }, "moves[0].by"},
		{"a move to a stage that is not there", func(r *helpdesk.Regulation) { r.Moves[2].To = "level9" }, "moves[2].to"},
		{"a calendar without working time", func(r *helpdesk.Regulation) {
			c := r.Calendars["office"]
			c.Week = nil
			r.Calendars["office"] = c
		}, "calendars.office"},
		{"a numbering without a number", func(r *helpdesk.Regulation) { r.Numbering = "TIC" }, "numbering"},
		{"a key given twice", func(r *helpdesk.Regulation) { r.Plans[1].Key = "executive" }, "plans[1].key"},
		{"a silence that ends in no move", func(r *helpdesk.Regulation) { r.Stages[4].Silence.Move = "accept" }, "stages[4].silence.move"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := helpdesk.Levels()
			row.spoil(&r)
			e := wantCode(t, r.Prove(), helpdesk.Invalid)
			for _, f := range e.Faults {
				if f.Field == row.field {
					return
				}
			}
			t.Errorf("%s is not among %v", row.field, e.Faults)
		})
	}
}
