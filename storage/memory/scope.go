package memory

import (
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// sees tells whether a ticket of the scope's desk is within it. An empty name
// names nothing: it is no key to the tickets that have nobody.
func sees(s storage.Scope, t ticket.Ticket) bool {
	return s.All ||
		is(s.Person, t.Requester) ||
		s.Person != "" && slices.Contains(t.Observers, s.Person) ||
		among(s.Organizations, t.Organization) ||
		is(s.Agent, t.Agent) ||
		among(s.Teams, t.Team) || among(s.Teams, t.Vendor)
}

func is(named, has string) bool             { return named != "" && named == has }
func among(named []string, has string) bool { return has != "" && slices.Contains(named, has) }

// matches tells whether a ticket is wanted by the filter.
func matches(f ticket.Filter, r *record) bool {
	t := r.ticket
	return oneOf(f.Phases, t.Phase) &&
		oneOf(f.Stages, t.Stage) &&
		oneOf(f.Kinds, t.Kind) &&
		oneOf(f.Categories, t.Category) &&
		oneOf(f.Priorities, t.Priority) &&
		oneOf(f.Teams, t.Team) &&
		oneOf(f.Agents, t.Agent) &&
		(len(f.TaskOf) == 0 || slices.ContainsFunc(r.tasks, func(k ticket.Task) bool {
			return k.State == ticket.TaskOpen && slices.Contains(f.TaskOf, k.Assignee)
		})) &&
		oneOf(f.Requesters, t.Requester) &&
		oneOf(f.Organizations, t.Organization) &&
		has(f, t.Fields) &&
		(!f.Unassigned || t.Agent == "") &&
		(!f.Waiting || t.Waits().On()) &&
		(f.TooLong.IsZero() || f.TooLong.Passed(t.Waits())) &&
		(f.DueBefore.IsZero() || !t.Due.IsZero() && t.Due.Before(f.DueBefore)) &&
		(f.RegulationBefore <= 0 || t.Regulation < f.RegulationBefore) &&
		(f.OpenedFrom.IsZero() || !t.Opened.Before(f.OpenedFrom)) &&
		(f.OpenedBefore.IsZero() || t.Opened.Before(f.OpenedBefore)) &&
		(f.ClosedFrom.IsZero() || !t.Closed.IsZero() && !t.Closed.Before(f.ClosedFrom)) &&
		(f.ClosedBefore.IsZero() || !t.Closed.IsZero() && t.Closed.Before(f.ClosedBefore)) &&
		(!f.Drafts || t.Draft) &&
		(f.NoNextStep.IsZero() || len(t.Lacks(ticket.Instant(f.NoNextStep), len(r.timers))) > 0) &&
		(f.Text == "" || holds(t.Subject, f.Text) || holds(t.Number, f.Text))
}

// has tells whether every field has the value that is wanted.
func has(f ticket.Filter, values map[string]string) bool {
	for key, value := range f.Fields {
		is, former := values[key], f.Former[key]
		for _, old := range former.Keys {
			if is == "" {
				is = values[old]
			}
		}
		if is != value && !slices.Contains(former.Values, is) {
			return false
		}
	}
	return true
}

func oneOf[T comparable](wanted []T, has T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, has)
}

// holds tells whether the part is in the text, letters' case ignored.
func holds(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
