package helpdesk

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// mostEffort is the most work that a task is thought to be.
const mostEffort = 1000 * time.Hour

// TaskChange says what becomes of a task. What is nil stays.
type TaskChange struct {
	Title     *string
	Assignee  *string        // empty is nobody
	Due       *time.Time     // zero is no deadline
	Effort    *time.Duration // 0 is that nobody says
	Checklist *[]string      // the steps from now on; one whose text stays keeps its mark
}

// ChangeTask changes an open task. Of the classification task and the work task, which
// go with the ticket, only the effort and the checklist can be changed.
func (s *Session) ChangeTask(ctx context.Context, id, task uuid.UUID, in TaskChange) (Receipt, error) {
	type input struct {
		Task uuid.UUID
		In   TaskChange
	}
	return s.alter(ctx, VerbTask, id, input{task, in}, func(d *draft) error {
		t, err := d.myTask(task)
		if err != nil {
			return err
		}
		var fs faults
		is := t
		if err := d.changeTask(s, &fs, &is, in); err != nil {
			return err
		}
		if err := fs.err(); err != nil {
			return err
		}
		if len(ticket.DiffTask(t, is)) == 0 {
			return nil
		}
		d.putTask(is)
		d.part = is.ID
		return d.record(event.TaskChanged, event.Task{Task: is.ID, Kind: string(is.Kind), Title: is.Title, Assignee: is.Assignee})
	})
}

// changeTask checks the change and makes it.
func (d *draft) changeTask(s *Session, fs *faults, t *ticket.Task, in TaskChange) error {
	if t.Kind != ticket.TaskPart && (in.Title != nil || in.Assignee != nil || in.Due != nil) {
		return refuse("task_of_ticket", "task", t.Title)
	}
	if in.Title != nil {
		t.Title = fs.required("title", *in.Title, MaxTitle)
	}
	if in.Assignee != nil && *in.Assignee != t.Assignee {
		t.Assignee = *in.Assignee
		if t.Assignee != "" {
			var err error
			if t.Assignee, err = d.recipient(s, fs, "assignee", t.Assignee); err != nil {
				return err
			}
		}
	}
	if in.Due != nil && !ticket.Instant(*in.Due).Equal(t.Due) {
		if t.Due = ticket.Instant(*in.Due); !t.Due.IsZero() && !t.Due.After(d.at) {
			fs.add("due", FaultPast, "got", t.Due.Format(time.RFC3339))
		}
	}
	if in.Effort != nil {
		t.Effort = fs.effort(*in.Effort)
	}
	if in.Checklist != nil {
		marks := map[string]ticket.Step{}
		for _, x := range t.Checklist {
			marks[x.Text] = x
		}
		t.Checklist = fs.steps(*in.Checklist)
		for i, x := range t.Checklist {
			if was, had := marks[x.Text]; had {
				t.Checklist[i] = was
			}
		}
	}
	return nil
}

// myTask is an open task of the ticket that the actor may work on: all of a ticket that
// he works on, else those that he has himself.
func (d *draft) myTask(id uuid.UUID) (ticket.Task, error) {
	t, err := d.openTaskOf(id)
	// Whether there is such a task is for those to know who read tasks.
	if !d.rights.May(VerbTask) || !d.rights.Works(d.ticket) && (err != nil || t.Assignee != d.actor) {
		return t, forbidden(VerbTask)
	}
	return t, err
}

// Tick is a mark on a step of a task's checklist.
type Tick struct {
	Task uuid.UUID
	Step int // from 0
	Text string
	Done bool
}

// TickStep marks a step of an open task's checklist as done, or as not done. Text, where
// it is given, must be that of the step: the list may have changed meanwhile.
func (s *Session) TickStep(ctx context.Context, id uuid.UUID, in Tick) (Receipt, error) {
	return s.alter(ctx, VerbTask, id, in, func(d *draft) error {
		t, err := d.myTask(in.Task)
		if err != nil {
			return err
		}
		if in.Step < 0 || in.Step >= len(t.Checklist) {
			var fs faults
			fs.add("step", FaultRange, "got", strconv.Itoa(in.Step), "min", "0", "max", strconv.Itoa(len(t.Checklist)-1))
			return fs.err()
		}
		is := t
		is.Checklist = append([]ticket.Step(nil), t.Checklist...)
		x := &is.Checklist[in.Step]
		switch {
		case in.Text != "" && in.Text != x.Text:
			return &Error{Code: Conflict, Reason: "step_moved", Params: params("got", clip(in.Text), "step", x.Text)}
		case in.Done == x.Done:
			return nil
		case in.Done:
			x.Done, x.By, x.At = true, d.actor, d.at
		default:
			x.Done, x.By, x.At = false, "", time.Time{}
		}
		d.putTask(is)
		d.part = is.ID
		return d.record(event.TaskChanged, event.Task{Task: is.ID, Kind: string(is.Kind), Title: is.Title, Assignee: is.Assignee})
	})
}

// effort checks how much work a task is thought to be.
func (f *faults) effort(d time.Duration) time.Duration {
	if d != 0 && (d < time.Minute || d > mostEffort || d%time.Minute != 0) {
		f.add("effort", FaultRange, "got", d.String(), "min", "1m", "max", "1000h")
	}
	return d
}

// steps checks the lines of a checklist. Empty ones are left out.
func (f *faults) steps(lines []string) []ticket.Step {
	var list []ticket.Step
	seen := map[string]bool{}
	for i, line := range lines {
		name := fmt.Sprintf("checklist[%d]", i)
		text := f.line(name, line, MaxTitle)
		if text == "" {
			continue
		}
		if seen[text] {
			f.add(name, FaultTaken, "got", clip(text))
		}
		seen[text] = true
		list = append(list, ticket.Step{Text: text})
	}
	if len(list) > MaxSteps {
		f.add("checklist", FaultRange, "got", strconv.Itoa(len(list)), "max", strconv.Itoa(MaxSteps), "min", "0")
	}
	return list
}
