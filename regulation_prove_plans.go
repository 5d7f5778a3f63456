package helpdesk

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/sla"
)

func (p *proof) clocks(clocks []Clock, stages []string) {
	for i, c := range clocks {
		at := fmt.Sprintf("clocks[%d]", i)
		p.required(at+".kind", string(c.Kind), []string{string(sla.StageClock), string(sla.FirstResponse), string(sla.NextResponse), string(sla.Resolution)})
		if c.Kind == sla.StageClock && len(c.Stages) == 0 {
			p.add(at+".stages", FaultRequired, "allowed", strings.Join(stages, ", "))
		}
		if c.Warning < 0 || c.Warning > 1 {
			p.add(at+".warning", FaultRange, "got", fmt.Sprint(c.Warning), "min", "0", "max", "1")
		}
		for name, list := range map[string][]string{"stages": c.Stages, "pauses": c.Pauses, "ends": c.Ends} {
			for j, s := range list {
				p.required(fmt.Sprintf("%s.%s[%d]", at, name, j), s, stages)
			}
		}
	}
}

func (p *proof) categories(categories []Category, all []Priority, plans, groups, stages, teams, clocks []string) {
	priorities := keysOf(all, func(x Priority) string { return x.Key })
	for i, c := range categories {
		at := fmt.Sprintf("categories[%d]", i)
		p.known(at+".group", c.Group, groups)
		for _, priority := range slices.Sorted(maps.Keys(c.Plans)) {
			p.known(at+".plans."+priority, priority, priorities)
			p.required(at+".plans."+priority, c.Plans[priority], plans)
		}
		for _, x := range all {
			if _, ok := c.Plans[x.Key]; !ok && x.Plan == "" {
				p.add(at+".plans", FaultMissing, "got", x.Key)
			}
		}
		for _, stage := range slices.Sorted(maps.Keys(c.Teams)) {
			p.known(at+".teams", stage, stages)
			p.required(at+".teams."+stage, c.Teams[stage], teams)
		}
		for j, clock := range c.Estimates {
			p.required(fmt.Sprintf("%s.estimates[%d]", at, j), clock, clocks)
		}
	}
}

func (p *proof) plans(plans []Plan, calendars, clocks []string) {
	for i, plan := range plans {
		at := fmt.Sprintf("plans[%d]", i)
		p.known(at+".calendar", plan.Calendar, calendars)
		for _, clock := range slices.Sorted(maps.Keys(plan.Targets)) {
			p.known(at+".targets."+clock, clock, clocks)
			if plan.Targets[clock].Cmp(sla.Target{}) <= 0 {
				p.add(at+".targets."+clock, FaultRange, "got", plan.Targets[clock].String(), "min", "1m")
			}
		}
		for _, clock := range clocks {
			if _, ok := plan.Targets[clock]; !ok {
				p.add(at+".targets", FaultMissing, "got", clock)
			}
		}
	}
}

func (p *proof) priorities(all []Priority, plans []string) {
	first := ""
	for i, x := range all {
		p.known(fmt.Sprintf("priorities[%d].plan", i), x.Plan, plans)
		if x.Default && first != "" {
			p.add(fmt.Sprintf("priorities[%d].default", i), FaultTwice, "got", first)
		}
		if x.Default {
			first = x.Key
		}
	}
}

// priorityPlans tells whether every priority has a plan of its own, so that a ticket
// needs no category.
func (r Regulation) priorityPlans() bool {
	return len(r.Priorities) > 0 && !slices.ContainsFunc(r.Priorities, func(x Priority) bool { return x.Plan == "" })
}

// calendarFaults are everything that is wrong with a calendar, each at its place.
func calendarFaults(key string, err error) []Fault {
	var wrong sla.Faults
	if !errors.As(err, &wrong) {
		return []Fault{{Field: "calendars." + key, Rule: FaultCalendar, Params: params("problem", err.Error())}}
	}
	list := make([]Fault, len(wrong))
	for i, f := range wrong {
		p := params("rule", f.Rule, "problem", f.Text)
		for j, name := range []string{"got", "by"} {
			if j < len(f.Args) {
				p[name] = f.Args[j]
			}
		}
		list[i] = Fault{Field: "calendars." + key + "." + f.Field, Rule: FaultCalendar, Params: p}
	}
	return list
}
