package sla

import (
	"math"
	"math/bits"
	"sort"
)

// index is a run of years ready for arithmetic. Work and time are counted from
// its first year on, so that values of two indexes must not be mixed.
type index struct {
	lo    uint // the first year, counted from baseYear
	years []indexed
	work  uint64 // nanoseconds of work in all years
	start int64  // Unix seconds from which slots and dates count: before any of them
	slots []slot // from work to time, each 1<<shift seconds of work
	shift uint8
	dates []indexedDate
}

// indexed is a year at its place in an index.
type indexed struct {
	*year
	start       int64 // Unix seconds of the first bucket
	workBefore  int64 // nanoseconds
	datesBefore int64
}

// indexedDate is a workDate whose start is counted from the index's.
type indexedDate struct {
	start             uint32
	first, gap, total int32
}

// slot answers when a second of work is done. Most slots touch at most two
// stretches.
type slot struct {
	border uint32 // work from here on is of the second stretch
	first  uint32 // time less work in the first stretch; manyRuns: search
	second uint32
}

const manyRuns = math.MaxUint32

// Years are counted from 1969, the first of a cycle of four that ends with a
// leap year: so a day's year is one division.
const (
	baseYear  = 1969
	baseDay   = 365 // from 1 January 1969 to 1 January 1970
	fourYears = 1461
	minYear   = FirstYear - baseYear
	maxYear   = LastYear - baseYear
)

// The range of the calendars in seconds from the first bucket of 1969.
const (
	firstSecond = minYear * 365 * daySeconds
	endSecond   = ((maxYear + 1) * fourYears / 4) * daySeconds
)

// firstDay is the number of days from 1 January 1969 to the year's first.
func firstDay(year int) int { return year * fourYears / 4 }

// yearOf is the year of a day, both counted from 1969.
func yearOf(day uint32) uint32 { return (4*day + 3) / fourYears }

// place finds where an instant lies: its year, its bucket there and the second
// in the bucket. u counts seconds from the first bucket of 1969. The year is
// nil if the index does not have it.
func (ix *index) place(u uint64) (y *indexed, bucket, second int64) {
	if u >= endSecond {
		return nil, 0, 0
	}
	day := uint32(u / daySeconds)
	n := yearOf(day)
	i := uint(n) - ix.lo
	if i >= uint(len(ix.years)) {
		return nil, 0, 0
	}
	return &ix.years[i], int64(day - n*fourYears/4), int64(u - uint64(day)*daySeconds)
}

// newIndex puts years at their places.
func newIndex(lo int, years []*year, shift int64) *index {
	ix := &index{lo: uint(lo), start: yearStart(lo, shift) - margin*daySeconds}
	var work, dates int64
	var joined []longRun
	for i, y := range years {
		start := yearStart(lo+i, shift)
		ix.years = append(ix.years, indexed{y, start, work * 1e9, dates})
		for _, d := range y.dates {
			ix.dates = append(ix.dates, indexedDate{uint32(start - ix.start + int64(d.start)), d.first, d.gap, d.total})
		}
		for _, r := range y.runs {
			joined = join(joined, longRun{start - ix.start + int64(r.start), int64(r.length), work + int64(r.before)})
		}
		work += int64(y.work)
		dates += int64(len(y.dates))
	}
	ix.work = uint64(work) * 1e9
	ix.fillSlots(joined, work)
	return ix
}

// yearStart is the Unix second of a year's first bucket.
func yearStart(year int, shift int64) int64 {
	return int64(firstDay(year)-baseDay)*daySeconds - shift
}

// longRun is a stretch of work of one date or several, in seconds of an index.
type longRun struct{ start, length, before int64 }

// join adds a run, to the last one where no gap is between.
func join(runs []longRun, r longRun) []longRun {
	if n := len(runs); n > 0 && runs[n-1].start+runs[n-1].length == r.start {
		runs[n-1].length += r.length
		return runs
	}
	return append(runs, r)
}

// fillSlots makes the way back from work to time. Slots are at most as long as
// the shortest run, so that they touch two, but not so short that they would
// be too many.
func (ix *index) fillSlots(runs []longRun, work int64) {
	shortest := int64(1 << 16)
	for _, r := range runs {
		shortest = min(shortest, r.length)
	}
	for ix.shift = 16; ix.shift > 10 && 1<<ix.shift > shortest; {
		ix.shift--
	}
	ix.slots = make([]slot, 0, work>>ix.shift+1)
	for i, at := 0, int64(0); at < work; at += 1 << ix.shift {
		for runs[i].before+runs[i].length <= at {
			i++
		}
		s := slot{border: uint32(runs[i].before + runs[i].length), first: uint32(runs[i].start - runs[i].before)}
		if i+1 < len(runs) {
			s.second = uint32(runs[i+1].start - runs[i+1].before)
			if runs[i+1].before+runs[i+1].length < min(at+1<<ix.shift, work) {
				s.first, s.second = manyRuns, manyRuns
			}
		}
		ix.slots = append(ix.slots, s)
	}
}

// worked is the work up to an instant in a bucket, in nanoseconds from the
// year's first opening on. at counts nanoseconds from the bucket's start.
func (y *year) worked(place, at int64) int64 {
	b := &y.buckets[place]
	if b.length1 < 0 {
		return y.mixedWork(place, at)
	}
	return b.before + b.within(at)
}

func (y *year) mixedWork(place, at int64) int64 {
	p, x := y.part(place, at)
	return nanos(p.before) + x
}

// within is the work of a bucket of at most two stretches up to an instant.
func (b *bucket) within(at int64) int64 {
	return clamp(at-b.at1, b.length1) + clamp(at-b.at2, b.length2)
}

// clamp is x brought between 0 and most. Starts are as good as random, so a
// branch would be guessed wrong half of the time.
func clamp(x, most int64) int64 {
	x &^= x >> 63
	over := x - most
	return most + over&(over>>63)
}

// worked40 is the number of working dates up to an instant in a bucket, in
// 2⁻⁴⁰ of a date from the year's first opening on. at is whole microseconds.
func (y *year) worked40(place, at int64) int64 {
	b := &y.buckets[place]
	if b.date == mixedDate {
		return y.mixedDates(place, at)
	}
	return b.date<<40 + share(b.within(at), b.total, b.scale)
}

func (y *year) mixedDates(place, at int64) int64 {
	p, x := y.part(place, at)
	total := nanos(p.total)
	return int64(p.date)<<40 + share(nanos(p.done)+x, total, scaleOf(total))
}

// part is the part of a mixed bucket in or before which an instant is, and how
// much of it was worked, in nanoseconds.
func (y *year) part(bucket, at int64) (part, int64) {
	i := sort.Search(len(y.mixed), func(i int) bool { return y.mixed[i].bucket >= int(bucket) })
	parts := y.mixed[i].parts
	i = len(parts) - 1
	for i > 0 && int64(parts[i].at)*1e9 > at {
		i--
	}
	return parts[i], min(max(at-int64(parts[i].at)*1e9, 0), int64(parts[i].length)*1e9)
}

// lead is the time less work at second v of work: it is done that long after
// the index's start plus v. It is manyRuns where search must be asked.
func (ix *index) lead(v uint64) uint32 {
	s := &ix.slots[v>>(ix.shift&63)]
	lead, second := s.first, s.second // both, so that no branch is to be guessed
	if uint32(v) >= s.border {
		lead = second
	}
	return lead
}

// search is lead by a search, for a slot of more than two runs.
func (ix *index) search(v uint64) uint32 {
	i := sort.Search(len(ix.years), func(i int) bool { return ix.years[i].workBefore > int64(v)*1e9 }) - 1
	y := &ix.years[i]
	before := y.workBefore / 1e9
	i = sort.Search(len(y.runs), func(i int) bool { return before+int64(y.runs[i].before) > int64(v) }) - 1
	return uint32(y.start - ix.start + int64(y.runs[i].start) - before - int64(y.runs[i].before))
}

// share is the date's share that is worked, in 2⁻⁴⁰, rounded down. Both are in
// nanoseconds, and worked is whole microseconds. The product with the scale is
// the quotient or one less, which the rest tells; so no division is needed.
func share(worked, total int64, scale uint64) int64 {
	hi, _ := bits.Mul64(uint64(worked)<<16, scale)
	rest := worked<<40 - int64(hi)*total // exact: wraps, but is below 2·total
	return int64(hi) + 1 + (rest-total)>>63
}

// scaleOf is 2⁸⁸ / total: at most 2⁵⁸, for a total is at least a second.
func scaleOf(total int64) uint64 {
	scale, _ := bits.Div64(1<<24, 0, uint64(total))
	return scale
}

// unshare is the least number of microseconds of a date's total seconds that
// make a share.
func unshare(share int64, total int32) int64 {
	hi, lo := bits.Mul64(uint64(share), uint64(total)*1e6)
	return int64(hi<<24 | lo>>40 + (lo&(1<<40-1)+1<<40-1)>>40)
}

// momentOf is the microsecond of the index at which a date has been worked for
// some microseconds, at least one.
func (ix *index) momentOf(date, worked int64) int64 {
	d := &ix.dates[date]
	if d.first < 0 {
		return ix.momentInRuns(date, worked)
	}
	var gap int64
	second := int64(d.gap) * 1e6
	if worked > int64(d.first)*1e6 {
		gap = second
	}
	return int64(d.start)*1e6 + worked + gap
}

// momentInRuns is momentOf for a date of more than two stretches.
func (ix *index) momentInRuns(date, worked int64) int64 {
	y := &ix.years[sort.Search(len(ix.years), func(i int) bool { return ix.years[i].datesBefore > date })-1]
	i := int(ix.dates[date].gap)
	for ; worked > int64(y.runs[i].length)*1e6; i++ {
		worked -= int64(y.runs[i].length) * 1e6
	}
	return (y.start-ix.start+int64(y.runs[i].start))*1e6 + worked
}
