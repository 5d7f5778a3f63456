package portal

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// What the regulation calls things, in the reader's language. What it no longer
// knows is said by its key.

func titled[T any](v *visit, list []T, key string, named func(T) (key string, title helpdesk.Text, was []string)) string {
	i := slices.IndexFunc(list, func(x T) bool { is, _, _ := named(x); return is == key })
	if i < 0 { // what journals keep may have had it in an older version
		i = slices.IndexFunc(list, func(x T) bool { _, _, was := named(x); return slices.Contains(was, key) })
	}
	if i < 0 {
		return key
	}
	if _, title, _ := named(list[i]); title.In(v.say.Code()) != "" {
		return title.In(v.say.Code())
	}
	return key
}

func (v *visit) stage(key string) string {
	return titled(v, v.rules.Stages, key, func(s helpdesk.Stage) (string, helpdesk.Text, []string) { return s.Key, s.Title, s.Was })
}

func (v *visit) step(key string) string {
	return titled(v, v.rules.Steps, key, func(s helpdesk.Step) (string, helpdesk.Text, []string) { return s.Key, s.Title, nil })
}

func (v *visit) category(key string) string {
	return titled(v, v.rules.Categories, key, func(c helpdesk.Category) (string, helpdesk.Text, []string) { return c.Key, c.Title, c.Was })
}

func (v *visit) priority(key string) string {
	return titled(v, v.rules.Priorities, key, func(p helpdesk.Priority) (string, helpdesk.Text, []string) { return p.Key, p.Title, p.Was })
}

func (v *visit) kind(key string) string {
	return titled(v, v.rules.Kinds, key, func(k helpdesk.Kind) (string, helpdesk.Text, []string) { return k.Key, k.Title, k.Was })
}

func (v *visit) clock(key string) string {
	return titled(v, v.rules.Clocks, key, func(c helpdesk.Clock) (string, helpdesk.Text, []string) { return c.Key, c.Title, c.Was })
}

func (v *visit) plan(key string) string {
	return titled(v, v.rules.Plans, key, func(p helpdesk.Plan) (string, helpdesk.Text, []string) { return p.Key, p.Title, p.Was })
}

func (v *visit) event(key string) string {
	return titled(v, v.rules.Moves, key, func(m helpdesk.Move) (string, helpdesk.Text, []string) { return m.Event, m.Title, nil })
}

func (v *visit) team(key string) string {
	return titled(v, v.rules.Teams, key, func(t helpdesk.TeamDefinition) (string, helpdesk.Text, []string) { return t.Key, t.Title, t.Was })
}

func (v *visit) channel(c ticket.Channel) string { return v.say.Text("channel."+string(c), nil) }

// name is a person's: the name, else that nobody or a machine did it.
func (v *visit) name(names map[string]string, id string) string {
	switch {
	case id == "":
		return v.say.Text("nobody", nil)
	case names[id] != "":
		return v.called(names[id])
	case strings.HasPrefix(id, "system:"):
		return v.say.Text("the_desk", nil)
	case strings.HasPrefix(id, "team:"):
		return v.team(strings.TrimPrefix(id, "team:"))
	}
	return id
}

// called is a person's name, or in words that it was erased.
func (v *visit) called(name string) string {
	if name == ticket.ErasedMark {
		return v.say.Text("person_erased", nil)
	}
	return name
}

// said is what somebody wrote, or in words that it was erased.
func (v *visit) said(text string) string {
	if text == ticket.ErasedMark {
		return v.say.Text("fact_erased", nil)
	}
	return text
}

// short is a name with initials, for narrow places: "Петров И. С.".
func short(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > 4 {
		return name
	}
	s := words[0]
	for _, w := range words[1:] {
		first, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) { // no person's name
			return name
		}
		s += " " + string(first) + "."
	}
	return s
}

// target is a length of working time or a number of working days.
func (v *visit) target(t sla.Target) string {
	switch t.Unit() {
	case sla.InDays:
		return v.say.Days(t.WorkingDays())
	case sla.InHours:
		return v.say.Working(t.Duration())
	}
	return v.say.Text("clock.unlimited", nil)
}

// trifle tells whether so little time is not worth a line.
func trifle(t sla.Target) bool {
	return t.Duration() < time.Minute && t.WorkingDays() < 0.05
}

// share is the part of the budget that is spent, in percent, at most 100.
func share(spent, budget sla.Target) int {
	if budget.IsZero() || spent.Sign() <= 0 {
		return 0
	}
	part := 0.0
	if budget.Unit() == sla.InDays {
		part = spent.WorkingDays() / budget.WorkingDays()
	} else {
		part = float64(spent.Duration()) / float64(budget.Duration())
	}
	return min(100, max(1, int(part*100)))
}

func itoa(n int) string { return strconv.Itoa(n) }

func joined(keys []string) string { return strings.Join(keys, ", ") }
