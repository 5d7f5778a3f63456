package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTimeIsAnsweredAsScriptsRelyOnIt(t *testing.T) {
	t.Parallel()
	nights := filepath.Join(t.TempDir(), "nights.yaml")
	if err := os.WriteFile(nights, []byte("zone: Europe/Moscow\nweek: {mon-fri: [\"22:00-06:00\"]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, args, want string }{
		{"days into a short date", "add --start 2026-04-28T15:00:00+03:00 --target=2d --json", `{"due":"2026-04-30T14:22:30+03:00","provisional":false}`},
		{"backwards", "add --start 2026-04-28T15:00:00+03:00 --target=-4h --json", `{"due":"2026-04-28T10:00:00+03:00","provisional":false}`},
		{"a year without official data", "add --calendar ru --start 2027-03-01T09:00:00Z --target=4h --json", `"provisional":true`},
		{"a calendar of one's own", "add --calendar " + nights + " --start 2026-03-02T12:00:00+03:00 --target=4h --json", `"due":"2026-03-03T02:00:00+03:00"`},
		{"explained in Russian", "add --start 2026-04-30T15:00:00+03:00 --target=2d --explain", "Праздник Весны и Труда"},
		{"explained in English", "add --start 2026-04-30T15:00:00+03:00 --target=2d --explain --lang en", "holiday"},
		{"explained as data", "add --start 2026-04-30T15:00:00+03:00 --target=2d --explain --json", `"intervals":[{"from":"2026-04-30T15:00:00+03:00"`},
		{"between", "between --from 2026-04-28T15:00:00+03:00 --to 2026-04-30T14:22:30+03:00 --json", `{"working_seconds":55350,"working_days":2}`},
		{"the norm of a year", "norm --calendar ru --year 2026 --json", `{"year":{"days":247,"hours":1972},"quarters":[{"days":55,"hours":440},{"days":62,"hours":493},{"days":66,"hours":528},{"days":64,"hours":511}]`},
		{"the norm for people", "norm --year 2024", "2024       248 days    1979 h"},
		{"a year's dates", "calendar --year 2026", "2026-05-08 Fri      7 h  shortened"},
		{"a month whole", "calendar --year 2026 --month 3", "2026-03-02 Mon      8 h  ordinary"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			status, out, problem := command(t, append([]string{"sla"}, strings.Fields(row.args)...)...)
			if status != 0 || !strings.Contains(out, row.want) {
				t.Errorf("status %d, %s%s; want %s", status, out, problem, row.want)
			}
		})
	}
	if _, out, _ := command(t, "sla", "calendar", "--year", "2026"); strings.Contains(out, "provisional") {
		t.Error("2026 is official")
	}
}

func TestWrongQuestionsAboutTimeNameEveryFlag(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	if err := os.WriteFile(broken, []byte("zone: Europe/Moscow\nweeks: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		args string
		want []string
	}{
		{"add --start x --target y --calendar zz", []string{"--start", "--target", "--calendar", "kz"}},
		{"add --start 2026-03-02T12:00:00Z --target=4h --calendar " + broken, []string{"--calendar", "line 2", "weeks"}},
		{"add --start 2099-03-02T12:00:00Z --target=9999d", []string{"--start"}},
		{"between --from a --to b", []string{"--from", "--to"}},
		{"norm --year 1900", []string{"--year", "1970", "2100"}},
		{"calendar --year 2026 --month 13", []string{"--month", "12"}},
	} {
		t.Run(row.args, func(t *testing.T) {
			t.Parallel()
			status, _, problem := command(t, append([]string{"sla"}, strings.Fields(row.args)...)...)
			if status != exitBadInput {
				t.Errorf("status %d", status)
			}
			for _, word := range row.want {
				if !strings.Contains(problem, word) {
					t.Errorf("%q does not name %s", problem, word)
				}
			}
		})
	}
}
