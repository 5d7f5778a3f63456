package sla_test

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"

	"github.com/helpdesk-go/helpdesk/sla"
)

func calendar(t testing.TB, code string) *sla.Calendar {
	t.Helper()
	s, err := sla.Country(code)
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, s)
}

func compile(t testing.TB, s sla.Schedule) *sla.Calendar {
	t.Helper()
	c, err := s.Compile("ru@1")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// weekly is a schedule of the same shifts on some weekdays.
func weekly(zone, days string, shifts ...string) sla.Schedule {
	s := sla.Schedule{Zone: zone, Week: map[string][]sla.Shift{}}
	for _, text := range shifts {
		v, err := sla.ParseShift(text)
		if err != nil {
			panic(err)
		}
		s.Week[days] = append(s.Week[days], v)
	}
	return s
}

func instant(t testing.TB, c *sla.Calendar, text string) time.Time {
	t.Helper()
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999", "2006-01-02 15:04"} {
		if at, err := time.ParseInLocation(layout, text, c.Location()); err == nil {
			return at
		}
	}
	t.Fatalf("instant %q", text)
	return time.Time{}
}

func target(t testing.TB, text string) sla.Target {
	t.Helper()
	v, err := sla.ParseTarget(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDuesAreThoseWorkedOutByHand(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/dues.txt")
	if err != nil {
		t.Fatal(err)
	}
	c, rows := calendar(t, "ru"), 0
	for _, line := range strings.Split(string(data), "\n") {
		f := strings.Split(line, " | ")
		if len(f) != 4 || line[0] == '#' {
			continue
		}
		rows++
		got, err := c.Add(instant(t, c, f[0]), target(t, f[1]))
		if err != nil {
			t.Fatal(err)
		}
		if !got.Equal(instant(t, c, f[2])) {
			t.Errorf("%s + %s = %s, want %s: %s", f[0], f[1], got.Format("2006-01-02 15:04:05"), f[2], f[3])
		}
	}
	if rows < 80 {
		t.Errorf("%d rows read", rows)
	}
}

func TestAddFollowsTheOfficeByHand(t *testing.T) {
	t.Parallel()
	c := calendar(t, "ru")
	for _, row := range []struct{ start, target, due, why string }{
		{"2026-04-28 15:00", "2d", "2026-04-30 14:22:30", "5/8 of the short Thursday's 7 h are 4 h 22 min 30 s"},
		{"2026-04-14 15:00", "2d", "2026-04-16 15:00", "like dates"},
		{"2026-04-14 14:00", "1d", "2026-04-15 13:00", "a due on the break is its start"},
		{"2026-04-14 12:00", "90m", "2026-04-14 14:30", "over the break"},
		{"2026-04-15 12:00", "-4h", "2026-04-14 17:00", "backwards: 3 h on Wednesday, 1 h on Tuesday"},
		{"2026-04-15 09:00", "-1h", "2026-04-14 17:00", "backwards from an opening"},
		{"2026-04-14 18:00", "-1d", "2026-04-14 09:00", "a whole date back"},
		{"2026-04-14 14:00", "-4h", "2026-04-14 09:00", "the morning, from the end of the break"},
		{"2026-04-14 15:00", "0d", "2026-04-14 15:00", "nothing to count"},
		{"2026-04-18 15:00", "0h", "2026-04-18 15:00", "nothing to count, on a Saturday"},
	} {
		got, err := c.Add(instant(t, c, row.start), target(t, row.target))
		if err != nil {
			t.Fatal(err)
		}
		if want := instant(t, c, row.due); !got.Equal(want) {
			t.Errorf("%s + %s = %s, want %s: %s", row.start, row.target, got, want, row.why)
		}
	}
}

func TestNormsAreThosePublished(t *testing.T) {
	t.Parallel()
	c := calendar(t, "ru")
	for year, want := range map[int][2]int{2022: {247, 1973}, 2023: {247, 1973}, 2024: {248, 1979}, 2025: {247, 1972}, 2026: {247, 1972}} {
		norm, err := c.Norm(year)
		if err != nil {
			t.Fatal(err)
		}
		if norm.Year.Days != want[0] || norm.Year.Time != time.Duration(want[1])*time.Hour || norm.Provisional {
			t.Errorf("%d: %+v, want %d days and %d hours", year, norm.Year, want[0], want[1])
		}
		from, to := time.Date(year, 1, 1, 0, 0, 0, 0, c.Location()), time.Date(year+1, 1, 1, 0, 0, 0, 0, c.Location())
		if days, hours := c.Between(from, to, sla.InDays), c.Between(from, to, sla.InHours); days != sla.Days(want[0]) || hours != sla.Hours(want[1]) {
			t.Errorf("%d: between its ends %s and %s", year, days, hours)
		}
	}
	norm, _ := c.Norm(2026)
	for i, want := range []int{440, 493, 528, 511} {
		if norm.Quarters[i].Time != time.Duration(want)*time.Hour {
			t.Errorf("quarter %d of 2026: %s, want %d h", i+1, norm.Quarters[i].Time, want)
		}
	}
	if _, err := c.Norm(2101); !errors.Is(err, sla.ErrOutOfRange) {
		t.Errorf("2101: %v", err)
	}
}

func TestZonesWithTheirTurns(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, zone, shift, from, to, want, why string }{
		{"nine is nine", "Europe/Berlin", "09:00-17:00", "2026-03-29T07:00:00Z", "2026-03-29T15:00:00Z", "8h", "09:00 is 07:00 UTC from this morning on"},
		{"the missing hour is cut", "Europe/Berlin", "01:00-05:00", "2026-03-28T23:00:00Z", "2026-03-29T21:00:00Z", "3h", "02:00 to 03:00 does not exist"},
		{"a shift within it is none", "Europe/Berlin", "02:00-03:00", "2026-03-28T23:00:00Z", "2026-03-29T21:00:00Z", "0h", ""},
		{"an edge within it is the turn", "Europe/Berlin", "02:30-04:00", "2026-03-28T23:00:00Z", "2026-03-29T21:00:00Z", "1h", "begins at 03:00"},
		{"the doubled hour counts twice", "Europe/Berlin", "01:00-05:00", "2026-10-24T22:00:00Z", "2026-10-25T21:00:00Z", "5h", ""},
		{"New York, 25 hours", "America/New_York", "00:00-24:00", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", "25h", ""},
		{"Lord Howe turns by half an hour", "Australia/Lord_Howe", "00:00-24:00", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z", "24h30m", ""},
		{"Kathmandu", "Asia/Kathmandu", "09:00-17:00", "2026-04-14T03:15:00Z", "2026-04-14T11:15:00Z", "8h", "5:45 east"},
		{"Apia had no 30 December 2011", "Pacific/Apia", "09:00-17:00", "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z", "16h", "the 29th, and the 31st from 19:00 UTC on the 30th"},
		{"Casablanca leaves summer time for Ramadan", "Africa/Casablanca", "00:00-24:00", "2025-02-22T23:00:00Z", "2025-02-24T00:00:00Z", "25h", "23 February 2025, at 03:00"},
		{"Almaty moved an hour west", "Asia/Almaty", "00:00-24:00", "2024-02-28T18:00:00Z", "2024-02-29T19:00:00Z", "25h", "29 February 2024 ends at the new midnight"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := compile(t, weekly(row.zone, "mon-sun", row.shift))
			if got := c.Between(instant(t, c, row.from), instant(t, c, row.to), sla.InHours); got != target(t, row.want) {
				t.Errorf("%s, want %s: %s", got, row.want, row.why)
			}
		})
	}
}

func TestALongOrShortDateOfARoundTheClockCalendarWeighsOne(t *testing.T) {
	t.Parallel()
	c := compile(t, weekly("Europe/Berlin", "mon-sun", "00:00-24:00"))
	for _, day := range []string{"2026-03-29 00:00", "2026-10-25 00:00", "2026-06-01 00:00"} {
		start := instant(t, c, day)
		due, err := c.Add(start, sla.Days(1))
		if err != nil || !due.Equal(start.AddDate(0, 0, 1)) {
			t.Errorf("%s + 1d = %s, %v", start, due, err)
		}
	}
}

func TestAnOvernightShiftBelongsToTheDateOfItsStart(t *testing.T) {
	t.Parallel()
	c := compile(t, weekly("Europe/Moscow", "mon-fri", "22:00-06:00"))
	iv, err := c.Next(instant(t, c, "2026-04-18 03:00")) // the night from Friday to Saturday
	if err != nil || iv.Date != (sla.Date{Year: 2026, Month: 4, Day: 17}) || !iv.End.Equal(instant(t, c, "2026-04-18 06:00")) {
		t.Errorf("%+v, %v", iv, err)
	}
	if due, _ := c.Add(instant(t, c, "2026-04-17 22:00"), sla.Days(1)); !due.Equal(instant(t, c, "2026-04-18 06:00")) {
		t.Errorf("due %s", due)
	}
	if iv, err := c.Next(instant(t, c, "2026-04-18 06:00")); err != nil || !iv.Start.Equal(instant(t, c, "2026-04-20 22:00")) {
		t.Errorf("%+v, %v", iv, err)
	}
	if iv, err := c.Prev(instant(t, c, "2026-04-20 22:00")); err != nil || !iv.End.Equal(instant(t, c, "2026-04-18 06:00")) {
		t.Errorf("%+v, %v", iv, err)
	}
}

func TestStateSaysWhatADateIs(t *testing.T) {
	t.Parallel()
	c := calendar(t, "ru")
	for _, row := range []struct {
		at   string
		open bool
		kind sla.DayKind
		name string
		prov bool
	}{
		{"2026-04-14 12:00", true, sla.OrdinaryDay, "", false},
		{"2026-04-14 13:00", false, sla.OrdinaryDay, "", false},
		{"2026-04-14 18:00", false, sla.OrdinaryDay, "", false},
		{"2026-04-18 12:00", false, sla.FreeDay, "", false},
		{"2026-06-12 12:00", false, sla.HolidayDay, "День России", false},
		{"2026-05-11 12:00", false, sla.MovedDay, "", false},
		{"2026-04-30 16:59", true, sla.ShortenedDay, "", false},
		{"2026-04-30 17:00", false, sla.ShortenedDay, "", false},
		{"2025-11-01 12:00", true, sla.MadeWorkDay, "", false},
		{"2027-06-12 12:00", false, sla.HolidayDay, "День России", true},
		{"2027-01-11 12:00", true, sla.OrdinaryDay, "", true},
	} {
		s := c.At(instant(t, c, row.at))
		if s.Open != row.open || s.Kind != row.kind || s.Name != row.name || s.Provisional != row.prov {
			t.Errorf("%s: %+v", row.at, s)
		}
	}
	if s := c.At(instant(t, c, "2026-05-11 12:00")); s.Origin != (sla.Date{Year: 2026, Month: time.May, Day: 9}) {
		t.Errorf("11 May 2026 was moved from %s", s.Origin)
	}
}

func TestYearsWithoutOfficialDataAreProvisional(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		code string
		year int
		want bool
	}{{"ru", 2026, false}, {"ru", 2027, true}, {"ru", 2012, true}, {"kz", 2023, false}, {"kz", 2024, true}, {"kz", 2025, false}, {"uz", 2021, false}, {"uz", 2022, true}, {"by", 2026, false}, {"de", 2027, false}} {
		c := calendar(t, row.code)
		at := time.Date(row.year, 6, 1, 0, 0, 0, 0, c.Location())
		if got := c.Provisional(at, at.AddDate(0, 1, 0)); got != row.want {
			t.Errorf("%s %d: %v", row.code, row.year, got)
		}
	}
	c := calendar(t, "kz")
	if s := c.At(instant(t, c, "2024-10-25 12:00")); s.Open || s.Name != "День Республики" {
		t.Errorf("Republic Day of Kazakhstan in 2024: %+v", s)
	}
}

func TestOutOfRangeAndOutOfReachAreClearErrors(t *testing.T) {
	t.Parallel()
	c := calendar(t, "ru")
	once := sla.Schedule{Zone: "UTC", Days: []sla.Day{{Date: sla.Date{Year: 2026, Month: 5, Day: 4}, Hours: parseShifts([][2]int{{540, 600}})}}}
	for _, row := range []struct {
		c      *sla.Calendar
		start  time.Time
		target sla.Target
		want   error
	}{
		{c, time.Date(1969, 6, 1, 0, 0, 0, 0, time.UTC), sla.Hours(1), sla.ErrOutOfRange},
		{c, time.Date(2101, 6, 1, 0, 0, 0, 0, time.UTC), sla.Days(1), sla.ErrOutOfRange},
		{c, time.Time{}, sla.Days(1), sla.ErrOutOfRange},
		{c, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), sla.Days(50_000), sla.ErrOutOfReach},
		{c, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), sla.Hours(1 << 40), sla.ErrOutOfReach},
		{c, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), sla.Hours(-1 << 40), sla.ErrOutOfReach},
		{c, time.Date(1970, 1, 5, 9, 0, 0, 0, c.Location()), sla.Days(-3), sla.ErrOutOfReach},
		{c, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), sla.Target{}, sla.ErrNoTarget},
		{compile(t, once), time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC), sla.Hours(2), sla.ErrOutOfReach},
	} {
		if got, err := row.c.Add(row.start, row.target); !errors.Is(err, row.want) {
			t.Errorf("%s + %s = %s, %v, want %v", row.start, row.target, got, err, row.want)
		}
	}
	if s := c.At(time.Date(1960, 6, 1, 12, 0, 0, 0, c.Location())); s.Open {
		t.Errorf("1960 is open: %+v", s)
	}
	if got := c.Between(time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), sla.InHours); got != sla.Hours(0) {
		t.Errorf("before 1970: %s", got)
	}
}

func TestIntervalsAreBetween(t *testing.T) {
	t.Parallel()
	c := calendar(t, "ru")
	from, to := instant(t, c, "2026-04-28 15:20"), instant(t, c, "2026-05-13 09:30")
	var sum time.Duration
	for iv := range c.Intervals(from, to) {
		sum += iv.End.Sub(iv.Start)
	}
	if got := c.Between(from, to, sla.InHours).Duration(); got != sum {
		t.Errorf("intervals %s, between %s", sum, got)
	}
}

func TestYearsAreMadeOnceByAnyNumberOfReaders(t *testing.T) {
	t.Parallel()
	c, d := calendar(t, "ru"), calendar(t, "ru")
	var readers sync.WaitGroup
	for i := range 8 {
		readers.Go(func() {
			for y := range 40 {
				year := 2000 + (y*7+i*5)%40
				start := time.Date(year, 3, 2, 10, 0, 0, 0, c.Location())
				one, err := c.Add(start, sla.Days(300))
				two, err2 := d.Add(start, sla.Days(300))
				if err != nil || err2 != nil || !one.Equal(two) {
					t.Errorf("%s: %s %v, %s %v", start, one, err, two, err2)
				}
			}
		})
	}
	readers.Wait()
}

func TestArithmeticAllocatesNothing(t *testing.T) {
	c := calendar(t, "ru")
	start := instant(t, c, "2026-04-28 15:00")
	c.Add(start, sla.Days(500))
	if n := testing.AllocsPerRun(100, func() {
		c.Add(start, sla.Days(20))
		c.Add(start, sla.Hours(-20))
		c.Between(start, start.AddDate(1, 0, 0), sla.InDays)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestTheEngineAgreesWithCalWhereCalIsRight(t *testing.T) {
	t.Parallel()
	// One shift a day, whole minutes, a zone without turns, holidays by rule.
	s := weekly("UTC", "mon-fri", "09:00-17:00")
	s.Holidays = []string{"de"}
	c := compile(t, s)
	office := cal.NewBusinessCalendar()
	office.SetWorkHours(9*time.Hour, 17*time.Hour)
	office.AddHoliday(de.Holidays...)
	start := time.Date(2020, 1, 2, 10, 30, 0, 0, time.UTC)
	for i := range 2000 {
		at := start.Add(time.Duration(i) * 26 * time.Hour)
		if !office.IsWorkTime(at) || at.Hour() == 17 {
			continue
		}
		hours := time.Duration(1+i%60) * time.Hour
		got, err := c.Add(at, sla.Working(hours))
		if err != nil {
			t.Fatal(err)
		}
		if want := office.AddWorkHours(at, hours); !got.Equal(want) && c.Between(got, want, sla.InHours) != sla.Hours(0) {
			t.Fatalf("%s + %s = %s, cal %s", at, hours, got, want)
		}
	}
}
