package sla

import (
	"iter"
	"sort"
	"time"
)

// Interval is a stretch of working time, half open: Start works, End does not.
type Interval struct {
	Start time.Time `json:"start,omitzero"`
	End   time.Time `json:"end,omitzero"`
	Date  Date      `json:"date,omitzero"` // the working date it belongs to; an overnight shift's is that of its start
}

// State is what a calendar says of an instant.
type State struct {
	Open        bool    `json:"open,omitempty"`        // the instant is working time
	Date        Date    `json:"date,omitzero"`         // the date on the wall
	Kind        DayKind `json:"kind"`                  // what that date is
	Name        string  `json:"name,omitempty"`        // of the holiday or the dated day, "" for none
	Origin      Date    `json:"origin,omitzero"`       // the date that a moved day off came from
	Provisional bool    `json:"provisional,omitempty"` // no official data has been published for the date's year
}

// At is the state at an instant: within a working stretch, and what the date is.
// Outside of the years 1970 to 2100 nothing is open.
func (c *Calendar) At(t time.Time) State {
	date := DateOf(t.In(c.rules.loc))
	plan := c.rules.plan(date.number())
	state := State{Date: date, Kind: plan.kind, Name: plan.name, Origin: plan.from, Provisional: plan.provisional}
	for iv := range c.Intervals(t, t.Add(1)) {
		state.Open = !iv.Start.After(t)
	}
	return state
}

// Next is the stretch of working time that holds the instant, else the first
// after it. The error is ErrOutOfRange or ErrOutOfReach.
func (c *Calendar) Next(t time.Time) (Interval, error) {
	if !c.inRange(t) {
		return Interval{}, ErrOutOfRange
	}
	for s := range c.stretches(t) {
		if iv := c.interval(s); iv.End.After(t) {
			return iv, nil
		}
	}
	return Interval{}, ErrOutOfReach
}

// Prev is the last stretch of working time that began before the instant. The
// error is ErrOutOfRange or ErrOutOfReach.
func (c *Calendar) Prev(t time.Time) (Interval, error) {
	if !c.inRange(t) {
		return Interval{}, ErrOutOfRange
	}
	at := c.clamp(t)
	at.sec += (at.nsec + 999_999_999) / 1_000_000_000 // to a whole second, upwards
	// A date of the next year can begin in this one's buckets where the zone
	// has moved over the date line.
	for y := min(int(yearOf(uint32((c.clamp(t).sec+c.origin)/daySeconds)))+1, maxYear); y >= minYear; y-- {
		ix := c.extendTo(y)
		year := &ix.years[y-int(ix.lo)]
		i := sort.Search(len(year.runs), func(i int) bool { return year.start+int64(year.runs[i].start) >= at.sec })
		if i > 0 {
			return c.interval(year.stretch(i - 1)), nil
		}
	}
	return Interval{}, ErrOutOfReach
}

// Intervals are the stretches of working time between two instants, cut at
// both; together they are Between.
func (c *Calendar) Intervals(from, to time.Time) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		for s := range c.stretches(from) {
			iv := c.interval(s)
			if !iv.Start.Before(to) {
				return
			}
			if iv.Start.Before(from) {
				iv.Start = from.In(c.rules.loc)
			}
			if iv.End.After(to) {
				iv.End = to.In(c.rules.loc)
			}
			if iv.Start.Before(iv.End) && !yield(iv) {
				return
			}
		}
	}
}

// Provisional tells whether a date between the instants lies in a year for
// which no official data has been published: then only weekends and the days
// fixed by law are known.
func (c *Calendar) Provisional(from, to time.Time) bool {
	for y := from.In(c.rules.loc).Year(); y <= min(to.In(c.rules.loc).Year(), LastYear); y++ {
		if c.rules.provisional(y) {
			return true
		}
	}
	return false
}

// stretch is a stretch of a date's work in Unix seconds.
type stretch struct {
	span
	date int // number of the working date
}

// stretches are those that end after an instant, to the end of the range.
func (c *Calendar) stretches(t time.Time) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		from := c.clamp(t).sec
		first := int(yearOf(uint32((from + c.origin) / daySeconds)))
		// A date of the year before can reach into this one.
		for y := max(first-1, minYear); y <= maxYear; y++ {
			ix := c.extendTo(y)
			year := &ix.years[y-int(ix.lo)]
			i := sort.Search(len(year.runs), func(i int) bool {
				return year.start+int64(year.runs[i].start+year.runs[i].length) > from
			})
			for ; i < len(year.runs); i++ {
				if !yield(year.stretch(i)) {
					return
				}
			}
		}
	}
}

func (y *indexed) stretch(i int) stretch {
	r := y.runs[i]
	d := sort.Search(len(y.dates), func(d int) bool { return y.dates[d].start > r.start })
	start := y.start + int64(r.start)
	return stretch{span{start, start + int64(r.length)}, int(y.numbers[d-1])}
}

func (c *Calendar) interval(s stretch) Interval {
	return Interval{
		Start: time.Unix(s.start, 0).In(c.rules.loc),
		End:   time.Unix(s.end, 0).In(c.rules.loc),
		Date:  dateOf(s.date),
	}
}

func (c *Calendar) inRange(t time.Time) bool {
	sec := t.Unix() + c.origin
	return sec >= firstSecond && sec < endSecond
}
