package sqlstore

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// where collects conditions and what is bound to them.
type where struct {
	terms []string
	args  []any
}

func (w *where) add(term string, args ...any) {
	w.terms = append(w.terms, term)
	w.args = append(w.args, args...)
}

// oneOf narrows a column to a list, if there is one. The column is never a
// stranger's text.
func oneOf[T ~string](w *where, column string, list []T) {
	if len(list) == 0 {
		return
	}
	values := make([]string, len(list))
	for i, v := range list {
		values[i] = string(v)
	}
	w.add(column+" IN (?)", values)
}

// fill puts conditions, or another constant of this package, into a query's gap.
func fill(query, gap string) string { return fmt.Sprintf(query, gap) }

func (w *where) all() string { return strings.Join(w.terms, " AND ") }
func (w *where) any() string { return "(" + strings.Join(w.terms, " OR ") + ")" }

// within begins the conditions of every query of tickets: the desk, and what of
// it the scope sees. An empty name names nothing: it is no key to the tickets
// that have nobody.
func within(s storage.Scope) *where {
	w := &where{}
	w.add("t.desk = ?", s.Desk)
	if s.All {
		return w
	}
	sees := &where{}
	if s.Person != "" {
		sees.add("t.requester = ?", s.Person)
		sees.add("t.id IN (SELECT o.ticket FROM helpdesk_observers o WHERE o.desk = ? AND o.person = ?)", s.Desk, s.Person)
	}
	oneOf(sees, "t.organization", named(s.Organizations))
	if s.Agent != "" {
		sees.add("t.agent = ?", s.Agent)
	}
	oneOf(sees, "t.team", named(s.Teams))
	oneOf(sees, "t.vendor", named(s.Teams))
	if len(sees.terms) == 0 {
		sees.add("1 = 0")
	}
	w.add(sees.any(), sees.args...)
	return w
}

// from is where a list of tickets looks: in the table, or, for what a few people
// requested, among those tickets first. That changes nothing of what is found, the
// scope is in the conditions; but a database may walk the whole desk in the list's
// order to look for tickets that are rare in it. CROSS JOIN keeps the order of the two.
func from(s storage.Scope, f ticket.Filter) *where {
	few := &where{}
	switch narrow := !s.All && s.Agent == "" && len(named(s.Teams)) == 0; {
	case narrow:
		if s.Person != "" {
			few.add("SELECT r.id AS id FROM helpdesk_tickets r WHERE r.desk = ? AND r.requester = ?", s.Desk, s.Person)
			few.add("SELECT o.ticket AS id FROM helpdesk_observers o WHERE o.desk = ? AND o.person = ?", s.Desk, s.Person)
		}
		if list := named(s.Organizations); len(list) > 0 {
			few.add("SELECT g.id AS id FROM helpdesk_tickets g WHERE g.desk = ? AND g.organization IN (?)", s.Desk, list)
		}
	case len(f.Requesters) > 0:
		few.add("SELECT r.id AS id FROM helpdesk_tickets r WHERE r.desk = ? AND r.requester IN (?)", s.Desk, f.Requesters)
	}
	w := &where{}
	if len(few.terms) == 0 {
		w.add("FROM helpdesk_tickets t WHERE 1 = 1")
	} else {
		w.add("FROM (SELECT DISTINCT id FROM ("+strings.Join(few.terms, " UNION ALL ")+") AS several) AS few"+
			" CROSS JOIN helpdesk_tickets t WHERE t.id = few.id", few.args...)
	}
	scope := within(s)
	w.add(scope.all(), scope.args...)
	return w
}

// named is the list without its empty names.
func named(list []string) []string {
	var names []string
	for _, name := range list {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// phases narrows to phases. Those that there are are written out: indexes that
// leave out what is done are found by that.
func phases(w *where, list []ticket.Phase) {
	var known []string
	for _, p := range list {
		if slices.Contains(ticket.Phases(), p) {
			known = append(known, "'"+string(p)+"'")
		}
	}
	switch {
	case len(known) == 1 && len(list) == 1:
		w.add("t.phase = " + known[0])
	case len(known) > 0 && len(known) == len(list):
		w.add("t.phase IN (" + strings.Join(known, ", ") + ")")
	default:
		oneOf(w, "t.phase", list)
	}
}

// filter narrows to the tickets that are wanted.
func (d Dialect) filter(w *where, f ticket.Filter) {
	phases(w, f.Phases)
	oneOf(w, "t.stage", f.Stages)
	oneOf(w, "t.kind", f.Kinds)
	oneOf(w, "t.category", f.Categories)
	oneOf(w, "t.priority", f.Priorities)
	oneOf(w, "t.team", f.Teams)
	oneOf(w, "t.agent", f.Agents)
	if len(f.TaskOf) > 0 {
		w.add("t.id IN (SELECT k.ticket FROM helpdesk_tasks k WHERE k.desk = t.desk AND k.assignee IN (?) AND k.state = 'open')", f.TaskOf)
	}
	oneOf(w, "t.requester", f.Requesters)
	oneOf(w, "t.organization", f.Organizations)
	for _, key := range slices.Sorted(maps.Keys(f.Fields)) {
		d.field(w, key, f.Fields[key], f.Former[key])
	}
	if f.Unassigned {
		w.add("t.agent = ''")
	}
	if f.Waiting {
		w.add("(t.wait_since IS NOT NULL OR t.phase = 'waiting')")
	}
	if !f.TooLong.IsZero() {
		d.tooLong(w, f.TooLong)
	}
	if !f.DueBefore.IsZero() {
		before := f.DueBefore
		if before.After(storage.FarAway) {
			before = storage.FarAway
		}
		w.add("t.due < ?", d.at(before))
	}
	if f.RegulationBefore > 0 {
		w.add("t.regulation < ?", f.RegulationBefore)
	}
	if !f.OpenedFrom.IsZero() {
		w.add("t.opened >= ?", d.at(f.OpenedFrom))
	}
	if !f.OpenedBefore.IsZero() {
		w.add("t.opened < ?", d.at(f.OpenedBefore))
	}
	if !f.ClosedFrom.IsZero() {
		w.add("t.closed >= ?", d.at(f.ClosedFrom))
	}
	if !f.ClosedBefore.IsZero() {
		w.add("t.closed < ?", d.at(f.ClosedBefore))
	}
	if f.Drafts {
		w.add("t.draft")
	}
	if !f.NoNextStep.IsZero() {
		w.add(noNextStep, d.at(f.NoNextStep))
	}
	d.text(w, f.Text, "t.subject_folded", "t.number_folded")
}

// noNextStep is ticket.Ticket.Lacks as a condition.
const noNextStep = `(t.phase <> 'done' AND (
    NOT EXISTS (SELECT 1 FROM helpdesk_timers n WHERE n.desk = t.desk AND n.ticket = t.id)
    OR t.phase <> 'resolved' AND (t.agent = '' OR t.due <= ?)
    OR (t.wait_since IS NOT NULL OR t.phase = 'waiting') AND t.wait_until IS NULL AND t.silence_since IS NULL))`

// field narrows to the tickets whose field has the value, be it by former names.
func (d Dialect) field(w *where, key, value string, former ticket.Former) {
	member := fill(d.Member, "t.fields")
	has, args := "", []any{}
	for _, k := range append([]string{key}, former.Keys...) {
		has += "NULLIF(" + member + ", ''), "
		args = append(args, k)
	}
	for _, v := range append([]string{value}, former.Values...) {
		args = append(args, v)
	}
	w.add("COALESCE("+has+"'') IN (?"+strings.Repeat(", ?", len(former.Values))+")", args...)
}

// tooLong narrows to waits that pass one of the limits. In a waiting stage the wait
// began when the stage was entered.
func (d Dialect) tooLong(w *where, limit ticket.WaitLimit) {
	passed := &where{}
	if !limit.Contact.IsZero() {
		passed.add("t.wait_until < ?", d.at(limit.Contact))
	}
	if !limit.Since.IsZero() {
		passed.add("COALESCE(t.wait_since, t.entered) < ?", d.at(limit.Since))
	}
	w.add("(t.wait_since IS NOT NULL OR t.phase = 'waiting')")
	w.add(passed.any(), passed.args...)
}

// text narrows to rows that hold a text in one of the columns, letters' case ignored.
func (d Dialect) text(w *where, text string, columns ...string) {
	if text == "" {
		return
	}
	holds := &where{}
	for _, column := range columns {
		holds.add(fill(d.Holds, column), fold(text))
	}
	w.add(holds.any(), holds.args...)
}
