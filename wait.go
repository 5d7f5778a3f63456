package helpdesk

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Waiting says for whom or what the desk waits, and until when at the latest.
type Waiting struct {
	Reason string
	Until  time.Time // the next contact; zero for none
}

// Wait lets a ticket wait. Where the regulation has waiting stages, it is the move into
// the one that asks for no more than a reason and a date; in a waiting stage it changes
// the reason and, if one is given, the date. Else the ticket is marked: its clocks stand
// still until a message of the requester, any move, the date, or Resume.
func (s *Session) Wait(ctx context.Context, id uuid.UUID, in Waiting) (Receipt, error) {
	return s.alter(ctx, VerbWait, id, in, func(d *draft) error {
		if err := d.works(VerbWait); err != nil {
			return err
		}
		inStage := d.ticket.Phase == ticket.PhaseWaiting
		if d.ticket.Phase != ticket.PhaseOpen && !inStage {
			return refuse("ticket_not_open", "stage", d.ticket.Stage, "allowed", d.waysOut())
		}
		if d.rules.waits && !inStage {
			return d.moveToWait(in)
		}
		var fs faults
		reason := fs.required("reason", in.Reason, MaxReason)
		until := ticket.Instant(in.Until)
		if !until.IsZero() && !until.After(d.at) {
			fs.add("until", FaultPast, "got", until.Format(time.RFC3339))
		}
		if err := fs.err(); err != nil {
			return err
		}
		w := &d.ticket.Wait
		w.Reason = reason
		if !until.IsZero() || !inStage {
			w.Until = until
		}
		if w.Since.IsZero() && !inStage { // a new reason or date does not begin the wait anew
			w.Since = d.at
		}
		payload := event.Waiting{Reason: reason, Others: !d.rules.waitsForRequester(d.ticket)}
		if !w.Until.IsZero() {
			payload.Until = &w.Until
		}
		return d.record(event.TicketWaiting, payload)
	})
}

// waitsForRequester tells whether the ticket waits, and for the requester: in a waiting
// stage, where his silence is counted.
func (r *rules) waitsForRequester(t ticket.Ticket) bool {
	return t.Wait.On() || t.Phase == ticket.PhaseWaiting && r.stages[t.Stage].Silence != nil
}

// Resume ends a wait: the clocks go on. From a waiting stage it is the move to an open
// one. A ticket that does not wait is Refused.
func (s *Session) Resume(ctx context.Context, id uuid.UUID) (Receipt, error) {
	return s.alter(ctx, VerbWait, id, nil, func(d *draft) error {
		if err := d.works(VerbWait); err != nil {
			return err
		}
		if d.ticket.Wait.On() {
			return d.endWait("person")
		}
		move, ok := d.moveTo(ticket.PhaseOpen)
		if d.ticket.Phase != ticket.PhaseWaiting || !ok {
			return refuse("not_waiting", "stage", d.ticket.Stage, "allowed", d.waysOut())
		}
		return d.move(Transition{Event: move.Event})
	})
}

// moveToWait makes the move into a waiting stage. What is wrong is named as it was given.
func (d *draft) moveToWait(in Waiting) error {
	move, ok := d.moveTo(ticket.PhaseWaiting, FieldReason, FieldNextContact)
	if !ok {
		return refuse("move_not_allowed", "move", string(VerbWait), "stage", d.ticket.Stage, "allowed", d.waysOut())
	}
	given := map[string]string{}
	names := map[string]string{}
	for _, f := range move.Fields {
		switch f.As {
		case FieldReason:
			given[f.Key], names["fields."+f.Key] = in.Reason, "reason"
		case FieldNextContact:
			names["fields."+f.Key] = "until"
			if !in.Until.IsZero() {
				given[f.Key] = in.Until.Format(time.RFC3339Nano)
			}
		}
	}
	err := d.move(Transition{Event: move.Event, Fields: given})
	var wrong *Error
	if errors.As(err, &wrong) {
		for i, f := range wrong.Faults {
			wrong.Faults[i].Field = or(names[f.Field], f.Field)
		}
	}
	return err
}

// moveTo is the first move that leads from the ticket's stage into a phase, that the
// staff may make, and that requires nothing but fields of these kinds.
func (d *draft) moveTo(phase ticket.Phase, as ...string) (Move, bool) {
	for _, m := range d.rules.machine.Moves(d.ticket.Stage) {
		move := d.rules.moves[arrow(m.From, m.Event)]
		more := func(f MoveField) bool { return f.Required && !slices.Contains(as, f.As) }
		if d.rules.stages[m.To].Phase == phase && d.rights.mayMove(d.ticket, m, d.actor, d.behalf) && !slices.ContainsFunc(move.Fields, more) {
			return move, true
		}
	}
	return Move{}, false
}
