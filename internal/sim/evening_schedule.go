package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// schedules proves the schedule of everybody who works.
func (e *evening) schedules(ctx context.Context) error {
	for _, team := range teams {
		for _, id := range e.lines[team] {
			s, err := e.desk.As(helpdesk.Person(manager)).Schedule(ctx, helpdesk.ScheduleQuery{Person: id, Days: 10})
			if err != nil {
				return err
			}
			wrong, err := misplanned(s, e.tasks[id], hours{e.office, e.of(id), s.At})
			if err != nil {
				return err
			}
			for _, what := range wrong {
				e.find(scheduleTells, uuid.Nil, "%s: %s", id, what)
			}
			for _, d := range s.Days {
				if d.Over > 0 {
					e.report.Overfull++
				}
			}
		}
	}
	return nil
}

// misplanned works out by other means what a schedule must say: each task ends where the
// calendar leads to when the work on it and on all that is due before is added to now.
func misplanned(s helpdesk.Schedule, tasks []work, h hours) (wrong []string, err error) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	tasks = slices.Clone(tasks)
	slices.SortFunc(tasks, func(a, b work) int {
		return cmp.Or(dueOf(a).Compare(dueOf(b)), a.created.Compare(b.created), cmp.Compare(a.id, b.id))
	})
	ends, err := misfilled(s, tasks, h, say)
	if err != nil {
		return wrong, err
	}
	there := h.until(ends)
	planned, late := told(s)
	var before, all time.Duration
	waits := 0
	for _, t := range tasks {
		if t.waits {
			waits++
			continue
		}
		effort := t.left()
		end, err := h.after(before + effort)
		if err != nil {
			return wrong, err
		}
		fits := min(effort, max(0, there-before))
		if has, is := planned[t.id]; !is || has != fits {
			say("task %s has %s in it, not %s", t.id, has, fits)
		}
		within := before+effort <= there
		exceeds := !t.due.IsZero() && (!t.due.After(s.At) || end.After(t.due) && (within || !t.due.After(ends)))
		if late[t.id] != exceeds {
			say("task %s, due at %s, is late: %t; it can be done by %s", t.id, t.due, late[t.id], end)
		}
		delete(planned, t.id)
		delete(late, t.id)
		before += effort
		all += effort
	}
	for id := range planned {
		say("task %s is not to be done", id)
	}
	for id := range late {
		say("task %s is late, and is not to be done", id)
	}
	if waits != len(s.Waits) || s.Left != all {
		say("%d wait and %s are left, not %d and %s", len(s.Waits), s.Left, waits, all)
	}
	return wrong, nil
}

// far is after every due.
var far = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func dueOf(t work) time.Time {
	if t.due.IsZero() {
		return far
	}
	return t.due
}

// left is how much work a task counts: an hour where nobody has said, a quarter at least.
func (t work) left() time.Duration {
	return max(15*time.Minute, cmp.Or(t.effort, time.Hour)-t.spent)
}

// misfilled proves of each day its hours, that they are not overfilled, and by how much
// the work that is due by then exceeds them. It answers when the last one ends.
func misfilled(s helpdesk.Schedule, tasks []work, h hours, say func(string, ...any)) (ends time.Time, err error) {
	var before time.Duration
	for _, d := range s.Days {
		date, err := time.ParseInLocation(time.DateOnly, d.Date, h.office.Location())
		if err != nil {
			return ends, err
		}
		if ends, err = h.dayEnds(date); err != nil {
			return ends, err
		}
		all := h.until(ends)
		var parts, due time.Duration
		for _, p := range d.Parts {
			parts += p.Time
		}
		if is := all - before; d.Hours != is || d.Filled != parts || parts > is {
			say("%s has %s of work in %s, %s of it in parts: there are %s", d.Date, d.Filled, d.Hours, parts, is)
		}
		for _, t := range tasks {
			if !t.waits && !t.due.IsZero() && !t.due.After(ends) {
				due += t.left()
			}
		}
		if over := max(0, due-all); d.Over != over {
			say("until the end of %s %s of work are due in %s: the schedule says %s too much", d.Date, due, all, d.Over)
		}
		before = all
	}
	return ends, nil
}

// told is what a schedule tells: how much of each task is in its days, and what is late.
func told(s helpdesk.Schedule) (planned map[string]time.Duration, late map[string]bool) {
	planned, late = map[string]time.Duration{}, map[string]bool{}
	for _, d := range s.Days {
		for _, p := range d.Parts {
			planned[p.Task.ID.String()] += p.Time
		}
	}
	for _, p := range s.After {
		planned[p.Task.ID.String()] += 0
	}
	for _, p := range s.Late {
		late[p.Task.ID.String()] = true
	}
	return planned, late
}
