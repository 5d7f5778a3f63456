package sla

import (
	"math"
	"slices"
	"time"
)

// A year is the arithmetic of one year of a calendar, ready made: what a date
// on the wall means has become seconds since the start of the year. It is
// immutable and holds nothing of the calendar, so calendars that agree on a
// year share it.
//
// Time is cut into buckets of 24 hours at the zone's usual offset, so that a
// bucket nearly always is a date. Work of the year is counted from the first
// opening of its first date: an overnight shift that began on 31 December
// belongs to the year before, and its rest has negative work here.
type year struct {
	buckets [366]bucket
	dates   []workDate
	numbers []int32 // of the dates
	runs    []run
	mixed   []mixedBucket
	work    int32 // seconds of the year's dates
	key     sharedKey
}

// bucket answers how much was worked up to an instant in it. Its times are
// nanoseconds, so that the answer takes no multiplication, and it fills a line
// of the processor's cache.
type bucket struct {
	before       int64 // work before the bucket
	at1, length1 int64 // stretches of work in the bucket; length1 < 0: see mixed
	at2, length2 int64
	date         int64  // place of the working date that the bucket is, or of the next; mixedDate: see mixed
	total        int64  // that date's work, at least a second
	scale        uint64 // of the total, see scaleOf
}

const mixedDate = math.MinInt32

// mixedBucket lists the stretches of a bucket that holds more than two of
// them or parts of several dates.
type mixedBucket struct {
	bucket int
	parts  []part
}

// part is a stretch of a date's work in a bucket.
type part struct {
	at, length int32
	before     int32 // the year's work before it
	date       int32 // place among the year's working dates, -1 is the last of the year before
	done       int32 // the date's work before it
	total      int32 // the date's whole work
}

// workDate is a date with working time.
type workDate struct {
	start int32
	first int32 // length of its first stretch; -1 for more than two stretches
	gap   int32 // break before the second stretch; or place of its first run
	total int32
}

// run is a stretch of work of one date.
type run struct {
	start, length int32
	before        int32 // the year's work before it
}

// span is a stretch of a date's work in Unix seconds.
type span struct{ start, end int64 }

// yearDate is a date with working time while a year is made.
type yearDate struct {
	number int
	spans  []span
	total  int32
}

// margin is how many dates beside a year can reach into it, and into those.
const margin = 3

// spansOf turns the shifts of dates from … to into stretches of time. Where
// shifts of two dates meet, on a moved working day say, the later one begins
// when the earlier has ended.
func spansOf(loc *time.Location, plans [][]Shift, from int) []yearDate {
	start := int64(from) * daySeconds
	w := wallsOf(loc, start-2*daySeconds, start+int64(len(plans)+3)*daySeconds)
	var dates []yearDate
	last := int64(math.MinInt64)
	for i, shifts := range plans {
		midnight := start + int64(i)*daySeconds
		d := yearDate{number: from + i}
		for _, s := range shifts {
			sp := span{max(w.instant(midnight+int64(s.from)), last), w.instant(midnight + int64(s.to))}
			if sp.start >= sp.end {
				continue
			}
			d.total += int32(sp.end - sp.start)
			if n := len(d.spans); n > 0 && d.spans[n-1].end == sp.start {
				d.spans[n-1].end = sp.end
			} else {
				d.spans = append(d.spans, sp)
			}
			last = sp.end
		}
		if d.total > 0 {
			dates = append(dates, d)
		}
	}
	return dates
}

// makeYear makes the year from its dates and those beside it. start is the
// instant of its first bucket, first and last are the numbers of its dates.
func makeYear(dates []yearDate, start int64, first, last int) *year {
	y := &year{}
	var parts [367][]part // the last one takes what lies behind the year
	work, place := int32(0), int32(0)
	for _, d := range dates {
		if d.number < first {
			work -= d.total
			place--
		}
	}
	for _, d := range dates {
		done := int32(0)
		if d.number >= first && d.number <= last {
			y.dates = append(y.dates, workDateOf(d, start, len(y.runs)))
			y.numbers = append(y.numbers, int32(d.number))
		}
		for _, sp := range d.spans {
			at, length := int32(sp.start-start), int32(sp.end-sp.start)
			if d.number >= first && d.number <= last {
				y.runs = append(y.runs, run{at, length, work})
				y.work += length
			}
			addParts(parts[:last-first+2], part{at, length, work, place, done, d.total})
			work += length
			done += length
		}
		place++
	}
	y.fillBuckets(parts[:last-first+2])
	return y
}

func workDateOf(d yearDate, start int64, runs int) workDate {
	w := workDate{
		start: int32(d.spans[0].start - start),
		first: int32(d.spans[0].end - d.spans[0].start),
		total: d.total,
	}
	switch len(d.spans) {
	case 1:
	case 2:
		w.gap = int32(d.spans[1].start - d.spans[0].end)
	default:
		w.first, w.gap = -1, int32(runs)
	}
	return w
}

// addParts cuts a stretch at the borders of the buckets. The last element of
// parts takes whatever lies behind the year.
func addParts(parts [][]part, p part) {
	for p.length > 0 {
		bucket := min(int(floorDiv(int64(p.at), daySeconds)), len(parts)-1)
		piece := p
		if bucket < len(parts)-1 {
			piece.length = min(p.length, int32(bucket+1)*daySeconds-p.at)
		}
		if bucket >= 0 {
			piece.at -= int32(bucket) * daySeconds
			parts[bucket] = append(parts[bucket], piece)
		}
		p.at += piece.length
		p.before += piece.length
		p.done += piece.length
		p.length -= piece.length
	}
}

// fillBuckets goes backwards, so that a bucket without work knows what comes.
func (y *year) fillBuckets(parts [][]part) {
	before, date := y.work, int32(len(y.dates))
	last := len(parts) - 1
	if behind := parts[last]; len(behind) > 0 {
		before, date = behind[0].before, behind[0].date
	}
	for i := last - 1; i >= 0; i-- {
		ps := parts[i]
		b := &y.buckets[i]
		if len(ps) == 0 {
			*b = bucket{before: nanos(before), date: int64(date), total: 1e9, scale: scaleOf(1e9)}
			continue
		}
		before, date = ps[0].before, ps[0].date
		*b = bucket{before: nanos(before), at1: nanos(ps[0].at), length1: nanos(ps[0].length), date: int64(date), total: nanos(ps[0].total)}
		b.scale = scaleOf(b.total)
		if len(ps) > 1 {
			b.at2, b.length2 = nanos(ps[1].at), nanos(ps[1].length)
		}
		if len(ps) > 2 {
			b.length1 = -1
		}
		if len(ps) > 2 || b.length1+b.length2 != b.total || ps[len(ps)-1].date != date {
			b.date = mixedDate
			y.mixed = append(y.mixed, mixedBucket{i, ps})
		}
	}
	slices.Reverse(y.mixed)
}

// nanos turns seconds into nanoseconds.
func nanos(seconds int32) int64 { return int64(seconds) * 1e9 }
