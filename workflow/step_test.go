package workflow_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/looplab/fsm"

	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

func TestEveryEventInEveryStageIsTheTablesArrowOrRefused(t *testing.T) {
	t.Parallel()
	// Written out, not derived: what the regulation allows and nothing else.
	want := map[string]map[string]string{
		"level1":   {"process": "level2", "annul": "annulled"},
		"level2":   {"escalate": "level3", "resolve": "resolved"},
		"level3":   {"escalate": "level4", "resolve": "resolved"},
		"level4":   {"return": "level3", "resolve": "resolved"},
		"resolved": {"accept": "closed", "expire": "closed", "reopen": "reopened"},
		"reopened": {"resolve": "resolved", "accept": "closed"},
		"closed":   {"reopen": "reopened"},
		"annulled": {},
	}
	events := []string{"process", "annul", "escalate", "return", "resolve", "accept", "expire", "reopen", "", "event", "levitate"}
	m := compiled(t, levels())
	for _, stage := range m.Stages() {
		if got := len(m.Moves(stage.Key)); got != len(want[stage.Key]) {
			t.Errorf("%s has %d moves, want %d", stage.Key, got, len(want[stage.Key]))
		}
		for _, event := range events {
			move, err := m.Step(t.Context(), stage.Key, event, yes)
			to, allowed := want[stage.Key][event]
			if allowed {
				if err != nil || move.To != to || move.From != stage.Key || move.Event != event {
					t.Errorf("%s in %s: %+v, %v, want it to lead to %s", event, stage.Key, move, err, to)
				}
				continue
			}
			var refused *workflow.Refused
			if !errors.As(err, &refused) {
				t.Errorf("%s in %s: %+v, %v, want it refused", event, stage.Key, move, err)
				continue
			}
			wanted := &workflow.Refused{Stage: stage.Key, Event: event, Allowed: m.Moves(stage.Key)}
			if diff := cmp.Diff(wanted, refused); diff != "" {
				t.Errorf("%s in %s (-want +got):\n%s", event, stage.Key, diff)
			}
		}
	}
}

func TestARefusalNamesWhatIsAllowed(t *testing.T) {
	t.Parallel()
	m := compiled(t, levels())
	for _, row := range []struct{ name, stage, event, want string }{
		{"the moves and who may make them", "resolved", "escalate",
			`workflow: no "escalate" from "resolved", only accept to closed (requester, behalf); expire to closed (system); reopen to reopened (requester, behalf)`},
		{"that nothing leads out", "annulled", "reopen",
			`workflow: no "reopen" from "annulled": nothing leads out of it`},
		{"the stages when the stage is unknown", "level5", "resolve",
			`workflow: there is no stage "level5", only level1, level2, level3, level4, resolved, reopened, closed, annulled`},
		{"the stages when the stage is empty", "", "resolve",
			`workflow: there is no stage "", only level1, level2, level3, level4, resolved, reopened, closed, annulled`},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			move, err := m.Step(t.Context(), row.stage, row.event, yes)
			if err == nil || err.Error() != row.want {
				t.Errorf("got %v\nwant %s", err, row.want)
			}
			if diff := cmp.Diff(workflow.Move{}, move); diff != "" {
				t.Errorf("a refused step answered a move: %s", diff)
			}
		})
	}
}

// guarded leads from a to b under two guards, and from a to itself under one.
func guarded() workflow.Definition {
	return workflow.Definition{
		Initial: "a",
		Stages:  []workflow.Stage{{Key: "a", Phase: ticket.PhaseOpen}, {Key: "b", Phase: ticket.PhaseDone}},
		Moves: []workflow.Move{
			{Event: "go", From: "a", To: "b", By: []string{workflow.Staff}, Guards: []string{"first", "second"}},
			{Event: "stay", From: "a", To: "a", By: []string{workflow.Staff}, Guards: []string{"first"}},
			{Event: "rest", From: "b", To: "b", By: []string{workflow.Staff}},
		},
	}
}

func TestGuardsAreAskedInOrderUntilOneSaysNo(t *testing.T) {
	t.Parallel()
	no := errors.New("the task is not done")
	for _, row := range []struct {
		name, from, event string
		says              map[string]error
		asked             []string
		held              string
	}{
		{"all say yes", "a", "go", nil, []string{"first", "second"}, ""},
		{"the first says no", "a", "go", map[string]error{"first": no}, []string{"first"}, "first"},
		{"the second says no", "a", "go", map[string]error{"second": no}, []string{"first", "second"}, "second"},
		{"back to the same stage, yes", "a", "stay", nil, []string{"first"}, ""},
		{"back to the same stage, no", "a", "stay", map[string]error{"first": no}, []string{"first"}, "first"},
		{"no guards", "b", "rest", nil, nil, ""},
		{"no such move", "b", "go", nil, nil, ""},
		{"the no is an error of a state machine of the host", "a", "go",
			map[string]error{"second": fsm.NoTransitionError{}}, []string{"first", "second"}, "second"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			m := compiled(t, guarded())
			var asked []string
			move, err := m.Step(t.Context(), row.from, row.event, func(guard string) error {
				asked = append(asked, guard)
				return row.says[guard]
			})
			if !slices.Equal(asked, row.asked) {
				t.Errorf("asked %q, want %q", asked, row.asked)
			}
			var held *workflow.Held
			if got := errors.As(err, &held); got != (row.held != "") {
				t.Fatalf("%+v, %v: held is %v", move, err, got)
			}
			if held == nil {
				return
			}
			if held.Guard != row.held || !errors.Is(err, row.says[row.held]) || held.Move.Event != row.event {
				t.Errorf("%+v, want it held by %s", held, row.held)
			}
			if move.Event != "" {
				t.Errorf("a held step answered %+v", move)
			}
		})
	}
}

func TestWithoutACheckGuardedMovesAreHeld(t *testing.T) {
	t.Parallel()
	m := compiled(t, guarded())
	var held *workflow.Held
	if _, err := m.Step(t.Context(), "a", "go", nil); !errors.As(err, &held) || held.Guard != "first" {
		t.Errorf("got %v, want it held by the first guard", err)
	}
	if move, err := m.Step(t.Context(), "b", "rest", nil); err != nil || move.To != "b" {
		t.Errorf("got %+v, %v: no guards, nothing to hold it", move, err)
	}
}

func TestAStepThatIsCutShortSpoilsNoLaterOne(t *testing.T) {
	t.Parallel()
	m := compiled(t, guarded())
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := m.Step(ctx, "a", "go", func(string) error { cancel(); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("cancelled by a guard: got %v", err)
		}
		if _, err := m.Step(ctx, "a", "stay", yes); !errors.Is(err, context.Canceled) {
			t.Fatalf("cancelled before: got %v", err)
		}
		func() {
			defer func() { _ = recover() }()
			_, _ = m.Step(t.Context(), "a", "go", func(string) error { panic("a fault of the host") })
		}()
		if move, err := m.Step(t.Context(), "a", "go", yes); err != nil || move.To != "b" {
			t.Fatalf("the next step: %+v, %v", move, err)
		}
	}
}

func TestACheckMayTakeStepsItself(t *testing.T) {
	t.Parallel()
	m := compiled(t, guarded())
	move, err := m.Step(t.Context(), "a", "go", func(string) error {
		_, err := m.Step(t.Context(), "a", "stay", yes)
		return err
	})
	if err != nil || move.To != "b" {
		t.Errorf("got %+v, %v", move, err)
	}
}

func TestStepsAtOnceDoNotMixUp(t *testing.T) {
	t.Parallel()
	m := compiled(t, levels())
	var crowd sync.WaitGroup
	for i := range 8 {
		crowd.Go(func() {
			for range 50 {
				for _, want := range levels().Moves {
					no := errors.New("no")
					move, err := m.Step(t.Context(), want.From, want.Event, func(string) error {
						if i%2 == 0 {
							return no
						}
						return nil
					})
					if i%2 == 0 && len(want.Guards) > 0 {
						if !errors.Is(err, no) {
							t.Errorf("%s from %s: got %v, want it held", want.Event, want.From, err)
						}
						continue
					}
					if diff := cmp.Diff(want, move); err != nil || diff != "" {
						t.Errorf("%v (-want +got):\n%s", err, diff)
					}
				}
			}
		})
	}
	crowd.Wait()
}

func TestWhatIsAnsweredMayBeKeptAndChanged(t *testing.T) {
	t.Parallel()
	def := levels()
	m := compiled(t, def)
	step := func() workflow.Move {
		move, err := m.Step(t.Context(), "level1", "annul", yes)
		if err != nil {
			t.Fatal(err)
		}
		return move
	}
	moves, stages, taken := m.Moves("level1"), m.Stages(), step()
	def.Stages[0].Key, def.Moves[1].Guards[0] = "scribbled", "scribbled"
	moves[1].By[0], stages[0].Key, taken.Fields[0] = "scribbled", "scribbled", "scribbled"

	fresh := levels()
	if diff := cmp.Diff(fresh.Moves[:2], m.Moves("level1")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(fresh.Stages, m.Stages()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(fresh.Moves[1], step()); diff != "" {
		t.Error(diff)
	}
}

func TestAMachineKnowsItsStages(t *testing.T) {
	t.Parallel()
	m := compiled(t, levels())
	if m.Initial() != "level1" {
		t.Errorf("initial is %q", m.Initial())
	}
	if s, ok := m.Stage("closed"); !ok || s.Phase != ticket.PhaseDone {
		t.Errorf("closed: %+v, %v", s, ok)
	}
	if s, ok := m.Stage("level5"); ok {
		t.Errorf("level5: %+v", s)
	}
	if moves := m.Moves("level5"); moves != nil {
		t.Errorf("level5 has moves: %+v", moves)
	}
}

func TestDiagramsHoldEveryStageAndMove(t *testing.T) {
	t.Parallel()
	m := compiled(t, levels())
	for format, wants := range map[workflow.Format][]string{
		workflow.Mermaid: {"stateDiagram-v2\n", "[*] --> s00\n", "s00 --> s01: process\n", "s04 --> s06: expire\n", "s00: level1\n", "s07: annulled\n"},
		workflow.Dot:     {"digraph", `"level1" -> "level2" [ label = "process" ];`, `"resolved" -> "closed" [ label = "expire" ];`, `"annulled";`},
	} {
		first, err := m.Diagram(format)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(first, want) {
				t.Errorf("%s lacks %q:\n%s", format, want, first)
			}
		}
		if again, _ := m.Diagram(format); again != first {
			t.Errorf("%s differs from one drawing to the next", format)
		}
	}
	if _, err := m.Diagram("png"); err == nil || !strings.Contains(err.Error(), "only mermaid, dot") {
		t.Errorf("png: got %v", err)
	}
}

func TestMermaidNeverGetsAHyphenInTheNameOfAState(t *testing.T) {
	t.Parallel()
	def := guarded()
	def.Stages[1].Key = "b-side"
	for i := range def.Moves {
		def.Moves[i].From = strings.ReplaceAll(def.Moves[i].From, "b", "b-side")
		def.Moves[i].To = strings.ReplaceAll(def.Moves[i].To, "b", "b-side")
	}
	drawn, err := compiled(t, def).Diagram(workflow.Mermaid)
	if err != nil || strings.Count(drawn, "b-side") != 1 || !strings.Contains(drawn, "s01: b-side\n") {
		t.Errorf("%v\n%s", err, drawn)
	}
}

func BenchmarkStep(b *testing.B) {
	m := compiled(b, levels())
	b.Run("taken", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := m.Step(b.Context(), "level1", "annul", yes); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("refused", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := m.Step(b.Context(), "annulled", "reopen", yes); err == nil {
				b.Fatal("annulled was reopened")
			}
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := m.Step(b.Context(), "level2", "resolve", yes); err != nil {
					b.Error(err)
				}
			}
		})
	})
}
