package helpdesk

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// Assignment says who has a ticket. What is nil stays; empty is nobody.
type Assignment struct {
	Agent  *string // a person of the staff
	Team   *string // a team of the directory
	Vendor *string // an outside company's team, which then sees the ticket
}

// Assign gives a ticket to somebody. An agent of the ticket's team may take it
// himself and put it back into the queue; an operations manager may give it to anybody.
func (s *Session) Assign(ctx context.Context, id uuid.UUID, in Assignment) (Receipt, error) {
	return s.alter(ctx, VerbAssign, id, in, func(d *draft) error {
		if err := d.mayAssign(in); err != nil {
			return err
		}
		if d.ticket.Phase == ticket.PhaseDone {
			return refuse("ticket_done", "stage", d.ticket.Stage, "allowed", d.waysOut())
		}
		return d.give(s, in)
	})
}

// taken is the occasion of somebody being given the ticket that nobody had.
func (d *draft) taken(was string) error {
	if was != "" || d.ticket.Agent == "" {
		return nil
	}
	_, err := d.occur(UponAssignment)
	return err
}

// mayAssign: who does not work everywhere may take what is free or give back what is his.
func (d *draft) mayAssign(in Assignment) error {
	if err := d.works(VerbAssign); err != nil || d.rights.Desk {
		return err
	}
	me := d.rights.Person.ID
	if in.Agent != nil && *in.Agent != me && (*in.Agent != "" || d.ticket.Agent != me) {
		return &Error{Code: Forbidden, Reason: "assign_others", Params: params("right", string(VerbAssign))}
	}
	if in.Team != nil && *in.Team != d.ticket.Team || in.Vendor != nil && *in.Vendor != d.ticket.Vendor {
		return &Error{Code: Forbidden, Reason: "assign_others", Params: params("right", string(VerbAssign))}
	}
	return nil
}

func (d *draft) assign(s *Session, in Assignment) error {
	var fs faults
	if in.Agent == nil && in.Team == nil && in.Vendor == nil {
		fs.add("agent", FaultRequired)
	}
	if in.Team != nil && *in.Team == "" {
		fs.add("team", FaultRequired)
	}
	teams, err := d.desk.teams(d.ctx)
	if err != nil {
		return err
	}
	for _, team := range []*string{in.Team, in.Vendor} {
		if team != nil {
			*team = now(d.rules.successors.teams, *team)
		}
	}
	var all, outside []string
	for _, t := range teams {
		all = append(all, t.ID)
		if t.Outside {
			outside = append(outside, t.ID)
		}
	}
	if in.Team != nil && *in.Team != "" {
		fs.oneOf("team", *in.Team, append(all, keysOf(d.rules.Teams, func(t TeamDefinition) string { return t.Key })...))
	}
	if in.Vendor != nil {
		if *in.Vendor != "" {
			fs.oneOf("vendor", *in.Vendor, outside)
		}
		d.ticket.Vendor = *in.Vendor
	}
	agent := ""
	if in.Agent != nil && *in.Agent != "" {
		if agent, err = d.recipient(s, &fs, "agent", *in.Agent); err != nil {
			return err
		}
	}
	if err := fs.err(); err != nil {
		return err
	}
	if in.Team != nil {
		if err := d.handOver(*in.Team); err != nil {
			return err
		}
	}
	if in.Agent != nil {
		d.ticket.Agent = agent
	}
	return nil
}
