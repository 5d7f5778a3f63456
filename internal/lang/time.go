package lang

import (
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Duration is a length of time on the wall in its two greatest units: "2 d 4 h",
// "3 h 20 min". The sign is not told.
func (l *Language) Duration(d time.Duration) string {
	d = d.Abs()
	days, hours := int(d/(24*time.Hour)), int(d/time.Hour)%24
	switch {
	case days > 0:
		return l.units(days, "unit.day", hours, "unit.hour")
	default:
		return l.Working(d)
	}
}

// Working is a length of working time, to the nearest minute: days never come of its
// hours, for a working day has not 24 of them. The sign is not told.
func (l *Language) Working(d time.Duration) string {
	if d = d.Abs(); d >= time.Minute {
		d = d.Round(time.Minute)
	}
	hours, minutes := int(d/time.Hour), int(d/time.Minute)%60
	switch {
	case hours > 0:
		return l.units(hours, "unit.hour", minutes, "unit.minute")
	case minutes > 0:
		return l.units(minutes, "unit.minute", 0, "")
	}
	return l.Text("unit.moment", nil)
}

func (l *Language) units(most int, unit string, less int, lesser string) string {
	s := strconv.Itoa(most) + "\u00a0" + l.Text(unit, nil)
	if less > 0 {
		s += " " + strconv.Itoa(less) + "\u00a0" + l.Text(lesser, nil)
	}
	return s
}

// Days is a number of working days, to a tenth: "1 working day", "2.5 working days".
// The sign is not told.
func (l *Language) Days(n float64) string {
	n = max(n, -n)
	tenths := strings.TrimSuffix(strconv.FormatFloat(n, 'f', 1, 64), ".0")
	shown := strings.Replace(tenths, ".", l.Text("number.decimal", nil), 1)
	return l.localize("working_days", &i18n.LocalizeConfig{
		MessageID: "working_days", PluralCount: tenths, TemplateData: map[string]string{"n": shown},
	})
}

// Time is an instant as one would say it now: "today, 18:00", "Fri 27 November, 11:00",
// with the year where it is not this one.
func (l *Language) Time(t, now time.Time, loc *time.Location) string {
	t, now = t.In(loc), now.In(loc)
	params := map[string]string{
		"time": t.Format("15:04"), "day": strconv.Itoa(t.Day()), "year": strconv.Itoa(t.Year()),
		"month":   l.Text("month."+strconv.Itoa(int(t.Month())), nil),
		"weekday": l.Text("weekday."+strconv.Itoa(int(t.Weekday())), nil),
	}
	switch {
	case day(t) == day(now):
		return l.Text("time.today", params)
	case day(t) == day(now.AddDate(0, 0, 1)):
		return l.Text("time.tomorrow", params)
	case day(t) == day(now.AddDate(0, 0, -1)):
		return l.Text("time.yesterday", params)
	case t.Year() == now.Year():
		return l.Text("time.this_year", params)
	}
	return l.Text("time.other", params)
}

// Exact is an instant with everything: date, year, time and zone.
func (l *Language) Exact(t time.Time, loc *time.Location) string {
	t = t.In(loc)
	return l.Text("time.exact", map[string]string{
		"time": t.Format("15:04:05"), "day": strconv.Itoa(t.Day()), "year": strconv.Itoa(t.Year()),
		"month": l.Text("month."+strconv.Itoa(int(t.Month())), nil), "zone": t.Format("MST"),
	})
}

func day(t time.Time) string { return t.Format(time.DateOnly) }
