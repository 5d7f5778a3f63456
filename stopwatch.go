package helpdesk

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Running is somebody's stopwatch, and what it measures.
type Running struct {
	ticket.Stopwatch
	Number  string // of the ticket
	Subject string
	Elapsed time.Duration // on the wall, up to now
}

// Stopwatch answers the actor's stopwatch; the zero Running when it does not run. It is
// kept by the desk: it goes on whatever becomes of the device on which it was started.
func (s *Session) Stopwatch(ctx context.Context) (Running, error) {
	r, err := s.stopwatch(ctx)
	return r, fail("stopwatch", err)
}

func (s *Session) stopwatch(ctx context.Context) (Running, error) {
	r, err := s.spender(ctx)
	if err != nil {
		return Running{}, err
	}
	w, err := s.watch(ctx)
	if err != nil || !w.Runs() {
		return Running{}, err
	}
	running := Running{Stopwatch: w, Elapsed: measured(w, s.desk.Now())}
	t, err := s.desk.store.Ticket(ctx, r.Scope, w.Ticket)
	if isNotFound(err) { // he may not read it any more
		return running, nil
	}
	running.Number, running.Subject = t.Number, t.Subject
	return running, err
}

// spender are the rights of one who books time.
func (s *Session) spender(ctx context.Context) (Rights, error) {
	r, err := s.rights(ctx)
	if err == nil && (!r.Staff || !r.May(VerbSpend) || s.actor.IsSystem()) {
		err = forbidden(VerbSpend)
	}
	return r, err
}

// watch is the stopwatch as it is stored; a new one if there is none.
func (s *Session) watch(ctx context.Context) (ticket.Stopwatch, error) {
	w, err := s.desk.store.Stopwatch(ctx, s.desk.key, s.actor.ID)
	if isNotFound(err) {
		return ticket.Stopwatch{Desk: s.desk.key, Person: s.actor.ID}, nil
	}
	return w, err
}

// measured is what a stopwatch shows at an instant.
func measured(w ticket.Stopwatch, at time.Time) time.Duration {
	if !w.Stopped.IsZero() {
		at = w.Stopped
	}
	return max(0, at.Sub(w.Started))
}

// StartStopwatch begins to measure the time that the actor works on a ticket, on one of
// its open tasks or, with Nil, on the task that goes with it. Nobody has more than one
// stopwatch: while it runs for another ticket or task, it is Refused.
func (s *Session) StartStopwatch(ctx context.Context, id, task uuid.UUID) (Running, error) {
	r, err := s.startStopwatch(ctx, id, task)
	return r, fail("start stopwatch", err)
}

func (s *Session) startStopwatch(ctx context.Context, id, task uuid.UUID) (Running, error) {
	r, err := s.spender(ctx)
	if err != nil {
		return Running{}, err
	}
	work, err := s.desk.store.Work(ctx, r.Scope, id)
	if err != nil {
		return Running{}, err
	}
	if len(work) == 0 {
		return Running{}, storage.ErrNotFound
	}
	d, err := s.begin(ctx, r, work[0])
	if err != nil {
		return Running{}, err
	}
	t := work[0].Ticket
	if err := d.works(VerbSpend); err != nil {
		return Running{}, err
	}
	if t.Phase == ticket.PhaseDone {
		return Running{}, refuse("ticket_done", "stage", d.ticket.Stage, "allowed", d.waysOut())
	}
	if task != uuid.Nil {
		if _, err := d.openTaskOf(task); err != nil {
			return Running{}, err
		}
	}
	w, err := s.watch(ctx)
	if err != nil {
		return Running{}, err
	}
	if w.Runs() {
		if w.Ticket == id && w.Task == task && w.Stopped.IsZero() { // pressed twice
			return s.stopwatch(ctx)
		}
		return Running{}, s.runsElsewhere(ctx, r, w)
	}
	w.Ticket, w.Task, w.Started, w.Stopped, w.Note, w.Spent = id, task, s.desk.Now(), time.Time{}, "", 0
	_, err = s.desk.store.PutStopwatch(ctx, w)
	if errors.Is(err, storage.ErrConflict) { // somebody, himself, was quicker
		if w, err = s.watch(ctx); err == nil && w.Runs() && (w.Ticket != id || w.Task != task) {
			return Running{}, s.runsElsewhere(ctx, r, w)
		}
	}
	if err != nil {
		return Running{}, err
	}
	return s.stopwatch(ctx)
}

// runsElsewhere is why the stopwatch cannot be started.
func (s *Session) runsElsewhere(ctx context.Context, r Rights, w ticket.Stopwatch) error {
	t, err := s.desk.store.Ticket(ctx, r.Scope, w.Ticket)
	if err != nil && !isNotFound(err) {
		return err
	}
	return refuse("stopwatch_runs", "number", t.Number)
}

// Stop says what to book of what was measured.
type Stop struct {
	Spent time.Duration // instead of what was measured; that, to the nearest minute, when 0
	Note  string
}

// StopStopwatch stops the actor's stopwatch and books what it has measured, once, however
// often it is tried: to the nearest minute and at least one, no longer than until the
// ticket was closed. More than a day has to be said in Stop.Spent, or dropped.
func (s *Session) StopStopwatch(ctx context.Context, in Stop) (Receipt, error) {
	receipt, err := s.stopStopwatch(ctx, in)
	return receipt, fail("stop stopwatch", err)
}

func (s *Session) stopStopwatch(ctx context.Context, in Stop) (Receipt, error) {
	r, err := s.spender(ctx)
	if err != nil {
		return Receipt{}, err
	}
	w, err := s.watch(ctx)
	if err != nil {
		return Receipt{}, err
	}
	if !w.Runs() {
		return Receipt{}, refuse("stopwatch_off")
	}
	if w.Stopped.IsZero() { // else it was stopped before, and is still to be booked
		if err := s.halt(ctx, r, &w, in); err != nil {
			return Receipt{}, err
		}
	}
	booking := Booking{Task: w.Task, Spent: w.Spent, Note: w.Note, Worked: w.Stopped}
	once := s.Once("stopwatch:" + strconv.FormatInt(w.Version, 10))
	receipt, err := once.tryAlter(ctx, VerbSpend, w.Ticket, booking, func(d *draft) error {
		if err := d.works(VerbSpend); err != nil {
			return err
		}
		if t := d.ticket; t.Phase == ticket.PhaseDone && !t.Closed.After(w.Started) {
			return refuse("ticket_done", "stage", t.Stage, "allowed", d.waysOut())
		}
		if _, err := d.openTaskOf(booking.Task); err != nil {
			booking.Task = uuid.Nil // it was finished meanwhile
		}
		return d.spend(booking)
	})
	if err != nil {
		return Receipt{}, err
	}
	return receipt, s.clear(ctx, w)
}

// halt stops the stopwatch and decides what will be booked.
func (s *Session) halt(ctx context.Context, r Rights, w *ticket.Stopwatch, in Stop) error {
	end := s.desk.Now()
	t, err := s.desk.store.Ticket(ctx, r.Scope, w.Ticket)
	if err != nil {
		return err
	}
	if !t.Closed.IsZero() && t.Closed.After(w.Started) && t.Closed.Before(end) {
		end = t.Closed
	}
	w.Stopped, w.Spent = end, in.Spent
	if in.Spent == 0 {
		w.Spent = max(time.Minute, measured(*w, end).Round(time.Minute))
	}
	var fs faults
	fs.bookable("spent", w.Spent)
	w.Note = fs.text("note", in.Note, MaxReason)
	if err := fs.err(); err != nil {
		return err
	}
	w.Version, err = s.desk.store.PutStopwatch(ctx, *w)
	return err
}

// clear makes the stopwatch one that does not run.
func (s *Session) clear(ctx context.Context, w ticket.Stopwatch) error {
	_, err := s.desk.store.PutStopwatch(ctx, ticket.Stopwatch{Desk: w.Desk, Person: w.Person, Version: w.Version})
	if errors.Is(err, storage.ErrConflict) { // the same was done from elsewhere
		return nil
	}
	return err
}

// DropStopwatch stops the actor's stopwatch and books nothing.
func (s *Session) DropStopwatch(ctx context.Context) error {
	if _, err := s.spender(ctx); err != nil {
		return fail("drop stopwatch", err)
	}
	w, err := s.watch(ctx)
	if err == nil && !w.Runs() {
		err = refuse("stopwatch_off")
	}
	if err == nil {
		err = s.clear(ctx, w)
	}
	return fail("drop stopwatch", err)
}
