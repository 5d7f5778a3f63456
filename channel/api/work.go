package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

type estimateInput struct {
	Clock  string `json:"clock,omitempty" doc:"may be left out where the category allows but one"`
	Target string `json:"target,omitempty" required:"true" doc:"working time like 40h or working days like 12d"`
	Reason string `json:"reason,omitempty" required:"true"`
}

type taskInput struct {
	Title    string    `json:"title,omitempty" required:"true"`
	Assignee string    `json:"assignee,omitempty"`
	Due      time.Time `json:"due,omitzero"`
	Effort   duration  `json:"effort,omitempty" doc:"how much work it is thought to be"`
	Parent   uuid.UUID `json:"parent,omitzero" format:"uuid" doc:"the open task that it is a part of; the ticket's own when left out"`

	Checklist []string `json:"checklist,omitempty" doc:"its steps, in their order"`
}

type taskChangeInput struct {
	Title      *string    `json:"title,omitempty"`
	Assignee   *string    `json:"assignee,omitempty" doc:"empty for nobody; left out, it stays"`
	Due        *time.Time `json:"due,omitempty"`
	NoDeadline bool       `json:"no_deadline,omitempty" doc:"takes the due away"`
	Effort     *duration  `json:"effort,omitempty" doc:"0s when nobody says"`
	Checklist  *[]string  `json:"checklist,omitempty" doc:"the steps from now on; one whose text stays keeps its mark"`
}

type tickInput struct {
	Step int    `json:"step" required:"true" doc:"from 0"`
	Text string `json:"text,omitempty" doc:"of the step: nothing is done if it is another one by now"`
	Done bool   `json:"done" required:"true"`
}

type bookingInput struct {
	Task  uuid.UUID `json:"task,omitzero" format:"uuid" doc:"the ticket's own task when left out"`
	Spent duration  `json:"spent,omitempty" required:"true" doc:"whole minutes, from 1m to 24h"`
	Note  string    `json:"note,omitempty"`

	Worked   time.Time `json:"worked,omitzero" doc:"when it was worked: it is billed in the period of this instant; now when left out"`
	Contract string    `json:"contract,omitempty" doc:"what it is taken from; the desk chooses when left out"`
	Service  string    `json:"service,omitempty" doc:"of the contract, by its key; the desk chooses when left out"`
}

type correctionInput struct {
	Spent  duration  `json:"spent,omitempty" required:"true" doc:"what ought to have been booked, whole minutes, from 0m to 24h"`
	Worked time.Time `json:"worked,omitzero" doc:"in which period the difference is billed; now when left out"`
	Note   string    `json:"note,omitempty" required:"true"`
}

// workVerbs plan and book the work on a ticket.
func workVerbs() []route {
	return []route{
		verb("/tickets/{ref}/estimates", "estimate", "Set the target of a clock for this ticket alone",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in estimateInput) (helpdesk.Receipt, error) {
				return s.Estimate(ctx, id, helpdesk.Estimate(in))
			}),
		verb("/tickets/{ref}/tasks", "addTask", "Add a task to a ticket",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in taskInput) (helpdesk.Receipt, error) {
				return s.AddTask(ctx, id, helpdesk.NewTask{
					Title: in.Title, Assignee: in.Assignee, Due: in.Due, Effort: time.Duration(in.Effort), Parent: in.Parent, Checklist: in.Checklist,
				})
			}),
		act(http.MethodPost, "/tickets/{ref}/tasks/{task}/finish", "finishTask", "Finish a task",
			func(c *call, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
				task, err := c.task()
				if err != nil {
					return helpdesk.Receipt{}, err
				}
				return s.FinishTask(c.Context(), id, task)
			}),
		taskVerb("/tickets/{ref}/tasks/{task}", "changeTask", "Change an open task",
			func(c *call, s *helpdesk.Session, id, task uuid.UUID, in taskChangeInput) (helpdesk.Receipt, error) {
				change := helpdesk.TaskChange{Title: in.Title, Assignee: in.Assignee, Due: in.Due, Effort: (*time.Duration)(in.Effort), Checklist: in.Checklist}
				if in.NoDeadline {
					change.Due = new(time.Time)
				}
				return s.ChangeTask(c.Context(), id, task, change)
			}),
		taskVerb("/tickets/{ref}/tasks/{task}/steps", "tickStep", "Mark a step of a task's checklist as done, or as not done",
			func(c *call, s *helpdesk.Session, id, task uuid.UUID, in tickInput) (helpdesk.Receipt, error) {
				return s.TickStep(c.Context(), id, helpdesk.Tick{Task: task, Step: in.Step, Text: in.Text, Done: in.Done})
			}),
		verb("/tickets/{ref}/times", "spend", "Book time worked",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in bookingInput) (helpdesk.Receipt, error) {
				return s.Spend(ctx, id, helpdesk.Booking{Task: in.Task, Spent: time.Duration(in.Spent), Note: in.Note,
					Worked: in.Worked, Contract: in.Contract, Service: in.Service})
			}),
		correction(),
	}
}

// task is the id of the task that the path names.
func (c *call) task() (uuid.UUID, error) {
	task, err := uuid.Parse(c.PathValue("task"))
	if err != nil {
		c.faults.add("task", helpdesk.FaultFormat, "got", c.PathValue("task"), "like", "0198c0de-0000-7000-8000-000000000000")
	}
	return task, c.faults.err()
}

// taskVerb is a route that does something to a task of the ticket its path names.
func taskVerb[In any](path, id, summary string, do func(*call, *helpdesk.Session, uuid.UUID, uuid.UUID, In) (helpdesk.Receipt, error)) route {
	rt := act(http.MethodPost, path, id, summary, func(c *call, s *helpdesk.Session, ticket uuid.UUID) (helpdesk.Receipt, error) {
		task, err := c.task()
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		return do(c, s, ticket, task, *c.body.(*In))
	})
	rt.body = reflect.TypeFor[In]()
	return rt
}

// correction is the route that says what a booking ought to have been.
func correction() route {
	rt := act(http.MethodPost, "/tickets/{ref}/times/{booking}/correction", "correctTime", "Book the difference to what ought to have been booked",
		func(c *call, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
			booking, err := uuid.Parse(c.PathValue("booking"))
			if err != nil {
				c.faults.add("booking", helpdesk.FaultFormat, "got", c.PathValue("booking"), "like", "0198c0de-0000-7000-8000-000000000000")
				return helpdesk.Receipt{}, c.faults.err()
			}
			in := c.body.(*correctionInput)
			return s.Correct(c.Context(), id, helpdesk.Correction{Booking: booking, Spent: time.Duration(in.Spent), Worked: in.Worked, Note: in.Note})
		})
	rt.body = reflect.TypeFor[correctionInput]()
	return rt
}
