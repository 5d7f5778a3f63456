package sla_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
)

// The walker is a second, slow and plain engine: it walks from date to date
// over their edges and shares no code with the calendars.
type walker struct {
	loc   *time.Location
	dates []walkedDate // with working time, in order
}

type walkedDate struct {
	spans [][2]time.Time
	total time.Duration
}

// wall is the first instant at which the zone's clock shows the time or later.
func wall(loc *time.Location, y int, m time.Month, d, minutes int) time.Time {
	want := time.Date(y, m, d, 0, minutes, 0, 0, time.UTC)
	shows := func(t time.Time) time.Time {
		t = t.In(loc)
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	}
	// Jump over the stretches of one offset, from well before.
	for at := want.Add(-27 * time.Hour); ; {
		_, end := at.In(loc).ZoneBounds()
		if !end.IsZero() && !end.After(at) {
			end = at.Add(24 * time.Hour) // time.ZoneBounds errs on 31 December of leap years
		}
		hit := at.Add(want.Sub(shows(at)))
		if hit.Before(at) {
			return at
		}
		if end.IsZero() || hit.Before(end) {
			return hit
		}
		at = end
	}
}

func walk(loc *time.Location, shifts func(date time.Time) [][2]int, from, to time.Time) walker {
	w := walker{loc: loc}
	var last time.Time
	for day := time.Date(from.Year(), from.Month(), from.Day()-4, 0, 0, 0, 0, time.UTC); day.Before(to.AddDate(0, 0, 4)); day = day.AddDate(0, 0, 1) {
		var date walkedDate
		for _, s := range shifts(day) {
			a := wall(loc, day.Year(), day.Month(), day.Day(), s[0])
			b := wall(loc, day.Year(), day.Month(), day.Day(), s[1])
			if a.Before(last) {
				a = last
			}
			if a.Before(b) {
				date.spans = append(date.spans, [2]time.Time{a, b})
				date.total += b.Sub(a)
				last = b
			}
		}
		if date.total > 0 {
			w.dates = append(w.dates, date)
		}
	}
	return w
}

// until is the work from the walker's begin to an instant: in nanoseconds, and
// in 2⁻⁴⁰ of a day.
func (w walker) until(t time.Time) (hours, days int64) {
	for _, d := range w.dates {
		var worked time.Duration
		for _, s := range d.spans {
			if t.After(s[1]) {
				worked += s[1].Sub(s[0])
			} else if t.After(s[0]) {
				worked += t.Sub(s[0])
			}
		}
		if worked == 0 {
			break
		}
		hours += int64(worked)
		if worked == d.total {
			days += 1 << 40
			continue
		}
		share := new(big.Int).Lsh(big.NewInt(worked.Microseconds()), 40)
		days += share.Div(share, big.NewInt(d.total.Microseconds())).Int64()
	}
	return hours, days
}

// parts of random calendars.
var zones = []string{
	"Europe/Moscow", "Asia/Almaty", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
	"Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "UTC", "America/St_Johns", "Pacific/Auckland",
	"Asia/Vladivostok", "America/Sao_Paulo", "Europe/Lisbon", "Pacific/Kiritimati", "Africa/Monrovia",
}

// edgy are days near which something happens to the clocks.
var edgy = []string{"2024-03-01", "2024-03-31", "2024-10-27", "2025-03-09", "2025-11-02", "2011-12-30", "2014-10-26", "2026-04-05", "2025-10-05", "2026-01-01", "2025-03-23", "1972-01-07", "2018-11-04"}

type randomCalendar struct {
	schedule sla.Schedule
	week     [7][][2]int
	days     map[string][][2]int
	loc      *time.Location
}

func randomShifts(r *rand.Rand, overnight bool) [][2]int {
	switch r.IntN(6) {
	case 0:
		return nil
	case 1:
		return [][2]int{{540, 780}, {840, 1080}}
	case 2:
		if overnight {
			return [][2]int{{1320, 1800}}
		}
		return [][2]int{{0, 1440}}
	}
	edges := make([]int, 2*(1+r.IntN(4)))
	for i := range edges {
		edges[i] = 360 + r.IntN(1080)
	}
	slices.Sort(edges)
	var shifts [][2]int
	for i := 0; i < len(edges); i += 2 {
		if edges[i] < edges[i+1] {
			shifts = append(shifts, [2]int{edges[i], edges[i+1]})
		}
	}
	return shifts
}

func shiftText(s [2]int) string {
	end := s[1]
	if end > 1440 {
		end -= 1440
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s[0]/60, s[0]%60, end/60, end%60)
}

func parseShifts(shifts [][2]int) []sla.Shift {
	var out []sla.Shift
	for _, s := range shifts {
		v, err := sla.ParseShift(shiftText(s))
		if err != nil {
			panic(err)
		}
		out = append(out, v)
	}
	return out
}

func newRandomCalendar(r *rand.Rand, around time.Time) randomCalendar {
	zone := zones[r.IntN(len(zones))]
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	c := randomCalendar{loc: loc, days: map[string][][2]int{}, schedule: sla.Schedule{Zone: zone, Week: map[string][]sla.Shift{}}}
	overnight := r.IntN(2) == 0
	for i, key := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		c.week[i] = randomShifts(r, overnight)
		c.schedule.Week[key] = parseShifts(c.week[i])
	}
	for range r.IntN(4) {
		date := around.AddDate(0, 0, r.IntN(40)-20)
		if _, twice := c.days[date.Format(time.DateOnly)]; twice {
			continue
		}
		hours := randomShifts(r, overnight)
		c.days[date.Format(time.DateOnly)] = hours
		day := sla.Day{Date: sla.DateOf(date), Hours: parseShifts(hours), Closed: len(hours) == 0}
		c.schedule.Days = append(c.schedule.Days, day)
	}
	return c
}

func (c randomCalendar) shifts(date time.Time) [][2]int {
	if hours, ok := c.days[date.Format(time.DateOnly)]; ok {
		return hours
	}
	return c.week[date.Weekday()]
}

func randomAround(r *rand.Rand) time.Time {
	if r.IntN(2) == 0 {
		around, _ := time.Parse(time.DateOnly, edgy[r.IntN(len(edgy))])
		return around
	}
	return time.Date(1972+r.IntN(125), 1, r.IntN(365), 0, 0, 0, 0, time.UTC)
}

func TestTheEngineAgreesWithAWalkerOverDayEdges(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	questions := 100_000
	if testing.Short() {
		questions = 10_000
	}
	for asked := 0; asked < questions && !t.Failed(); {
		around := randomAround(r)
		rc := newRandomCalendar(r, around)
		c, err := rc.schedule.Compile("random@1")
		if err != nil {
			continue // overlaps across dates and empty weeks are refused
		}
		w := walk(rc.loc, rc.shifts, around.AddDate(0, 0, -45), around.AddDate(0, 0, 45))
		for range 40 {
			agree(t, r, rc, c, w, around)
			asked++
		}
	}
}

func agree(t *testing.T, r *rand.Rand, rc randomCalendar, c *sla.Calendar, w walker, around time.Time) {
	t.Helper()
	start := around.Add(time.Duration(r.Int64N(int64(96*time.Hour))) - 48*time.Hour)
	switch r.IntN(3) {
	case 0:
		start = start.Truncate(time.Minute)
	case 1:
		start = start.Truncate(time.Microsecond)
	}
	to := start.Add(time.Duration(r.Int64N(int64(20*24*time.Hour))) - 10*24*time.Hour)
	h0, d0 := w.until(start)
	h1, d1 := w.until(to)
	if got := c.Between(start, to, sla.InHours).Duration(); int64(got) != h1-h0 {
		t.Errorf("%+v\nbetween %s and %s: %s, walked %s", rc, start, to, got, time.Duration(h1-h0))
	}
	if got := c.Between(start, to, sla.InDays); got != parts(d1-d0) {
		t.Errorf("%+v\nbetween %s and %s: %s, walked %s", rc, start, to, got, parts(d1-d0))
	}
	for _, target := range []sla.Target{sla.Working(time.Duration(h1 - h0)), parts(d1 - d0), sla.Working(time.Duration(r.Int64N(int64(30*time.Hour))) - 15*time.Hour).Share(0.5), parts(r.Int64N(8<<40) - 4<<40)} {
		due, err := c.Add(start, target)
		if err != nil {
			if err != sla.ErrOutOfReach {
				t.Errorf("%s + %s: %v", start, target, err)
			}
			continue
		}
		if due.After(around.AddDate(0, 0, 44)) || due.Before(around.AddDate(0, 0, -44)) {
			continue
		}
		exactly(t, rc, w, start, target, due)
	}
}

// parts is a target of 2⁻⁴⁰ of a day.
func parts(n int64) sla.Target { return sla.Days(1 << 20).Share(float64(n) / (1 << 60)) }

// exactly proves that a due is the earliest, or counting back the latest.
func exactly(t *testing.T, rc randomCalendar, w walker, start time.Time, target sla.Target, due time.Time) {
	t.Helper()
	measure := func(a, b time.Time) sla.Target {
		h0, d0 := w.until(a)
		h1, d1 := w.until(b)
		if target.Unit() == sla.InDays {
			return parts(d1 - d0)
		}
		return sla.Working(time.Duration(h1 - h0))
	}
	step := time.Nanosecond
	if target.Unit() == sla.InDays {
		step = time.Microsecond
		start = start.Truncate(step)
	}
	switch target.Sign() {
	case 0:
		if !due.Equal(start) {
			t.Errorf("%s + %s = %s", start, target, due)
		}
	case 1:
		if measure(start, due).Cmp(target) < 0 || measure(start, due.Add(-step)).Cmp(target) >= 0 {
			t.Errorf("%+v\n%s + %s = %s is not the earliest: %s, a step before %s", rc, start, target, due, measure(start, due), measure(start, due.Add(-step)))
		}
	case -1:
		if measure(due, start).Cmp(target.Neg()) < 0 || measure(due.Add(step), start).Cmp(target.Neg()) >= 0 {
			t.Errorf("%+v\n%s + %s = %s is not the latest: %s, a step after %s", rc, start, target, due, measure(due, start), measure(due.Add(step), start))
		}
	}
}

func TestTheEngineAgreesWithAWalkSecondBySecond(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		around := randomAround(r)
		rc := newRandomCalendar(r, around)
		c, err := rc.schedule.Compile("random@1")
		if err != nil {
			continue
		}
		from := around.Add(-30 * time.Hour)
		const seconds = 60 * 3600
		works := secondsOfWork(rc, from, seconds)
		sum := make([]int, seconds+1)
		for i, yes := range works {
			sum[i+1] = sum[i]
			if yes {
				sum[i+1]++
			}
		}
		for range 500 {
			a, b := r.IntN(seconds), r.IntN(seconds)
			got := c.Between(from.Add(time.Duration(a)*time.Second), from.Add(time.Duration(b)*time.Second), sla.InHours)
			if want := time.Duration(sum[b]-sum[a]) * time.Second; got.Duration() != want {
				t.Fatalf("%+v\nbetween second %d and %d of %s: %s, walked %s", rc, a, b, from, got, want)
			}
			if state := c.At(from.Add(time.Duration(a) * time.Second)); state.Open != works[a] {
				t.Fatalf("%+v\nat second %d of %s: open %v, walked %v", rc, a, from, state.Open, works[a])
			}
		}
	}
}

// secondsOfWork looks at the zone's clock every second: a shift lasts from the
// first second that shows its start or later to the first that shows its end.
func secondsOfWork(rc randomCalendar, from time.Time, seconds int) []bool {
	const before = 4 * 86400
	shown := make([]int64, before+seconds) // the highest time shown so far
	for i := range shown {
		t := from.Add(time.Duration(i-before) * time.Second)
		_, offset := t.In(rc.loc).Zone()
		shown[i] = t.Unix() + int64(offset)
		if i > 0 {
			shown[i] = max(shown[i], shown[i-1])
		}
	}
	first := func(w int64) int { return sort.Search(len(shown), func(i int) bool { return shown[i] >= w }) }
	works := make([]bool, before+seconds)
	for day := from.AddDate(0, 0, -3); day.Before(from.Add(time.Duration(seconds)*time.Second + 48*time.Hour)); day = day.AddDate(0, 0, 1) {
		midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
		for _, s := range rc.shifts(midnight) {
			for i := first(midnight.Unix() + int64(s[0])*60); i < first(midnight.Unix()+int64(s[1])*60); i++ {
				works[i] = true
			}
		}
	}
	return works[before:]
}
