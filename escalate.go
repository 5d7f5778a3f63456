package helpdesk

import (
	"context"
	"slices"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// escalated tells those whom the regulation names for what a clock has come to.
func (a *audience) escalated(p event.Clock) error {
	for _, e := range a.rules.escalations(a.ticket, a.event.Kind, p.Clock) {
		a.tell(NoticeEscalated, e.People...)
		if slices.Contains(e.Tell, TellTeam) {
			if err := a.team(NoticeEscalated, a.ticket.Team); err != nil {
				return err
			}
		}
		if slices.Contains(e.Tell, TellOperations) {
			if err := a.those(NoticeEscalated, ticket.RoleOperationsManager); err != nil {
				return err
			}
		}
	}
	return nil
}

// escalate is the desk's handler that follows the regulation when a clock comes near its
// due or passes it: once for each event, and not in a ticket that is no longer worked on.
func (d *Desk) escalate(ctx context.Context, v Delivery) error {
	return payloadOf(v.Envelope, func(p event.Clock) error {
		s := d.As(System("escalation")).Once(v.ID.String())
		_, err := s.alter(ctx, VerbSystem, v.Ticket, v.ID, func(c *draft) error {
			if c.ticket.Phase != ticket.PhaseOpen {
				return nil
			}
			for _, e := range c.rules.escalations(c.ticket, v.Kind, p.Clock) {
				if err := c.escalate(s, e); err != nil {
					return err
				}
			}
			return nil
		})
		return ignoreGone(err)
	})
}

func (d *draft) escalate(s *Session, e Escalation) error {
	rank := func(key string) int {
		return slices.IndexFunc(d.rules.Priorities, func(p Priority) bool { return p.Key == key })
	}
	if e.Raise != "" && rank(e.Raise) > rank(d.ticket.Priority) {
		if err := d.reclassify("", e.Raise); err != nil {
			return err
		}
	}
	if e.Reassign == "" {
		return nil
	}
	return d.give(s, Assignment{Team: &e.Reassign})
}
