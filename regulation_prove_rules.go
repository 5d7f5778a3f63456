package helpdesk

import (
	"errors"
	"fmt"
	"strings"

	"github.com/helpdesk-go/helpdesk/internal/condition"
)

// rules proves the exceptions and the routes and makes their conditions ready.
func (p *proof) rules(r Regulation) (exceptions, routes []rule) {
	scope := r.scope()
	plans := keysOf(r.Plans, func(x Plan) string { return x.Key })
	stages := keysOf(r.Stages, func(s Stage) string { return s.Key })
	teams := keysOf(r.Teams, func(t TeamDefinition) string { return t.Key })

	if len(r.Exceptions) > 0 {
		p.keys("exceptions", keysOf(r.Exceptions, func(e Exception) string { return e.Key }))
	}
	for i, e := range r.Exceptions {
		at := fmt.Sprintf("exceptions[%d]", i)
		p.required(at+".plan", e.Plan, plans)
		exceptions = append(exceptions, p.rule(at, scope, e.Key, e.When, e.Reason))
	}
	if len(r.Routes) > 0 {
		p.keys("routes", keysOf(r.Routes, func(x Route) string { return x.Key }))
	}
	for i, x := range r.Routes {
		at := fmt.Sprintf("routes[%d]", i)
		p.required(at+".team", x.Team, teams)
		for j, s := range x.Stages {
			p.required(fmt.Sprintf("%s.stages[%d]", at, j), s, stages)
		}
		routes = append(routes, p.rule(at, scope, x.Key, x.When, x.Reason))
	}
	p.shadows("exceptions", exceptions, func(int, int) bool { return true })
	p.shadows("routes", routes, func(earlier, later int) bool {
		stages := r.Routes[later].Stages
		if len(stages) == 0 {
			return len(r.Routes[earlier].Stages) == 0
		}
		for _, s := range stages {
			if !r.Routes[earlier].in(s) {
				return false
			}
		}
		return true
	})
	return exceptions, routes
}

// rule proves one rule. Its condition is nil when it does not compile.
func (p *proof) rule(at string, scope *condition.Scope, key, when string, reason Text) rule {
	if len(reason) == 0 {
		p.add(at+".reason", FaultRequired)
	}
	c, err := scope.Compile(when)
	var wrong *condition.Error
	switch {
	case errors.As(err, &wrong):
		pairs := []string{"got", clip(when), "problem", wrong.Error(), "allowed", strings.Join(wrong.Allowed, ", "), "rule", wrong.Rule}
		for i, name := range []string{"name", "of"} {
			if i < len(wrong.Args) {
				pairs = append(pairs, name, clip(wrong.Args[i]))
			}
		}
		if wrong.Line > 0 {
			pairs = append(pairs, "place", fmt.Sprintf("%d:%d", wrong.Line, wrong.Column))
		}
		p.add(at+".when", FaultCondition, pairs...)
		return rule{key: key}
	case err != nil:
		p.add(at+".when", FaultCondition, "got", clip(when), "problem", err.Error())
		return rule{key: key}
	case c.Never():
		p.add(at+".when", FaultNever, "got", clip(when))
	}
	return rule{key, c}
}

// shadows adds a fault for every rule behind one that holds wherever it does itself.
func (p *proof) shadows(field string, list []rule, sameReach func(earlier, later int) bool) {
	for later := range list {
		for earlier := range later {
			if list[earlier].condition == nil || list[later].condition == nil || !sameReach(earlier, later) {
				continue
			}
			if list[earlier].condition.Covers(list[later].condition) {
				p.add(fmt.Sprintf("%s[%d].when", field, later), FaultShadowed, "got", list[later].key, "by", list[earlier].key)
				break
			}
		}
	}
}
