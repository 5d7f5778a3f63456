package helpdesk

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

// The rules that a Fault of a regulation can name, beside those of inputs.
const (
	FaultUnread    = "unread"    // not YAML, or not of the form; "line", "column", "rule", "got", "problem", "allowed"
	FaultTwice     = "twice"     // the key stands twice
	FaultMissing   = "missing"   // an entry for "got" is not there
	FaultCalendar  = "calendar"  // the calendar does not compile: "problem", "rule" and its particulars, "got" and "by"
	FaultWorkflow  = "workflow"  // the workflow is not proved: "rule" and its particulars
	FaultNumbering = "numbering" // has no {n}, or something else in braces than {n} and {year}
	FaultTooMany   = "too_many"  // "got" entries, and "max" may be
	FaultUnused    = "unused"    // no form and no move asks for the field "got"
	FaultMisplaced = "misplaced" // goes with a field of the kind "allowed", and this is "got"
	FaultHidden    = "hidden"    // asks for the field "got" of somebody who cannot fill it in
	FaultCondition = "condition" // the condition "got" does not read: "problem", "rule" and its particulars, "name" and "of", "place", "allowed"
	FaultNever     = "never"     // the condition "got" is true of no ticket
	FaultShadowed  = "shadowed"  // the rule "got" never counts: "by" holds wherever it does and comes first
)

// Prove tells everything that is wrong with the regulation, or nil: every stage
// can be reached and leads to an end, every move has somebody who may make it, the
// matrix is complete, every key that is referred to exists, calendars have working
// time, and no rule stands where it can never count. Guards, effects and kinds of
// fields that are written in Go have to be among known.
func (r Regulation) Prove(known ...string) error {
	var p proof
	if !p.sizes(r) {
		return p.err()
	}
	p.compile(r, 0)
	p.strangers(r, known)
	return p.err()
}

// Diagram draws the stages and moves of the regulation, in the language.
func (r Regulation) Diagram(format workflow.Format) (string, error) {
	rules, err := compileRules(r, 0)
	if err != nil {
		return "", err
	}
	return rules.machine.Diagram(format)
}

// The most entries that a list of a regulation may have, so that proving it and
// deciding by it stay quick whatever somebody writes.
const (
	maxEntries = 2000
	maxRules   = 500 // exceptions, routes
)

// maxProofFaults is how many faults of a regulation are told.
const maxProofFaults = 200

// proof gathers the faults of a regulation.
type proof struct {
	faults
}

// add notes a fault, until there are so many that nobody reads on.
func (p *proof) add(field, rule string, pairs ...string) {
	p.put(Fault{Field: field, Rule: rule, Params: params(pairs...)})
}

func (p *proof) put(f Fault) {
	if len(p.faults) < maxProofFaults {
		p.faults = append(p.faults, f)
	}
}

// sizes checks that no list is too long to be proved.
func (p *proof) sizes(r Regulation) bool {
	longest := func(field string, n, most int) {
		if n > most {
			p.add(field, FaultTooMany, "got", strconv.Itoa(n), "max", strconv.Itoa(most))
		}
	}
	for field, n := range map[string]int{
		"stages": len(r.Stages), "steps": len(r.Steps), "moves": len(r.Moves), "clocks": len(r.Clocks), "plans": len(r.Plans),
		"priorities": len(r.Priorities), "kinds": len(r.Kinds), "teams": len(r.Teams), "groups": len(r.Groups), "categories": len(r.Categories),
		"sections": len(r.Sections), "fields": len(r.Fields), "forms": len(r.Forms), "templates": len(r.Templates), "calendars": len(r.Calendars),
	} {
		longest(field, n, maxEntries)
	}
	longest("exceptions", len(r.Exceptions), maxRules)
	longest("routes", len(r.Routes), maxRules)
	for i, m := range r.Moves {
		longest(fmt.Sprintf("moves[%d].from", i), len(m.From), len(r.Stages)+1)
	}
	slices.SortFunc(p.faults, func(a, b Fault) int { return strings.Compare(a.Field, b.Field) })
	return len(p.faults) == 0
}

// keys checks that the keys are there and stand once, and answers them.
func (p *proof) keys(field string, keys []string) []string {
	if len(keys) == 0 {
		p.add(field, FaultRequired)
	}
	seen := map[string]bool{}
	for i, k := range keys {
		at := fmt.Sprintf("%s[%d].key", field, i)
		switch {
		case k == "":
			p.add(at, FaultRequired)
		case seen[k]:
			p.add(at, FaultTwice, "got", k)
		}
		seen[k] = true
	}
	return keys
}

// known checks that a reference leads somewhere. An empty one does not refer.
func (p *proof) known(field, got string, allowed []string) {
	if got != "" && !slices.Contains(allowed, got) {
		p.add(field, FaultUnknown, "got", got, "allowed", strings.Join(allowed, ", "))
	}
}

func (p *proof) required(field, got string, allowed []string) {
	if got == "" {
		p.add(field, FaultRequired, "allowed", strings.Join(allowed, ", "))
		return
	}
	p.known(field, got, allowed)
}

func (p *proof) regulation(r Regulation) {
	var (
		stages    = p.keys("stages", keysOf(r.Stages, func(s Stage) string { return s.Key }))
		steps     = p.keys("steps", keysOf(r.Steps, func(s Step) string { return s.Key }))
		clocks    = p.keys("clocks", keysOf(r.Clocks, func(c Clock) string { return c.Key }))
		plans     = p.keys("plans", keysOf(r.Plans, func(x Plan) string { return x.Key }))
		teams     = p.keys("teams", keysOf(r.Teams, func(x TeamDefinition) string { return x.Key }))
		groups    = keysOf(r.Groups, func(x Group) string { return x.Key })
		calendars = slices.Sorted(maps.Keys(r.Calendars))
	)
	p.keys("priorities", keysOf(r.Priorities, func(x Priority) string { return x.Key }))
	p.keys("kinds", keysOf(r.Kinds, func(k Kind) string { return k.Key }))
	if len(r.Categories) > 0 || !r.priorityPlans() {
		p.keys("categories", keysOf(r.Categories, func(c Category) string { return c.Key }))
	}
	if rest := strings.NewReplacer("{n}", "", "{year}", "").Replace(r.Numbering); !strings.Contains(r.Numbering, "{n}") || strings.ContainsAny(rest, "{}") {
		p.add("numbering", FaultNumbering, "got", r.Numbering, "like", "TIC-{n}")
	}
	p.known("sight", string(r.Sight), []string{string(SightDesk), string(SightTeams)})
	p.known("colleagues", string(r.Colleagues), []string{string(ColleaguesApart), string(ColleaguesRead)})
	p.required("language", r.Language, []string{"ru", "en"})
	p.required("calendar", r.Calendar, calendars)

	p.successions(r)
	p.stages(r.Stages, steps, teams)
	p.moves(r.Moves)
	p.clocks(r.Clocks, stages)
	p.escalations(r)
	p.notices(r.Notices)
	p.retention(r.Retention)
	for i, plan := range r.Plans {
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
	first := ""
	for i, x := range r.Priorities {
		p.known(fmt.Sprintf("priorities[%d].plan", i), x.Plan, plans)
		if x.Default && first != "" {
			p.add(fmt.Sprintf("priorities[%d].default", i), FaultTwice, "got", first)
		}
		if x.Default {
			first = x.Key
		}
	}
	p.categories(r.Categories, r.Priorities, plans, groups, stages, teams, clocks)
	p.fields(r)
	p.forms(r)
	p.templates(r)
}

// priorityPlans tells whether every priority has a plan of its own, so that a ticket
// needs no category.
func (r Regulation) priorityPlans() bool {
	return len(r.Priorities) > 0 && !slices.ContainsFunc(r.Priorities, func(x Priority) bool { return x.Plan == "" })
}

func (p *proof) stages(stages []Stage, steps, teams []string) {
	for i, s := range stages {
		at := fmt.Sprintf("stages[%d]", i)
		p.required(at+".step", s.Step, steps)
		p.known(at+".team", s.Team, teams)
		p.known(at+".task", s.Task, []string{string(ticket.TaskClassification), string(ticket.TaskWork)})
		if s.Silence == nil {
			continue
		}
		if s.Silence.After.Cmp(sla.Target{}) <= 0 {
			p.add(at+".silence.after", FaultRequired, "like", "2d")
		}
		if s.Silence.Notice.Unit() == s.Silence.After.Unit() && s.Silence.Notice.Cmp(s.Silence.After) >= 0 {
			p.add(at+".silence.notice", FaultRange, "got", s.Silence.Notice.String(), "max", s.Silence.After.String())
		}
		if s.Silence.Move == "" {
			p.add(at+".silence.move", FaultRequired)
		}
	}
	if len(stages) > 0 && stages[0].Team == "" {
		p.add("stages[0].team", FaultRequired, "allowed", strings.Join(teams, ", "))
	}
}

func (p *proof) moves(moves []Move) {
	as := []string{FieldReason, FieldSolution, FieldAnswer, FieldRating, FieldArticle, FieldNextContact, FieldOfTicket}
	for i, m := range moves {
		at := fmt.Sprintf("moves[%d]", i)
		if len(m.From) == 0 {
			p.add(at+".from", FaultRequired)
		}
		for j, g := range m.Guards {
			if g == "" {
				p.add(fmt.Sprintf("%s.guards[%d]", at, j), FaultRequired)
			}
		}
		for j, e := range m.Effects {
			if e == "" {
				p.add(fmt.Sprintf("%s.effects[%d]", at, j), FaultRequired)
			}
		}
		for j, f := range m.Fields {
			field := fmt.Sprintf("%s.fields[%d]", at, j)
			if f.Key == "" {
				p.add(field+".key", FaultRequired)
			}
			p.required(field+".as", f.As, as)
		}
		p.occasions(at, m)
		if m.Window < 0 {
			p.add(at+".window", FaultRange, "got", m.Window.String(), "min", "0s")
		}
		p.known(at+".later", m.Later, []string{LaterFollowUp})
		if m.Later != "" && m.Window == 0 {
			p.add(at+".window", FaultRequired, "like", "336h")
		}
	}
	p.onceUponEach(moves)
}

// occasions checks when the system makes a move. A wake-up that a guard could hold
// would be tried for ever.
func (p *proof) occasions(at string, m Move) {
	for i, on := range m.Upon {
		p.required(fmt.Sprintf("%s.upon[%d]", at, i), on, []string{UponAssignment, UponAnswer, UponRequesterMessage, UponNextContact})
	}
	if len(m.Upon) > 0 && !slices.Contains(m.By, workflow.System) {
		p.add(at+".by", FaultMissing, "got", workflow.System)
	}
	if slices.Contains(m.Upon, UponNextContact) && len(m.Guards) > 0 {
		p.add(at+".guards", FaultGiven)
	}
}

// onceUponEach checks that an occasion makes one move from each stage.
func (p *proof) onceUponEach(moves []Move) {
	seen := map[string]bool{}
	for i, m := range moves {
		for _, on := range m.Upon {
			for _, from := range m.From {
				if seen[arrow(from, on)] {
					p.add(fmt.Sprintf("moves[%d].upon", i), FaultTwice, "got", on)
				}
				seen[arrow(from, on)] = true
			}
		}
	}
}

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

// workflow proves the stages and moves and answers their machine.
func (p *proof) workflow(r Regulation) *workflow.Machine {
	var (
		def   workflow.Definition
		place []string // of each arrow, the move it was written as
	)
	for i, s := range r.Stages {
		if i == 0 {
			def.Initial = s.Key
		}
		def.Stages = append(def.Stages, workflow.Stage{Key: s.Key, Phase: s.Phase})
	}
	for i, m := range r.Moves {
		for _, from := range m.From {
			arrow := workflow.Move{Event: m.Event, From: from, To: m.To, By: m.By, Guards: m.Guards}
			for _, f := range m.Fields {
				arrow.Fields = append(arrow.Fields, f.Key)
			}
			def.Moves = append(def.Moves, arrow)
			place = append(place, fmt.Sprintf("moves[%d]", i))
		}
	}
	machine, err := workflow.Compile(def)
	var unproved *workflow.Unproved
	if errors.As(err, &unproved) {
		for _, f := range unproved.Faults {
			pairs := []string{"rule", string(f.Rule)}
			for _, k := range slices.Sorted(maps.Keys(f.Params)) {
				pairs = append(pairs, k, f.Params[k])
			}
			p.add(placeOf(f.Path, place), FaultWorkflow, pairs...)
		}
	}
	if machine == nil {
		return nil
	}
	for i, s := range r.Stages {
		if s.Silence == nil || s.Silence.Move == "" {
			continue
		}
		var system []string
		for _, m := range machine.Moves(s.Key) {
			if slices.Contains(m.By, workflow.System) {
				system = append(system, m.Event)
			}
		}
		p.known(fmt.Sprintf("stages[%d].silence.move", i), s.Silence.Move, system)
	}
	return machine
}

// placeOf turns the path of an arrow, "moves[7].from", into that of the move it
// was written as.
func placeOf(path string, place []string) string {
	var i int
	if n, _ := fmt.Sscanf(path, "moves[%d]", &i); n == 1 && i < len(place) {
		_, rest, _ := strings.Cut(path, "]")
		return place[i] + rest
	}
	return path
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

func keysOf[T, K any](list []T, key func(T) K) []K {
	keys := make([]K, len(list))
	for i, x := range list {
		keys[i] = key(x)
	}
	return keys
}
