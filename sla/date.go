package sla

import (
	"fmt"
	"time"
)

// Date is a date of the calendar on the wall, without a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the date of an instant in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-05-08".
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: want an existing date as YYYY-MM-DD", text)
	}
	return DateOf(t), nil
}

// Weekday is the day of the week of the date.
func (d Date) Weekday() time.Weekday { return weekday(d.number()) }

// Next is the date after this one.
func (d Date) Next() Date { return dateOf(d.number() + 1) }

// String is the date as ParseDate reads it; "" for the zero Date.
func (d Date) String() string {
	if d == (Date{}) {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText writes the date as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDate reads.
func (d *Date) UnmarshalText(text []byte) error {
	v, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// number counts dates from 1 January 1970; the arithmetic of calendars is
// done on it.
func (d Date) number() int {
	sec := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix()
	return int(floorDiv(sec, daySeconds))
}

// dateOf is the date with the given number.
func dateOf(number int) Date {
	return DateOf(time.Unix(int64(number)*daySeconds, 0).UTC())
}

// weekday of a date's number; 1 January 1970 was a Thursday.
func weekday(number int) time.Weekday {
	return time.Weekday(((number+int(time.Thursday))%7 + 7) % 7)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
