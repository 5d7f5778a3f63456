package helpdesk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

// rules is one version of the regulation, proved and made ready to be asked.
// It never changes.
type rules struct {
	Regulation
	version    int
	machine    *workflow.Machine
	calendars  map[string]*sla.Calendar // by key
	stages     map[string]Stage
	steps      map[string]Step
	moves      map[string]Move // by stage and event, see arrow
	plans      map[string]Plan
	priorities map[string]Priority
	kinds      map[string]Kind
	categories map[string]Category
	clocks     map[string]Clock
	successors successors
	fields     map[string]Field
	exceptions []rule
	routes     []rule
	ends       map[string][]string // the stages that end each clock
	waits      bool                // there are waiting stages
}

// compileRules proves a regulation; its error tells everything that is wrong.
func compileRules(r Regulation, version int) (*rules, error) {
	var p proof
	if !p.sizes(r) {
		return nil, p.err()
	}
	c := p.compile(r, version)
	if err := p.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// compile makes a regulation ready and gathers what is wrong with it. Names written in
// Go are taken on trust: a desk tells by itself which it lacks.
func (p *proof) compile(r Regulation, version int) *rules {
	p.regulation(r)
	c := &rules{
		Regulation: r,
		version:    version,
		machine:    p.workflow(r),
		calendars:  make(map[string]*sla.Calendar, len(r.Calendars)),
		stages:     byKey(r.Stages, func(s Stage) string { return s.Key }),
		steps:      byKey(r.Steps, func(s Step) string { return s.Key }),
		plans:      byKey(r.Plans, func(x Plan) string { return x.Key }),
		priorities: byKey(r.Priorities, func(x Priority) string { return x.Key }),
		kinds:      byKey(r.Kinds, func(x Kind) string { return x.Key }),
		categories: byKey(r.Categories, func(x Category) string { return x.Key }),
		clocks:     byKey(r.Clocks, func(x Clock) string { return x.Key }),
		fields:     byKey(r.Fields, func(x Field) string { return x.Key }),
		moves:      map[string]Move{},
		successors: successorsOf(r),
		ends:       map[string][]string{},
	}
	c.exceptions, c.routes = p.rules(r)
	for _, key := range slices.Sorted(maps.Keys(r.Calendars)) {
		cal, err := r.Calendars[key].Compile(calendarRef(key, version))
		if err != nil {
			for _, f := range calendarFaults(key, err) {
				p.put(f)
			}
			continue
		}
		c.calendars[key] = cal
	}
	for _, clock := range r.Clocks {
		c.ends[clock.Key] = r.endsOf(clock)
	}
	c.waits = slices.ContainsFunc(r.Stages, func(s Stage) bool { return s.Phase == ticket.PhaseWaiting })
	for _, m := range r.Moves {
		for _, from := range m.From {
			c.moves[arrow(from, m.Event)] = m
		}
	}
	return c
}

func arrow(stage, event string) string { return stage + "\x00" + event }

// calendarRef names a calendar of a version, so that each stretch of time can say
// by which one it was measured.
func calendarRef(key string, version int) string { return fmt.Sprintf("%s@%d", key, version) }

// splitCalendarRef undoes calendarRef.
func splitCalendarRef(ref string) (key string, version int) {
	key, v, _ := strings.Cut(ref, "@")
	_, _ = fmt.Sscan(v, &version)
	return key, version
}

func byKey[T any](list []T, key func(T) string) map[string]T {
	m := make(map[string]T, len(list))
	for _, x := range list {
		m[key(x)] = x
	}
	return m
}

// initial is the stage in which a ticket is born.
func (r *rules) initial() Stage { return r.stages[r.machine.Initial()] }

// calendar is the desk's own.
func (r *rules) calendar() *sla.Calendar { return r.calendars[r.Calendar] }

// number writes the nth number of a series.
func (r *rules) number(series string, n int64) string {
	return strings.ReplaceAll(series, "{n}", fmt.Sprint(n))
}

// series is the key under which the desk's numbers are counted: numbers that look
// alike share one count. Years are those of the desk's calendar.
func (r *rules) series(at time.Time) string {
	year := at.In(r.calendar().Location()).Format("2006")
	return strings.ReplaceAll(r.Numbering, "{year}", year)
}

// policy is what the clocks of a ticket go by.
func (r *rules) policy(t ticket.Ticket) sla.Policy {
	plan := r.plans[t.Plan]
	calendar := plan.Calendar
	if calendar == "" {
		calendar = r.Calendar
	}
	p := sla.Policy{Plan: t.Plan, Rule: t.Rule, Version: r.version, Calendar: calendarRef(calendar, r.version)}
	for _, c := range r.Clocks {
		target := plan.Targets[c.Key]
		for _, key := range append([]string{c.Key}, c.Was...) {
			own, ok := t.Estimates[key]
			if parsed, err := sla.ParseTarget(own); ok && err == nil { // written by Estimate, from a Target
				target = parsed
				break
			}
		}
		p.Clocks = append(p.Clocks, sla.Clock{
			Key: c.Key, Was: c.Was, Kind: c.Kind, Stages: c.Stages, Pauses: c.Pauses, Ends: r.ends[c.Key],
			Target: target, Warning: c.Warning, Informative: c.Informative, Restart: c.Restart,
		})
	}
	return p
}

// endsOf are the stages that end a clock: those that it names, else for a response the
// done ones, and for a resolution the resolved ones too. A stage clock only goes off.
func (r Regulation) endsOf(c Clock) []string {
	if len(c.Ends) > 0 || c.Kind == sla.StageClock {
		return c.Ends
	}
	var ends []string
	for _, s := range r.Stages {
		if s.Phase == ticket.PhaseDone || s.Phase == ticket.PhaseResolved && c.Kind == sla.Resolution {
			ends = append(ends, s.Key)
		}
	}
	return ends
}

// clockOf is the stage clock that runs in a stage, if there is one.
func (r *rules) clockOf(stage string) (Clock, bool) {
	for _, c := range r.Clocks {
		if c.Kind == sla.StageClock && slices.Contains(c.Stages, stage) {
			return c, true
		}
	}
	return Clock{}, false
}
