package helpdesk

import (
	"errors"
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

// byRule is who makes the moves that the regulation asks for upon an occasion.
var byRule = System("rules")

// upon finds the move that the system makes from a stage upon an occasion.
func (r *rules) upon(stage, occasion string) (Move, bool) {
	for _, m := range r.machine.Moves(stage) {
		if move := r.moves[arrow(m.From, m.Event)]; slices.Contains(move.Upon, occasion) {
			return move, true
		}
	}
	return Move{}, false
}

// occur lets the system make the move that the regulation asks for upon an occasion.
// There may be none, a guard may hold it, its window may be over: then nothing happens.
func (d *draft) occur(occasion string) (moved bool, err error) {
	move, ok := d.rules.upon(d.ticket.Stage, occasion)
	if !ok || move.over(d.ticket, d.at) {
		return false, nil
	}
	step, err := d.rules.machine.Step(d.ctx, d.ticket.Stage, move.Event, d.holds)
	var held *workflow.Held
	if errors.As(err, &held) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	actor, behalf := d.actor, d.behalf
	d.actor, d.behalf = byRule.ID, ""
	defer func() { d.actor, d.behalf = actor, behalf }()
	err = d.pass(move, step, nil, ticket.Fact{Field: factBecause, New: occasion})
	var refused *Error
	if errors.As(err, &refused) && refused.Code == Refused && refused.Reason == reasonGuard {
		return false, nil
	}
	return err == nil, err
}

// factBecause tells upon what something was done.
const factBecause = "because"

// over tells whether the move's window has passed. A stage that took the place of
// another after the ticket was closed does not open it anew.
func (m Move) over(t ticket.Ticket, at time.Time) bool {
	since := t.Entered
	if t.Phase == ticket.PhaseDone && !t.Closed.IsZero() {
		since = t.Closed
	}
	return m.Window > 0 && at.Sub(since) > m.Window
}
