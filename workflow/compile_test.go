package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

func TestADefinitionIsProvedOrEveryFaultIsTold(t *testing.T) {
	t.Parallel()
	const keys = "level1, level2, level3, level4, resolved, reopened, closed, annulled"
	type params = map[string]string
	for _, row := range []struct {
		name  string
		spoil func(def *workflow.Definition)
		want  []workflow.Fault
	}{
		{"the levels as they are", func(*workflow.Definition) {}, nil},
		{"a move back to its own stage", func(def *workflow.Definition) {
			def.Moves = append(def.Moves, workflow.Move{Event: "stay", From: "level2", To: "level2", By: []string{workflow.Staff}})
		}, nil},
		{"nothing at all", func(def *workflow.Definition) { *def = workflow.Definition{} }, []workflow.Fault{
			{Path: "initial", Rule: workflow.RuleEmpty},
			{Path: "stages", Rule: workflow.RuleNoEnd},
		}},
		{"names left out", func(def *workflow.Definition) {
			def.Stages = append(def.Stages, workflow.Stage{Phase: ticket.PhaseOpen})
			def.Moves[0] = workflow.Move{By: []string{""}, Guards: []string{""}, Fields: []string{"reason", ""}}
			def.Moves = append(def.Moves, workflow.Move{Event: "process", From: "level1", To: "level2", By: []string{workflow.Staff}})
		}, []workflow.Fault{
			{Path: "stages[8].key", Rule: workflow.RuleEmpty},
			{Path: "moves[0].event", Rule: workflow.RuleEmpty},
			{Path: "moves[0].from", Rule: workflow.RuleEmpty},
			{Path: "moves[0].to", Rule: workflow.RuleEmpty},
			{Path: "moves[0].by[0]", Rule: workflow.RuleUnknownRole, Params: params{"got": "", "allowed": "staff, requester, behalf, system"}},
			{Path: "moves[0].guards[0]", Rule: workflow.RuleEmpty},
			{Path: "moves[0].fields[1]", Rule: workflow.RuleEmpty},
		}},
		{"names that no diagram could hold", func(def *workflow.Definition) {
			def.Stages = append(def.Stages, workflow.Stage{Key: "a\"]\nb", Phase: ticket.PhaseDone})
			def.Moves[4].Event = "go back"
		}, []workflow.Fault{
			{Path: "stages[8].key", Rule: workflow.RuleKey, Params: params{"got": "a\"]\nb"}},
			{Path: "moves[4].event", Rule: workflow.RuleKey, Params: params{"got": "go back"}},
		}},
		{"a stage twice", func(def *workflow.Definition) {
			def.Stages = append(def.Stages, workflow.Stage{Key: "level2", Phase: ticket.PhaseDone})
		}, []workflow.Fault{
			{Path: "stages[8].key", Rule: workflow.RuleStageTwice, Params: params{"stage": "level2", "first": "stages[1]"}},
		}},
		{"a phase that there is not", func(def *workflow.Definition) { def.Stages[2].Phase = "opened" }, []workflow.Fault{
			{Path: "stages[2].phase", Rule: workflow.RuleUnknownPhase, Params: params{"got": "opened", "allowed": "open, waiting, resolved, done"}},
		}},
		{"an unknown initial stage", func(def *workflow.Definition) { def.Initial = "level0" }, []workflow.Fault{
			{Path: "initial", Rule: workflow.RuleUnknownStage, Params: params{"got": "level0", "allowed": keys}},
		}},
		{"a move between unknown stages", func(def *workflow.Definition) {
			def.Moves[4].From, def.Moves[4].To = "level5", "level6"
		}, []workflow.Fault{
			{Path: "moves[4].from", Rule: workflow.RuleUnknownStage, Params: params{"got": "level5", "allowed": keys}},
			{Path: "moves[4].to", Rule: workflow.RuleUnknownStage, Params: params{"got": "level6", "allowed": keys}},
		}},
		{"a second arrow for the same event and stage", func(def *workflow.Definition) { def.Moves[3].From = "level2" }, []workflow.Fault{
			{Path: "moves[3]", Rule: workflow.RuleMoveTwice, Params: params{"event": "escalate", "from": "level2", "first": "moves[2]"}},
		}},
		{"a move that nobody may make", func(def *workflow.Definition) { def.Moves[4].By = nil }, []workflow.Fault{
			{Path: "moves[4].by", Rule: workflow.RuleNoRight, Params: params{"event": "return", "from": "level4"}},
		}},
		{"a misspelt role", func(def *workflow.Definition) { def.Moves[4].By = []string{workflow.Staff, "requestor"} }, []workflow.Fault{
			{Path: "moves[4].by[1]", Rule: workflow.RuleUnknownRole, Params: params{"got": "requestor", "allowed": "staff, requester, behalf, system"}},
		}},
		{"a stage that no way leads to", func(def *workflow.Definition) { def.Moves[3].To = "level2" }, []workflow.Fault{
			{Path: "stages[3]", Rule: workflow.RuleUnreachable, Params: params{"stage": "level4", "initial": "level1"}},
		}},
		{"a stage that no end follows", func(def *workflow.Definition) {
			def.Stages = append(def.Stages, workflow.Stage{Key: "limbo", Phase: ticket.PhaseWaiting})
			def.Moves = append(def.Moves, workflow.Move{Event: "forget", From: "level4", To: "limbo", By: []string{workflow.Staff}})
		}, []workflow.Fault{
			{Path: "stages[8]", Rule: workflow.RuleNoWayOut, Params: params{"stage": "limbo"}},
		}},
		{"no done stage", func(def *workflow.Definition) {
			def.Stages[6].Phase, def.Stages[7].Phase = ticket.PhaseResolved, ticket.PhaseResolved
		}, []workflow.Fault{{Path: "stages", Rule: workflow.RuleNoEnd}}},
		{"several faults of several kinds", func(def *workflow.Definition) {
			def.Initial = ""
			def.Stages[0].Phase = ""
			def.Moves[1].By = nil
			def.Moves[2].To = "level9"
		}, []workflow.Fault{
			{Path: "stages[0].phase", Rule: workflow.RuleUnknownPhase, Params: params{"got": "", "allowed": "open, waiting, resolved, done"}},
			{Path: "initial", Rule: workflow.RuleEmpty},
			{Path: "moves[1].by", Rule: workflow.RuleNoRight, Params: params{"event": "annul", "from": "level1"}},
			{Path: "moves[2].to", Rule: workflow.RuleUnknownStage, Params: params{"got": "level9", "allowed": keys}},
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			def := levels()
			row.spoil(&def)
			m, err := workflow.Compile(def)
			if row.want == nil {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var unproved *workflow.Unproved
			if !errors.As(err, &unproved) || m != nil {
				t.Fatalf("got %v, %v, want an *Unproved", m, err)
			}
			if diff := cmp.Diff(row.want, unproved.Faults); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, f := range row.want {
				if !strings.Contains(err.Error(), f.Path+": "+string(f.Rule)) {
					t.Errorf("the error does not tell %s:\n%v", f.Path, err)
				}
			}
		})
	}
}

// definitions draws workflows that are sound about half of the time.
func definitions() *rapid.Generator[workflow.Definition] {
	return rapid.Custom(func(t *rapid.T) workflow.Definition {
		var def workflow.Definition
		keys := []string{"a", "b-b", "c_c", "event", "before_a"}[:rapid.IntRange(1, 5).Draw(t, "stages")]
		for _, key := range keys {
			phase := rapid.SampledFrom(ticket.Phases()).Draw(t, "phase")
			def.Stages = append(def.Stages, workflow.Stage{Key: key, Phase: phase})
		}
		def.Stages[len(keys)-1].Phase = ticket.PhaseDone
		def.Initial = keys[0]
		events := []string{"a", "x", "event", "leave_state"}
		taken := map[string]bool{}
		for range rapid.IntRange(0, 12).Draw(t, "moves") {
			m := workflow.Move{
				Event:  rapid.SampledFrom(events).Draw(t, "event"),
				From:   rapid.SampledFrom(keys).Draw(t, "from"),
				To:     rapid.SampledFrom(keys).Draw(t, "to"),
				By:     []string{workflow.Staff},
				Guards: rapid.SliceOfN(rapid.SampledFrom([]string{"g", "h"}), 0, 2).Draw(t, "guards"),
			}
			if at := m.Event + " " + m.From; !taken[at] {
				taken[at] = true
				def.Moves = append(def.Moves, m)
			}
		}
		return def
	})
}

func TestEngineAndTableAgreeForWhateverCompiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		def := definitions().Draw(t, "definition")
		m, err := workflow.Compile(def)
		if err != nil {
			return
		}
		arrows := map[[2]string]workflow.Move{}
		for _, move := range def.Moves {
			arrows[[2]string{move.From, move.Event}] = move
		}
		for _, stage := range def.Stages {
			for _, event := range []string{"a", "x", "event", "leave_state", "unheard-of"} {
				var asked []string
				move, err := m.Step(context.Background(), stage.Key, event, func(guard string) error {
					asked = append(asked, guard)
					return nil
				})
				want, exists := arrows[[2]string{stage.Key, event}]
				var refused *workflow.Refused
				if errors.As(err, &refused) == exists {
					t.Fatalf("%s in %s: %v, yet in the table: %v", event, stage.Key, err, exists)
				}
				if diff := cmp.Diff(want, move); diff != "" {
					t.Fatalf("%s in %s (-want +got):\n%s", event, stage.Key, diff)
				}
				if fmt.Sprint(asked) != fmt.Sprint(want.Guards) {
					t.Fatalf("%s in %s asked %q, want %q", event, stage.Key, asked, want.Guards)
				}
			}
		}
	})
}

func TestWhateverCompilesHasAWayToAnEndFromEverywhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		def := definitions().Draw(t, "definition")
		m, err := workflow.Compile(def)
		if err != nil {
			return
		}
		for _, stage := range def.Stages {
			if !ends(m, stage.Key, len(def.Stages)) {
				t.Fatalf("no end follows %s", stage.Key)
			}
		}
	})
}

// ends walks every path of at most so many steps.
func ends(m *workflow.Machine, key string, steps int) bool {
	if stage, _ := m.Stage(key); stage.Phase == ticket.PhaseDone {
		return true
	}
	if steps == 0 {
		return false
	}
	for _, move := range m.Moves(key) {
		if ends(m, move.To, steps-1) {
			return true
		}
	}
	return false
}
