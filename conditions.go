package helpdesk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/internal/condition"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// scope is what the conditions of the regulation's rules may ask of a ticket. What it
// is called and what it holds is told in docs/regulation.md.
func (r Regulation) scope() *condition.Scope {
	fields := make([]condition.Variable, 0, len(r.Fields))
	for _, f := range r.Fields {
		v := condition.Variable{Name: f.Key}
		switch f.Kind {
		case KindNumber:
			v.Kind = condition.Number
		case KindChoice:
			v.Allowed = append([]string{""}, keysOf(f.Choices, func(c Choice) string { return c.Key })...)
		}
		fields = append(fields, v)
	}
	text := func(name string, allowed ...string) condition.Variable {
		return condition.Variable{Name: name, Allowed: allowed}
	}
	category := text("category") // free where there is no list of them
	if len(r.Categories) > 0 {
		category.Allowed = append(keysOf(r.Categories, func(c Category) string { return c.Key }), "")
	}
	return condition.NewScope(
		category,
		text("group", append(keysOf(r.Groups, func(g Group) string { return g.Key }), "")...),
		text("priority", keysOf(r.Priorities, func(p Priority) string { return p.Key })...),
		text("kind", keysOf(r.Kinds, func(k Kind) string { return k.Key })...),
		text("channel", texts(ticket.Channels())...),
		text("requester"), text("organization"),
		condition.Variable{Name: "fields", Kind: condition.Parts, Parts: fields},
		condition.Variable{Name: "opened", Kind: condition.Parts, Parts: []condition.Variable{
			{Name: "working", Kind: condition.Truth},
			text("date"), text("weekday", weekdays...),
			{Name: "hour", Kind: condition.Number},
		}},
	)
}

// weekdays are the values of opened.weekday, from Sunday on.
var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// valuesOf are the ticket's values for the scope.
func (r *rules) valuesOf(t ticket.Ticket) map[string]any {
	fields := make(map[string]any, len(r.Fields))
	for _, f := range r.Fields {
		if f.Kind == KindNumber {
			n, _ := strconv.ParseFloat(t.Fields[f.Key], 64) // one that is not filled in is 0
			fields[f.Key] = n
		} else {
			fields[f.Key] = t.Fields[f.Key]
		}
	}
	calendar := r.calendar()
	at := t.Opened.In(calendar.Location())
	return map[string]any{
		"category": t.Category, "group": r.categories[t.Category].Group, "priority": t.Priority, "kind": t.Kind,
		"channel": string(t.Channel), "requester": t.Requester, "organization": t.Organization, "fields": fields,
		"opened": map[string]any{
			"working": calendar.At(t.Opened).Open,
			"date":    at.Format(time.DateOnly), "weekday": weekdays[at.Weekday()], "hour": float64(at.Hour()),
		},
	}
}

// rule is an exception or a route with its condition made ready.
type rule struct {
	key       string
	condition *condition.Condition
}

// failure is a rule that could not be asked of a ticket: it was passed over.
type failure struct{ rule, problem string }

// plan is the plan that the exceptions, else category and priority, or else the
// priority alone choose, and the rule that chose it. Exceptions that fail are passed
// over and answered.
func (r *rules) plan(t ticket.Ticket) (plan, by string, failed []failure) {
	var values map[string]any
	for i, e := range r.exceptions {
		if values == nil {
			values = r.valuesOf(t)
		}
		holds, err := e.condition.Holds(values)
		if err != nil {
			failed = append(failed, failure{ruleException + e.key, err.Error()})
			continue
		}
		if holds {
			return r.Exceptions[i].Plan, ruleException + e.key, failed
		}
	}
	if plan := r.categories[t.Category].Plans[t.Priority]; plan != "" {
		return plan, ruleMatrix + t.Category + "/" + t.Priority, failed
	}
	if plan := r.priorities[t.Priority].Plan; plan != "" {
		return plan, rulePriority + t.Priority, failed
	}
	return "", "", failed
}

// team is who works on the ticket in a stage: as the first route that holds says, else
// by category and stage; who has it now when neither says. Routes that fail are passed
// over and answered.
func (r *rules) team(t ticket.Ticket, stage string) (team, route string, failed []failure) {
	var values map[string]any
	for i, rule := range r.routes {
		if !r.Routes[i].in(stage) {
			continue
		}
		if values == nil {
			values = r.valuesOf(t)
		}
		holds, err := rule.condition.Holds(values)
		if err != nil {
			failed = append(failed, failure{ruleRoute + rule.key, err.Error()})
			continue
		}
		if holds {
			return r.Routes[i].Team, ruleRoute + rule.key, failed
		}
	}
	if team := r.categories[t.Category].Teams[stage]; team != "" {
		return team, "", failed
	}
	if team := r.stages[stage].Team; team != "" {
		return team, "", failed
	}
	return t.Team, "", failed
}

// Reason tells in words why a rule, by the key that a ticket or an explanation gives
// it, chose as it did. It is asked of the version that set the ticket's targets. A
// rule of the matrix has none: category and priority are the reason.
func (r Regulation) Reason(rule string) Text {
	if key, ok := strings.CutPrefix(rule, ruleException); ok {
		for _, e := range r.Exceptions {
			if e.Key == key {
				return e.Reason
			}
		}
	}
	if key, ok := strings.CutPrefix(rule, ruleRoute); ok {
		for _, x := range r.Routes {
			if x.Key == key {
				return x.Reason
			}
		}
	}
	return nil
}

// Reason tells why a rule of a version of the regulation chose a plan: see
// Regulation.Reason. Anybody may ask.
func (d *Desk) Reason(ctx context.Context, version int, rule string) (Text, error) {
	r, err := d.rules(ctx, version)
	if err != nil {
		return nil, fail("reason", err)
	}
	return r.Reason(rule), nil
}
