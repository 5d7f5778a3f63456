package helpdesk_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/workflow"
)

func TestTheBuiltInRegulationsAreProvedAndReadBackEqual(t *testing.T) {
	t.Parallel()
	for _, r := range []helpdesk.Regulation{helpdesk.Levels(), helpdesk.Simple()} {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
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
			texts := []helpdesk.Text{r.Title}
			for _, s := range r.Stages {
				texts = append(texts, s.Title)
			}
			for _, m := range r.Moves {
				texts = append(texts, m.Title)
				for _, f := range m.Fields {
					texts = append(texts, f.Title)
				}
			}
			for _, text := range texts {
				if text["ru"] == "" || text["en"] == "" {
					t.Errorf("not in both languages: %v", text)
				}
			}
			diagram, err := r.Diagram(workflow.Mermaid)
			if err != nil || !strings.Contains(diagram, r.Stages[0].Key) {
				t.Errorf("%s, %v", diagram, err)
			}
		})
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
		}, "calendars.office.week"},
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

func TestWhatOnlySomeRegulationsNeedIsProvedToo(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		spoil func(*helpdesk.Regulation)
		field string
	}{
		{"neither categories nor a plan of the priority", func(r *helpdesk.Regulation) { r.Priorities[2].Plan = "" }, "categories"},
		{"a priority's plan that is not there", func(r *helpdesk.Regulation) { r.Priorities[2].Plan = "gold" }, "priorities[2].plan"},
		{"two defaults", func(r *helpdesk.Regulation) { r.Priorities[2].Default = true }, "priorities[2].default"},
		{"an occasion that is none", func(r *helpdesk.Regulation) { r.Moves[0].Upon = []string{"monday"} }, "moves[0].upon[0]"},
		{"an occasion of a move that the system may not make", func(r *helpdesk.Regulation) { r.Moves[0].By = []string{"staff"} }, "moves[0].by"},
		{"two moves upon one occasion", func(r *helpdesk.Regulation) {
			r.Moves[1].Upon, r.Moves[1].By = []string{"answer"}, []string{"staff", "system"}
		}, "moves[1].upon"},
		{"a wake-up that a guard can hold", func(r *helpdesk.Regulation) { r.Moves[4].Guards = []string{"classified"} }, "moves[4].guards"},
		{"a window that is over before it begins", func(r *helpdesk.Regulation) { r.Moves[9].Window = -1 }, "moves[9].window"},
		{"a later without a window", func(r *helpdesk.Regulation) { r.Moves[9].Window = 0 }, "moves[9].window"},
		{"a later that is none", func(r *helpdesk.Regulation) { r.Moves[9].Later = "forget" }, "moves[9].later"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := helpdesk.Simple()
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
