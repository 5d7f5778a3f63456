package workflow

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// Compile proves the definition and answers its machine. The machine keeps
// nothing of the slices passed in.
//
// A definition is proved when every key is well formed and names one thing,
// every move is between known stages and somebody may make it, every stage can
// be reached from the initial one, and from every stage a done one can be
// reached. Otherwise the error is an *Unproved with all the faults.
func Compile(def Definition) (*Machine, error) {
	p := proof{def: def, stages: map[string]int{}, moves: map[arrow]int{}}
	p.checkStages()
	p.checkInitial()
	p.checkMoves()
	p.checkWays()
	if len(p.faults) > 0 {
		return nil, &Unproved{Faults: p.faults}
	}
	return newMachine(def), nil
}

// proof gathers the faults of one definition. Its tables hold the first thing
// of each name, by index.
type proof struct {
	def    Definition
	stages map[string]int
	moves  map[arrow]int
	faults []Fault
}

func (p *proof) fault(path string, rule Rule, params map[string]string) {
	p.faults = append(p.faults, Fault{Path: path, Rule: rule, Params: params})
}

func (p *proof) checkStages() {
	for i, s := range p.def.Stages {
		path := fmt.Sprintf("stages[%d]", i)
		if p.named(path+".key", s.Key) {
			if first, twice := p.stages[s.Key]; twice {
				p.fault(path+".key", RuleStageTwice, map[string]string{"stage": s.Key, "first": fmt.Sprintf("stages[%d]", first)})
			} else {
				p.stages[s.Key] = i
			}
		}
		if !slices.Contains(ticket.Phases(), s.Phase) {
			p.fault(path+".phase", RuleUnknownPhase, unknown(string(s.Phase), phaseWords()))
		}
	}
}

func (p *proof) checkInitial() {
	p.known("initial", p.def.Initial)
}

func (p *proof) checkMoves() {
	for i, m := range p.def.Moves {
		path := fmt.Sprintf("moves[%d]", i)
		named := p.named(path+".event", m.Event)
		from := p.known(path+".from", m.From)
		p.known(path+".to", m.To)
		if named && from {
			p.checkOnce(path, i, m)
		}
		if len(m.By) == 0 {
			p.fault(path+".by", RuleNoRight, map[string]string{"event": m.Event, "from": m.From})
		}
		for j, role := range m.By {
			if !slices.Contains(Roles(), role) {
				p.fault(fmt.Sprintf("%s.by[%d]", path, j), RuleUnknownRole, unknown(role, Roles()))
			}
		}
		p.filled(path+".guards", m.Guards)
		p.filled(path+".fields", m.Fields)
	}
}

func (p *proof) checkOnce(path string, i int, m Move) {
	at := arrow{m.From, m.Event}
	first, twice := p.moves[at]
	if !twice {
		p.moves[at] = i
		return
	}
	p.fault(path, RuleMoveTwice, map[string]string{"event": m.Event, "from": m.From, "first": fmt.Sprintf("moves[%d]", first)})
}

// checkWays follows the arrows: forward from the initial stage, and backward
// from the done ones.
func (p *proof) checkWays() {
	forward, backward := map[string][]string{}, map[string][]string{}
	for _, m := range p.def.Moves {
		forward[m.From] = append(forward[m.From], m.To)
		backward[m.To] = append(backward[m.To], m.From)
	}
	var done []string
	for _, s := range p.def.Stages {
		if s.Phase == ticket.PhaseDone {
			done = append(done, s.Key)
		}
	}
	if len(done) == 0 {
		p.fault("stages", RuleNoEnd, nil)
	}
	reached, ending := closure(forward, p.def.Initial), closure(backward, done...)
	_, born := p.stages[p.def.Initial]
	for i, s := range p.def.Stages {
		if first, ok := p.stages[s.Key]; !ok || first != i {
			continue
		}
		path := fmt.Sprintf("stages[%d]", i)
		// Without a beginning or an end every stage would be at fault; that is
		// said once, above.
		if born && !reached[s.Key] {
			p.fault(path, RuleUnreachable, map[string]string{"stage": s.Key, "initial": p.def.Initial})
		}
		if len(done) > 0 && !ending[s.Key] {
			p.fault(path, RuleNoWayOut, map[string]string{"stage": s.Key})
		}
	}
}

// closure answers every stage that the arrows reach from the seeds, which are
// among them.
func closure(arrows map[string][]string, seeds ...string) map[string]bool {
	reached := map[string]bool{}
	for queue := seeds; len(queue) > 0; {
		stage := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if !reached[stage] {
			reached[stage] = true
			queue = append(queue, arrows[stage]...)
		}
	}
	return reached
}

// known tells whether the key names a stage, and notes the fault if not.
func (p *proof) known(path, key string) bool {
	if key == "" {
		p.fault(path, RuleEmpty, nil)
		return false
	}
	if _, ok := p.stages[key]; !ok {
		p.fault(path, RuleUnknownStage, unknown(key, stageKeys(p.def.Stages)))
		return false
	}
	return true
}

// named tells whether a stage or an event may be called so, and notes the
// fault if not. The limits keep keys fit for addresses and diagrams.
func (p *proof) named(path, key string) bool {
	if key == "" {
		p.fault(path, RuleEmpty, nil)
		return false
	}
	if strings.ContainsFunc(key, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
	}) {
		p.fault(path, RuleKey, map[string]string{"got": key})
		return false
	}
	return true
}

func (p *proof) filled(path string, names []string) {
	for i, name := range names {
		if name == "" {
			p.fault(fmt.Sprintf("%s[%d]", path, i), RuleEmpty, nil)
		}
	}
}

func unknown(got string, allowed []string) map[string]string {
	return map[string]string{"got": got, "allowed": strings.Join(allowed, ", ")}
}

func phaseWords() []string {
	var words []string
	for _, phase := range ticket.Phases() {
		words = append(words, string(phase))
	}
	return words
}

func stageKeys(stages []Stage) []string {
	keys := make([]string, len(stages))
	for i, s := range stages {
		keys[i] = s.Key
	}
	return keys
}
