package helpdesk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// Retirement tells where the tickets of a stage go that there is no more. It is kept
// until no ticket is left in the stage.
type Retirement struct {
	Stage string `yaml:"stage"` // the key that it had
	Into  string `yaml:"into"`  // a stage that there is
}

// successors tells, for keys of older versions, what they are now. A stage that was
// renamed is the same stage; one that was retired is left for another.
type successors struct {
	stages, retired, categories, priorities, kinds, plans, teams, clocks, fields map[string]string

	choices map[string]map[string]string // by the field's key of this version
}

func successorsOf(r Regulation) successors {
	s := successors{
		stages:     older(r.Stages, func(s Stage) (string, []string) { return s.Key, s.Was }),
		categories: older(r.Categories, func(c Category) (string, []string) { return c.Key, c.Was }),
		priorities: older(r.Priorities, func(p Priority) (string, []string) { return p.Key, p.Was }),
		kinds:      older(r.Kinds, func(k Kind) (string, []string) { return k.Key, k.Was }),
		plans:      older(r.Plans, func(p Plan) (string, []string) { return p.Key, p.Was }),
		teams:      older(r.Teams, func(t TeamDefinition) (string, []string) { return t.Key, t.Was }),
		clocks:     older(r.Clocks, func(c Clock) (string, []string) { return c.Key, c.Was }),
		fields:     older(r.Fields, func(f Field) (string, []string) { return f.Key, f.Was }),
		choices:    map[string]map[string]string{},
		retired:    map[string]string{},
	}
	for _, f := range r.Fields {
		if m := older(f.Choices, choiceKeys); len(m) > 0 {
			s.choices[f.Key] = m
		}
	}
	for _, x := range r.Retired {
		s.retired[x.Stage] = x.Into
	}
	return s
}

func choiceKeys(c Choice) (string, []string) { return c.Key, c.Was }

func older[T any](list []T, keys func(T) (string, []string)) map[string]string {
	m := map[string]string{}
	for _, x := range list {
		key, was := keys(x)
		for _, k := range was {
			m[k] = key
		}
	}
	return m
}

// now is the key in this version of one that may be of an older.
func now(successors map[string]string, key string) string { return or(successors[key], key) }

// stage is the key of the stage where a ticket of that stage is, or goes.
func (s successors) stage(key string) string {
	return now(s.stages, now(s.retired, key))
}

// read makes a ticket, as it is shown, one of this version.
func (s successors) read(t *ticket.Ticket) {
	t.Stage = s.stage(t.Stage)
	t.Estimates = inKeys(t.Estimates, s.clocks)
	s.rename(t)
}

// rename gives a ticket the keys of this version, but for its stage and for what its
// clocks go by.
func (s successors) rename(t *ticket.Ticket) {
	t.Category, t.Priority, t.Kind = now(s.categories, t.Category), now(s.priorities, t.Priority), now(s.kinds, t.Kind)
	t.Team, t.Vendor = now(s.teams, t.Team), now(s.teams, t.Vendor)
	t.Fields = inKeys(t.Fields, s.fields)
	for _, key := range slices.Sorted(maps.Keys(s.choices)) {
		if is, ok := s.choices[key][t.Fields[key]]; ok {
			t.Fields = maps.Clone(t.Fields)
			t.Fields[key] = is
		}
	}
}

// inKeys are values by keys of this version; what stands under one already stays. The
// map that was given is not changed.
func inKeys(values, successors map[string]string) map[string]string {
	var renamed map[string]string
	for _, old := range slices.Sorted(maps.Keys(values)) {
		is, ok := successors[old]
		if !ok {
			continue
		}
		if renamed == nil {
			renamed = maps.Clone(values)
		}
		if _, stands := renamed[is]; !stands {
			renamed[is] = renamed[old]
		}
		delete(renamed, old)
	}
	if renamed == nil {
		return values
	}
	return renamed
}

// formerly are the keys that older versions had for one of this version.
func formerly(successors map[string]string, key string) []string {
	var list []string
	for _, old := range slices.Sorted(maps.Keys(successors)) {
		if successors[old] == key {
			list = append(list, old)
		}
	}
	return list
}

// widen lets a filter find also what still has keys of older versions.
func (s successors) widen(f *ticket.Filter) {
	for _, x := range []struct {
		list *[]string
		now  map[string]string
	}{
		{&f.Stages, s.stages}, {&f.Stages, s.retired}, {&f.Categories, s.categories}, {&f.Priorities, s.priorities}, {&f.Kinds, s.kinds}, {&f.Teams, s.teams},
	} {
		*x.list = s.also(*x.list, x.now)
	}
	for key, value := range f.Fields {
		former := ticket.Former{Keys: formerly(s.fields, key), Values: formerly(s.choices[key], value)}
		if len(former.Keys)+len(former.Values) == 0 {
			continue
		}
		if f.Former == nil {
			f.Former = map[string]ticket.Former{}
		}
		f.Former[key] = former
	}
}

// also are keys of this version and those that older versions had for them.
func (s successors) also(keys []string, successors map[string]string) []string {
	var more []string
	for _, old := range slices.Sorted(maps.Keys(successors)) {
		if slices.Contains(keys, successors[old]) && !slices.Contains(keys, old) {
			more = append(more, old)
		}
	}
	return slices.Concat(keys, more)
}

// outdated tells whether a ticket that is not over has a key of an older version, or a
// ticket stands in a stage of one.
func (s successors) outdated(t ticket.Ticket) bool {
	if s.stage(t.Stage) != t.Stage || t.Phase == ticket.PhaseDone {
		return s.stage(t.Stage) != t.Stage
	}
	is := t
	s.rename(&is)
	return is.Category != t.Category || is.Priority != t.Priority || is.Kind != t.Kind || is.Team != t.Team || is.Vendor != t.Vendor ||
		!maps.Equal(is.Fields, t.Fields)
}

// successions proves that keys of older versions lead to one that there is, each to
// one alone.
func (p *proof) successions(r Regulation) {
	stages := keysOf(r.Stages, func(s Stage) string { return s.Key })
	seen := was(p, "stages", map[string]bool{}, r.Stages, func(s Stage) (string, []string) { return s.Key, s.Was })
	was(p, "categories", map[string]bool{}, r.Categories, func(c Category) (string, []string) { return c.Key, c.Was })
	was(p, "priorities", map[string]bool{}, r.Priorities, func(x Priority) (string, []string) { return x.Key, x.Was })
	was(p, "kinds", map[string]bool{}, r.Kinds, func(k Kind) (string, []string) { return k.Key, k.Was })
	was(p, "plans", map[string]bool{}, r.Plans, func(x Plan) (string, []string) { return x.Key, x.Was })
	was(p, "teams", map[string]bool{}, r.Teams, func(x TeamDefinition) (string, []string) { return x.Key, x.Was })
	was(p, "clocks", map[string]bool{}, r.Clocks, func(x Clock) (string, []string) { return x.Key, x.Was })
	was(p, "fields", map[string]bool{}, r.Fields, func(x Field) (string, []string) { return x.Key, x.Was })
	for i, f := range r.Fields {
		was(p, fmt.Sprintf("fields[%d].choices", i), map[string]bool{}, f.Choices, choiceKeys)
	}
	for i, x := range r.Retired {
		at := fmt.Sprintf("retired[%d]", i)
		switch {
		case x.Stage == "":
			p.add(at+".stage", FaultRequired)
		case seen[x.Stage]:
			p.add(at+".stage", FaultTwice, "got", x.Stage)
		}
		seen[x.Stage] = true
		p.required(at+".into", x.Into, stages)
	}
}

// was proves the older keys of a list and answers all keys, old and new.
func was[T any](p *proof, field string, seen map[string]bool, list []T, keys func(T) (string, []string)) map[string]bool {
	for _, x := range list {
		key, _ := keys(x)
		seen[key] = true
	}
	for i, x := range list {
		_, olds := keys(x)
		for j, old := range olds {
			at := fmt.Sprintf("%s[%d].was[%d]", field, i, j)
			switch {
			case strings.TrimSpace(old) == "":
				p.add(at, FaultRequired)
			case seen[old]:
				p.add(at, FaultTwice, "got", old)
			}
			seen[old] = true
		}
	}
	return seen
}
