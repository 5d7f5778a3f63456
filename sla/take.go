package sla

import "slices"

// take carries one clock of the policy over to the moment.
func (l *Ledger) take(c Clock, m Moment) {
	r := l.record(c.Key)
	state, reason := c.stateIn(m, r)
	answeredNow := state == ClockEnded && m.Answered && c.answers(m, r)
	if r == nil {
		if state != ClockRunning && state != ClockPaused && !answeredNow {
			return
		}
		l.Records = append(l.Records, Record{Clock: c.Key, Kind: c.Kind, State: ClockOff, Since: m.At, Opened: m.At})
		r = &l.Records[len(l.Records)-1]
	}
	opening := !r.live() && (state == ClockRunning || state == ClockPaused || answeredNow)
	if opening && r.Opened.Before(m.At) && (c.Restart || c.Kind == NextResponse) {
		r.begin(m.At)
	}
	if opening || r.live() {
		r.Void = m.Void
	}
	if opening || state == ClockRunning || state == ClockPaused {
		r.set(m.At, c, m.Policy)
	}
	wasLive := r.live() || answeredNow
	r.turn(m.At, state, m.Policy.Calendar, m.Holder, reason)
	if c.Kind == FirstResponse && m.Answered {
		r.Answered = true
	}
	if c.Kind == NextResponse && wasLive && !r.live() && !r.Void && !r.Target.IsZero() {
		r.conclude()
	}
}

func (l *Ledger) record(clock string) *Record {
	i := slices.IndexFunc(l.Records, func(r Record) bool { return r.Clock == clock })
	if i < 0 {
		return nil
	}
	return &l.Records[i]
}

// conclude counts a next-response clock's present count as met or missed.
func (r *Record) conclude() {
	if slices.ContainsFunc(r.Breaches, func(b Breach) bool { return !b.At.Before(r.Opened) }) {
		r.Missed++
		return
	}
	r.Met++
}

// stateIn is what the clock does from the moment on, and why it pauses. r is
// what is known of it, nil for nothing.
func (c Clock) stateIn(m Moment, r *Record) (ClockState, string) {
	if m.Void || slices.Contains(c.Ends, m.Stage) {
		return ClockEnded, ""
	}
	switch c.Kind {
	case FirstResponse:
		return c.firstResponseIn(m, r), ""
	case NextResponse:
		if m.Answered || !m.Asked && (r == nil || !r.live()) {
			return ClockEnded, ""
		}
	case StageClock:
		if !slices.Contains(c.Stages, m.Stage) && (r == nil || !slices.Contains(c.Pauses, m.Stage)) {
			return ClockOff, ""
		}
	}
	switch {
	case slices.Contains(c.Pauses, m.Stage):
		return ClockPaused, m.Stage
	case len(c.Stages) > 0 && !slices.Contains(c.Stages, m.Stage):
		return ClockOff, ""
	case m.Waiting != "":
		return ClockPaused, m.Waiting
	}
	return ClockRunning, ""
}

func (c Clock) firstResponseIn(m Moment, r *Record) ClockState {
	if m.Answered || r != nil && r.Answered {
		return ClockEnded
	}
	if len(c.Stages) > 0 && !slices.Contains(c.Stages, m.Stage) {
		return ClockOff
	}
	return ClockRunning
}

// answers tells whether the public answer of the moment answers something that
// this clock has not run for: the first response on creation, or a message
// that came in together with its answer.
func (c Clock) answers(m Moment, r *Record) bool {
	switch c.Kind {
	case FirstResponse:
		return r == nil
	case NextResponse:
		return m.Asked && (r == nil || !r.live())
	}
	return false
}
