package sla

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"
)

// Unit says what a Target counts.
type Unit uint8

const (
	// InHours counts working time, to the nanosecond.
	InHours Unit = iota + 1
	// InDays counts working dates: each weighs exactly one day whatever its
	// length, a part of a date weighs its share of that date's working time.
	InDays
)

// String is the unit as a regulation writes it.
func (u Unit) String() string {
	switch u {
	case InHours:
		return "hours"
	case InDays:
		return "days"
	}
	return "no unit"
}

// dayUnits is one working day in the integer units days are counted in.
const dayUnits = int64(1) << 40

// maxDays bounds a target in days: more working dates than the calendars have.
const maxDays = 100_000

// Target is a length of working time or a number of working days. It is a
// comparable value; the zero Target means that nothing is limited.
type Target struct {
	unit Unit
	n    int64 // nanoseconds, or 2⁻⁴⁰ of a day
}

// Hours is a target of n working hours.
func Hours(n int) Target { return Target{InHours, times(n, int64(time.Hour))} }

// Minutes is a target of n minutes of working time.
func Minutes(n int) Target { return Target{InHours, times(n, int64(time.Minute))} }

// Working is a target of d of working time.
func Working(d time.Duration) Target { return Target{InHours, int64(d)} }

// Days is a target of n working days.
func Days(n int) Target { return Target{InDays, times(n, dayUnits)} }

// times is n units, or as many as a target holds: these are out of reach of
// every calendar.
func times(n int, unit int64) int64 {
	most := math.MaxInt64 / unit
	return min(max(int64(n), -most), most) * unit
}

// Unit is what the target counts; 0 for the zero Target.
func (t Target) Unit() Unit { return t.unit }

// IsZero tells whether the target is absent, so that nothing is limited. A
// target of no length, such as Hours(0), is not absent.
func (t Target) IsZero() bool { return t == Target{} }

// Sign is -1, 0 or 1.
func (t Target) Sign() int { return cmp.Compare(t.n, 0) }

// Duration is the working time of a target in hours; 0 for one in days, whose
// length depends on the dates it falls on.
func (t Target) Duration() time.Duration {
	if t.unit != InHours {
		return 0
	}
	return time.Duration(t.n)
}

// WorkingDays is the number of days of a target in days, exact up to 8192 of
// them; 0 for a target in hours.
func (t Target) WorkingDays() float64 {
	if t.unit != InDays {
		return 0
	}
	return float64(t.n) / float64(dayUnits)
}

// Cmp compares two targets of one unit: -1, 0 or 1. The zero Target is of any
// unit and has no length. Targets of different units are ordered by unit,
// hours first.
func (t Target) Cmp(o Target) int {
	if t.unit != o.unit && !t.IsZero() && !o.IsZero() {
		return cmp.Compare(t.unit, o.unit)
	}
	return cmp.Compare(t.n, o.n)
}

// Add is t and o together. A zero Target adds nothing; targets of different
// units have no sum, and the zero Target tells so.
func (t Target) Add(o Target) Target {
	if o.IsZero() {
		return t
	}
	if t.IsZero() {
		return o
	}
	if t.unit != o.unit {
		return Target{}
	}
	return Target{t.unit, t.n + o.n}
}

// Sub is t less o, under the rules of Add.
func (t Target) Sub(o Target) Target { return t.Add(o.Neg()) }

// Neg is the target of the same length counted backwards.
func (t Target) Neg() Target { return Target{t.unit, -t.n} }

// Share is the given part of the target, rounded to its unit: 0.8 of 4 hours
// is 3 hours 12 minutes.
func (t Target) Share(share float64) Target {
	return Target{t.unit, int64(math.Round(float64(t.n) * share))}
}

// ParseTarget reads "90m", "4h", "1h30m", "2d", "0.5d" or "-4h". Hours may be
// combined with minutes and seconds; days stand alone. Empty text is the zero
// Target.
func ParseTarget(text string) (Target, error) {
	s := strings.TrimSpace(text)
	if s == "" {
		return Target{}, nil
	}
	if number, ok := strings.CutSuffix(s, "d"); ok {
		n, err := parseDays(number)
		if err != nil {
			return Target{}, fmt.Errorf("target %q: %w", text, err)
		}
		return Target{InDays, n}, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || s == "0" {
		return Target{}, fmt.Errorf(`target %q: want working time such as "90m", "4h" or "1h30m", or working days such as "2d"`, text)
	}
	return Working(d), nil
}

func parseDays(number string) (int64, error) {
	digits := strings.TrimLeft(number, "+-")
	if len(number)-len(digits) > 1 || digits == "" || len(digits) > 64 || strings.Trim(digits, "0123456789.") != "" {
		return 0, fmt.Errorf(`want a number of days such as "2d" or "0.5d"`)
	}
	r, ok := new(big.Rat).SetString(number)
	if !ok {
		return 0, fmt.Errorf(`want a number of days such as "2d" or "0.5d"`)
	}
	if r.Cmp(big.NewRat(maxDays, 1)) > 0 || r.Cmp(big.NewRat(-maxDays, 1)) < 0 {
		return 0, fmt.Errorf("at most %d days are allowed", maxDays)
	}
	// To the nearest unit: floor(2·r·2⁴⁰ + 1) / 2.
	r.Mul(r, big.NewRat(2*dayUnits, 1))
	r.Add(r, big.NewRat(1, 1))
	q := new(big.Int).Div(r.Num(), r.Denom())
	return q.Rsh(q, 1).Int64(), nil
}

// String is the text that ParseTarget reads back to the same value: "1h30m",
// "2d", "0.5d"; "" for the zero Target.
func (t Target) String() string {
	switch t.unit {
	case InHours:
		return durationText(time.Duration(t.n))
	case InDays:
		// 13 decimals tell every 2⁻⁴⁰ apart.
		s := new(big.Rat).SetFrac64(t.n, dayUnits).FloatString(13)
		return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + "d"
	}
	return ""
}

// durationText leaves the zero parts out that time.Duration prints.
func durationText(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	if s == "0s" {
		return "0h"
	}
	return s
}

// MarshalText writes the target as String does.
func (t Target) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what ParseTarget reads.
func (t *Target) UnmarshalText(text []byte) error {
	v, err := ParseTarget(string(text))
	if err != nil {
		return err
	}
	*t = v
	return nil
}
