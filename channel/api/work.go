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
				return s.AddTask(ctx, id, helpdesk.NewTask(in))
			}),
		act(http.MethodPost, "/tickets/{ref}/tasks/{task}/finish", "finishTask", "Finish a task",
			func(c *call, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
				task, err := uuid.Parse(c.PathValue("task"))
				if err != nil {
					c.faults.add("task", helpdesk.FaultFormat, "got", c.PathValue("task"), "like", "0198c0de-0000-7000-8000-000000000000")
					return helpdesk.Receipt{}, c.faults.err()
				}
				return s.FinishTask(c.Context(), id, task)
			}),
		verb("/tickets/{ref}/times", "spend", "Book time worked",
			func(ctx context.Context, s *helpdesk.Session, id uuid.UUID, in bookingInput) (helpdesk.Receipt, error) {
				return s.Spend(ctx, id, helpdesk.Booking{Task: in.Task, Spent: time.Duration(in.Spent), Note: in.Note,
					Worked: in.Worked, Contract: in.Contract, Service: in.Service})
			}),
		correction(),
	}
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
