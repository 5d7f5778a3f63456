package helpdesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// The causes of timers.
const (
	causeClock   = "clock:"
	causeWait    = "wait"
	causeSilence = "silence"
)

// timersOf is the rule of timers: which ones are pending for a ticket as it is. Each
// warning and due of a running clock that has not come yet, the date of a wait, the
// notice and the end of a count of silence.
func timersOf(set *rules, t ticket.Ticket, ledger sla.Ledger) ([]storage.Timer, error) {
	var timers []storage.Timer
	add := func(cause string, kind storage.TimerKind, at time.Time) {
		timers = append(timers, storage.Timer{Desk: t.Desk, Ticket: t.ID, Cause: cause, Kind: kind, At: at})
	}
	for _, c := range ledger.Pending() {
		kind := storage.TimerWarning
		if c.Kind == sla.CrossedDue {
			kind = storage.TimerDue
		}
		add(causeClock+c.Clock, kind, c.At)
	}
	if !t.Wait.Until.IsZero() {
		add(causeWait, storage.TimerWake, t.Wait.Until)
	}
	if t.Silence.On() {
		notice, end, err := set.silence(t)
		if err != nil {
			return nil, err
		}
		if !t.Silence.Noticed && !notice.IsZero() {
			add(causeSilence, storage.TimerNotice, notice)
		}
		add(causeSilence, storage.TimerClose, end)
	}
	slices.SortFunc(timers, func(a, b storage.Timer) int { return a.At.Compare(b.At) })
	return timers, nil
}

// silence is when the requester is told of the closing (zero for never), and when it comes.
func (r *rules) silence(t ticket.Ticket) (notice, end time.Time, err error) {
	s := r.stages[t.Stage].Silence
	if s == nil {
		return timeZero, timeZero, fmt.Errorf("stage %q counts no silence", t.Stage)
	}
	if end, err = r.calendar().Add(t.Silence.Since, s.After); err != nil {
		return timeZero, timeZero, err
	}
	end = ticket.Instant(end)
	if s.Notice.IsZero() {
		return timeZero, end, nil
	}
	notice, err = r.calendar().Add(t.Silence.Since, s.After.Sub(s.Notice))
	return ticket.Instant(notice), end, err
}

var timeZero time.Time

// fire does what a timer is there for. What the ticket's state no longer asks for is
// not done: the timer is only put away. Every effect is the ticket's next version, so
// it happens once, however often it is tried.
func (d *Desk) fire(ctx context.Context, timer storage.Timer) error {
	s := d.As(System("sla"))
	_, err := s.alter(ctx, VerbSystem, timer.Ticket, nil, func(c *draft) error {
		return c.fire(timer)
	})
	return err
}

func (d *draft) fire(timer storage.Timer) error {
	set, err := d.desk.rules(d.ctx, d.ticket.Regulation)
	if err != nil {
		return err
	}
	pending, err := timersOf(set, d.ticket, d.ledger)
	if err != nil {
		return err
	}
	// Clocks have been settled when the draft began: their timers are gone by now.
	due := slices.ContainsFunc(pending, func(p storage.Timer) bool { return p == timer && !p.At.After(d.at) })
	if !due {
		return nil
	}
	switch timer.Kind {
	case storage.TimerWake:
		return d.endWait("date")
	case storage.TimerNotice:
		_, end, err := set.silence(d.ticket)
		if err != nil {
			return err
		}
		d.ticket.Silence.Noticed = true
		return d.record(event.SilenceNoticed, event.Silence{Closes: end})
	case storage.TimerClose:
		return d.move(Transition{Event: set.stages[d.ticket.Stage].Silence.Move})
	}
	return nil
}

// claimFor is how long a claim of timers holds before others may take it over.
const claimFor = 30 * time.Second

// claimAtOnce is how many timers are claimed in one go.
const claimAtOnce = 100

// Tick does everything that is due at this instant and answers how many timers fired.
// Run calls it; tests and hosts with a clock of their own may.
func (d *Desk) Tick(ctx context.Context) (int, error) {
	fired := 0
	for {
		owner := d.newID()
		now := d.Now()
		timers, err := d.store.Claim(ctx, storage.Claim{Desk: d.key, Now: now, Until: now.Add(claimFor), Owner: owner, Limit: claimAtOnce})
		if err != nil {
			return fired, fail("tick", err)
		}
		if len(timers) == 0 {
			return fired, nil
		}
		for _, t := range timers {
			if err := d.fire(ctx, t); err != nil && !errors.Is(err, NotFound) {
				if ctx.Err() != nil || errors.Is(err, Unavailable) {
					return fired, err
				}
				d.log.Error("a timer could not fire", "ticket", t.Ticket, "timer", t.Cause+" "+string(t.Kind), "error", err)
				continue // its claim runs out and it is tried again
			}
			if err := d.store.Drop(ctx, owner, t); err != nil {
				return fired, fail("tick", err)
			}
			fired++
		}
	}
}

// longestSleep is how long Run sleeps at most: timers that another process sets are
// found no later.
const longestSleep = time.Second

// Run keeps the desk's promises that come with time: warnings, deadlines, wake-ups,
// closing on silence. It returns when ctx ends, with ctx's error. Any number of
// processes may run the same desk.
func (d *Desk) Run(ctx context.Context) error {
	forget := time.Time{}
	for {
		if _, err := d.Tick(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("timers wait", "error", err)
		}
		if now := d.Now(); now.Sub(forget) > time.Hour {
			forget = now
			if err := d.store.ForgetKeys(ctx, d.key, now.Add(-keyLife)); err != nil && ctx.Err() == nil {
				d.log.Error("old keys were not forgotten", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(longestSleep):
		}
	}
}
