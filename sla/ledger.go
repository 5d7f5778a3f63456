package sla

import (
	"fmt"
	"slices"
	"time"
)

// Ledger is the state of all clocks of a ticket, folded from its history. It
// is a small value that encodes to JSON, so that it can be kept as a cache and
// taken up again: stepping on from the stored form gives the same bytes as
// folding the whole history.
type Ledger struct {
	At      time.Time `json:"at"`               // the instant up to which the clocks are settled
	Records []Record  `json:"clocks,omitempty"` // in the order in which the clocks first lived
}

// CrossingKind says what a clock passed.
type CrossingKind string

// What a clock can pass.
const (
	CrossedWarning CrossingKind = "warning" // the share of the target at which to warn
	CrossedDue     CrossingKind = "due"     // the target itself: a breach, unless informative
)

// Crossing is a warning or due that a clock passed, or is yet to pass.
type Crossing struct {
	Clock       string       `json:"clock,omitempty"`
	Kind        CrossingKind `json:"kind"`
	At          time.Time    `json:"at,omitzero"` // the warning's or due's own instant; later only if the target was set later
	Target      Target       `json:"target,omitzero"`
	Informative bool         `json:"informative,omitempty"`
}

// Fold is the ledger of a history, in the order of its instants.
func Fold(cals Calendars, moments []Moment) (Ledger, error) {
	var l Ledger
	for _, m := range moments {
		if _, err := l.step(cals, m); err != nil {
			return Ledger{}, err
		}
	}
	return l, nil
}

// Settle carries the clocks on to an instant at which nothing happens but the
// passing of time, and tells what was crossed, in order. A due that falls on
// the instant is crossed: its time is used up.
func (l Ledger) Settle(_ Calendars, at time.Time) (Ledger, []Crossing, error) {
	next := l.clone()
	crossed, err := next.settle(at)
	if err != nil {
		return Ledger{}, nil, err
	}
	return next, crossed, nil
}

// Step settles the clocks up to the moment and then takes it in. A target set
// by it that is exceeded already is crossed at the moment itself.
func (l Ledger) Step(cals Calendars, m Moment) (Ledger, []Crossing, error) {
	next := l.clone()
	crossed, err := next.step(cals, m)
	if err != nil {
		return Ledger{}, nil, err
	}
	return next, crossed, nil
}

// step is Step on the ledger itself.
func (l *Ledger) step(cals Calendars, m Moment) ([]Crossing, error) {
	crossed, err := l.settle(m.At)
	if err != nil {
		return nil, err
	}
	m.At = l.At
	l.rename(m.Policy.Clocks)
	for i := range l.Records {
		r := &l.Records[i]
		if !m.has(r.Clock) {
			r.turn(m.At, ClockOff, "", "", "")
		}
	}
	for _, c := range m.Policy.Clocks {
		l.take(c, m)
	}
	for i := range l.Records {
		if err := l.Records[i].foresee(cals); err != nil {
			return nil, fmt.Errorf("clock %s: %w", l.Records[i].Clock, err)
		}
	}
	return append(crossed, l.cross()...), nil
}

// rename gives records the keys that the policy calls their clocks by now.
func (l *Ledger) rename(clocks []Clock) {
	for _, c := range clocks {
		if len(c.Was) == 0 || l.record(c.Key) != nil {
			continue
		}
		for _, old := range c.Was {
			if r := l.record(old); r != nil {
				r.Clock = c.Key
				break
			}
		}
	}
}

func inMicros(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func (l Ledger) clone() Ledger {
	l.Records = slices.Clone(l.Records)
	for i, r := range l.Records {
		l.Records[i] = r.clone()
	}
	return l
}

func (m Moment) has(clock string) bool {
	return slices.ContainsFunc(m.Policy.Clocks, func(c Clock) bool { return c.Key == clock })
}

// settle is Settle on the ledger itself.
func (l *Ledger) settle(at time.Time) ([]Crossing, error) {
	at = inMicros(at)
	if at.Before(l.At) {
		return nil, fmt.Errorf("instant %s is before %s, up to which the clocks are settled", at.Format(time.RFC3339Nano), l.At.Format(time.RFC3339Nano))
	}
	l.At = at
	return l.cross(), nil
}

// cross marks what has been crossed by now.
func (l *Ledger) cross() []Crossing {
	var crossed []Crossing
	for i := range l.Records {
		r := &l.Records[i]
		for _, c := range r.pending() {
			if c.At.After(l.At) {
				continue
			}
			crossed = append(crossed, c)
			r.Warned = true
			if c.Kind == CrossedWarning {
				continue
			}
			r.Crossed = true
			if !r.Informative {
				r.Breaches = append(r.Breaches, Breach{Target: c.Target, At: c.At, Plan: r.Plan})
			}
		}
	}
	slices.SortStableFunc(crossed, func(a, b Crossing) int { return a.At.Compare(b.At) })
	return crossed
}

// pending are the warning and the due that a running clock has yet to cross.
// A warning that would come with its due is none.
func (r *Record) pending() []Crossing {
	if r.State != ClockRunning {
		return nil
	}
	var out []Crossing
	due := Crossing{r.Clock, CrossedDue, later(r.Due, r.Set), r.Target, r.Informative}
	warn := Crossing{r.Clock, CrossedWarning, later(r.WarnAt, r.Set), r.Target, r.Informative}
	if !r.WarnAt.IsZero() && !r.Warned && !r.Crossed && (r.Due.IsZero() || warn.At.Before(due.At)) {
		out = append(out, warn)
	}
	if !r.Due.IsZero() && !r.Crossed {
		out = append(out, due)
	}
	return out
}

// foresee computes when a running clock will warn and be due.
func (r *Record) foresee(cals Calendars) (err error) {
	r.WarnAt, r.Due = time.Time{}, time.Time{}
	if r.State != ClockRunning {
		return nil
	}
	if r.WarnAt, err = r.instant(cals, r.Warning); err != nil {
		return err
	}
	r.Due, err = r.instant(cals, r.Target)
	return err
}

// Due is the earliest due of the running clocks, informative ones included; a
// clock whose due has passed keeps it. False without one.
func (l Ledger) Due() (time.Time, bool) {
	var due time.Time
	for _, r := range l.Records {
		if !r.Due.IsZero() && (due.IsZero() || r.Due.Before(due)) {
			due = r.Due
		}
	}
	return due, !due.IsZero()
}

// Pending are the warnings and dues that the running clocks have yet to cross,
// in order: the timers to keep.
func (l Ledger) Pending() []Crossing {
	var out []Crossing
	for i := range l.Records {
		out = append(out, l.Records[i].pending()...)
	}
	slices.SortStableFunc(out, func(a, b Crossing) int { return a.At.Compare(b.At) })
	return out
}
