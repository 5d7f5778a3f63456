package sla

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/bits"
	"runtime"
	"sort"
	"sync"
	"weak"
)

// index is a run of years ready for arithmetic. Work is counted from its first
// year on, so that values of two indexes must not be mixed.
type index struct {
	lo        uint // the first year, counted from baseYear
	years     []indexed
	work      uint64  // nanoseconds of work in all years
	dates     uint64  // working dates in all years
	byWork    []uint8 // work >> workShift → a year at or before the one that has it
	byDate    []uint8 // date >> dateShift → the same
	workShift uint8
	dateShift uint8
}

// indexed is a year at its place in an index.
type indexed struct {
	*year
	start                 int64 // Unix seconds of the first bucket
	workBefore, workEnd   int64 // nanoseconds
	datesBefore, datesEnd int64
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
	ix := &index{lo: uint(lo)}
	var work, dates int64
	for i, y := range years {
		at := indexed{
			year: y, start: int64(firstDay(lo+i)-baseDay)*daySeconds - shift,
			workBefore: work, workEnd: work + nanos(y.work),
			datesBefore: dates, datesEnd: dates + int64(len(y.dates)),
		}
		work, dates = at.workEnd, at.datesEnd
		ix.years = append(ix.years, at)
	}
	ix.work, ix.dates = uint64(work), uint64(dates)
	// Some ten slots a year: so that few hold the border of two years.
	n := uint64(len(years)) * 10
	ix.workShift = uint8(bits.Len64(ix.work / n))
	ix.dateShift = uint8(bits.Len64(ix.dates / n))
	for i, at := 0, int64(0); at < work; at += 1 << ix.workShift {
		for at >= ix.years[i].workEnd {
			i++
		}
		ix.byWork = append(ix.byWork, uint8(i))
	}
	for i, at := 0, int64(0); at < dates; at += 1 << ix.dateShift {
		for at >= ix.years[i].datesEnd {
			i++
		}
		ix.byDate = append(ix.byDate, uint8(i))
	}
	return ix
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

// lead is the time less work at second v of the year's work: the second is
// done that long after the year's first bucket plus v. It is manyRuns where
// runOf must be asked.
func (y *year) lead(v int32) int32 {
	s := &y.slots[v>>(y.shift&31)]
	lead, second := s.first, s.second // both, so that no branch is to be guessed
	if v >= s.border {
		lead = second
	}
	return lead
}

// runOf is the time less work in the run that has second v of the year's work.
func (y *year) runOf(v int32) int32 {
	i := sort.Search(len(y.runs), func(i int) bool { return y.runs[i].before > v }) - 1
	return y.runs[i].start - y.runs[i].before
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

// momentOf is the microsecond, from the year's first bucket on, at which the
// date has been worked for some microseconds, at least one.
func (y *year) momentOf(d *workDate, worked int64) int64 {
	if d.first < 0 {
		return y.momentInRuns(int(d.gap), worked)
	}
	var gap int64
	second := int64(d.gap) * 1e6
	if worked > int64(d.first)*1e6 {
		gap = second
	}
	return int64(d.start)*1e6 + worked + gap
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
