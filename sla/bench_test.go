package sla_test

import (
	"fmt"
	"math/rand/v2"
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

// bareIndex is the least that an answer from an index can cost: the day of an
// instant, its row, and what the day's two shifts add.
type bareIndex struct {
	from int64
	rows []bareRow
}

type bareRow struct{ before, open1, length1, open2, length2 int64 }

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
		b.rows = append(b.rows, row)
	}
	return b
}

func (b *bareIndex) lookup(t time.Time) int64 {
	const day = int64(24 * time.Hour)
	at := t.UnixNano() - b.from
	row := &b.rows[at/day]
	at %= day
	return row.before + min(max(at-row.open1, 0), row.length1) + min(max(at-row.open2, 0), row.length2)
}

var (
	sinkTime   time.Time
	sinkTarget sla.Target
	sinkInt    int64
)

func BenchmarkBareDayIndex(b *testing.B) {
	c := calendar(b, "ru")
	starts, bare := randomStarts(c.Location()), newBareIndex(c)
	for i := 0; b.Loop(); i++ {
		sinkInt = bare.lookup(starts[i&(1<<14-1)])
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
