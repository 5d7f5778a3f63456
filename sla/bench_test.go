package sla_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"

	"github.com/helpdesk-go/helpdesk/sla"
)

// randomStarts are instants over the ten years 2017 to 2026.
func randomStarts(loc *time.Location) []time.Time {
	r := rand.New(rand.NewPCG(5, 6))
	from := time.Date(2017, 1, 1, 0, 0, 0, 0, loc)
	starts := make([]time.Time, 1<<14)
	for i := range starts {
		starts[i] = from.Add(time.Duration(r.Int64N(int64(10 * 365 * 24 * time.Hour))))
	}
	return starts
}

// bareIndex is the least that a deadline can cost by an index of days: the row
// of the instant's day, the work up to it, the row of the day that has the sum,
// the instant in it. It knows two shifts a day, no zone and no bounds, and it
// answers in integers.
type bareIndex struct {
	from  int64
	rows  []bareRow
	byDay []int32 // work >> bareShift → the day that has it, or the one before
}

type bareRow struct{ before, open1, length1, open2, length2 int64 }

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
			if row.length1 == 0 {
				row.open1, row.length1 = int64(iv.Start.Sub(day)), int64(iv.End.Sub(iv.Start))
			} else {
				row.open2, row.length2 = int64(iv.Start.Sub(day)), int64(iv.End.Sub(iv.Start))
			}
		}
		for int64(len(b.byDay))<<bareShift < row.before+row.length1+row.length2 {
			b.byDay = append(b.byDay, int32(len(b.rows)))
		}
		b.rows = append(b.rows, row)
	}
	return b
}

func (b *bareIndex) worked(t time.Time) int64 {
	at := t.UnixNano() - b.from
	row := &b.rows[at/bareDay]
	at %= bareDay
	return row.before + min(max(at-row.open1, 0), row.length1) + min(max(at-row.open2, 0), row.length2)
}

func (b *bareIndex) deadline(t time.Time, n int64) int64 {
	sum := b.worked(t) + n
	day := int64(b.byDay[(sum-1)>>bareShift])
	row := &b.rows[day]
	for sum > row.before+row.length1+row.length2 {
		day++
		row = &b.rows[day]
	}
	at := sum - row.before
	if at > row.length1 {
		at += row.open2 - row.length1
	} else {
		at += row.open1
	}
	return b.from + day*bareDay + at
}

var (
	sinkTime   time.Time
	sinkTarget sla.Target
	sinkInt    int64
)

func BenchmarkBareDayIndex(b *testing.B) {
	c := calendar(b, "ru")
	starts, bare := randomStarts(c.Location()), newBareIndex(c)
	b.Run("worked", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			sinkInt = bare.worked(starts[i&(1<<14-1)])
		}
	})
	for _, hours := range []int64{4, 1972} {
		b.Run(fmt.Sprintf("deadline %dh", hours), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				sinkInt = bare.deadline(starts[i&(1<<14-1)], hours*int64(time.Hour))
			}
		})
	}
}

func BenchmarkAdd(b *testing.B) {
	c := calendar(b, "ru")
	starts := randomStarts(c.Location())
	for _, text := range []string{"15m", "4h", "40h", "1972h", "19720h", "1d", "5d", "60d", "247d", "2470d", "-4h", "-5d"} {
		b.Run(text, func(b *testing.B) {
			target := target(b, text)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				sinkTime, _ = c.Add(starts[i&(1<<14-1)], target)
			}
		})
	}
}

func BenchmarkBetween(b *testing.B) {
	c := calendar(b, "ru")
	starts := randomStarts(c.Location())
	for _, unit := range []sla.Unit{sla.InHours, sla.InDays} {
		b.Run(unit.String(), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				sinkTarget = c.Between(starts[i&(1<<14-1)], starts[(i+7)&(1<<14-1)], unit)
			}
		})
	}
}

// BenchmarkCal is rickar/cal on what it knows: one shift a day, no moved days.
func BenchmarkCal(b *testing.B) {
	c := calendar(b, "ru")
	starts := randomStarts(c.Location())
	office := cal.NewBusinessCalendar()
	office.SetWorkHours(9*time.Hour, 17*time.Hour)
	office.AddHoliday(de.Holidays...)
	for _, hours := range []int{4, 1972, 19720} {
		b.Run(fmt.Sprintf("add %dh", hours), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				sinkTime = office.AddWorkHours(starts[i&(1<<14-1)], time.Duration(hours)*time.Hour)
			}
		})
	}
	b.Run("between 1972h", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			start := starts[i&(1<<14-1)]
			sinkInt = int64(office.WorkHoursInRange(start, start.AddDate(1, 0, 0)))
		}
	})
}

func TestTheBareIndexOfTheBenchmarksAnswersTheSame(t *testing.T) {
	t.Parallel()
	c := calendar(t, "ru")
	bare := newBareIndex(c)
	for _, start := range randomStarts(c.Location())[:2000] {
		want, err := c.Add(start, sla.Hours(40))
		if err != nil {
			t.Fatal(err)
		}
		if got := bare.deadline(start, int64(40*time.Hour)); got != want.UnixNano() {
			t.Fatalf("%s + 40h = %s, bare %s", start, want, time.Unix(0, got))
		}
	}
}

// BenchmarkCompile makes a calendar and its first year; the years that other
// calendars hold are not taken over, for each has a day of its own.
func BenchmarkCompile(b *testing.B) {
	s, err := sla.Country("ru")
	if err != nil {
		b.Fatal(err)
	}
	start := time.Date(2026, 4, 14, 12, 0, 0, 0, time.UTC)
	for i := 0; b.Loop(); i++ {
		day := sla.Day{Date: sla.DateOf(start), Hours: parseShifts([][2]int{{i % 600, i%600 + 240 + i/600%600}})}
		s.Days = []sla.Day{day}
		c, err := s.Compile("bench@1")
		if err != nil {
			b.Fatal(err)
		}
		sinkTime, _ = c.Add(start, sla.Hours(1))
	}
}

// BenchmarkCalendars tells the memory of ten thousand calendars that have made
// two years: all alike, and each with a closed day of its own.
func BenchmarkCalendars(b *testing.B) {
	const many = 10_000
	for _, own := range []string{"alike", "a day of its own each"} {
		b.Run(own, func(b *testing.B) {
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				held := make([]*sla.Calendar, many)
				for i := range held {
					s, _ := sla.Country("ru")
					if own != "alike" {
						s.Days = []sla.Day{{Date: sla.Date{Year: 2026, Month: 4, Day: 14}, Hours: parseShifts([][2]int{{i % 600, i%600 + 240 + i/600}})}}
					}
					held[i], _ = s.Compile("bench@1")
					sinkTime, _ = held[i].Add(time.Date(2025, 12, 1, 12, 0, 0, 0, time.UTC), sla.Days(60))
				}
				runtime.GC() // runs the cleanups
				runtime.GC() // frees what they let go
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/many, "B/calendar")
				runtime.KeepAlive(held)
			}
		})
	}
}

// benchMoments is a history of 40 entries over a month.
func benchMoments(c *sla.Calendar) []sla.Moment {
	at := time.Date(2026, 4, 13, 9, 0, 0, 0, c.Location())
	stages := []string{"level1", "level2", "level3", "level4", "level3"}
	moments := make([]sla.Moment, 40)
	for i := range moments {
		moments[i] = sla.Moment{At: at, Stage: stages[min(i/8, 4)], Holder: "anna", Policy: standard}
		if i%4 == 3 {
			moments[i].Waiting = "documents"
		}
		at = at.Add(17 * time.Hour)
	}
	return moments
}

func BenchmarkLedgerOf40Entries(b *testing.B) {
	cals, moments := calendars(b), benchMoments(calendar(b, "ru"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sla.Fold(cals, moments); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	cals, moments := calendars(b), benchMoments(calendar(b, "ru"))
	l, err := sla.Fold(cals, moments)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		e, err := l.Explain(cals, "solution", time.Time{})
		if err != nil || len(e.Text(sla.Russian)) == 0 {
			b.Fatal(err)
		}
	}
}

// BenchmarkReplay is the cost of a ticket of eight entries in a what-if, beside
// which its reading from a store has to be counted.
func BenchmarkReplay(b *testing.B) {
	cals := calendars(b)
	h := sla.History{Ticket: "TIC-1", Category: "defect", Moments: benchMoments(calendar(b, "ru"))[:8], Instead: slices.Repeat([]sla.Policy{urgent}, 8)}
	what := sla.WhatIf{Before: cals, After: cals}
	b.ReportAllocs()
	histories := func(yield func(sla.History, error) bool) {
		for b.Loop() && yield(h, nil) {
		}
	}
	if _, err := sla.Replay(histories, what, nil); err != nil {
		b.Fatal(err)
	}
}
