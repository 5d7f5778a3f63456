package sla

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/bits"
	"runtime"
	"sync"
	"weak"
)

// index is a run of years ready for arithmetic. Work is counted from its first
// year on, so that values of two indexes must not be mixed.
type index struct {
	lo        int // the first year, counted from baseYear
	years     []indexed
	work      int64   // seconds of work in all years
	dates     int64   // working dates in all years
	byWork    []uint8 // work >> topWork → a year at or before the one that has it
	byDate    []uint8 // date >> topDate → the same
	workShift uint8
	dateShift uint8
}

// indexed is a year at its place in an index.
type indexed struct {
	*year
	start       int64 // Unix seconds of the first bucket
	workBefore  int64
	datesBefore int64
}

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

// locate finds the bucket of an instant: year, bucket in the year, second in
// the bucket. u counts seconds from the first bucket of 1969.
func locate(u uint64) (year, bucket int, second int32) {
	day := uint32(u / daySeconds)
	y := (4*day + 3) / fourYears
	return int(y), int(day - y*fourYears/4), int32(uint32(u - uint64(day)*daySeconds))
}

// newIndex puts years at their places.
func newIndex(lo int, years []*year, shift int64) *index {
	ix := &index{lo: lo}
	for i, y := range years {
		start := int64(firstDay(lo+i)-baseDay)*daySeconds - shift
		ix.years = append(ix.years, indexed{y, start, ix.work, ix.dates})
		ix.work += int64(y.work)
		ix.dates += int64(len(y.dates))
	}
	n := int64(len(years))
	ix.workShift = uint8(bits.Len64(uint64(ix.work/(2*n) | 1)))
	ix.dateShift = uint8(bits.Len64(uint64(ix.dates/(2*n) | 1)))
	for i, work := 0, int64(0); work < ix.work; work += 1 << ix.workShift {
		for ; ix.years[i].workBefore+int64(ix.years[i].year.work) <= work; i++ {
		}
		ix.byWork = append(ix.byWork, uint8(i))
	}
	for i, date := 0, int64(0); date < ix.dates; date += 1 << ix.dateShift {
		for ; ix.years[i].datesBefore+int64(len(ix.years[i].dates)) <= date; i++ {
		}
		ix.byDate = append(ix.byDate, uint8(i))
	}
	return ix
}

// worked is the seconds of work up to a second of a bucket, and 1 if that
// second is one of work.
func (b *bucket) worked(y *year, place int, second int32) (work, inside int32) {
	if b.length1 < 0 {
		p, x := y.part(place, second)
		if second >= p.at && x < p.length {
			inside = 1
		}
		return p.before + x, inside
	}
	x1, x2 := second-b.at1, second-b.at2
	if uint32(x1) < uint32(b.length1) {
		inside = 1
	}
	if uint32(x2) < uint32(b.length2) {
		inside = 1
	}
	return b.before + min(max(x1, 0), b.length1) + min(max(x2, 0), b.length2), inside
}

// part is the part of a mixed bucket in or before which a second is, and how
// much of it was worked.
func (y *year) part(bucket int, second int32) (part, int32) {
	lo, hi := 0, len(y.mixed)
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); y.mixed[m].bucket < bucket {
			lo = m + 1
		} else {
			hi = m
		}
	}
	parts := y.mixed[lo].parts
	i := len(parts) - 1
	for i > 0 && parts[i].at > second {
		i--
	}
	return parts[i], min(max(second-parts[i].at, 0), parts[i].length)
}

// moment is the second in which second v of the year's work is done.
func (y *year) moment(v int32) int32 {
	s := &y.slots[v>>y.shift]
	if s.first == manyRuns {
		r := y.runs[y.runOf(v)]
		return v + r.start - r.before
	}
	if v < s.border {
		return v + s.first
	}
	return v + s.second
}

// runOf is the place of the run that has second v of the year's work.
func (y *year) runOf(v int32) int {
	lo, hi := 0, len(y.runs)-1
	for lo < hi {
		if m := int(uint(lo+hi+1) >> 1); y.runs[m].before <= v {
			lo = m
		} else {
			hi = m - 1
		}
	}
	return lo
}

// share is the date's share that is worked, in 2⁻⁴⁰, rounded down: worked
// microseconds of total seconds. The quotient of floats is at most one off.
func share(worked int64, total int32) int64 {
	micros := int64(total) * 1e6
	q := int64(float64(worked) / float64(micros) * (1 << 40))
	switch rest := worked<<40 - q*micros; { // exact: wraps, but is small
	case rest < 0:
		q--
	case rest >= micros:
		q++
	}
	return q
}

// unshare is the least number of microseconds of a date's total seconds that
// make a share.
func unshare(share int64, total int32) int64 {
	hi, lo := bits.Mul64(uint64(share), uint64(total)*1e6)
	return int64(hi<<24 | lo>>40 + (lo&(1<<40-1)+1<<40-1)>>40)
}

// momentOf is the microsecond, from the year's first bucket on, at which the
// date has been worked for some microseconds, at least one.
func (y *year) momentOf(d *workDate, worked int64) int64 {
	if d.first < 0 {
		return y.momentInRuns(int(d.gap), worked)
	}
	at := int64(d.start)*1e6 + worked
	if worked > int64(d.first)*1e6 {
		at += int64(d.gap) * 1e6
	}
	return at
}

func (y *year) momentInRuns(i int, worked int64) int64 {
	for ; worked > int64(y.runs[i].length)*1e6; i++ {
		worked -= int64(y.runs[i].length) * 1e6
	}
	return int64(y.runs[i].start)*1e6 + worked
}

// pool lets calendars that agree on a year share it. It only saves memory and
// work: a year in it equals the one that would be made anew.
var pool struct {
	sync.Mutex
	years map[yearKey]weak.Pointer[year]
}

type yearKey [sha256.Size]byte

// makeIndexed makes a year of the rules or finds it made.
func (r *rules) makeIndexed(y int, shift int64) *year {
	first := firstDay(y) - baseDay
	last := firstDay(y+1) - baseDay - 1
	from, to := max(first-margin, firstDay(minYear)-baseDay), min(last+margin, firstDay(maxYear+1)-baseDay-1)
	plans := make([][]Shift, 0, to-from+1)
	for n := from; n <= to; n++ {
		plans = append(plans, r.plan(n).shifts)
	}
	key := keyOf(r.zone, y, shift, plans)

	pool.Lock()
	made := pool.years[key].Value()
	pool.Unlock()
	if made != nil {
		return made
	}
	made = makeYear(spansOf(r.loc, plans, from), int64(first)*daySeconds-shift, first, last)

	pool.Lock()
	defer pool.Unlock()
	if other := pool.years[key].Value(); other != nil {
		return other
	}
	if pool.years == nil {
		pool.years = map[yearKey]weak.Pointer[year]{}
	}
	pool.years[key] = weak.Make(made)
	runtime.AddCleanup(made, forget, key)
	return made
}

// forget drops a year that no calendar holds any more.
func forget(key yearKey) {
	pool.Lock()
	defer pool.Unlock()
	if pool.years[key].Value() == nil {
		delete(pool.years, key)
	}
}

func keyOf(zone string, year int, shift int64, plans [][]Shift) yearKey {
	b := append([]byte(zone), 0)
	b = binary.LittleEndian.AppendUint64(b, uint64(year))
	b = binary.LittleEndian.AppendUint64(b, uint64(shift))
	for _, shifts := range plans {
		for _, s := range shifts {
			b = binary.LittleEndian.AppendUint32(b, uint32(s.from))
			b = binary.LittleEndian.AppendUint32(b, uint32(s.to))
		}
		b = binary.LittleEndian.AppendUint32(b, math.MaxUint32)
	}
	return sha256.Sum256(b)
}
