package helpdesk

import (
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
// warning and due of a running clock that has not come yet, the date of a wait that it
// wakes from, the notice and the end of a count of silence.
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
	if _, wakes := set.upon(t.Stage, UponNextContact); !t.Wait.Until.IsZero() && (wakes || t.Wait.On()) {
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
		return d.wake()
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

// wake ends the wait whose date has come: by the move that the regulation asks for
// then, or by taking the mark away.
func (d *draft) wake() error {
	if d.ticket.Wait.On() {
		return d.endWait("date")
	}
	if moved, err := d.occur(UponNextContact); err != nil || moved {
		return err
	}
	d.ticket.Wait.Until = timeZero // the newest regulation has no such move any more: the date is used up
	return d.record(event.TicketResumed, event.Resumed{Because: "date"}, ticket.Fact{Field: factBecause, New: "date"})
}
