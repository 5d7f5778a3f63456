package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
)

// bareIndex is a day index and nothing else: a row for each day with the work before
// it and its two shifts. It knows no zone, no bounds and no third shift.
type bareIndex struct {
	from  int64
	rows  []bareRow
	byDay []int32 // work >> bareShift → the day that has it, or the one before
}

type bareRow struct{ before, open1, close1, open2, close2 int64 }

const (
	bareDay   = int64(24 * time.Hour)
	bareShift = 44 // 4.9 hours of work
)

func newBareIndex(c *sla.Calendar) *bareIndex {
	from := time.Date(2016, 1, 1, 0, 0, 0, 0, c.Location())
	b := &bareIndex{from: from.UnixNano()}
	for day := from; day.Year() < 2039; day = day.Add(24 * time.Hour) {
		row := bareRow{before: int64(c.Between(from, day, sla.InHours).Duration())}
		for iv := range c.Intervals(day, day.Add(24*time.Hour)) {
			if row.close1 == 0 {
				row.open1, row.close1 = int64(iv.Start.Sub(day)), int64(iv.End.Sub(day))
			} else {
				row.open2, row.close2 = int64(iv.Start.Sub(day)), int64(iv.End.Sub(day))
			}
		}
		for int64(len(b.byDay))<<bareShift < row.before+row.length() {
			b.byDay = append(b.byDay, int32(len(b.rows)))
		}
		b.rows = append(b.rows, row)
	}
	return b
}

func (r *bareRow) length() int64 { return r.close1 - r.open1 + r.close2 - r.open2 }

// worked is the bare lookup that the arithmetic is measured by: the day of an instant,
// its row, and how much was worked by then.
func (b *bareIndex) worked(t time.Time) int64 {
	at := t.UnixNano() - b.from
	day := at / bareDay
	at -= day * bareDay
	row := &b.rows[day]
	work := row.before
	if at > row.open1 {
		work += min(at, row.close1) - row.open1
	}
	if at > row.open2 {
		work += min(at, row.close2) - row.open2
	}
	return work
}

// clamped is worked without a branch for the processor to guess.
func (b *bareIndex) clamped(t time.Time) int64 {
	at := t.UnixNano() - b.from
	row := &b.rows[at/bareDay]
	at %= bareDay
	return row.before + min(max(at-row.open1, 0), row.close1-row.open1) + min(max(at-row.open2, 0), row.close2-row.open2)
}

// deadline goes on to where a sum of work is reached.
func (b *bareIndex) deadline(t time.Time, n int64) int64 {
	sum := b.clamped(t) + n
	day := int64(b.byDay[(sum-1)>>bareShift])
	row := &b.rows[day]
	for sum > row.before+row.length() {
		day++
		row = &b.rows[day]
	}
	at := sum - row.before
	if at > row.close1-row.open1 {
		at += row.open2 - (row.close1 - row.open1)
	} else {
		at += row.open1
	}
	return b.from + day*bareDay + at
}

func BenchmarkBareDayIndex(b *testing.B) {
	c := calendar(b, "ru")
	starts, bare := randomStarts(c.Location()), newBareIndex(c)
	b.Run("lookup without branches", func(b *testing.B) {
		bare.beside(b, starts, starts, func(starts []time.Time) {
			for i := range starts {
				sinkInt = bare.clamped(starts[i])
			}
		})
	})
	for _, hours := range []int64{4, 1972} {
		b.Run(fmt.Sprintf("deadline in integers %dh", hours), func(b *testing.B) {
			bare.beside(b, starts, starts, func(starts []time.Time) {
				for i := range starts {
					sinkInt = bare.deadline(starts[i], hours*int64(time.Hour))
				}
			})
		})
	}
}

func TestTheBareIndexOfTheBenchmarksAnswersTheSame(t *testing.T) {
	t.Parallel()
	c := calendar(t, "ru")
	bare := newBareIndex(c)
	from := time.Date(2016, 1, 1, 0, 0, 0, 0, c.Location())
	for _, start := range randomStarts(c.Location())[:2000] {
		want, err := c.Add(start, sla.Hours(40))
		if err != nil {
			t.Fatal(err)
		}
		if got := bare.deadline(start, int64(40*time.Hour)); got != want.UnixNano() {
			t.Fatalf("%s + 40h = %s, bare %s", start, want, time.Unix(0, got))
		}
		worked := int64(c.Between(from, start, sla.InHours).Duration())
		if bare.worked(start) != worked || bare.clamped(start) != worked {
			t.Fatalf("by %s %d were worked, bare %d and %d", start, worked, bare.worked(start), bare.clamped(start))
		}
	}
}
