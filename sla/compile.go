package sla

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
)

// Compile checks the schedule and makes it ready for arithmetic. The ref names
// the calendar and its version, such as "office@3"; ledgers keep it. An error
// is Faults: everything that is wrong with the schedule at once.
func (s Schedule) Compile(ref string) (*Calendar, error) {
	r := &rules{zone: s.Zone, days: map[int]Day{}}
	var faults Faults
	faults = append(faults, r.readZone(s.Zone)...)
	faults = append(faults, r.readWeek(s.Week)...)
	faults = append(faults, r.readProduction(s.Production, s.Official)...)
	faults = append(faults, r.readHolidays(s.Holidays)...)
	faults = append(faults, r.readDays(s.Days)...)
	if len(faults) == 0 && !r.works() {
		faults.add("week", "no_work", "no working time at all: want at least one shift")
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return newCalendar(ref, r), nil
}

func (r *rules) readZone(name string) (faults Faults) {
	if name == "" || name == "Local" {
		faults.add("zone", "no_zone", `want an IANA time zone such as "Europe/Moscow"`)
		return faults
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		faults.add("zone", "zone", `%q is not known: want an IANA time zone such as "Europe/Moscow"`, name)
	}
	r.loc = loc
	return faults
}

var weekdayWords = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// weekdaysOf reads "mon" or "mon-fri", also over the week's end: "sat-mon".
func weekdaysOf(key string) ([]time.Weekday, bool) {
	from, to, isRange := strings.Cut(key, "-")
	if !isRange {
		to = from
	}
	first, last := slices.Index(weekdayWords, from), slices.Index(weekdayWords, to)
	if first < 0 || last < 0 {
		return nil, false
	}
	var days []time.Weekday
	for i := first; ; i = (i + 1) % 7 {
		days = append(days, time.Weekday((i+1)%7))
		if i == last {
			return days, true
		}
	}
}

func (r *rules) readWeek(week map[string][]Shift) (faults Faults) {
	keyOf := map[time.Weekday]string{}
	for _, key := range sortedKeys(week) {
		field := "week." + key
		days, ok := weekdaysOf(key)
		if !ok {
			faults.add(field, "weekday", `want a weekday "mon" to "sun" or a range such as "mon-fri"`)
			continue
		}
		shifts, shiftFaults := checkShifts(field, week[key])
		faults = append(faults, shiftFaults...)
		for _, day := range days {
			if other, twice := keyOf[day]; twice {
				faults.add(field, "weekday_twice", "%s is in %q too: want each weekday once", day, other)
			}
			keyOf[day], r.week[day] = key, shifts
		}
	}
	for day := range r.week {
		next := (day + 1) % 7
		if overlaps(r.week[day], r.week[next]) {
			faults.add("week."+keyOf[time.Weekday(day)], "overnight", "the last shift of %s ends after the first of %s begins", time.Weekday(day), time.Weekday(next))
		}
	}
	return faults
}

// checkShifts sorts the shifts of a date and finds those that overlap.
func checkShifts(field string, shifts []Shift) ([]Shift, Faults) {
	var faults Faults
	for i, s := range shifts {
		if s.from >= s.to {
			faults.add(fmt.Sprintf("%s[%d]", field, i), "no_length", "the shift has no length")
		}
	}
	sorted := slices.SortedFunc(slices.Values(shifts), func(a, b Shift) int { return int(a.from - b.from) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i-1].to > sorted[i].from {
			at := slices.Index(shifts, sorted[i])
			faults.add(fmt.Sprintf("%s[%d]", field, at), "overlap", "%s overlaps %s", sorted[i], sorted[i-1])
		}
	}
	return sorted, faults
}

// overlaps tells whether the shifts of a date reach into those of the next.
func overlaps(date, next []Shift) bool {
	return len(date) > 0 && len(next) > 0 && date[len(date)-1].to-daySeconds > next[0].from
}

func (r *rules) readProduction(code string, years []OfficialYear) (faults Faults) {
	if code == "" && len(years) == 0 {
		return nil
	}
	base := &production{}
	if code != "" {
		find, ok := productions[code]
		if !ok {
			faults.add("production", "country", "%q is not known: want one of %s", code, listed(productions))
			return faults
		}
		base = find()
	}
	if years == nil {
		r.production = base
		return nil
	}
	seen := map[int]bool{}
	for i, y := range years {
		field := fmt.Sprintf("official[%d]", i)
		faults = append(faults, y.faults(field)...)
		if seen[y.Year] {
			faults.add(field+".year", "twice", "%d stands twice", y.Year)
		}
		seen[y.Year] = true
	}
	r.production = base.with(years)
	return faults
}

func (r *rules) readHolidays(codes []string) (faults Faults) {
	var all []*cal.Holiday
	for i, code := range codes {
		rules, ok := holidayRules[code]
		if !ok {
			faults.add(fmt.Sprintf("holidays[%d]", i), "country", "%q is not known: want one of %s", code, listed(holidayRules))
		}
		all = append(all, rules...)
	}
	r.holidays = all
	return faults
}

func (r *rules) readDays(days []Day) (faults Faults) {
	for i, day := range days {
		field := fmt.Sprintf("days[%d]", i)
		if day.Date.Year < FirstYear || day.Date.Year > LastYear || dateOf(day.Date.number()) != day.Date {
			faults.add(field+".date", "date", "want an existing date of the years %d to %d", FirstYear, LastYear)
			continue
		}
		n := day.Date.number()
		if _, twice := r.days[n]; twice {
			faults.add(field+".date", "twice", "%s stands twice", day.Date)
		}
		shifts, shiftFaults := checkShifts(field+".hours", day.Hours)
		faults = append(faults, shiftFaults...)
		faults = append(faults, day.choiceFaults(field)...)
		day.Hours = shifts
		r.days[n] = day
	}
	if len(faults) > 0 {
		return faults
	}
	for i, day := range days {
		n := day.Date.number()
		if before := r.plan(n - 1); overlaps(before.shifts, r.plan(n).shifts) {
			faults.add(fmt.Sprintf("days[%d]", i), "begins_early", "%s begins before the last shift of %s has ended", day.Date, dateOf(n-1))
		}
		if _, dated := r.days[n+1]; !dated && overlaps(r.plan(n).shifts, r.plan(n+1).shifts) {
			faults.add(fmt.Sprintf("days[%d]", i), "ends_late", "%s ends after the first shift of %s begins", day.Date, dateOf(n+1))
		}
	}
	return faults
}

// choiceFaults checks that the day says one thing.
func (d Day) choiceFaults(field string) (faults Faults) {
	said := 0
	for _, says := range []bool{d.Closed, d.Open, len(d.Hours) > 0, !d.Shorter.IsZero() && !d.Open} {
		if says {
			said++
		}
	}
	if said != 1 {
		faults.add(field, "one_thing", "want exactly one of closed, open, hours and shorter (open and shorter may go together)")
	}
	if d.Closed && !d.Shorter.IsZero() || len(d.Hours) > 0 && !d.Shorter.IsZero() {
		return faults
	}
	if !d.Shorter.IsZero() && (d.Shorter.Unit() != InHours || d.Shorter.Duration() < time.Minute || d.Shorter.Duration() > 24*time.Hour || d.Shorter.Duration()%time.Minute != 0) {
		faults.add(field+".shorter", "shorter", `want whole minutes of working time from "1m" to "24h"`)
	}
	return faults
}

// works tells whether any date can have working time.
func (r *rules) works() bool {
	for _, shifts := range r.week {
		if len(shifts) > 0 {
			return true
		}
	}
	for _, day := range r.days {
		if len(day.Hours) > 0 {
			return true
		}
	}
	return false
}
