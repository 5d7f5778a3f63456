package sla

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2"
)

// DayKind says what a date is in a calendar.
type DayKind uint8

// The kinds of date.
const (
	OrdinaryDay   DayKind = iota // works as its weekday does
	FreeDay                      // a weekday without shifts, such as Saturday
	HolidayDay                   // off: a holiday, or a day decreed or dated off
	MovedDay                     // off: a day off that was moved here
	ShortenedDay                 // works, but shorter
	MadeWorkDay                  // a free day or holiday made a working one
	OtherHoursDay                // works other hours than its weekday
)

var dayKindWords = []string{"ordinary", "free", "holiday", "moved", "shortened", "made-work", "other-hours"}

// String is the kind as a word: "ordinary", "free", "holiday", "moved",
// "shortened", "made-work" or "other-hours".
func (k DayKind) String() string { return wordOf(dayKindWords, int(k)) }

// wordOf is a kind's word, "unknown" for a kind that is none.
func wordOf(words []string, kind int) string {
	if kind >= len(words) {
		return "unknown"
	}
	return words[kind]
}

// MarshalText writes the kind as String does.
func (k DayKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// dayPlan is what a date is and when it works, by the clock on the wall.
type dayPlan struct {
	kind        DayKind
	name        string // of the holiday or the dated day
	from        Date   // where a moved day off came from
	shifts      []Shift
	shortened   int32 // seconds taken off the end
	provisional bool
}

// rules is a checked schedule: it knows each date.
type rules struct {
	zone       string
	loc        *time.Location
	week       [7][]Shift
	production *production // nil for none
	holidays   []*cal.Holiday
	days       map[int]Day // by the date's number
	names      sync.Map    // year → map[int]string: the holidays, made on demand
}

// plan decides a date: the dated day, else the production calendar, else the
// holidays, else the week.
func (r *rules) plan(number int) dayPlan {
	p := r.ordinary(number)
	if day, ok := r.days[number]; ok {
		return r.dated(p, day, number)
	}
	return p
}

func (r *rules) ordinary(number int) dayPlan {
	p := dayPlan{shifts: r.week[weekday(number)]}
	if len(p.shifts) == 0 {
		p.kind = FreeDay
	}
	if r.production == nil {
		return r.holiday(p, number)
	}
	row, differs, known := r.production.find(number)
	p.provisional = !known
	if !differs {
		return r.holiday(p, number)
	}
	return r.official(p, row, number)
}

// provisional tells that a production calendar goes by the law's days only.
func (r *rules) provisional(year int) bool {
	if r.production == nil {
		return false
	}
	_, known := r.production.years[year]
	return !known
}

func (r *rules) holiday(p dayPlan, number int) dayPlan {
	if len(r.holidays) == 0 {
		return p
	}
	if name, ok := r.holidayNames(dateOf(number).Year)[number]; ok {
		p.kind, p.name, p.shifts = HolidayDay, name, nil
	}
	return p
}

func (r *rules) holidayNames(year int) map[int]string {
	if names, ok := r.names.Load(year); ok {
		return names.(map[int]string)
	}
	names, _ := r.names.LoadOrStore(year, holidaysOf(r.holidays, year))
	return names.(map[int]string)
}

func (r *rules) official(p dayPlan, row OfficialDay, number int) dayPlan {
	p.name = row.Name
	switch {
	case row.Kind == DayOff && row.From.Month != 0:
		p.kind, p.shifts = MovedDay, nil
		p.from = Date{dateOf(number).Year, row.From.Month, row.From.Day} // days are moved within their year
	case row.Kind == DayOff:
		p.kind, p.shifts = HolidayDay, nil
	case row.Kind == WorkingDay:
		p.kind, p.shifts = MadeWorkDay, r.workingShifts(number)
	default:
		p.kind = ShortenedDay
		if isWeekend(number) {
			p.kind = MadeWorkDay
		}
		p.shifts, p.shortened = shorten(r.workingShifts(number), hourSeconds), hourSeconds
	}
	return p
}

func (r *rules) dated(p dayPlan, day Day, number int) dayPlan {
	p.name, p.provisional, p.from = day.Name, false, Date{}
	switch {
	case day.Closed:
		p.kind, p.shifts, p.shortened = HolidayDay, nil, 0
		return p
	case len(day.Hours) > 0:
		p.kind, p.shifts, p.shortened = OtherHoursDay, day.Hours, 0
		return p
	case day.Open:
		p.kind, p.shifts, p.shortened = MadeWorkDay, r.workingShifts(number), 0
	}
	if cut := int32(day.Shorter.Duration() / time.Second); cut > 0 {
		if p.kind == OrdinaryDay {
			p.kind = ShortenedDay
		}
		p.shifts, p.shortened = shorten(p.shifts, cut), p.shortened+cut
	}
	return p
}

// workingShifts are the shifts of the date's weekday or, where it has none,
// of the last weekday before that has: a working Saturday works as Friday.
func (r *rules) workingShifts(number int) []Shift {
	for back := range 7 {
		if shifts := r.week[weekday(number-back)]; len(shifts) > 0 {
			return shifts
		}
	}
	return nil
}

// shorten takes seconds off the end of a date's shifts.
func shorten(shifts []Shift, cut int32) []Shift {
	kept := append([]Shift(nil), shifts...)
	for len(kept) > 0 && cut > 0 {
		last := &kept[len(kept)-1]
		length := last.to - last.from
		if length > cut {
			last.to -= cut
			break
		}
		cut -= length
		kept = kept[:len(kept)-1]
	}
	return kept
}

// english is the English name of a holiday, "" where none is known.
func (r *rules) english(name string) string {
	if r.production == nil {
		return ""
	}
	return r.production.english[name]
}
