package workflow

import (
	"context"
	"errors"
	"fmt"

	"github.com/looplab/fsm"
)

// errUnchecked holds a guarded move when there is nobody to ask.
var errUnchecked = errors.New("no check was given")

// Step is the one way to move: it answers the move that the event makes from
// the stage, after check has answered nil for each of the move's guards, in
// their order. The first no ends the asking. A nil check says no to every guard.
//
// The error is a *Refused when there is no such move, a *Held when a guard
// says no, and wraps the context's own when that is done.
//
// Nothing is changed by a step, and steps may be taken at once from any number
// of goroutines; check is called on the caller's.
func (m *Machine) Step(ctx context.Context, from, event string, check func(guard string) error) (Move, error) {
	if err := ctx.Err(); err != nil {
		return Move{}, fmt.Errorf("workflow: %q from %q: %w", event, from, err)
	}
	engine := m.engines.Get().(*fsm.FSM)
	// The engine takes any state for good: an unknown one has no arrows, so
	// that every event is refused there.
	engine.SetState(from)
	q := &question{check: check}
	err := engine.Event(ctx, event, q)

	// The kinds are told apart without unwrapping: a guard may answer with an
	// engine's error of its own.
	switch answer := err.(type) {
	case nil, fsm.NoTransitionError: // the latter where an arrow leads back to its own stage
		m.engines.Put(engine)
		return q.move.clone(), nil
	case fsm.CanceledError:
		m.engines.Put(engine)
		return Move{}, &Held{Move: q.move.clone(), Guard: q.guard, Err: answer.Err}
	case fsm.InvalidEventError, fsm.UnknownEventError:
		m.engines.Put(engine)
		return Move{}, m.refuse(from, event)
	default:
		// A context that ends in the middle leaves the engine in the middle of
		// its transition for ever: it is not put back.
		return Move{}, fmt.Errorf("workflow: %q from %q: %w", event, from, err)
	}
}

// question travels through the engine to its before-callback and back.
type question struct {
	check func(guard string) error
	move  Move   // the arrow the engine found
	guard string // the guard that said no
}

// newEngine builds the state machine that takes the steps, from the same table
// that answers them. Its one callback is the general one, which is not bound
// to a name that could be misspelt.
func (m *Machine) newEngine() *fsm.FSM {
	same := func(stage string) string { return stage }
	return fsm.NewFSM(m.initial, m.events(same), fsm.Callbacks{"before_event": m.ask})
}

// events writes the table in the engine's terms, with the stages called by name.
func (m *Machine) events(name func(stage string) string) fsm.Events {
	events := make(fsm.Events, 0, len(m.table))
	for _, move := range m.table {
		events = append(events, fsm.EventDesc{Name: move.Event, Src: []string{name(move.From)}, Dst: name(move.To)})
	}
	return events
}

func (m *Machine) ask(_ context.Context, e *fsm.Event) {
	q := e.Args[0].(*question)
	q.move = m.table[arrow{e.Src, e.Event}]
	for _, guard := range q.move.Guards {
		err := errUnchecked
		if q.check != nil {
			err = q.check(guard)
		}
		if err != nil {
			q.guard = guard
			e.Cancel(err)
			return
		}
	}
}

func (m *Machine) refuse(from, event string) *Refused {
	refused := &Refused{Stage: from, Event: event, Allowed: m.Moves(from)}
	if _, known := m.byKey[from]; !known {
		refused.Known = stageKeys(m.stages)
	}
	return refused
}
