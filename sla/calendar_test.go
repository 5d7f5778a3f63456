package sla_test

import (
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
)

func calendar(t testing.TB, code string) *sla.Calendar {
	t.Helper()
	s, err := sla.Country(code)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Compile(code + "@1")
	if err != nil {
		t.Fatal(err)
	}
	return c
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

func TestAddFollowsTheOfficeByHand(t *testing.T) {
	t.Parallel()
	c := calendar(t, "ru")
	for _, row := range []struct{ start, target, due, why string }{
		{"2026-04-28 15:00", "2d", "2026-04-30 14:22:30", "5/8 of the short Thursday's 7 h are 4 h 22 min 30 s"},
		{"2026-04-14 15:00", "2d", "2026-04-16 15:00", "like dates"},
		{"2026-04-14 09:00", "2d", "2026-04-15 18:00", "from the first opening to the last closing"},
		{"2026-04-14 14:00", "1d", "2026-04-15 13:00", "a due on the break is its start"},
		{"2026-04-14 17:00", "4h", "2026-04-15 12:00", "an hour today, three tomorrow"},
		{"2026-04-14 12:00", "1h", "2026-04-14 13:00", "a due on a closing stays there"},
		{"2026-04-14 12:00", "90m", "2026-04-14 14:30", "over the break"},
		{"2025-12-30 16:00", "4h", "2026-01-12 11:00", "New Year: 31 December to 11 January are off"},
		{"2026-04-30 16:00", "2h", "2026-05-04 10:00", "the eve of May is an hour shorter"},
		{"2025-11-01 17:00", "1h", "2025-11-05 10:00", "the short Saturday has closed at 17:00"},
		{"2025-11-01 09:00", "1d", "2025-11-01 17:00", "the short Saturday weighs a day"},
		{"2025-10-31 17:30", "1h", "2025-11-01 09:30", "the working Saturday"},
		{"2026-04-15 12:00", "-4h", "2026-04-14 17:00", "backwards"},
		{"2026-04-15 09:00", "-1h", "2026-04-14 17:00", "backwards from an opening"},
		{"2026-04-14 18:00", "-1d", "2026-04-14 14:00", ""},
	} {
		if row.why == "" {
			continue
		}
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
		from, to := time.Date(year, 1, 1, 0, 0, 0, 0, c.Location()), time.Date(year+1, 1, 1, 0, 0, 0, 0, c.Location())
		if got := c.Between(from, to, sla.InDays); got != sla.Days(want[0]) {
			t.Errorf("%d: %s, want %d days", year, got, want[0])
		}
		if got := c.Between(from, to, sla.InHours); got != sla.Hours(want[1]) {
			t.Errorf("%d: %s, want %d hours", year, got, want[1])
		}
	}
}
