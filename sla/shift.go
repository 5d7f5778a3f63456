package sla

import (
	"fmt"
	"strings"
)

const (
	minuteSeconds = 60
	hourSeconds   = 60 * minuteSeconds
	daySeconds    = 24 * hourSeconds
)

// Shift is a stretch of working time by the clock on the wall, to the minute.
// It belongs to the date on which it starts; an end at or before its start is
// on the next date.
type Shift struct {
	from, to int32 // seconds after midnight, from < to, to up to a day after from
}

// ParseShift reads "09:00-13:00", "22:00-06:00" (ends the next morning) or
// "00:00-24:00" (the whole date).
func ParseShift(text string) (Shift, error) {
	start, end, ok := strings.Cut(strings.ReplaceAll(text, "–", "-"), "-")
	if !ok {
		return Shift{}, shiftError(text)
	}
	from, okFrom := parseClock(start)
	to, okTo := parseClock(end)
	if !okFrom || !okTo || from == daySeconds {
		return Shift{}, shiftError(text)
	}
	if from == to {
		return Shift{}, fmt.Errorf(`shift %q has no length: write "00:00-24:00" for the whole day`, text)
	}
	if to == 0 {
		to = daySeconds
	}
	if to < from {
		to += daySeconds
	}
	return Shift{from, to}, nil
}

func shiftError(text string) error {
	return fmt.Errorf(`shift %q: want start and end as HH:MM, such as "09:00-13:00", "22:00-06:00" or "00:00-24:00"`, text)
}

// parseClock reads HH:MM from 00:00 to 24:00 into seconds.
func parseClock(text string) (int32, bool) {
	s := strings.TrimSpace(text)
	if len(s) == 4 {
		s = "0" + s
	}
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	for _, i := range []int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	h := int32(s[0]-'0')*10 + int32(s[1]-'0')
	m := int32(s[3]-'0')*10 + int32(s[4]-'0')
	if m > 59 || h > 24 || h == 24 && m > 0 {
		return 0, false
	}
	return h*hourSeconds + m*minuteSeconds, true
}

// String is the shift as ParseShift reads it.
func (s Shift) String() string {
	if s == (Shift{}) {
		return ""
	}
	to := s.to
	if to > daySeconds {
		to -= daySeconds
	}
	return clockText(s.from) + "-" + clockText(to)
}

func clockText(seconds int32) string {
	return fmt.Sprintf("%02d:%02d", seconds/hourSeconds, seconds%hourSeconds/minuteSeconds)
}

// MarshalText writes the shift as String does.
func (s Shift) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what ParseShift reads.
func (s *Shift) UnmarshalText(text []byte) error {
	v, err := ParseShift(string(text))
	if err != nil {
		return err
	}
	*s = v
	return nil
}
