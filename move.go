package helpdesk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

// Transition asks for one of the regulation's moves, with what the move needs.
type Transition struct {
	Event  string            // the key of the move: "resolve"
	Fields map[string]string // by the keys of the move's fields
	// Comment is said with a rating among the fields, and both sides read it. Without a
	// rating it is not taken.
	Comment string
}

// Move takes the ticket to another stage, by one of the moves that lead out of its
// stage and that the actor may make. Any other is Refused, with the moves there are
// and who may make each.
func (s *Session) Move(ctx context.Context, id uuid.UUID, in Transition) (Receipt, error) {
	return s.alter(ctx, VerbMove, id, in, func(d *draft) error { return d.move(in) })
}

func (d *draft) move(in Transition) error {
	step, err := d.rules.machine.Step(d.ctx, d.ticket.Stage, in.Event, d.holds)
	var refused *workflow.Refused
	var held *workflow.Held
	switch {
	case errors.As(err, &refused) && d.left != "":
		return refuse("stage_retired", "move", in.Event, "retired", d.left, "stage", d.ticket.Stage, "allowed", d.waysOut())
	case errors.As(err, &refused):
		return refuse("move_not_allowed", "move", in.Event, "stage", d.ticket.Stage, "allowed", d.waysOut())
	case errors.As(err, &held):
		if err := d.mayMove(held.Move); err != nil {
			return err
		}
		return held.Err
	case err != nil:
		return err
	}
	if err := d.mayMove(step); err != nil {
		return err
	}
	move := d.rules.asked(d.ticket, d.rules.moves[arrow(step.From, step.Event)])
	late := move.over(d.ticket, d.at)
	if late && move.Later == "" {
		return refuse("window_over", "move", in.Event, "stage", d.ticket.Stage, "allowed", d.waysOut())
	}
	was := d.ticket.Clone().Fields
	given, err := d.take(move, in.Fields)
	if err != nil {
		return err
	}
	comment, err := move.comment(given, in.Comment)
	if err != nil {
		return err
	}
	if late {
		fields := d.ticket.Fields
		d.ticket.Fields = was // what was given is for the ticket that follows
		return d.followUp(move.said(given), fields)
	}
	d.keepAll(move, given)
	if err := d.pass(move, step, given); err != nil {
		return err
	}
	if score := move.rating(given); score > 0 {
		return d.rate(score, comment)
	}
	return nil
}

// pass makes a move, if the host's guards let it pass: with what it was given, and with
// all that the regulation says of it.
func (d *draft) pass(move Move, step workflow.Move, given map[string]string, why ...ticket.Fact) error {
	if err := d.passes(move); err != nil || d.asks != nil {
		return err
	}
	outcomes, err := d.effects(move)
	if err != nil {
		return err
	}
	if err := d.enter(step.To); err != nil {
		return err
	}
	d.awaits(move, given)
	payload := event.Moved{Move: step.Event, From: step.From, To: step.To}
	for _, f := range why {
		payload.Because = f.New
	}
	err = d.record(event.TicketMoved, payload, append([]ticket.Fact{{Field: "move", New: step.Event}}, why...)...)
	if err != nil {
		return err
	}
	if err := d.suggest(move); err != nil {
		return err
	}
	return d.carryOut(outcomes)
}

// awaits notes why a waiting stage was entered and when the next contact is to be.
func (d *draft) awaits(m Move, fields map[string]string) {
	if d.ticket.Phase != ticket.PhaseWaiting {
		return
	}
	for _, f := range m.Fields {
		switch f.As {
		case FieldReason:
			d.ticket.Wait.Reason = fields[f.Key]
		case FieldNextContact:
			d.ticket.Wait.Until, _ = contactAt(fields[f.Key]) // checked before
		}
	}
}

// contactAt reads an instant, the zero time when there is none.
func contactAt(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	return ticket.Instant(at), err
}

// said is the text that a move was given, for the ticket that is opened instead.
func (m Move) said(fields map[string]string) string {
	var texts []string
	for _, f := range m.Fields {
		if slices.Contains([]string{FieldReason, FieldSolution, FieldAnswer}, f.As) && fields[f.Key] != "" {
			texts = append(texts, fields[f.Key])
		}
	}
	return strings.Join(texts, "\n\n")
}

// holds answers a built-in guard. Those of the host are asked by passes, when what the
// move was given is known.
func (d *draft) holds(guard string) error {
	open := slices.ContainsFunc(d.tasks, func(t ticket.Task) bool {
		return t.Kind == ticket.TaskClassification && t.State == ticket.TaskOpen
	})
	if guard == GuardClassified && open {
		return refuse("not_classified", "guard", guard, "stage", d.ticket.Stage)
	}
	return nil
}

// mayMove tells whether the actor may make the move.
func (d *draft) mayMove(m workflow.Move) error {
	if d.rights.mayMove(d.ticket, m, d.actor, d.behalf) {
		return nil
	}
	why := params("right", "move:"+m.Event, "by", strings.Join(m.By, ", "))
	behalf := d.behalf != "" && d.behalf == d.ticket.Requester && slices.Contains(m.By, workflow.Behalf) && d.rights.May(VerbBehalf)
	if d.rights.Staff && (behalf || d.behalf == "" && slices.Contains(m.By, workflow.Staff) && d.rights.May(VerbMove)) {
		why["team"] = d.ticket.Team
		return &Error{Code: Forbidden, Reason: reasonElsewhere, Params: why}
	}
	return &Error{Code: Forbidden, Reason: "move_not_yours", Params: why}
}

func (r Rights) mayMove(t ticket.Ticket, m workflow.Move, actor, behalf string) bool {
	for _, by := range m.By {
		switch {
		case by == workflow.Staff && behalf == "" && r.May(VerbMove) && r.Works(t),
			by == workflow.Requester && behalf == "" && r.May(VerbMove) && t.Requester == actor,
			by == workflow.Behalf && behalf != "" && behalf == t.Requester && r.May(VerbBehalf) && r.Works(t),
			by == workflow.System && r.May(VerbSystem):
			return true
		}
	}
	return false
}

// waysOut names the moves that lead out of the ticket's stage and who may make each.
func (d *draft) waysOut() string {
	var ways []string
	for _, m := range d.rules.machine.Moves(d.ticket.Stage) {
		ways = append(ways, m.Event+" ("+strings.Join(m.By, ", ")+")")
	}
	return strings.Join(ways, ", ")
}

// keep puts what a move was given where the regulation says.
func (d *draft) keep(f MoveField, value string) {
	m := ticket.Message{Audience: ticket.Internal, Side: ticket.SideStaff, Channel: d.via, Text: value}
	if f.Public {
		m.Audience = ticket.Public
	}
	if d.behalf != "" || d.ticket.Requester == d.actor {
		m.Side = ticket.SideRequester
	}
	switch f.As {
	case FieldRating, FieldNextContact: // see rate and awaits
		return
	case FieldArticle:
		d.ticket.Article = value
		return
	case FieldSolution:
		d.ticket.Solution = value
		m.Purpose = ticket.PurposeSolution
	case FieldReason:
		m.Purpose = ticket.PurposeReason
	case FieldAnswer:
		m.Purpose = ticket.PurposeAnswer
	}
	d.say(m)
}
