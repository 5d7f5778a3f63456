package helpdesk

import (
	"slices"

	"github.com/helpdesk-go/helpdesk/sla"
)

// Arrow is a move from one stage, with what it does to the clocks.
type Arrow struct {
	From   string
	Move   Move
	Clocks []ClockTurn // of the clocks that it changes, in the regulation's order
}

// ClockTurn says what becomes of a clock by a move.
type ClockTurn struct {
	Clock string
	Turn  Turn
}

// Turn is what a move does to a clock.
type Turn string

// What a move does to a clock.
const (
	TurnStarts Turn = "starts" // or goes on, where it has run before
	TurnStops  Turn = "stops"  // and keeps what it has spent
	TurnPauses Turn = "pauses" // until the ticket leaves the stage
	TurnEnds   Turn = "ends"   // for good, unless the ticket comes back
	TurnVoid   Turn = "void"   // ends, neither met nor missed
)

// Arrows are all moves from each of their stages, in the regulation's order.
func (r Regulation) Arrows() []Arrow {
	var arrows []Arrow
	for _, m := range r.Moves {
		for _, from := range m.From {
			a := Arrow{From: from, Move: m}
			for _, c := range r.Clocks {
				c.Ends = r.endsOf(c)
				if e := c.effect(m, from); e != "" {
					a.Clocks = append(a.Clocks, ClockTurn{c.Key, e})
				}
			}
			arrows = append(arrows, a)
		}
	}
	return arrows
}

// effect is what a move from a stage does to the clock; empty for nothing.
func (c Clock) effect(m Move, from string) Turn {
	in := func(list []string, stage string) bool { return slices.Contains(list, stage) }
	if c.Kind == sla.StageClock {
		was, is := in(c.Stages, from), in(c.Stages, m.To)
		switch {
		case was == is:
			return ""
		case is:
			return TurnStarts
		case m.Void:
			return TurnVoid
		}
		return TurnStops
	}
	ended, ends := in(c.Ends, from), in(c.Ends, m.To)
	paused, pauses := in(c.Pauses, from), in(c.Pauses, m.To)
	switch {
	case m.Void && !ended:
		return TurnVoid
	case ends && !ended:
		return TurnEnds
	case pauses && !paused:
		return TurnPauses
	case (ended || paused) && !ends && !pauses:
		return TurnStarts
	}
	return ""
}
