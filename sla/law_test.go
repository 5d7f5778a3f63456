package sla_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/helpdesk-go/helpdesk/sla"
)

// lawful are calendars of every shape for the laws.
func lawful(t testing.TB) []*sla.Calendar {
	t.Helper()
	round := sla.Schedule{Zone: "Europe/Berlin", Week: map[string][]sla.Shift{"mon-sun": parseShifts([][2]int{{0, 1440}})}}
	nights := sla.Schedule{Zone: "America/New_York", Week: map[string][]sla.Shift{"mon-thu": parseShifts([][2]int{{0, 90}, {600, 601}, {1320, 1800 - 360}})}, Holidays: []string{"us"}}
	over := sla.Schedule{Zone: "Australia/Lord_Howe", Week: map[string][]sla.Shift{"fri-mon": parseShifts([][2]int{{1200, 1800}})}}
	all := []*sla.Calendar{calendar(t, "ru"), calendar(t, "kz"), calendar(t, "by"), calendar(t, "us")}
	for _, s := range []sla.Schedule{round, nights, over} {
		c, err := s.Compile("law@1")
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

func drawStart(t *rapid.T, label string) time.Time {
	micros := rapid.Int64Range(1420070400_000000, 1924992000_000000).Draw(t, label) // 2015 to 2030
	if rapid.Bool().Draw(t, label+" even") {
		micros -= micros % 60_000000
	}
	return time.UnixMicro(micros)
}

func drawTarget(t *rapid.T, label string, u sla.Unit) sla.Target {
	if u == sla.InHours {
		return sla.Working(time.Duration(rapid.Int64Range(1, int64(400*time.Hour)).Draw(t, label)))
	}
	if rapid.Bool().Draw(t, label+" whole") {
		return sla.Days(rapid.IntRange(1, 60).Draw(t, label))
	}
	return parts(rapid.Int64Range(1, 60<<40).Draw(t, label))
}

func TestTheLawsOfAddAndBetween(t *testing.T) {
	t.Parallel()
	all := lawful(t)
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(all).Draw(t, "calendar")
		u := rapid.SampledFrom([]sla.Unit{sla.InHours, sla.InDays}).Draw(t, "unit")
		laws(t, c, drawStart(t, "s"), drawStart(t, "t"), drawTarget(t, "a", u), drawTarget(t, "b", u))
	})
}

type fataler interface {
	Fatalf(format string, args ...any)
	Helper()
}

func laws(t fataler, c *sla.Calendar, s, other time.Time, a, b sla.Target) {
	t.Helper()
	add := func(at time.Time, d sla.Target) time.Time {
		due, err := c.Add(at, d)
		if err != nil {
			t.Fatalf("%s + %s: %v", at, d, err)
		}
		return due
	}
	u := a.Unit()
	due := add(s, a)
	if enough, late := c.Between(s, other, u).Cmp(a) >= 0, !other.Before(due); enough != late {
		t.Fatalf("Between(%s, %s) ≥ %s is %v, after the due %s is %v", s, other, a, enough, due, late)
	}
	if back := add(due, a.Neg()); s.After(back) || !add(back, a).Equal(due) {
		t.Fatalf("%s + %s = %s, back %s, forth %s", s, a, due, back, add(back, a))
	}
	twice, once := add(due, b), add(s, a.Add(b))
	if twice.Before(once) || c.Between(s, due, u) == a && !twice.Equal(once) {
		t.Fatalf("%s + %s + %s = %s, at once %s", s, a, b, twice, once)
	}
	if u == sla.InHours && c.Between(s, due, u) != a {
		t.Fatalf("Between(%s, %s) = %s, want %s", s, due, c.Between(s, due, u), a)
	}
	if third := add(other, b); c.Between(s, other, u).Add(c.Between(other, third, u)) != c.Between(s, third, u) {
		t.Fatalf("Between is not additive over %s, %s, %s", s, other, third)
	}
	if c.Between(s, other, u) != c.Between(other, s, u).Neg() {
		t.Fatalf("Between is not signed over %s, %s", s, other)
	}
	if later := add(s.Add(time.Hour), a); later.Before(due) {
		t.Fatalf("Add is not monotone: an hour after %s is due %s before %s", s, later, due)
	}
}

func FuzzLaws(f *testing.F) {
	all := lawful(f)
	f.Add(uint8(0), int64(1777377600_000000), int64(1777400000_000000), int64(2<<40), int64(1<<39), true)
	f.Add(uint8(4), int64(1774746000_000000), int64(1774749600_000000), int64(3600e9), int64(1), false)
	f.Fuzz(func(t *testing.T, which uint8, s, other, a, b int64, days bool) {
		const least, most = 0, 4_000_000_000_000_000 // 1970 to 2096
		if s < least || s > most || other < least || other > most || a <= 0 || b <= 0 {
			return
		}
		ta, tb := sla.Working(time.Duration(a%int64(2000*time.Hour)+1)), sla.Working(time.Duration(b%int64(2000*time.Hour)+1))
		if days {
			ta, tb = parts(a%(200<<40)+1), parts(b%(200<<40)+1)
		}
		laws(t, all[int(which)%len(all)], time.UnixMicro(s), time.UnixMicro(other), ta, tb)
	})
}

func FuzzParseTarget(f *testing.F) {
	for _, text := range []string{"90m", "4h", "-4h", "2d", "0.5d", "1h30m", "", "0.0039062500001d", "1e9d", "9223372036854775807d"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := sla.ParseTarget(text)
		if err != nil {
			return
		}
		again, err := sla.ParseTarget(v.String())
		if err != nil || again != v {
			t.Fatalf("%q is %s, read again %s: %v", text, v, again, err)
		}
	})
}

func FuzzParseShift(f *testing.F) {
	for _, text := range []string{"09:00-13:00", "22:00-06:00", "00:00-24:00", "9:00–18:00", "24:00-01:00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := sla.ParseShift(text)
		if err != nil {
			return
		}
		if again, err := sla.ParseShift(v.String()); err != nil || again != v {
			t.Fatalf("%q is %s, read again %s: %v", text, v, again, err)
		}
	})
}

func FuzzReadProductionXML(f *testing.F) {
	f.Add(`<calendar year="2026" date="2025.09.30"><holidays><holiday id="1" title="A"/></holidays><days><day d="01.01" t="1" h="1"/><day d="01.09" t="1" f="01.03"/></days></calendar>`)
	f.Fuzz(func(t *testing.T, text string) {
		year, err := sla.ReadProductionXML(strings.NewReader(text))
		if err != nil {
			return
		}
		s := sla.Schedule{Zone: "UTC", Week: map[string][]sla.Shift{"mon": parseShifts([][2]int{{0, 60}})}, Official: []sla.OfficialYear{year}}
		if _, err := s.Compile("fuzz"); err != nil {
			t.Fatal(err)
		}
	})
}
