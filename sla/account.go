package sla

import "time"

// Outcome is how a clock counts in reports.
type Outcome string

// The outcomes.
const (
	Undecided Outcome = ""       // runs or pauses unbroken, or has no target to keep
	Met       Outcome = "met"    // off or ended with no target broken
	Missed    Outcome = "missed" // a target was broken
)

// Account is a clock as people want to see it, at an instant.
type Account struct {
	Clock       string     `json:"clock,omitempty"`
	Kind        ClockKind  `json:"kind"`
	State       ClockState `json:"state"`
	Since       time.Time  `json:"since,omitzero"` // the state's begin
	Informative bool       `json:"informative,omitempty"`

	Plan     string `json:"plan,omitempty"` // of the target in force
	Rule     string `json:"rule,omitempty"`
	Version  int    `json:"version"`
	Calendar string `json:"calendar,omitempty"` // ref of the calendar of the last run

	Budget Target `json:"budget,omitzero"` // the target in force
	Spent  Target `json:"spent,omitzero"`  // in the unit of the target; in hours without one
	Left   Target `json:"left,omitzero"`   // negative when exceeded; zero Target without a target

	Running time.Duration `json:"running"` // the clock's life so far, in real time
	Paused  time.Duration `json:"paused"`
	Off     time.Duration `json:"off"`

	Due        time.Time `json:"due,omitzero"` // of a running clock
	WarnAt     time.Time `json:"warn_at,omitzero"`
	Breaches   []Breach  `json:"breaches,omitempty"`
	BreachedAt time.Time `json:"breached_at,omitzero"` // of the first breach, zero for none
	Outcome    Outcome   `json:"outcome"`
	Met        int       `json:"met"` // concluded counts; a next-response clock has many
	Missed     int       `json:"missed"`

	Holders []Held `json:"holders,omitempty"` // of the present count, in the order of their first runs
}

// Held is the time that a clock ran with one holder.
type Held struct {
	Holder string `json:"holder,omitempty"`
	Spent  Target `json:"spent,omitzero"`
}

// Accounts are the clocks of the ledger at an instant, which must not be
// before the last moment taken in.
func (l Ledger) Accounts(cals Calendars, at time.Time) ([]Account, error) {
	l, _, err := l.Settle(cals, at)
	if err != nil {
		return nil, err
	}
	accounts := make([]Account, 0, len(l.Records))
	for i := range l.Records {
		a, err := l.Records[i].account(cals, l.At)
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, a)
	}
	return accounts, nil
}

func (r *Record) account(cals Calendars, at time.Time) (Account, error) {
	spent, err := r.spent(cals, at)
	if err != nil {
		return Account{}, err
	}
	a := Account{
		Clock: r.Clock, Kind: r.Kind, State: r.State, Since: r.Since, Informative: r.Informative,
		Plan: r.Plan, Rule: r.Rule, Version: r.Version,
		Budget: r.Target, Spent: spent, Due: r.Due, WarnAt: r.WarnAt, Breaches: r.Breaches,
		Outcome: r.outcome(), Met: r.Met, Missed: r.Missed,
	}
	if !r.Target.IsZero() {
		a.Left = r.Target.Sub(spent)
	}
	if len(r.Breaches) > 0 {
		a.BreachedAt = r.Breaches[0].At
	}
	if n := len(r.Runs); n > 0 {
		a.Calendar = r.Runs[n-1].Calendar
	}
	r.life(&a, at)
	a.Holders, err = r.holders(cals, at)
	return a, err
}

// outcome decides by the breaches; what ended without result has none.
func (r *Record) outcome() Outcome {
	switch {
	case r.Void || r.Informative || r.Target.IsZero():
		return Undecided
	case len(r.Breaches) > 0:
		return Missed
	case r.live():
		return Undecided
	}
	return Met
}

// life divides the time since the clock first lived into running, paused, off.
func (r *Record) life(a *Account, at time.Time) {
	first := at
	for _, run := range r.Runs {
		a.Running += run.end(at).Sub(run.From)
		if run.From.Before(first) {
			first = run.From
		}
	}
	for _, p := range r.Pauses {
		a.Paused += p.end(at).Sub(p.From)
		if p.From.Before(first) {
			first = p.From
		}
	}
	a.Off = at.Sub(first) - a.Running - a.Paused
}

func (p Pause) end(at time.Time) time.Time {
	if p.To.IsZero() || at.Before(p.To) {
		return later(at, p.From)
	}
	return p.To
}

func (r *Record) holders(cals Calendars, at time.Time) ([]Held, error) {
	var held []Held
	place := map[string]int{}
	for _, run := range r.Runs {
		if run.From.Before(r.Opened) {
			continue
		}
		cal, err := cals.find(run.Calendar)
		if err != nil {
			return nil, err
		}
		i, ok := place[run.Holder]
		if !ok {
			i = len(held)
			place[run.Holder] = i
			held = append(held, Held{run.Holder, Target{unit: r.unit()}})
		}
		held[i].Spent.n += cal.Between(run.From, run.end(at), r.unit()).n
	}
	return held, nil
}
