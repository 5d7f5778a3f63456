package api

import (
	"net/http"
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

type runningJSON struct {
	Running bool      `json:"running"`
	Ticket  uuid.UUID `json:"ticket,omitzero" format:"uuid"`
	Number  string    `json:"number,omitempty"`
	Subject string    `json:"subject,omitempty"`
	Task    uuid.UUID `json:"task,omitzero" format:"uuid" doc:"left out for the ticket's own"`
	Started time.Time `json:"started,omitzero"`
	Elapsed duration  `json:"elapsed,omitempty" doc:"on the wall, up to now"`
}

type startInput struct {
	Ticket string    `json:"ticket,omitempty" required:"true" doc:"by its id or its number"`
	Task   uuid.UUID `json:"task,omitzero" format:"uuid" doc:"the ticket's own when left out"`
}

type stopInput struct {
	Spent duration `json:"spent,omitempty" doc:"to be booked instead of what was measured"`
	Note  string   `json:"note,omitempty"`
}

func runningOf(r helpdesk.Running) runningJSON {
	return runningJSON{Running: r.Runs(), Ticket: r.Ticket, Number: r.Number, Subject: r.Subject, Task: r.Task, Started: r.Started, Elapsed: duration(r.Elapsed)}
}

// stopwatchRoutes measure the time that the caller works.
func stopwatchRoutes() []route {
	const path = "/stopwatch"
	start := read(path, "startStopwatch", "Begin to measure the time that the caller works on a ticket", startStopwatch)
	start.method, start.body = http.MethodPost, reflect.TypeFor[startInput]()
	stop := read(path+"/stop", "stopStopwatch", "Stop the caller's stopwatch and book what it has measured, once however often it is sent", stopStopwatch)
	stop.method, stop.body = http.MethodPost, reflect.TypeFor[stopInput]()
	drop := read(path, "dropStopwatch", "Stop the caller's stopwatch and book nothing", func(c *call) (runningJSON, error) {
		s, err := c.session()
		if err != nil {
			return runningJSON{}, err
		}
		return runningJSON{}, s.DropStopwatch(c.Context())
	})
	drop.method = http.MethodDelete
	return []route{
		read(path, "readStopwatch", "Read the caller's stopwatch", func(c *call) (runningJSON, error) {
			s, err := c.session()
			if err != nil {
				return runningJSON{}, err
			}
			r, err := s.Stopwatch(c.Context())
			return runningOf(r), err
		}),
		start, stop, drop,
	}
}

func startStopwatch(c *call) (runningJSON, error) {
	s, err := c.session()
	if err != nil {
		return runningJSON{}, err
	}
	in := *c.body.(*startInput)
	id, err := c.named(s, in.Ticket)
	if err != nil {
		return runningJSON{}, err
	}
	r, err := s.StartStopwatch(c.Context(), id, in.Task)
	return runningOf(r), err
}

func stopStopwatch(c *call) (receipt, error) {
	s, err := c.session()
	if err != nil {
		return receipt{}, err
	}
	in := *c.body.(*stopInput)
	done, err := s.StopStopwatch(c.Context(), helpdesk.Stop{Spent: time.Duration(in.Spent), Note: in.Note})
	if err != nil {
		return receipt{}, err
	}
	return c.receipt(done), nil
}
