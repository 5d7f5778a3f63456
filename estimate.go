package helpdesk

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Estimate is a target that an agent sets for one ticket alone.
type Estimate struct {
	Clock  string // may be left out where the category allows but one
	Target string // "12d", "40h"
	Reason string
}

// Estimate sets the target of a clock for this ticket, where its category leaves that
// to the agent, with a reason. Time already spent is kept.
func (s *Session) Estimate(ctx context.Context, id uuid.UUID, in Estimate) (Receipt, error) {
	return s.alter(ctx, VerbEstimate, id, in, func(d *draft) error {
		if err := d.works(VerbEstimate); err != nil {
			return err
		}
		if d.ticket.Phase != ticket.PhaseOpen {
			return refuse("ticket_not_open", "stage", d.ticket.Stage, "allowed", d.waysOut())
		}
		allowed := d.rules.categories[d.ticket.Category].Estimates
		if len(allowed) == 0 {
			return refuse("not_estimated", "category", d.ticket.Category, "allowed", strings.Join(d.rules.estimated(), ", "))
		}
		var fs faults
		clock := in.Clock
		if clock == "" && len(allowed) == 1 {
			clock = allowed[0]
		}
		fs.oneOf("clock", clock, allowed)
		reason := fs.required("reason", in.Reason, MaxReason)
		target, err := sla.ParseTarget(in.Target)
		switch {
		case err != nil:
			fs.add("target", FaultFormat, "got", in.Target, "like", "4h, 30m, 10d")
		case target.Sign() <= 0 || target.Unit() == sla.InHours && target.Cmp(sla.Minutes(1)) < 0:
			fs.add("target", FaultRange, "got", in.Target, "min", "1m")
		}
		if err := fs.err(); err != nil {
			return err
		}
		own, err := d.ownClock(clock)
		if err != nil {
			return err
		}
		estimates := map[string]string{own: target.String()}
		for k, v := range d.ticket.Estimates {
			if k != own {
				estimates[k] = v
			}
		}
		d.ticket.Estimates = estimates
		d.say(ticket.Message{Side: ticket.SideStaff, Audience: ticket.Internal, Purpose: ticket.PurposeReason, Channel: d.via, Text: reason})
		return d.record(event.TicketEstimated, event.Estimated{Clock: clock, Target: target.String()})
	})
}

// ownClock is the key by which the version that set the ticket's targets knows a clock.
func (d *draft) ownClock(clock string) (string, error) {
	set, err := d.desk.rules(d.ctx, d.ticket.Regulation)
	if err != nil {
		return "", err
	}
	for _, key := range append([]string{clock}, d.rules.clocks[clock].Was...) {
		if set.clocks[key].Key != "" {
			return key, nil
		}
	}
	return clock, nil
}

// estimated are the categories that leave a target to the agent.
func (r *rules) estimated() []string {
	var keys []string
	for _, c := range r.Categories {
		if len(c.Estimates) > 0 {
			keys = append(keys, c.Key)
		}
	}
	slices.Sort(keys)
	return keys
}
