package sla_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/sla/internal/official"
)

func TestABadScheduleTellsAllItsFaultsAndWhere(t *testing.T) {
	t.Parallel()
	date := sla.Date{Year: 2026, Month: 5, Day: 8}
	s := sla.Schedule{
		Zone:       "Mars/Olympus",
		Week:       map[string][]sla.Shift{"mon-fri": parseShifts([][2]int{{540, 780}, {720, 1080}}), "wed": parseShifts([][2]int{{540, 780}}), "noday": nil},
		Production: "fr",
		Holidays:   []string{"de", "atlantis"},
		Days: []sla.Day{
			{Date: date, Closed: true}, {Date: date, Closed: true}, {Date: sla.Date{Year: 2026, Month: 2, Day: 30}, Closed: true},
			{Date: sla.Date{Year: 2026, Month: 5, Day: 9}, Closed: true, Open: true}, {Date: sla.Date{Year: 2026, Month: 5, Day: 12}, Shorter: sla.Days(1)},
		},
	}
	_, err := s.Compile("bad@1")
	var faults sla.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("%v", err)
	}
	var fields []string
	for _, f := range faults {
		fields = append(fields, f.Field)
	}
	want := []string{"zone", "week.mon-fri[1]", "week.noday", "week.wed", "production", "holidays[1]", "days[1].date", "days[2].date", "days[3]", "days[4].shorter"}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("%s\n%s", diff, err)
	}
}

func TestSchedulesThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	may := sla.Date{Year: 2026, Month: 5, Day: 5}
	night := weekly("UTC", "mon-fri", "22:00-06:00")
	night.Days = []sla.Day{{Date: may, Hours: parseShifts([][2]int{{300, 600}})}}
	official := weekly("UTC", "mon-fri", "09:00-17:00")
	official.Official = []sla.OfficialYear{{Year: 2026, Days: []sla.OfficialDay{{Month: 2, Day: 29, Kind: sla.DayOff}, {Month: 5, Day: 5, Kind: sla.WorkingDay}}}}
	for _, row := range []struct {
		name, field string
		s           sla.Schedule
	}{
		{"no working time", "week", sla.Schedule{Zone: "UTC"}},
		{"no zone", "zone", sla.Schedule{Week: map[string][]sla.Shift{"mon": parseShifts([][2]int{{0, 60}})}}},
		{"nights that meet mornings", "week.mon-fri", weekly("UTC", "mon-fri", "22:00-06:00", "05:00-07:00")},
		{"a dated day that begins in the night before", "days[0]", night},
		{"official days that do not exist", "official[0].days[0]", official},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, err := row.s.Compile("bad@1")
			var faults sla.Faults
			if !errors.As(err, &faults) || faults[0].Field != row.field {
				t.Errorf("%v, want a fault at %s", err, row.field)
			}
		})
	}
}

func TestTextsThatAreNoneAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"9", "09:00", "09:00-09:00", "25:00-26:00", "24:00-06:00", "09:60-10:00", "ab:cd-ef:gh", "09:00-18:00-20:00"} {
		if s, err := sla.ParseShift(text); err == nil {
			t.Errorf("shift %q is %s", text, s)
		}
	}
	for _, text := range []string{"4", "h", "d", "--2d", "1e3d", "1_0d", "2w", "2d4h", "100001d", "NaNd", "0"} {
		if v, err := sla.ParseTarget(text); err == nil {
			t.Errorf("target %q is %s", text, v)
		}
	}
	for _, text := range []string{"02-30 off", "01-01", "01-01 free", "01-01 off from 13-01", ""} {
		if v, err := sla.ParseOfficialDay(text); err == nil {
			t.Errorf("official day %q is %s", text, v)
		}
	}
}

func TestDatedDaysWin(t *testing.T) {
	t.Parallel()
	s, _ := sla.Country("ru")
	s.Days = []sla.Day{
		{Date: sla.Date{Year: 2026, Month: 4, Day: 14}, Closed: true, Name: "Переезд"},
		{Date: sla.Date{Year: 2026, Month: 5, Day: 9}, Open: true, Shorter: sla.Hours(2)}, // a holiday, a Saturday: as Friday
		{Date: sla.Date{Year: 2026, Month: 4, Day: 15}, Hours: parseShifts([][2]int{{600, 720}})},
		{Date: sla.Date{Year: 2026, Month: 4, Day: 16}, Shorter: sla.Minutes(330)}, // past the break
		{Date: sla.Date{Year: 2026, Month: 4, Day: 30}, Shorter: sla.Minutes(30)},  // shorter already
	}
	c := compile(t, s)
	for day, want := range map[string]string{"2026-04-14": "0h", "2026-05-09": "6h", "2026-04-15": "2h", "2026-04-16": "2h30m", "2026-04-30": "6h30m", "2026-04-17": "8h"} {
		from := instant(t, c, day+" 00:00")
		if got := c.Between(from, from.AddDate(0, 0, 1), sla.InHours); got != target(t, want) {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

func TestEveryCountryHasACalendar(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"ru", "kz", "by", "uz", "de", "us", "gb", "fr", "jp", "au", "nz", "br", "za", "ua", "pl", "mw", "nc"} {
		c := calendar(t, code)
		for _, year := range []int{1970, 2026, 2100} {
			norm, err := c.Norm(year)
			if err != nil || norm.Year.Days < 225 || norm.Year.Days > 262 {
				t.Errorf("%s %d: %+v, %v", code, year, norm.Year, err)
			}
		}
	}
	if _, err := sla.Country("xx"); err == nil || !strings.Contains(err.Error(), "ru") {
		t.Errorf("%v", err)
	}
	if _, err := sla.ProductionCalendar("de"); err == nil || !strings.Contains(err.Error(), "kz") {
		t.Errorf("%v", err)
	}
}

func TestTheCompactFormIsThatOfTheInput(t *testing.T) {
	t.Parallel()
	for _, code := range official.Codes() {
		f, err := os.Open(filepath.Join("internal", "official", code+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		want, err := official.Read(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		got, _ := official.Find(code)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: run go generate\n%s", code, diff)
		}
		for _, y := range got.Years {
			for _, day := range y.Days {
				if d, err := sla.ParseOfficialDay(day); err != nil || d.String() != day {
					t.Errorf("%s %s %q: %v", code, y.Year, day, err)
				}
			}
		}
	}
	if len(official.Codes()) != 4 {
		t.Errorf("%v", official.Codes())
	}
}

func TestMovedDaysOffMeetTheirWorkingDays(t *testing.T) {
	t.Parallel()
	s, _ := sla.Country("ru")
	s, err := s.Freeze(2000, 2030)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Compile("frozen@1"); err != nil {
		t.Fatal(err)
	}
	if len(s.Official) != 14 || s.Official[13].Year != 2026 || s.Editions()[2026] != "2025-09-30" || s.Outdated() != nil {
		t.Errorf("%d years, edition %q, outdated %v", len(s.Official), s.Editions()[2026], s.Outdated())
	}
	s.Official[13].Edition = "2025-01-01"
	if got := s.Outdated(); len(got) != 1 || got[0] != 2026 {
		t.Errorf("outdated %v", got)
	}
}

func TestAFrozenScheduleAnswersAsTheLivingOne(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"ru", "de", "us"} {
		s, _ := sla.Country(code)
		frozen, err := s.Freeze(2020, 2030)
		if err != nil {
			t.Fatal(err)
		}
		if len(frozen.Holidays) > 0 {
			t.Errorf("%s still goes by rules", code)
		}
		a, b := compile(t, s), compile(t, frozen)
		for year := 2020; year <= 2030; year++ {
			want, _ := a.Norm(year)
			if got, _ := b.Norm(year); got != want {
				t.Errorf("%s %d: %+v, want %+v", code, year, got, want)
			}
		}
	}
}

func TestTheXMLFormIsRead(t *testing.T) {
	t.Parallel()
	const text = `<?xml version="1.0" encoding="UTF-8"?>
<calendar year="2027" lang="ru" date="2026.09.30" country="ru">
  <holidays><holiday id="1" title="Новогодние каникулы"/></holidays>
  <days>
    <day d="01.01" t="1" h="1"/>
    <day d="01.08" t="1" f="01.02"/>
    <day d="02.20" t="3"/>
    <day d="04.30" t="2"/>
  </days>
</calendar>`
	year, err := sla.ReadProductionXML(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	for _, d := range year.Days {
		days = append(days, d.String())
	}
	want := []string{"01-01 off Новогодние каникулы", "01-08 off from 01-02", "02-20 work", "04-30 short"}
	if diff := cmp.Diff(want, days); diff != "" || year.Year != 2027 {
		t.Errorf("%d\n%s", year.Year, diff)
	}
	s := weekly("Europe/Moscow", "mon-fri", "09:00-18:00")
	s.Production = "ru"
	c := compile(t, s.WithOfficial(year))
	if norm, err := c.Norm(2026); err != nil || norm.Provisional || norm.Year.Days != 247 {
		t.Errorf("the other years do not stay: %+v, %v", norm.Year, err)
	}
	if at := c.At(instant(t, c, "2027-02-20 12:00")); !at.Open || at.Provisional {
		t.Errorf("%+v", at)
	}
}

func TestFaultsOfTheXMLFormNameTheirLines(t *testing.T) {
	t.Parallel()
	const text = `<calendar year="2027"><holidays/>
<days>
<day d="02.29" t="1"/>
<day d="13.01" t="1"/>
<day d="03.01" t="7"/>
<day d="03.02" t="1" h="9"/>
<day d="03.03" t="3"/>
<day d="03.04" t="1"/><day d="03.04" t="2"/>
</days></calendar>`
	_, err := sla.ReadProductionXML(strings.NewReader(text))
	if err == nil {
		t.Fatal("no fault")
	}
	for _, want := range []string{"line 3: ", "line 4: d=", "line 5: t=", "line 6: h=", "line 7: 2027-03-03 is no Saturday", "line 8: 2027-03-04 stands twice"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
	for _, bad := range []string{"", "<calendar", "<html></html>", `<calendar year="x"/>`, `<calendar year="1800"/>`, `<calendar year="2027"/>`} {
		if _, err := sla.ReadProductionXML(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
