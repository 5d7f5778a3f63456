package helpdesk

import (
	"context"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

// Rating is how content a requester is with what was done for him.
type Rating struct {
	Score   int    // 1 to 5
	Comment string // that both sides read
}

// Rate says how content the requester is with a ticket that is resolved, or over
// after something was done for it. It is his own to say, or that of one of the staff on his behalf, and may be said again: the
// last one counts, the journal keeps all. A resolved ticket is accepted by it, as by the
// move that the requester makes then, unless the regulation says RatingLeavesOpen or the
// move asks for more than a rating.
func (s *Session) Rate(ctx context.Context, id uuid.UUID, in Rating) (Receipt, error) {
	return s.alter(ctx, VerbRate, id, in, func(d *draft) error {
		if err := d.mayRate(); err != nil {
			return err
		}
		if !ratable(d.ticket) {
			return refuse("not_resolved", "stage", d.ticket.Stage, "allowed", d.waysOut())
		}
		var fs faults
		fs.mark("rating", in.Score)
		comment := fs.text("comment", in.Comment, MaxReason)
		if err := fs.err(); err != nil {
			return err
		}
		if accept, ok := d.acceptance(in.Score); ok {
			if len(accept.Fields) > 0 {
				accept.Comment = comment
			}
			if err := d.move(accept); err != nil {
				return err
			}
			if len(accept.Fields) > 0 {
				return nil // the rating went with the move
			}
		}
		return d.rate(in.Score, comment)
	})
}

// ratable tells whether there is something to be content with: a ticket that is
// resolved, or over after something was done for it. One that was withdrawn is not.
func ratable(t ticket.Ticket) bool {
	return t.Phase == ticket.PhaseResolved || t.Phase == ticket.PhaseDone && (!t.Resolved.IsZero() || t.Solution != "")
}

func (d *draft) mayRate() error {
	switch t := d.ticket; {
	case d.behalf == "" && d.rights.May(VerbRate) && t.Requester == d.actor,
		d.behalf != "" && d.behalf == t.Requester && d.rights.May(VerbBehalf) && d.rights.Works(t):
		return nil
	case d.behalf != "" && d.behalf != t.Requester:
		return refuse("not_the_requester", "got", clip(d.behalf))
	}
	if d.rights.Staff {
		return &Error{Code: Forbidden, Reason: "requesters_own", Params: params("right", string(VerbRate))}
	}
	return forbidden(VerbRate)
}

// acceptance is the move by which the requester accepts a resolved ticket, with the
// rating where the move asks for one.
func (d *draft) acceptance(score int) (Transition, bool) {
	if d.ticket.Phase != ticket.PhaseResolved || d.rules.RatingLeavesOpen {
		return Transition{}, false
	}
	for _, m := range d.rules.machine.Moves(d.ticket.Stage) {
		move := d.rules.asked(d.ticket, d.rules.moves[arrow(m.From, m.Event)])
		more := func(f MoveField) bool { return f.Required && f.As != FieldRating }
		if move.Void || d.rules.stages[m.To].Phase != ticket.PhaseDone || !slices.Contains(m.By, workflow.Requester) ||
			!d.rights.mayMove(d.ticket, m, d.actor, d.behalf) || slices.ContainsFunc(move.Fields, more) || d.passes(move) != nil {
			continue
		}
		if _, err := d.rules.machine.Step(d.ctx, m.From, m.Event, d.holds); err != nil {
			continue
		}
		in := Transition{Event: m.Event}
		if i := slices.IndexFunc(move.Fields, func(f MoveField) bool { return f.As == FieldRating }); i >= 0 {
			in.Fields = map[string]string{move.Fields[i].Key: strconv.Itoa(score)}
		}
		return in, true
	}
	return Transition{}, false
}

// rating is the rating among what a move was given; 0 for none.
func (m Move) rating(given map[string]string) int {
	for _, f := range m.Fields {
		if n, err := strconv.Atoi(given[f.Key]); f.As == FieldRating && err == nil { // checked before
			return n
		}
	}
	return 0
}

// comment is what was said with the rating that a move was given.
func (m Move) comment(given map[string]string, text string) (string, error) {
	var fs faults
	comment := fs.text("comment", text, MaxReason)
	if comment != "" && m.rating(given) == 0 {
		i := slices.IndexFunc(m.Fields, func(f MoveField) bool { return f.As == FieldRating })
		if i < 0 {
			fs.add("comment", FaultGiven, "got", clip(comment))
		} else {
			fs.add("fields."+m.Fields[i].Key, FaultRequired)
		}
	}
	return comment, fs.err()
}

// rate records a rating, and what was said with it.
func (d *draft) rate(score int, comment string) error {
	told := event.Rated{Rating: score, Was: d.ticket.Rating}
	d.ticket.Rating = score
	if comment != "" {
		m := d.say(ticket.Message{Side: ticket.SideRequester, Audience: ticket.Public, Purpose: ticket.PurposeRating, Channel: d.via, Text: comment})
		told.Comment = &m.ID
	}
	return d.record(event.TicketRated, told)
}
