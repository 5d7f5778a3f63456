package helpdesk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// NewTask is a piece of work to be added to a ticket.
type NewTask struct {
	Title     string
	Assignee  string        // nobody when empty
	Due       time.Time     // no deadline when zero
	Effort    time.Duration // how much work it is thought to be; nobody says when 0
	Parent    uuid.UUID     // the open task that it is a part of; the ticket's work task when Nil
	Checklist []string      // its steps, in their order
}

// AddTask adds a task under another one of the ticket.
func (s *Session) AddTask(ctx context.Context, id uuid.UUID, in NewTask) (Receipt, error) {
	return s.alter(ctx, VerbTask, id, in, func(d *draft) error {
		if err := d.works(VerbTask); err != nil {
			return err
		}
		if d.ticket.Phase == ticket.PhaseDone {
			return refuse("ticket_done", "stage", d.ticket.Stage, "allowed", d.waysOut())
		}
		return d.addTask(s, in)
	})
}

// addTask adds a task under another one of the ticket.
func (d *draft) addTask(s *Session, in NewTask) error {
	var fs faults
	t := ticket.Task{
		Kind: ticket.TaskPart, State: ticket.TaskOpen, Created: d.at, Due: ticket.Instant(in.Due),
		Effort: fs.effort(in.Effort), Checklist: fs.steps(in.Checklist),
	}
	t.Title = fs.required("title", in.Title, MaxTitle)
	if in.Assignee != "" {
		var err error
		if t.Assignee, err = d.recipient(s, &fs, "assignee", in.Assignee); err != nil {
			return err
		}
	}
	if !t.Due.IsZero() && !t.Due.After(d.at) {
		fs.add("due", FaultPast, "got", t.Due.Format(time.RFC3339))
	}
	if err := fs.err(); err != nil {
		return err
	}
	i := slices.IndexFunc(d.tasks, func(t ticket.Task) bool { return t.Kind == ticket.TaskWork })
	switch {
	case in.Parent != uuid.Nil:
		parent, err := d.openTaskOf(in.Parent)
		if err != nil {
			return err
		}
		t.Parent = parent.ID
	case i >= 0:
		t.Parent = d.tasks[i].ID
	}
	t = d.putTask(t)
	d.part = t.ID
	return d.record(event.TaskAdded, event.Task{Task: t.ID, Kind: string(t.Kind), Title: t.Title, Assignee: t.Assignee})
}

// FinishTask finishes a task that was added to the ticket, once its checklist is done and
// the tasks under it are over. The classification task is ended by Classify and the work
// task by closing the ticket.
func (s *Session) FinishTask(ctx context.Context, id, task uuid.UUID) (Receipt, error) {
	return s.alter(ctx, VerbTask, id, task, func(d *draft) error {
		t, err := d.myTask(task)
		if err != nil {
			return err
		}
		switch t.Kind {
		case ticket.TaskClassification:
			return refuse("finish_by_classify", "task", t.Title)
		case ticket.TaskWork:
			return refuse("finish_by_closing", "task", t.Title)
		}
		if left := t.Left(); len(left) > 0 {
			return refuse("checklist_open", "task", t.Title, "left", strings.Join(left, "; "))
		}
		if i := slices.IndexFunc(d.tasks, func(x ticket.Task) bool { return x.Parent == t.ID && x.State == ticket.TaskOpen }); i >= 0 {
			return refuse("subtasks_open", "task", t.Title, "left", d.tasks[i].Title)
		}
		t.State, t.Ended = ticket.TaskDone, d.at
		d.putTask(t)
		d.part = t.ID
		return d.record(event.TaskFinished, event.Task{Task: t.ID, Kind: string(t.Kind), Title: t.Title, Assignee: t.Assignee})
	})
}

// openTaskOf answers an open task of the ticket.
func (d *draft) openTaskOf(id uuid.UUID) (ticket.Task, error) {
	i := slices.IndexFunc(d.tasks, func(t ticket.Task) bool { return t.ID == id && t.State == ticket.TaskOpen })
	if i < 0 {
		return ticket.Task{}, refuse("task_not_open", "task", id.String())
	}
	return d.tasks[i], nil
}
