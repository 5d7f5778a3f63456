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

// randomStarts are instants over the ten years 2017 to 2026: so many that the
// processor cannot learn by heart where they lead.
func randomStarts(loc *time.Location) []time.Time {
	r := rand.New(rand.NewPCG(5, 6))
	from := time.Date(2017, 1, 1, 0, 0, 0, 0, loc)
	starts := make([]time.Time, 1<<16)
	for i := range starts {
		starts[i] = from.Add(time.Duration(r.Int64N(int64(10 * 365 * 24 * time.Hour))))
	}
	return starts
}

var (
	sinkTime   time.Time
	sinkTarget sla.Target
	sinkInt    int64
)

// beside measures what is done to some of the starts by turns with bare lookups of all.
// It reports the best round of each: the rest is the machine's other business.
func (x *bareIndex) beside(b *testing.B, starts, some []time.Time, do func([]time.Time)) {
	bare, best := time.Hour, time.Hour
	b.ReportAllocs()
	for b.Loop() {
		began := time.Now()
		for i := range starts {
			sinkInt = x.worked(starts[i])
		}
		between := time.Now()
		do(some)
		bare, best = min(bare, between.Sub(began)), min(best, time.Since(between))
	}
	lookup, op := float64(bare)/float64(len(starts)), float64(best)/float64(len(some))
	b.ReportMetric(op, "ns/op")
	b.ReportMetric(lookup, "ns/lookup")
	b.ReportMetric(op/lookup, "lookups/op")
}

// rounds measures rounds of so many operations each, and reports the best.
func rounds(b *testing.B, operations int, do func()) {
	best := time.Hour
	for b.Loop() {
		began := time.Now()
		for range operations {
			do()
		}
		best = min(best, time.Since(began))
	}
	b.ReportMetric(float64(best)/float64(operations), "ns/op")
}

func BenchmarkAdd(b *testing.B) {
	c := calendar(b, "ru")
	starts, bare := randomStarts(c.Location()), newBareIndex(c)
	for _, text := range []string{"15m", "4h", "40h", "1972h", "19720h", "1d", "5d", "60d", "247d", "2470d", "-4h", "-5d"} {
		b.Run(text, func(b *testing.B) {
			target := target(b, text)
			bare.beside(b, starts, starts, func(starts []time.Time) {
				for i := range starts {
					sinkTime, _ = c.Add(starts[i], target)
				}
			})
		})
	}
}

func BenchmarkBetween(b *testing.B) {
	c := calendar(b, "ru")
	starts, bare := randomStarts(c.Location()), newBareIndex(c)
	for _, unit := range []sla.Unit{sla.InHours, sla.InDays} {
		b.Run(unit.String(), func(b *testing.B) {
			bare.beside(b, starts, starts, func(starts []time.Time) {
				for i := range starts {
					sinkTarget = c.Between(starts[i], starts[len(starts)-1-i], unit)
				}
			})
		})
	}
}

// BenchmarkCal is rickar/cal on what it knows: one shift a day, no moved days.
func BenchmarkCal(b *testing.B) {
	c := calendar(b, "ru")
	starts, bare := randomStarts(c.Location()), newBareIndex(c)
	office := cal.NewBusinessCalendar()
	office.SetWorkHours(9*time.Hour, 17*time.Hour)
	office.AddHoliday(de.Holidays...)
	for _, hours := range []int{4, 40, 1972, 19720} {
		b.Run(fmt.Sprintf("add %dh", hours), func(b *testing.B) {
			bare.beside(b, starts, starts[:8], func(starts []time.Time) {
				for _, start := range starts {
					sinkTime = office.AddWorkHours(start, time.Duration(hours)*time.Hour)
				}
			})
		})
	}
	b.Run("between, a year", func(b *testing.B) {
		bare.beside(b, starts, starts[:8], func(starts []time.Time) {
			for _, start := range starts {
				sinkInt = int64(office.WorkHoursInRange(start, start.AddDate(1, 0, 0)))
			}
		})
	})
}

// BenchmarkCompile makes a calendar and its first year; the years that other
// calendars hold are not taken over, for each has a day of its own.
func BenchmarkCompile(b *testing.B) {
	s, err := sla.Country("ru")
	if err != nil {
		b.Fatal(err)
	}
	start, i := time.Date(2026, 4, 14, 12, 0, 0, 0, time.UTC), 0
	rounds(b, 10, func() {
		i++
		s.Days = []sla.Day{{Date: sla.DateOf(start), Hours: parseShifts([][2]int{{i % 600, i%600 + 240 + i/600%600}})}}
		c, err := s.Compile("bench@1")
		if err != nil {
			b.Fatal(err)
		}
		sinkTime, _ = c.Add(start, sla.Hours(1))
	})
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
	rounds(b, 1, func() {
		if _, err := sla.Fold(cals, moments); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkExplain(b *testing.B) {
	cals, moments := calendars(b), benchMoments(calendar(b, "ru"))
	l, err := sla.Fold(cals, moments)
	if err != nil {
		b.Fatal(err)
	}
	rounds(b, 10, func() {
		e, err := l.Explain(cals, "solution", time.Time{})
		if err != nil || len(e.Text(sla.Russian)) == 0 {
			b.Fatal(err)
		}
	})
}

// BenchmarkReplay is the cost of ten tickets of eight entries in a what-if, beside
// which their reading from a store has to be counted.
func BenchmarkReplay(b *testing.B) {
	cals := calendars(b)
	h := sla.History{Ticket: "TIC-1", Category: "defect", Moments: benchMoments(calendar(b, "ru"))[:8], Instead: slices.Repeat([]sla.Policy{urgent}, 8)}
	what := sla.WhatIf{Before: cals, After: cals}
	histories := func(yield func(sla.History, error) bool) {
		for range 10 {
			if !yield(h, nil) {
				return
			}
		}
	}
	b.ReportAllocs()
	rounds(b, 1, func() {
		if _, err := sla.Replay(histories, what, nil); err != nil {
			b.Fatal(err)
		}
	})
}
