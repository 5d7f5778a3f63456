package helpdesk

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Classification says what a ticket is. Empty fields stay as they are.
type Classification struct {
	Category string
	Priority string
	Agent    string            // who is to take it on
	Fields   map[string]string // values of fields, as Fill takes them
}

// Classify corrects the category and the priority given at the opening, names an
// agent, and ends the classification task. The plan and every open target follow at
// once; time already spent is kept, and a target that is already exceeded is a breach
// at this instant. It can be done again as long as the ticket is open or waits.
func (s *Session) Classify(ctx context.Context, id uuid.UUID, in Classification) (Receipt, error) {
	return s.alter(ctx, VerbClassify, id, in, func(d *draft) error {
		if err := d.works(VerbClassify); err != nil {
			return err
		}
		if d.ticket.Phase != ticket.PhaseOpen && d.ticket.Phase != ticket.PhaseWaiting {
			return refuse("ticket_not_open", "stage", d.ticket.Stage, "allowed", d.waysOut())
		}
		var fs faults
		category, priority := or(in.Category, d.ticket.Category), or(in.Priority, d.ticket.Priority)
		was := d.ticket.Clone()
		d.classification(&fs, category, priority, d.ticket.Kind, false)
		if err := d.fill(&fs, in.Fields, false); err != nil {
			return err
		}
		if in.Agent != "" {
			agent, err := d.recipient(s, &fs, "agent", in.Agent)
			if err != nil {
				return err
			}
			d.ticket.Agent = agent
		}
		if err := fs.err(); err != nil {
			return err
		}
		if err := d.follows(was); err != nil {
			return err
		}
		for _, t := range d.tasks {
			if t.Kind == ticket.TaskClassification && t.State == ticket.TaskOpen {
				t.State, t.Ended, t.Assignee = ticket.TaskDone, d.at, or(t.Assignee, d.actor)
				d.putTask(t)
			}
		}
		err := d.record(event.TicketClassified, event.Classified{
			Category: category, Priority: priority, Plan: d.ticket.Plan, Rule: d.ticket.Rule,
		})
		if err != nil {
			return err
		}
		return d.taken(was.Agent)
	})
}

// works tells whether the actor has the verb and works on the ticket.
func (d *draft) works(v Verb) error {
	if !d.rights.May(v) || !d.rights.Works(d.ticket) {
		return d.elsewhere(v)
	}
	return nil
}

// reasonElsewhere is why somebody may not do what he has the right to: it is not his
// ticket, nor that of his teams.
const reasonElsewhere = "not_your_ticket"

// elsewhere is the error for whoever lacks the verb, or the ticket. Whose that is, the
// staff alone is told.
func (d *draft) elsewhere(v Verb) error {
	if !d.rights.Staff || !d.rights.May(v) {
		return forbidden(v)
	}
	return &Error{Code: Forbidden, Reason: reasonElsewhere, Params: params("right", string(v), "team", d.ticket.Team)}
}

// agent answers an active person of the staff, or adds a fault.
func (s *Session) agent(ctx context.Context, r Rights, fs *faults, field, id string) (ticket.Person, error) {
	before := len(*fs)
	p, err := s.personKnown(ctx, r, fs, field, id)
	if err == nil && len(*fs) == before && !p.Has(ticket.RoleAgent) && !p.Has(ticket.RoleOperationsManager) {
		fs.add(field, FaultNotAgent, "got", id)
	}
	return p, err
}

func or(first, second string) string {
	if first != "" {
		return first
	}
	return second
}
