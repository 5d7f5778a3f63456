package sla

import (
	"fmt"
	"slices"
	"time"
)

// ClockState is what a clock does.
type ClockState string

// The states of a clock.
const (
	ClockOff     ClockState = "off"     // not in its stages
	ClockRunning ClockState = "running" // its time counts
	ClockPaused  ClockState = "paused"  // stands still, for a reason
	ClockEnded   ClockState = "ended"   // has come to its end; a reopened ticket may take it up again
)

// Record is what a ledger keeps of one clock. All instants are UTC and whole
// microseconds.
type Record struct {
	Clock string     `json:"clock"`
	Kind  ClockKind  `json:"kind"`
	State ClockState `json:"state"`
	Since time.Time  `json:"since"` // the state's begin

	// The target in force and what set it.
	Target      Target    `json:"target"`
	Warning     Target    `json:"warning"` // the part of the target at which to warn
	Informative bool      `json:"informative,omitempty"`
	Plan        string    `json:"plan,omitempty"`
	Rule        string    `json:"rule,omitempty"`
	Version     int       `json:"version,omitempty"`
	Set         time.Time `json:"set"` // when the target was set

	// Opened is where the present count began: the time spent is that of the
	// runs from here on.
	Opened time.Time `json:"opened"`
	Runs   []Run     `json:"runs,omitempty"`
	Pauses []Pause   `json:"pauses,omitempty"`

	WarnAt   time.Time `json:"warn_at,omitzero"` // of a running clock
	Due      time.Time `json:"due,omitzero"`     // of a running clock
	Warned   bool      `json:"warned,omitempty"`
	Crossed  bool      `json:"crossed,omitempty"` // the due of the target in force has passed
	Breaches []Breach  `json:"breaches,omitempty"`

	Answered bool `json:"answered,omitempty"` // a first response was given
	Void     bool `json:"void,omitempty"`     // ended without result
	Met      int  `json:"met,omitempty"`      // earlier counts of a next-response clock
	Missed   int  `json:"missed,omitempty"`
}

// Run is a stretch of time in which a clock ran. Its work is measured by the
// calendar it ran under.
type Run struct {
	From     time.Time `json:"from"`
	To       time.Time `json:"to,omitzero"` // zero while the clock runs
	Calendar string    `json:"calendar"`
	Holder   string    `json:"holder,omitempty"`
}

// Pause is a stretch of time in which a clock stood still.
type Pause struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to,omitzero"` // zero while it stands
	Reason string    `json:"reason"`      // of the wait mark, or the key of the stage
}

// Breach is a target that was broken. It is never erased.
type Breach struct {
	Target Target    `json:"target"`
	At     time.Time `json:"at"` // the due; the instant of the change when the target was set too late to be met
	Plan   string    `json:"plan,omitempty"`
}

func (r *Record) live() bool { return r.State == ClockRunning || r.State == ClockPaused }

// clone is a copy that shares nothing that is written to.
func (r Record) clone() Record {
	r.Runs, r.Pauses, r.Breaches = slices.Clone(r.Runs), slices.Clone(r.Pauses), slices.Clone(r.Breaches)
	return r
}

// begin starts a new count: nothing is spent yet and no target broken.
func (r *Record) begin(at time.Time) {
	r.Opened, r.Warned, r.Crossed = at, false, false
}

// turn carries the clock over to a state. The reason is that of a pause.
func (r *Record) turn(at time.Time, state ClockState, calendar, holder, reason string) {
	if state != ClockRunning || !r.runsUnder(calendar, holder) {
		r.stop(at)
	}
	if state != ClockPaused || !r.pausedFor(reason) {
		r.wake(at)
	}
	switch {
	case state == ClockRunning && !r.runsUnder(calendar, holder):
		r.run(at, calendar, holder)
	case state == ClockPaused && !r.pausedFor(reason):
		r.pause(at, reason)
	}
	if state != r.State {
		r.State, r.Since = state, at
	}
}

func (r *Record) runsUnder(calendar, holder string) bool {
	n := len(r.Runs)
	return n > 0 && r.Runs[n-1].To.IsZero() && r.Runs[n-1].Calendar == calendar && r.Runs[n-1].Holder == holder && !r.Runs[n-1].From.Before(r.Opened)
}

func (r *Record) pausedFor(reason string) bool {
	n := len(r.Pauses)
	return n > 0 && r.Pauses[n-1].To.IsZero() && r.Pauses[n-1].Reason == reason
}

// stop ends the open run; one of no length leaves no trace.
func (r *Record) stop(at time.Time) {
	n := len(r.Runs)
	switch {
	case n == 0 || !r.Runs[n-1].To.IsZero():
	case r.Runs[n-1].From.Equal(at):
		r.Runs = r.Runs[:n-1]
	default:
		r.Runs[n-1].To = at
	}
}

// run opens a run, or goes on with the last one if nothing came between.
func (r *Record) run(at time.Time, calendar, holder string) {
	if n := len(r.Runs); n > 0 {
		last := &r.Runs[n-1]
		if last.To.Equal(at) && last.Calendar == calendar && last.Holder == holder && !last.From.Before(r.Opened) {
			last.To = time.Time{}
			return
		}
	}
	r.Runs = append(r.Runs, Run{From: at, Calendar: calendar, Holder: holder})
}

func (r *Record) wake(at time.Time) {
	n := len(r.Pauses)
	switch {
	case n == 0 || !r.Pauses[n-1].To.IsZero():
	case r.Pauses[n-1].From.Equal(at):
		r.Pauses = r.Pauses[:n-1]
	default:
		r.Pauses[n-1].To = at
	}
}

func (r *Record) pause(at time.Time, reason string) {
	if n := len(r.Pauses); n > 0 && r.Pauses[n-1].To.Equal(at) && r.Pauses[n-1].Reason == reason {
		r.Pauses[n-1].To = time.Time{}
		return
	}
	r.Pauses = append(r.Pauses, Pause{From: at, Reason: reason})
}

// set puts the policy's target in force. Another target than before may be
// broken anew, unless this very one has been in the present count.
func (r *Record) set(at time.Time, c Clock, p Policy) {
	warning := c.warning()
	if r.Target != c.Target || r.Warning != warning || r.Informative != c.Informative || r.Set.IsZero() {
		r.Target, r.Warning, r.Informative, r.Set = c.Target, warning, c.Informative, at
		r.Warned, r.Crossed = false, r.broke(c.Target)
	}
	r.Plan, r.Rule, r.Version = p.Plan, p.Rule, p.Version
}

// broke tells whether the target has been broken in the present count.
func (r *Record) broke(t Target) bool {
	return slices.ContainsFunc(r.Breaches, func(b Breach) bool { return b.Target == t && !b.At.Before(r.Opened) })
}

// unit is what the clock's time is measured in.
func (r *Record) unit() Unit {
	if r.Target.IsZero() {
		return InHours
	}
	return r.Target.unit
}

// spent measures the present count up to an instant.
func (r *Record) spent(cals Calendars, at time.Time) (Target, error) {
	spent := Target{unit: r.unit()}
	for _, run := range r.Runs {
		if run.From.Before(r.Opened) {
			continue
		}
		cal, err := cals.find(run.Calendar)
		if err != nil {
			return Target{}, err
		}
		spent.n += cal.Between(run.From, run.end(at), spent.unit).n
	}
	return spent, nil
}

// end is the run's end, or the given instant while it is open.
func (r Run) end(at time.Time) time.Time {
	if r.To.IsZero() || at.Before(r.To) {
		return later(at, r.From)
	}
	return r.To
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// instant is the earliest microsecond at which the present count has reached
// a target: in a run that is over, or in the open one. Zero for never.
func (r *Record) instant(cals Calendars, target Target) (time.Time, error) {
	if target.IsZero() {
		return time.Time{}, nil
	}
	left := target
	for _, run := range r.Runs {
		if run.From.Before(r.Opened) {
			continue
		}
		cal, err := cals.find(run.Calendar)
		if err != nil {
			return time.Time{}, err
		}
		if run.To.IsZero() {
			return reach(cal, run.From, left)
		}
		worked := cal.Between(run.From, run.To, target.unit)
		if worked.n >= left.n {
			return reach(cal, run.From, left)
		}
		left.n -= worked.n
	}
	return time.Time{}, nil
}

// reach is Add in whole microseconds, rounded up, and zero where the calendar
// holds too little work.
func reach(cal *Calendar, from time.Time, left Target) (time.Time, error) {
	t, err := cal.Add(from, left)
	if err == ErrOutOfReach {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("calendar %s: %w", cal.ref, err)
	}
	if rest := t.Nanosecond() % 1000; rest > 0 {
		t = t.Add(time.Duration(1000 - rest))
	}
	return t.UTC(), nil
}

func (cals Calendars) find(ref string) (*Calendar, error) {
	if cal, ok := cals(ref); ok {
		return cal, nil
	}
	return nil, fmt.Errorf("calendar %q is not known", ref)
}
