package helpdesk

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

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
	p.plans(r.Plans, calendars, clocks)
	p.priorities(r.Priorities, plans)
	p.categories(r.Categories, r.Priorities, plans, groups, stages, teams, clocks)
	p.fields(r)
	p.forms(r)
	p.templates(r)
}

func keysOf[T, K any](list []T, key func(T) K) []K {
	keys := make([]K, len(list))
	for i, x := range list {
		keys[i] = key(x)
	}
	return keys
}
