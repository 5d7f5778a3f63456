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
	stages, retired, categories, priorities, kinds, plans map[string]string
}

func successorsOf(r Regulation) successors {
	s := successors{
		stages:     older(r.Stages, func(s Stage) (string, []string) { return s.Key, s.Was }),
		categories: older(r.Categories, func(c Category) (string, []string) { return c.Key, c.Was }),
		priorities: older(r.Priorities, func(p Priority) (string, []string) { return p.Key, p.Was }),
		kinds:      older(r.Kinds, func(k Kind) (string, []string) { return k.Key, k.Was }),
		plans:      older(r.Plans, func(p Plan) (string, []string) { return p.Key, p.Was }),
		retired:    map[string]string{},
	}
	for _, x := range r.Retired {
		s.retired[x.Stage] = x.Into
	}
	return s
}

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
	t.Category, t.Priority, t.Kind = now(s.categories, t.Category), now(s.priorities, t.Priority), now(s.kinds, t.Kind)
}

// widen lets a filter find also what still has keys of older versions.
func (s successors) widen(f *ticket.Filter) {
	for _, x := range []struct {
		list *[]string
		now  map[string]string
	}{{&f.Stages, s.stages}, {&f.Stages, s.retired}, {&f.Categories, s.categories}, {&f.Priorities, s.priorities}, {&f.Kinds, s.kinds}} {
		var more []string
		for _, old := range slices.Sorted(maps.Keys(x.now)) {
			if slices.Contains(*x.list, x.now[old]) {
				more = append(more, old)
			}
		}
		*x.list = slices.Concat(*x.list, more)
	}
}

// outdated tells whether an open ticket still has a key of an older version, or a
// ticket stands in a stage of one.
func (s successors) outdated(t ticket.Ticket) bool {
	is := t
	s.read(&is)
	if t.Phase == ticket.PhaseDone {
		return is.Stage != t.Stage
	}
	return is.Stage != t.Stage || is.Category != t.Category || is.Priority != t.Priority || is.Kind != t.Kind
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
