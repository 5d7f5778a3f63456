package helpdesk

import (
	"log/slog"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// choosePlan gives the ticket the plan that its category, priority and all the rest of
// it choose, and names the rule.
func (d *draft) choosePlan() {
	plan, rule, failed := d.rules.plan(d.ticket)
	d.ticket.Plan, d.ticket.Rule = plan, rule
	d.failed = append(d.failed, failed...)
}

// teamIn is who works on the ticket in a stage. The journal tells the route that chose it.
func (d *draft) teamIn(stage string) string {
	team, route, failed := d.rules.team(d.ticket, stage)
	d.failed = append(d.failed, failed...)
	if route != "" && team != d.ticket.Team {
		d.pending = append(d.pending, ticket.Fact{Field: "route", New: route})
	}
	return team
}

// report writes into the journal, and tells the world and the operators, which rules
// could not be asked of the ticket. They were passed over: a request is never held up
// by a rule.
func (d *draft) report() {
	for _, f := range d.failed {
		e := d.entry(event.RuleFailed)
		e.Actor, e.OnBehalf = System("rules").ID, ""
		e.Facts = []ticket.Fact{{Field: "failed_rule", New: f.rule}, {Field: "problem", New: f.problem}}
		d.write(e, event.Rule{Rule: f.rule, Version: d.rules.version, Problem: f.problem})
		d.desk.log.LogAttrs(d.ctx, slog.LevelError, "a rule of the regulation failed and was passed over",
			slog.String("rule", f.rule), slog.Int("version", d.rules.version), slog.String("ticket", d.ticket.Number), slog.String("problem", f.problem))
	}
	d.failed = nil
}
