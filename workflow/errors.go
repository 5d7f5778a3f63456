package workflow

import (
	"fmt"
	"slices"
	"strings"
)

// Rule is what a definition can be found to break.
type Rule string

const (
	// RuleEmpty says that a key, an event, a guard or a field has no name.
	RuleEmpty Rule = "empty"
	// RuleKey says that a key or an event holds characters other than letters,
	// digits, hyphens and underscores. Params: got.
	RuleKey Rule = "key"
	// RuleStageTwice says that two stages have the same key. Params: stage,
	// first (the path of the stage that came first).
	RuleStageTwice Rule = "stage-twice"
	// RuleUnknownPhase says that there is no such phase. Params: got, allowed.
	RuleUnknownPhase Rule = "unknown-phase"
	// RuleUnknownStage says that the initial stage or one end of a move is no
	// stage of the definition. Params: got, allowed.
	RuleUnknownStage Rule = "unknown-stage"
	// RuleMoveTwice says that two moves have the same event and start. Params:
	// event, from, first (the path of the move that came first).
	RuleMoveTwice Rule = "move-twice"
	// RuleNoRight says that nobody may make the move. Params: event, from.
	RuleNoRight Rule = "no-right"
	// RuleUnknownRole says that By holds no word of Roles. Params: got, allowed.
	RuleUnknownRole Rule = "unknown-role"
	// RuleUnreachable says that no chain of moves leads from the initial stage
	// to this one. Params: stage, initial.
	RuleUnreachable Rule = "unreachable"
	// RuleNoWayOut says that no chain of moves leads from this stage to a done
	// one. Params: stage.
	RuleNoWayOut Rule = "no-way-out"
	// RuleNoEnd says that no stage is done, so that no ticket could ever end.
	RuleNoEnd Rule = "no-end"
)

// Fault is one thing that is wrong with a definition.
type Fault struct {
	// Path is the place, in the manner of "moves[3].from". Counting starts at 0.
	Path string
	// Rule is what is broken there.
	Rule Rule
	// Params are the particulars, named at each Rule. Lists are joined by ", ".
	Params map[string]string
}

// String tells the fault on one line, in English.
func (f Fault) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Path, f.Rule)
	names := make([]string, 0, len(f.Params))
	for name := range f.Params {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, " %s=%q", name, f.Params[name])
	}
	return b.String()
}

// Unproved is what Compile answers for a definition that cannot be used. It
// holds every fault, in the order of the definition.
type Unproved struct{ Faults []Fault }

// Error tells one fault per line.
func (e *Unproved) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = f.String()
	}
	return "workflow: not proved:\n" + strings.Join(lines, "\n")
}

// Refused is what Step answers where there is no such arrow.
type Refused struct {
	// Stage and Event are what was asked for.
	Stage, Event string
	// Allowed are the moves that do lead out of Stage, in the definition's order.
	Allowed []Move
	// Known is empty unless Stage is no stage of the machine; then it lists the
	// keys that are.
	Known []string
}

// Error names the moves that are allowed, and who may make each.
func (e *Refused) Error() string {
	if len(e.Known) > 0 {
		return fmt.Sprintf("workflow: there is no stage %q, only %s", e.Stage, strings.Join(e.Known, ", "))
	}
	if len(e.Allowed) == 0 {
		return fmt.Sprintf("workflow: no %q from %q: nothing leads out of it", e.Event, e.Stage)
	}
	allowed := make([]string, len(e.Allowed))
	for i, m := range e.Allowed {
		allowed[i] = fmt.Sprintf("%s to %s (%s)", m.Event, m.To, strings.Join(m.By, ", "))
	}
	return fmt.Sprintf("workflow: no %q from %q, only %s", e.Event, e.Stage, strings.Join(allowed, "; "))
}

// Held is what Step answers when a guard says no.
type Held struct {
	// Move is the arrow that was asked for.
	Move Move
	// Guard is the condition that does not hold.
	Guard string
	// Err is what the check answered for it.
	Err error
}

// Error names the move and the guard.
func (e *Held) Error() string {
	return fmt.Sprintf("workflow: %q from %q is held by %q: %v", e.Move.Event, e.Move.From, e.Guard, e.Err)
}

// Unwrap answers what the check answered.
func (e *Held) Unwrap() error { return e.Err }
