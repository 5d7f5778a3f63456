package sla

import (
	"fmt"
	"strings"
	"time"
)

// OfficialYear is one year of a production calendar as the authorities
// published it. Saturdays and Sundays without a row are days off, other dates
// without a row are working days.
type OfficialYear struct {
	Year int `yaml:"year" json:"year"`
	// Edition is the date of the data, as its source states it.
	Edition string `yaml:"edition,omitempty" json:"edition,omitempty"`
	// Days are the dates that differ from their weekday.
	Days []OfficialDay `yaml:"days" json:"days"`
}

// OfficialKind says what a row of an official year does to its date.
type OfficialKind uint8

// What an official row can do to its date.
const (
	DayOff     OfficialKind = iota + 1 // no work
	ShortDay                           // works an hour less, on a weekend too
	WorkingDay                         // a weekend date that works in full
)

var officialWords = []string{DayOff: "off", ShortDay: "short", WorkingDay: "work"}

// String is the word of the kind in the text of an OfficialDay.
func (k OfficialKind) String() string { return wordOf(officialWords, int(k)) }

// OfficialDay is a date that differs from its weekday. Its text is
// "01-01 off Новый год", "05-11 off from 05-09" (a day off that was moved),
// "04-30 short" or "12-28 work".
type OfficialDay struct {
	Month time.Month
	Day   int
	Kind  OfficialKind
	Name  string // of the holiday, "" for another reason
	From  Date   // where the day off was moved from; its Year is not used
}

// ParseOfficialDay reads the text of an OfficialDay.
func ParseOfficialDay(text string) (OfficialDay, error) {
	date, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	word, rest, _ := strings.Cut(rest, " ")
	d := OfficialDay{Name: strings.TrimSpace(rest)}
	var ok bool
	if d.Month, d.Day, ok = parseMonthDay(date); !ok {
		return OfficialDay{}, officialError(text)
	}
	for kind, w := range officialWords {
		if w != "" && w == word {
			d.Kind = OfficialKind(kind)
		}
	}
	if d.Kind == 0 {
		return OfficialDay{}, officialError(text)
	}
	if from, moved := strings.CutPrefix(d.Name, "from "); moved {
		d.Name = ""
		if d.From.Month, d.From.Day, ok = parseMonthDay(from); !ok {
			return OfficialDay{}, officialError(text)
		}
	}
	return d, nil
}

func officialError(text string) error {
	return fmt.Errorf(`official day %q: want "MM-DD off NAME", "MM-DD off from MM-DD", "MM-DD short" or "MM-DD work"`, text)
}

// parseMonthDay reads MM-DD; 29 February is a date.
func parseMonthDay(text string) (time.Month, int, bool) {
	t, err := time.Parse(time.DateOnly, "2000-"+text)
	return t.Month(), t.Day(), err == nil
}

// String is the day as ParseOfficialDay reads it.
func (d OfficialDay) String() string {
	if d.Kind == 0 {
		return ""
	}
	s := fmt.Sprintf("%02d-%02d %s", int(d.Month), d.Day, d.Kind)
	if d.From.Month != 0 {
		return s + fmt.Sprintf(" from %02d-%02d", int(d.From.Month), d.From.Day)
	}
	return strings.TrimSpace(s + " " + d.Name)
}

// MarshalText writes the day as String does.
func (d OfficialDay) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseOfficialDay reads.
func (d *OfficialDay) UnmarshalText(text []byte) error {
	v, err := ParseOfficialDay(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// faults checks the year: its dates exist, stand once, and work is on
// weekends only.
func (y OfficialYear) faults(field string) Faults {
	var faults Faults
	if y.Year < FirstYear || y.Year > LastYear {
		faults.add(field+".year", "year", "%d: want %d to %d", y.Year, FirstYear, LastYear)
		return faults
	}
	seen := map[int]bool{}
	for i, d := range y.Days {
		place := fmt.Sprintf("%s.days[%d]", field, i)
		n := Date{y.Year, d.Month, d.Day}.number()
		switch day := dateOf(n); {
		case day.Month != d.Month || day.Day != d.Day:
			faults.add(place, "no_date", "%q: %d has no such date", d, y.Year)
		case d.Kind < DayOff || d.Kind > WorkingDay:
			faults.add(place, "day_kind", "%s: want off, short or work", day)
		case seen[n]:
			faults.add(place, "twice", "%s stands twice", day)
		case d.Kind == WorkingDay && !isWeekend(n):
			faults.add(place, "no_weekend", "%s is no Saturday or Sunday: only these can be made working days", day)
		}
		seen[n] = true
	}
	return faults
}

func isWeekend(number int) bool {
	w := weekday(number)
	return w == time.Saturday || w == time.Sunday
}
