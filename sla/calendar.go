package sla

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of the arithmetic, to be tested with errors.Is.
var (
	// ErrOutOfRange: the instant is outside of the years 1970 to 2100.
	ErrOutOfRange = fmt.Errorf("the instant is outside of the years %d to %d", FirstYear, LastYear)
	// ErrOutOfReach: the calendar has less working time in the years 1970 to
	// 2100 than the target asks for.
	ErrOutOfReach = fmt.Errorf("the target is not reached within the years %d to %d", FirstYear, LastYear)
	// ErrNoTarget: the zero Target leads nowhere.
	ErrNoTarget = errors.New("there is no target: nothing is limited")
)

// Calendar answers when work is done. It is made by Schedule.Compile, never
// changes, and may be used by any number of goroutines. Years are made when
// first needed.
type Calendar struct {
	ref   string
	rules *rules
	// shift moves the start of the buckets to midnight at the zone's usual
	// offset; origin moves instants to 1 January 1969 by it.
	shift, origin int64

	index atomic.Pointer[index]
	grow  sync.Mutex
}

func newCalendar(ref string, r *rules) *Calendar {
	// The usual offset is that of a January of our time. It only decides how
	// time is cut up, so any one gives the same answers.
	_, offset := time.Date(2026, 1, 15, 0, 0, 0, 0, r.loc).Zone()
	c := &Calendar{ref: ref, rules: r, shift: int64(offset)}
	c.origin = c.shift + baseDay*daySeconds
	c.index.Store(&index{})
	return c
}

// Ref is the calendar's name and version, as given to Compile.
func (c *Calendar) Ref() string { return c.ref }

// Location is the calendar's time zone.
func (c *Calendar) Location() *time.Location { return c.rules.loc }

// have is an index that has the years of two instants; nil if one is out of
// range.
func (c *Calendar) have(a, b uint64) *index {
	if a < firstSecond || a >= endSecond || b < firstSecond || b >= endSecond {
		return nil
	}
	c.extendTo(int(yearOf(uint32(a / daySeconds))))
	return c.extendTo(int(yearOf(uint32(b / daySeconds))))
}

// extendTo is an index with the year and all between it and those there are.
func (c *Calendar) extendTo(y int) *index {
	c.grow.Lock()
	defer c.grow.Unlock()
	ix := c.index.Load()
	if len(ix.years) == 0 {
		ix = makeIndex(y, []*year{c.rules.makeYear(y, c.shift)}, c.shift)
		c.index.Store(ix)
		return ix
	}
	lo, hi := int(ix.lo), int(ix.lo)+len(ix.years)-1
	if y >= lo && y <= hi {
		return ix
	}
	var years []*year
	for n := y; n < lo; n++ {
		years = append(years, c.rules.makeYear(n, c.shift))
	}
	for i := range ix.years {
		years = append(years, ix.years[i].year)
	}
	for n := hi + 1; n <= y; n++ {
		years = append(years, c.rules.makeYear(n, c.shift))
	}
	ix = makeIndex(min(y, lo), years, c.shift)
	c.index.Store(ix)
	return ix
}

// Add is the instant at which a target is used up that starts to count at
// start, in the calendar's zone. For a target in hours it is the earliest
// instant with that much working time since start; in days the earliest
// microsecond. A negative target counts backwards: the latest instant before
// start with that much work between. A target of no length is start itself.
//
// The error is ErrOutOfRange, ErrOutOfReach or ErrNoTarget.
func (c *Calendar) Add(start time.Time, t Target) (time.Time, error) {
	ix := c.index.Load()
	y, bucket, second := ix.place(uint64(start.Unix() + c.origin))
	if y == nil || t.n == 0 {
		return c.addFar(start, t)
	}
	var sec, nsec int64
	if t.unit == InDays {
		sec, nsec = ix.addDays(y, bucket, second*1e9+micros(start), t.n)
	} else {
		sec, nsec = ix.addHours(y, bucket, second*1e9+int64(start.Nanosecond()), t.n)
	}
	if nsec < 0 {
		return c.addFar(start, t)
	}
	return time.Unix(sec, nsec).In(c.rules.loc), nil
}

// micros are the whole microseconds of an instant's second, in nanoseconds.
func micros(t time.Time) int64 { return int64(t.Nanosecond()) / 1000 * 1000 }

// addFar is Add with everything that seldom happens: it makes the next year
// and asks again.
func (c *Calendar) addFar(start time.Time, t Target) (time.Time, error) {
	u := uint64(start.Unix() + c.origin)
	before := c.index.Load()
	ix := c.have(u, u)
	switch {
	case ix == nil:
		return time.Time{}, ErrOutOfRange
	case t.unit == 0:
		return time.Time{}, ErrNoTarget
	case t.n == 0 && t.unit == InDays:
		return inMicros(start).In(c.rules.loc), nil
	case t.n == 0:
		return start.In(c.rules.loc), nil
	case t.n > mostWork || t.n < -mostWork:
		return time.Time{}, ErrOutOfReach
	case ix != before:
		return c.Add(start, t)
	}
	y := int(ix.lo) + len(ix.years)
	if t.n < 0 {
		y = int(ix.lo) - 1
	}
	if y < minYear || y > maxYear {
		return time.Time{}, ErrOutOfReach
	}
	c.extendTo(y)
	return c.Add(start, t)
}

// mostWork is more work than the calendars have. Sums with more than it may
// wrap, but then they are negative or past the end of every index.
const mostWork = int64(1) << 62

// addHours counts in nanoseconds of work, from a nanosecond of a bucket on.
// The nanosecond of work that ends the target is the one before the sum;
// counting back, the one at the sum. A negative nsec means that the index does
// not reach so far.
func (ix *index) addHours(y *indexed, bucket, at, n int64) (sec, nsec int64) {
	after := int64(uint64(-n) >> 63) // 1 when counting forwards
	b := &y.buckets[bucket]
	work := b.before + b.within(at)
	if b.length1 < 0 {
		work = y.mixedWork(bucket, at)
	}
	sum := y.workBefore + work + n - after
	if uint64(sum) >= ix.work {
		return 0, -1
	}
	v := uint64(sum) / 1e9
	lead := ix.lead(v)
	if lead == manyRuns {
		lead = ix.search(v)
	}
	nsec = int64(uint64(sum)-v*1e9) + after
	carry := 1 + (nsec-1e9)>>63 // a whole second, from every start outside of work
	return ix.start + int64(v) + int64(lead) + carry, nsec - carry*1e9
}

// addDays counts in 2⁻⁴⁰ of a working date, as addHours does in nanoseconds.
func (ix *index) addDays(y *indexed, bucket, at, n int64) (sec, nsec int64) {
	after := int64(uint64(-n) >> 63)
	sum := y.datesBefore<<40 + y.worked40(bucket, at) + n - after
	date := sum >> 40
	if uint64(date) >= uint64(len(ix.dates)) {
		return 0, -1
	}
	micros := uint64(ix.momentOf(date, unshare(sum&(dayUnits-1)+1, ix.dates[date].total)) - 1 + after)
	s := micros / 1e6
	return ix.start + int64(s), int64(micros-s*1e6) * 1000
}

// Between is the working time, or the working days, from one instant to
// another: negative when to is before from. Instants outside of the years
// 1970 to 2100 count as the nearest instant within.
func (c *Calendar) Between(from, to time.Time, u Unit) Target {
	ix := c.index.Load()
	a, bucketA, secondA := ix.place(uint64(from.Unix() + c.origin))
	b, bucketB, secondB := ix.place(uint64(to.Unix() + c.origin))
	if a == nil || b == nil {
		return c.betweenFar(from, to, u)
	}
	switch u {
	case InHours:
		atA, atB := secondA*1e9+int64(from.Nanosecond()), secondB*1e9+int64(to.Nanosecond())
		return Target{u, b.workBefore - a.workBefore + b.worked(bucketB, atB) - a.worked(bucketA, atA)}
	case InDays:
		atA, atB := secondA*1e9+micros(from), secondB*1e9+micros(to)
		return Target{u, (b.datesBefore-a.datesBefore)<<40 + b.worked40(bucketB, atB) - a.worked40(bucketA, atA)}
	}
	return Target{}
}

// betweenFar is Between with years that have yet to be made.
func (c *Calendar) betweenFar(from, to time.Time, u Unit) Target {
	a, b := c.clamp(from), c.clamp(to)
	c.have(uint64(a.sec+c.origin), uint64(b.sec+c.origin))
	return c.Between(time.Unix(a.sec, a.nsec), time.Unix(b.sec, b.nsec), u)
}

type instant struct{ sec, nsec int64 }

// clamp brings an instant into the range.
func (c *Calendar) clamp(t time.Time) instant {
	sec := t.Unix()
	switch {
	case sec+c.origin < firstSecond:
		return instant{firstSecond - c.origin, 0}
	case sec+c.origin >= endSecond:
		return instant{endSecond - c.origin - 1, 999_999_999}
	}
	return instant{sec, int64(t.Nanosecond())}
}
