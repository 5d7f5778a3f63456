package portal

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// entry is one entry of the journal in words.
type entry struct {
	At, Effective time.Time // Effective is zero unless it held at another instant
	Who, OnBehalf string
	Text          string
	Facts         []string // one a line: "priority Normal → Urgent"
	Alarm         bool
}

// journal says the journal, the newest first.
func (v *visit) journal(s helpdesk.Story, c circle) []entry {
	list := make([]entry, 0, len(s.Journal))
	for i := len(s.Journal) - 1; i >= 0; i-- {
		e := s.Journal[i]
		x := entry{At: e.At, Who: v.name(s.Names, e.Actor), Alarm: e.Event == string(event.ClockBreached) || e.Event == string(event.RuleFailed)}
		if !e.Effective.Equal(e.At) {
			x.Effective = e.Effective
		}
		if e.OnBehalf != "" {
			x.OnBehalf = v.name(s.Names, e.OnBehalf)
		}
		x.Text = v.happened(e)
		for _, f := range e.Facts {
			if f.Of == "" && f.Field == "fields" && !f.Erased {
				x.Facts = append(x.Facts, v.fieldLines(f)...)
				continue
			}
			if line := v.factLine(s, c, f); line != "" && e.Event != string(event.TicketOpened) {
				x.Facts = append(x.Facts, line)
			}
		}
		list = append(list, x)
	}
	return list
}

// happened says what an entry tells as a whole.
func (v *visit) happened(e ticket.Entry) string {
	params := map[string]string{}
	for _, f := range e.Facts {
		switch {
		case f.Of == "" && f.Field == "clock":
			params["clock"] = v.clock(f.New)
		case f.Of == "" && f.Field == "target":
			params["target"] = v.targetText(f.New)
		case f.Of == "" && f.Field == "move":
			params["move"] = v.event(f.New)
		case f.Of == "" && f.Field == "because":
			params["because"] = v.say.Text("because."+f.New, nil)
		case f.Of == "" && (f.Field == "failed_rule" || f.Field == "problem"):
			params[f.Field] = f.New
		case f.Of == "" && f.Field == "informative":
			params["informative"] = f.New
		case strings.HasPrefix(f.Of, "time:") && f.Field == "spent":
			params["spent"] = v.durationText(f.New)
		case strings.HasPrefix(f.Of, "task:") && f.Field == "title":
			params["task"] = f.New
		}
	}
	return v.say.Text("journal."+e.Event, params)
}

// factLine says one fact; what is of no interest to people is empty.
func (v *visit) factLine(s helpdesk.Story, c circle, f ticket.Fact) string {
	if f.Of != "" || !v.say.Has("fact."+f.Field) {
		return ""
	}
	name := v.say.Text("fact."+f.Field, nil)
	if f.Erased {
		return name + ": " + v.say.Text("fact_erased", nil)
	}
	old, now := v.factValue(s, c, f.Field, f.Old), v.factValue(s, c, f.Field, f.New)
	return v.say.Text("fact_line", map[string]string{"field": name, "old": old, "new": now})
}

// fieldLines says which of the ticket's fields became what.
func (v *visit) fieldLines(f ticket.Fact) []string {
	var was, is map[string]string
	if f.Old != "" && json.Unmarshal([]byte(f.Old), &was) != nil || f.New != "" && json.Unmarshal([]byte(f.New), &is) != nil {
		return nil
	}
	keys := map[string]bool{}
	for _, values := range []map[string]string{was, is} {
		for k := range values {
			keys[k] = true
		}
	}
	var lines []string
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if was[k] == is[k] {
			continue
		}
		x, known := v.rules.Field(k)
		if !known {
			x.Title = helpdesk.Text{"ru": k, "en": k}
		}
		lines = append(lines, v.say.Text("fact_line", map[string]string{
			"field": v.title(x.Title, k), "old": or(v.fieldValue(x, was[k]), v.say.Text("fact_none", nil)), "new": or(v.fieldValue(x, is[k]), v.say.Text("fact_none", nil)),
		}))
	}
	return lines
}

func or(first, second string) string {
	if first != "" {
		return first
	}
	return second
}

// factValue says a value of the journal as people know it.
func (v *visit) factValue(s helpdesk.Story, c circle, field, value string) string {
	if value == "" {
		return v.say.Text("fact_none", nil)
	}
	switch field {
	case "stage":
		return v.stage(value)
	case "category":
		return v.category(value)
	case "priority":
		return v.priority(value)
	case "kind":
		return v.kind(value)
	case "plan":
		return v.plan(value)
	case "review.closing":
		return v.say.Text("review."+value, nil)
	case "team", "vendor":
		return v.teamName(c, value)
	case "agent", "instead_of", "requester":
		return v.name(s.Names, value)
	case "organization":
		return c.organization(value)
	case "observers":
		var names []string
		for id := range strings.SplitSeq(value, "\n") {
			names = append(names, v.name(s.Names, id))
		}
		return joined(names)
	case "spent":
		return v.durationText(value)
	case "links":
		return linkedNumbers(value)
	case "wait.until":
		if t, err := time.Parse(time.RFC3339Nano, value); err == nil {
			return v.say.Time(t, v.now, v.Location)
		}
	}
	return value
}

func (v *visit) targetText(text string) string {
	t, err := sla.ParseTarget(text)
	if err != nil {
		return text
	}
	return v.target(t)
}

func (v *visit) durationText(text string) string {
	d, err := time.ParseDuration(text)
	if err != nil {
		return text
	}
	return v.say.Working(d)
}

// linkedNumbers are the numbers of the tickets in a list of links.
func linkedNumbers(text string) string {
	var links []ticket.Link
	if err := json.Unmarshal([]byte(text), &links); err != nil {
		return text
	}
	numbers := make([]string, len(links))
	for i, l := range links {
		numbers[i] = l.Key
	}
	return joined(numbers)
}
