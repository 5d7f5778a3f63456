package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/helpdesktest"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// The reaction to the tickets of a run of replicas is due after an hour, of which they are warned
// after 48 minutes, around the clock.
const (
	dueAfter    = time.Hour
	warnedAfter = 48 * time.Minute
	openers     = 8
)

// roundTheClock is the built-in regulation for a desk that never sleeps.
func roundTheClock() (helpdesk.Regulation, error) {
	r := helpdesk.Levels()
	day, err := sla.ParseShift("00:00-24:00")
	r.Calendars = map[string]sla.Schedule{r.Calendar: {Zone: "UTC", Week: map[string][]sla.Shift{"mon-sun": {day}}}}
	return r, err
}

// seed opens the tickets in the past, so that their warnings were due before the start and
// their dues come in the course of the run.
func (r *replicas) seed(ctx context.Context) error {
	if err := r.store.Migrate(ctx); err != nil {
		return err
	}
	if _, err := r.db.ExecContext(ctx, createTold); err != nil {
		return err
	}
	regulation, err := roundTheClock()
	if err != nil {
		return err
	}
	first, err := helpdesk.New(ctx, r.store, helpdesk.Config{Desk: desk, Regulation: &regulation})
	if err != nil {
		return err
	}
	setup := first.As(helpdesk.System("setup"))
	if _, err := setup.PutPerson(ctx, ticket.Person{ID: "anna", Name: "Анна", Roles: []ticket.Role{ticket.RoleRequester}}); err != nil {
		return err
	}
	r.base = ticket.Instant(time.Now())
	var next atomic.Int64
	failed := make(chan error, openers)
	var opening sync.WaitGroup
	for range openers {
		opening.Go(func() {
			if err := r.openAll(ctx, &next); err != nil {
				failed <- err
			}
		})
	}
	opening.Wait()
	select {
	case err = <-failed:
	default:
	}
	return err
}

// openAll opens tickets until there are enough, each at its own instant.
func (r *replicas) openAll(ctx context.Context, next *atomic.Int64) error {
	clock := helpdesktest.NewClock(r.base)
	past, err := helpdesk.New(ctx, r.store, helpdesk.Config{Desk: desk, Now: clock.Now, Apart: -1})
	if err != nil {
		return err
	}
	for {
		n := next.Add(1) - 1
		if n >= int64(r.Tickets) {
			return nil
		}
		clock.Set(r.due(n).Add(-dueAfter))
		_, err := past.As(helpdesk.Person("anna")).Open(ctx, helpdesk.NewRequest{
			Subject: fmt.Sprintf("Не печатаются акты %d", n), Text: "Пустая страница.", Category: "consultation",
		})
		if err != nil {
			return err
		}
	}
}

// due is when a ticket's reaction is due: they are spread evenly over the window.
func (r *replicas) due(n int64) time.Time {
	return ticket.Instant(r.base.Add(r.Lead + r.Window*time.Duration(n)/time.Duration(r.Tickets)))
}
