package storagetest

import (
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// filterCases say which of the tickets of sorted a filter finds.
var filterCases = []struct {
	sentence string
	filter   ticket.Filter
	finds    string
}{
	{"an empty filter finds all", ticket.Filter{}, "a b c d"},
	{"by phase", ticket.Filter{Phases: []ticket.Phase{ticket.PhaseResolved, ticket.PhaseDone}}, "c d"},
	{"by the version of the regulation", ticket.Filter{RegulationBefore: 2}, "b"},
	{"by stage", ticket.Filter{Stages: []string{"level2"}}, "b"},
	{"by kind", ticket.Filter{Kinds: []string{"wish", "remark"}}, "a b"},
	{"by category", ticket.Filter{Categories: []string{"network"}}, "b c"},
	{"by priority", ticket.Filter{Priorities: []string{"high"}}, "a d"},
	{"by team", ticket.Filter{Teams: []string{"line1"}}, "a b"},
	{"by agent", ticket.Filter{Agents: []string{"boris", "vera"}}, "b c"},
	{"by whom an open task is", ticket.Filter{TaskOf: []string{"boris", "anna"}}, "a"},
	{"by an open task that nobody has", ticket.Filter{TaskOf: []string{""}}, "b"},
	{"by requester", ticket.Filter{Requesters: []string{"zoe"}}, "c"},
	{"by organization", ticket.Filter{Organizations: []string{"acme", "none"}}, "a c"},
	{"by the value of a field", ticket.Filter{Fields: map[string]string{"кабинет": "3 «б»"}}, "a b"},
	{"by the values of several fields", ticket.Filter{Fields: map[string]string{"кабинет": "3 «б»", `a"b'.c`: "100%"}}, "b"},
	{"an empty value is a field that is not filled in", ticket.Filter{Fields: map[string]string{"кабинет": ""}}, "c d"},
	{"a field may have been filled in under a former key, or with a former value", ticket.Filter{
		Fields: map[string]string{"inventory": "A1"}, Former: map[string]ticket.Former{"inventory": {Keys: []string{"none", "serial"}, Values: []string{"A-1"}}}}, "a"},
	{"what stands under a former key is filled in", ticket.Filter{
		Fields: map[string]string{"room": ""}, Former: map[string]ticket.Former{"room": {Keys: []string{"кабинет"}}}}, "c d"},
	{"a field has the whole value", ticket.Filter{Fields: map[string]string{"кабинет": "3"}}, ""},
	{"an empty name in a list is the one that is not set", ticket.Filter{Agents: []string{""}}, "a d"},
	{"without an agent", ticket.Filter{Unassigned: true}, "a d"},
	{"waiting is the mark or the phase", ticket.Filter{Waiting: true}, "a b"},
	{"a wait is too long when its next contact was to be before an instant, that instant excluded", ticket.Filter{TooLong: ticket.WaitLimit{Contact: after(9)}}, "a"},
	{"a wait is too long when it began before an instant, by its mark or with its stage, that instant excluded", ticket.Filter{TooLong: ticket.WaitLimit{Since: after(3)}}, "a b"},
	{"a wait by its mark began with the mark, not with the stage", ticket.Filter{TooLong: ticket.WaitLimit{Since: after(1)}}, ""},
	{"a wait is too long by either limit alone", ticket.Filter{TooLong: ticket.WaitLimit{Contact: after(9), Since: after(1)}}, "a"},
	{"a wait is too long by its begin alone", ticket.Filter{TooLong: ticket.WaitLimit{Contact: after(1), Since: after(3)}}, "a b"},
	{"a ticket that does not wait never waits too long", ticket.Filter{TooLong: ticket.WaitLimit{Contact: after(100), Since: after(100)}}, "a b"},
	{"due before an instant, that instant excluded, running clocks alone", ticket.Filter{DueBefore: after(20)}, "b"},
	{"due before the end of all time is still running clocks alone", ticket.Filter{DueBefore: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}, "a b"},
	{"opened from an instant, that instant included", ticket.Filter{OpenedFrom: after(2)}, "c d"},
	{"opened before an instant, that instant excluded", ticket.Filter{OpenedBefore: after(2)}, "a b"},
	{"closed from an instant, that instant included", ticket.Filter{ClosedFrom: after(50)}, "d"},
	{"closed before an instant, that instant excluded", ticket.Filter{ClosedBefore: after(50)}, ""},
	{"closed in a time", ticket.Filter{ClosedFrom: after(1), ClosedBefore: after(51)}, "d"},
	{"whose solution may become an article", ticket.Filter{Drafts: true}, "d"},
	{"without a next step: nobody has it, or no timer is pending", ticket.Filter{NoNextStep: after(1)}, "a c"},
	{"without a next step: a clock has passed its due, that instant included", ticket.Filter{NoNextStep: after(19)}, "a b c"},
	{"by a part of the subject", ticket.Filter{Text: "ubject of b"}, "b"},
	{"by a part of the number", ticket.Filter{Text: "hd-00"}, "a b c d"},
	{"fields narrow each other", ticket.Filter{Priorities: []string{"high"}, Phases: []ticket.Phase{ticket.PhaseDone}, Text: "of"}, "d"},
	{"fields that contradict each other find nothing", ticket.Filter{Unassigned: true, Agents: []string{"boris"}}, ""},
	{"a value is compared whole and with its case", ticket.Filter{Stages: []string{"Level2", "level", "level%", "level_"}}, ""},
	{"a value that is SQL is only a value", ticket.Filter{Stages: []string{"x') OR ('1'='1"}, Requesters: []string{"' OR ''='"}}, ""},
}

var filterTests = func() []test {
	var tests []test
	for _, c := range filterCases {
		tests = append(tests, test{c.sentence, func(d *desk) {
			d.sorted()
			want := strings.Fields(c.finds)
			for _, order := range ticket.Orders() {
				got := d.subjects(d.all, c.filter, order, 2)
				for i := range got {
					got[i] = strings.TrimPrefix(got[i], "Subject of ")
				}
				slices.Sort(got)
				same(d, got, want)
			}
			n, err := d.store.Count(d.ctx, d.all, c.filter, 100)
			d.ok(err)
			same(d, n, len(want))
		}})
	}
	return append(tests, test{"every field of a filter has a case", func(d *desk) {
		var all ticket.Filter
		for _, c := range filterCases {
			f := c.filter
			all.Phases, all.Stages, all.Kinds = append(all.Phases, f.Phases...), append(all.Stages, f.Stages...), append(all.Kinds, f.Kinds...)
			all.Categories, all.Priorities = append(all.Categories, f.Categories...), append(all.Priorities, f.Priorities...)
			all.Teams, all.Agents = append(all.Teams, f.Teams...), append(all.Agents, f.Agents...)
			all.TaskOf = append(all.TaskOf, f.TaskOf...)
			if f.Fields != nil {
				all.Fields = f.Fields
			}
			if f.Former != nil {
				all.Former = f.Former
			}
			all.Requesters, all.Organizations = append(all.Requesters, f.Requesters...), append(all.Organizations, f.Organizations...)
			all.Unassigned, all.Waiting = all.Unassigned || f.Unassigned, all.Waiting || f.Waiting
			all.TooLong.Contact, all.TooLong.Since = later(all.TooLong.Contact, f.TooLong.Contact), later(all.TooLong.Since, f.TooLong.Since)
			all.RegulationBefore += f.RegulationBefore
			all.ClosedFrom, all.ClosedBefore = later(all.ClosedFrom, f.ClosedFrom), later(all.ClosedBefore, f.ClosedBefore)
			all.Drafts, all.NoNextStep = all.Drafts || f.Drafts, later(all.NoNextStep, f.NoNextStep)
			all.DueBefore, all.Text = later(all.DueBefore, f.DueBefore), all.Text+f.Text
			all.OpenedFrom, all.OpenedBefore = later(all.OpenedFrom, f.OpenedFrom), later(all.OpenedBefore, f.OpenedBefore)
		}
		d.filled(all)
	}})
}()

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// sorted makes four tickets that differ in everything that a filter asks for.
func (d *desk) sorted() {
	d.t.Helper()
	task := func(assignee string, state ticket.TaskState) ticket.Task {
		return ticket.Task{ID: newID(), Kind: ticket.TaskPart, Title: "x", Assignee: assignee, State: state, Created: start}
	}
	tasks := [][]ticket.Task{
		{task("vera", ticket.TaskOpen), task("boris", ticket.TaskOpen)}, {task("", ticket.TaskOpen)},
		{task("boris", ticket.TaskDone), task("anna", ticket.TaskClosed), task("", ticket.TaskDone)}, nil,
	}
	for i, edit := range []func(*ticket.Ticket){
		func(t *ticket.Ticket) {
			t.Kind, t.Priority, t.Team, t.Organization = "wish", "high", "line1", "acme"
			t.Fields = map[string]string{"кабинет": "3 «б»", "serial": "A-1"}
			t.Wait, t.Due = ticket.Wait{Reason: "x", Since: after(1), Until: after(8)}, after(20)
		},
		func(t *ticket.Ticket) {
			t.Fields = map[string]string{"кабинет": "3 «б»", `a"b'.c`: "100%"}
			t.Kind, t.Category, t.Team, t.Agent, t.Stage = "remark", "network", "line1", "boris", "level2"
			t.Entered, t.Wait.Until = after(2), after(9)
			t.Phase, t.Due, t.Regulation = ticket.PhaseWaiting, after(19), 1
		},
		func(t *ticket.Ticket) {
			t.Category, t.Agent, t.Requester, t.Organization = "network", "vera", "zoe", "acme"
			t.Phase, t.Wait.Until = ticket.PhaseResolved, after(5)
		},
		func(t *ticket.Ticket) {
			t.Priority, t.Phase, t.Organization = "high", ticket.PhaseDone, "other"
			t.Closed, t.Draft = after(50), true
		},
	} {
		d.made(with(func(t *ticket.Ticket) {
			t.Subject, t.Number, t.Opened = "Subject of "+string(rune('a'+i)), "HD-00"+string(rune('1'+i)), after(i)
			t.Regulation = 2
			edit(t)
		}), func(c *storage.Change) {
			c.Tasks = tasks[i]
			if c.Ticket.Agent == "boris" {
				c.Timers = []storage.Timer{{Desk: d.key, Ticket: c.Ticket.ID, Cause: "clock:stage", Kind: storage.TimerDue, At: after(19)}}
			}
		})
	}
}
