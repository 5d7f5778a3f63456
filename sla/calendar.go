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
	return c
}

// Ref is the calendar's name and version, as given to Compile.
func (c *Calendar) Ref() string { return c.ref }

// Location is the calendar's time zone.
func (c *Calendar) Location() *time.Location { return c.rules.loc }

// place is where a second lies in an index that has it.
type place struct {
	year   *indexed
	bucket int
	second int32
}

// find is the index with the year of a second in it, and its place there; ok
// is false out of range.
func (c *Calendar) find(sec int64) (ix *index, p place, ok bool) {
	u := uint64(sec+c.origin) - firstSecond
	if u >= endSecond-firstSecond {
		return nil, place{}, false
	}
	y, bucket, second := locate(u + firstSecond)
	ix = c.index.Load()
	if ix == nil || uint(y-ix.lo) >= uint(len(ix.years)) {
		ix = c.extendTo(y)
	}
	return ix, place{&ix.years[y-ix.lo], bucket, second}, true
}

// extendTo is an index with the year and all between it and those there are.
func (c *Calendar) extendTo(y int) *index {
	c.grow.Lock()
	defer c.grow.Unlock()
	ix := c.index.Load()
	if ix == nil {
		ix = newIndex(y, []*year{c.rules.makeIndexed(y, c.shift)}, c.shift)
		c.index.Store(ix)
		return ix
	}
	hi := ix.lo + len(ix.years) - 1
	if y >= ix.lo && y <= hi {
		return ix
	}
	var years []*year
	for n := y; n < ix.lo; n++ {
		years = append(years, c.rules.makeIndexed(n, c.shift))
	}
	for i := range ix.years {
		years = append(years, ix.years[i].year)
	}
	for n := hi + 1; n <= y; n++ {
		years = append(years, c.rules.makeIndexed(n, c.shift))
	}
	ix = newIndex(min(y, ix.lo), years, c.shift)
	c.index.Store(ix)
	return ix
}

// widen adds a year before or after the index; false at the end of the range.
func (c *Calendar) widen(ix *index, backwards int64) bool {
	y := ix.lo + len(ix.years)
	if backwards < 0 {
		y = ix.lo - 1
	}
	if y < minYear || y > maxYear {
		return false
	}
	c.extendTo(y)
	return true
}

// Add is the instant at which a target is used up that starts to count at
// start, in the calendar's zone. For a target in hours it is the earliest
// instant with that much working time since start; in days the earliest
// microsecond. A negative target counts backwards: the latest instant before
// start with that much work between. A target of no length is start itself.
//
// The error is ErrOutOfRange, ErrOutOfReach or ErrNoTarget.
func (c *Calendar) Add(start time.Time, t Target) (time.Time, error) {
	for {
		sec, nsec, status := c.add(start, t)
		switch status {
		case reached:
			return time.Unix(sec, nsec).In(c.rules.loc), nil
		case widened:
			continue
		case outOfRange:
			return time.Time{}, ErrOutOfRange
		case noTarget:
			return time.Time{}, ErrNoTarget
		}
		return time.Time{}, ErrOutOfReach
	}
}

type status uint8

const (
	reached status = iota
	widened        // the index has grown: ask again
	outOfReach
	outOfRange
	noTarget
)

func (c *Calendar) add(start time.Time, t Target) (sec, nsec int64, _ status) {
	sec, nsec = start.Unix(), int64(start.Nanosecond())
	ix, p, ok := c.find(sec)
	if !ok {
		return 0, 0, outOfRange
	}
	switch t.unit {
	case InHours:
		if t.n == 0 {
			return sec, nsec, reached
		}
		return c.addHours(ix, p, nsec, t.n)
	case InDays:
		if t.n == 0 {
			return sec, nsec / 1000 * 1000, reached
		}
		return c.addDays(ix, p, nsec/1000, t.n)
	}
	return 0, 0, noTarget
}

// mostWork is more work than the calendars have, and far from an overflow.
const mostWork = int64(1) << 62

// addHours counts in nanoseconds of work. The nanosecond of work that ends
// the target is the one before the sum; counting back, the one at the sum.
func (c *Calendar) addHours(ix *index, p place, nsec, n int64) (int64, int64, status) {
	if n > mostWork || n < -mostWork {
		return 0, 0, outOfReach
	}
	work, inside := p.year.buckets[p.bucket].worked(p.year.year, p.bucket, p.second)
	sum := (p.year.workBefore+int64(work))*1e9 + int64(inside)*nsec + n
	after := int64(uint64(-n) >> 63) // 1 when counting forwards
	sum -= after
	v := sum / 1e9
	if sum < 0 || v >= ix.work {
		if c.widen(ix, n) {
			return 0, 0, widened
		}
		return 0, 0, outOfReach
	}
	i := int(ix.byWork[v>>ix.workShift])
	for v-ix.years[i].workBefore >= int64(ix.years[i].year.work) {
		i++
	}
	y := &ix.years[i]
	return y.start + int64(y.moment(int32(v-y.workBefore))), sum - v*1e9 + after, reached
}

// addDays counts in 2⁻⁴⁰ of a working date.
func (c *Calendar) addDays(ix *index, p place, micros, n int64) (int64, int64, status) {
	if n > mostWork || n < -mostWork {
		return 0, 0, outOfReach
	}
	sum := ix.daysAt(p, micros) + n
	after := int64(uint64(-n) >> 63)
	sum -= after
	v := sum >> 40
	if sum < 0 || v >= ix.dates {
		if c.widen(ix, n) {
			return 0, 0, widened
		}
		return 0, 0, outOfReach
	}
	i := int(ix.byDate[v>>ix.dateShift])
	for v-ix.years[i].datesBefore >= int64(len(ix.years[i].dates)) {
		i++
	}
	y := &ix.years[i]
	d := &y.dates[v-y.datesBefore]
	at := y.momentOf(d, unshare(sum&(dayUnits-1)+1, d.total)) - (1 - after)
	return y.start + floorDiv(at, 1e6), (at - floorDiv(at, 1e6)*1e6) * 1000, reached
}

// daysAt counts the working dates up to a microsecond, in 2⁻⁴⁰ of a date.
func (ix *index) daysAt(p place, micros int64) int64 {
	b := &p.year.buckets[p.bucket]
	date, done, total := b.date, int32(0), b.length1+b.length2
	var inside int32
	if date == mixedDate {
		part, x := p.year.part(p.bucket, p.second)
		date, done, total = part.date, part.done+x, part.total
		if p.second >= part.at && x < part.length {
			inside = 1
		}
	} else {
		var work int32
		work, inside = b.worked(p.year.year, p.bucket, p.second)
		done = work - b.before
	}
	worked := int64(done)*1e6 + int64(inside)*micros
	return (p.year.datesBefore+int64(date))<<40 + share(worked, max(total, 1))
}

// Between is the working time, or the working days, from one instant to
// another: negative when to is before from. Instants outside of the years
// 1970 to 2100 count as the nearest instant within.
func (c *Calendar) Between(from, to time.Time, u Unit) Target {
	if u != InHours && u != InDays {
		return Target{}
	}
	a, b := c.clamp(from), c.clamp(to)
	c.find(a.sec) // so that the index that has b has a too
	ix, pb, _ := c.find(b.sec)
	y, bucket, second := locate(uint64(a.sec + c.origin))
	pa := place{&ix.years[y-ix.lo], bucket, second}
	if u == InHours {
		return Target{u, pb.hours(b.nsec) - pa.hours(a.nsec)}
	}
	return Target{u, ix.daysAt(pb, b.nsec/1000) - ix.daysAt(pa, a.nsec/1000)}
}

// hours counts the nanoseconds of work up to an instant.
func (p place) hours(nsec int64) int64 {
	work, inside := p.year.buckets[p.bucket].worked(p.year.year, p.bucket, p.second)
	return (p.year.workBefore+int64(work))*1e9 + int64(inside)*nsec
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
