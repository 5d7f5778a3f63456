package workflow

import (
	"slices"
	"sync"
)

// Machine is a proved workflow. It never changes and may be used by any number
// of goroutines at once.
type Machine struct {
	initial string
	stages  []Stage
	byKey   map[string]Stage
	moves   map[string][]Move // by the stage they start from
	table   map[arrow]Move
	engines sync.Pool // of *fsm.FSM, see Step
}

// arrow names a move: an event that happens in a stage.
type arrow struct{ from, event string }

func newMachine(def Definition) *Machine {
	m := &Machine{
		initial: def.Initial,
		stages:  slices.Clone(def.Stages),
		byKey:   make(map[string]Stage, len(def.Stages)),
		moves:   make(map[string][]Move, len(def.Stages)),
		table:   make(map[arrow]Move, len(def.Moves)),
	}
	for _, s := range m.stages {
		m.byKey[s.Key] = s
	}
	for _, move := range def.Moves {
		move = move.clone()
		m.moves[move.From] = append(m.moves[move.From], move)
		m.table[arrow{move.From, move.Event}] = move
	}
	m.engines.New = func() any { return m.newEngine() }
	return m
}

// Stage answers the stage with that key, and whether there is one.
func (m *Machine) Stage(key string) (Stage, bool) {
	s, ok := m.byKey[key]
	return s, ok
}

// Stages answers all stages in the definition's order. The caller may keep them.
func (m *Machine) Stages() []Stage { return slices.Clone(m.stages) }

// Initial answers the key of the stage in which a ticket is born.
func (m *Machine) Initial() string { return m.initial }

// Moves answers the moves that lead out of the stage, in the definition's
// order: none for a stage that has none, or that is unknown. They are copies
// that the caller may keep.
func (m *Machine) Moves(stage string) []Move {
	var moves []Move
	for _, move := range m.moves[stage] {
		moves = append(moves, move.clone())
	}
	return moves
}
