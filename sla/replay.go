package sla

import (
	"fmt"
	"iter"
	"slices"
	"time"
)

// History is a stored ticket's past, as Replay reads it.
type History struct {
	Ticket   string // what the caller knows it by
	Category string
	Moments  []Moment
	Instead  []Policy // what would have been in force at each of the moments
}

// WhatIf says by what a replay measures.
type WhatIf struct {
	// Before finds the calendars of the past, After those of the other policies.
	Before, After Calendars
	// At is how far the clocks run on that were open at a history's last moment;
	// the zero instant leaves them as they stood.
	At time.Time
}

// Tally counts clocks by outcome, before and after.
type Tally struct {
	Before Score `json:"before"`
	After  Score `json:"after"`
}

// Score counts outcomes.
type Score struct {
	Met    int `json:"met"`
	Missed int `json:"missed"`
}

func (s *Score) add(o Score) { s.Met, s.Missed = s.Met+o.Met, s.Missed+o.Missed }

// Key is what a replay counts by.
type Key struct {
	Plan     string `json:"plan,omitempty"`  // that set the clock's target: the new plan
	Clock    string `json:"clock,omitempty"` // the level's clock
	Category string `json:"category,omitempty"`
}

// Change is a clock of a ticket that changes sides.
type Change struct {
	Ticket string `json:"ticket,omitempty"`
	Key
	Before Outcome `json:"before"`
	After  Outcome `json:"after"`
}

// Summary is what came of a replay.
type Summary struct {
	Tickets int
	Total   Tally
	By      map[Key]Tally
}

// Replay folds stored histories twice, as they were and as they would have
// been with another policy, and counts what was met and missed. Histories are
// read one at a time, and changed is told each clock that changes sides, so a
// replay takes the same memory for any number of tickets. What people did stays
// as it was: only what their time is measured by changes.
func Replay(histories iter.Seq2[History, error], w WhatIf, changed func(Change)) (Summary, error) {
	s := Summary{By: map[Key]Tally{}}
	for h, err := range histories {
		if err != nil {
			return s, err
		}
		if err := s.replay(h, w, changed); err != nil {
			return s, fmt.Errorf("ticket %s: %w", h.Ticket, err)
		}
	}
	return s, nil
}

func (s *Summary) replay(h History, w WhatIf, changed func(Change)) error {
	if len(h.Instead) != len(h.Moments) {
		return fmt.Errorf("%d moments have %d policies instead of theirs", len(h.Moments), len(h.Instead))
	}
	before, err := w.fold(w.Before, h.Moments)
	if err != nil {
		return err
	}
	moments := slices.Clone(h.Moments)
	for i := range moments {
		moments[i].Policy = h.Instead[i]
	}
	after, err := w.fold(w.After, moments)
	if err != nil {
		return err
	}
	s.Tickets++
	if n := len(h.Instead); n > 0 {
		before.rename(h.Instead[n-1].Clocks) // a clock that only has another name is the same clock
	}
	for i := range after.Records {
		is := &after.Records[i]
		s.count(h, before.record(is.Clock), is, changed)
	}
	for i := range before.Records {
		if old := &before.Records[i]; after.record(old.Clock) == nil {
			s.count(h, old, nil, changed)
		}
	}
	return nil
}

// fold is the ledger of a history at the replay's instant.
func (w WhatIf) fold(cals Calendars, moments []Moment) (Ledger, error) {
	l, err := Fold(cals, moments)
	if err != nil || !w.At.After(l.At) {
		return l, err
	}
	l, _, err = l.Settle(cals, w.At)
	return l, err
}

func (s *Summary) count(h History, was, is *Record, changed func(Change)) {
	t := Tally{Before: was.score(), After: is.score()}
	key := Key{Category: h.Category}
	for _, r := range []*Record{was, is} { // the new plan's name where there is one
		if r != nil {
			key.Plan, key.Clock = r.Plan, r.Clock
		}
	}
	sum := s.By[key]
	sum.Before.add(t.Before)
	sum.After.add(t.After)
	s.By[key] = sum
	s.Total.Before.add(t.Before)
	s.Total.After.add(t.After)
	if before, after := was.verdict(), is.verdict(); before != after && changed != nil {
		changed(Change{Ticket: h.Ticket, Key: key, Before: before, After: after})
	}
}

// score counts a clock's outcome; a next-response clock has one per count.
func (r *Record) score() Score {
	if r == nil || r.Informative {
		return Score{}
	}
	if r.Kind == NextResponse {
		return Score{r.Met, r.Missed}
	}
	switch r.outcome() {
	case Met:
		return Score{Met: 1}
	case Missed:
		return Score{Missed: 1}
	}
	return Score{}
}

// verdict is the worst of the clock's outcomes.
func (r *Record) verdict() Outcome {
	switch s := r.score(); {
	case s.Missed > 0:
		return Missed
	case s.Met > 0:
		return Met
	}
	return Undecided
}
