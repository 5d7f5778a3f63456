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
		{"between, for people", "between --from 2026-04-30T14:22:30+03:00 --to 2026-04-28T15:00:00+03:00", "working time  -15h22m30s\nworking days  -2\n"},
		{"provisional, for people", "add --start 2027-03-01T09:00:00Z --target=4h", "2027-03-01T17:00:00+03:00\nprovisional: "},
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
		{"add --start 2099-03-02T12:00:00Z --target=9999d", []string{"--target", "9999d", "2100"}},
		{"add --start 1960-03-02T12:00:00Z --target=1d", []string{"--start", "1970", "2100"}},
		{"add --start 2026-03-02T12:00:00Z --target=", []string{"--target", "no target"}},
		{"between --from 1950-01-01T00:00:00Z --to 2101-02-01T00:00:00Z", []string{"--from", "--to", "1970"}},
		{"calendar --year 2026 --month 0", []string{"--month", "12"}},
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

// xml2027 is a year as it is published.
const xml2027 = `<?xml version="1.0" encoding="UTF-8"?>
<calendar year="2027" lang="ru" date="2026.09.30" country="ru">
  <holidays><holiday id="1" title="Новогодние каникулы"/></holidays>
  <days>
    <day d="01.01" t="1" h="1"/>
    <day d="01.11" t="1" f="01.02"/>
    <day d="02.20" t="3"/>
    <day d="04.30" t="2"/>
  </days>
</calendar>`

func TestAPublishedYearIsImported(t *testing.T) {
	t.Parallel()
	year, own := filepath.Join(t.TempDir(), "2027.xml"), filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(year, []byte(xml2027), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, problem := command(t, "sla", "calendar", "--import", year)
	const want = `2027-01-01 Fri      0 h  holiday Новогодние каникулы
2027-01-11 Mon      0 h  moved from 01-02
2027-02-20 Sat      8 h  made-work
2027-04-30 Fri      7 h  shortened
`
	if status != 0 || out != want {
		t.Errorf("status %d: %s%s", status, out, problem)
	}
	status, out, problem = command(t, "sla", "calendar", "--import", year, "--yaml")
	if status != 0 || !strings.Contains(out, "01-11 off from 01-02") || !strings.Contains(out, "year: 2026") {
		t.Fatalf("status %d: %s%s", status, out, problem)
	}
	if err := os.WriteFile(own, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ args, want string }{
		{"add --start 2027-02-19T17:00:00+03:00 --target=2h --json --calendar " + own, `{"due":"2027-02-20T10:00:00+03:00","provisional":false}`},
		{"norm --year 2026 --json --calendar " + own, `{"year":{"days":247,"hours":1972}`}, // the other years stay
	} {
		if status, out, problem := command(t, append([]string{"sla"}, strings.Fields(row.args)...)...); status != 0 || !strings.Contains(out, row.want) {
			t.Errorf("%s: status %d, %s%s", row.args, status, out, problem)
		}
	}
}

func TestAYearThatCannotBeImportedIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ text, want string }{
		{"", "line 1"},
		{"<calendar year=\"2027\">\n<days><day", "line 2"},
		{"<html/>", "line 1"},
		{"<calendar year=\"2027\"/>", "no day"},
		{strings.Replace(xml2027, "02.20", "02.19", 1), "line 7: 2027-02-19 is no Saturday"},
		{strings.Replace(xml2027, "02.20", "01.11", 1), "line 7: 2027-01-11"},
		{strings.Replace(xml2027, `t="2"`, `t="9"`, 1), "line 8: t="},
		{strings.Replace(xml2027, `h="1"`, `h="7"`, 1), "line 5: h="},
	} {
		path := filepath.Join(t.TempDir(), "year.xml")
		if err := os.WriteFile(path, []byte(row.text), 0o600); err != nil {
			t.Fatal(err)
		}
		status, out, problem := command(t, "sla", "calendar", "--import", path)
		if status != exitBadInput || out != "" || !strings.Contains(problem, "--import") || !strings.Contains(problem, row.want) {
			t.Errorf("%q: status %d, %s%s", row.text, status, out, problem)
		}
	}
	if status, _, problem := command(t, "sla", "calendar"); status != exitBadInput || !strings.Contains(problem, "--year") {
		t.Errorf("status %d, %s", status, problem)
	}
}

func TestTheHoursOfADateAreThoseOfItsOwnShifts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := map[string]string{
		"nights.yaml": "zone: Europe/Berlin\nweek: {sun-sat: [\"22:00-06:00\"]}\n",
		"apia.yaml":   "zone: Pacific/Apia\nweek: {mon-sun: [\"00:00-24:00\"]}\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct{ file, args, want, never string }{
		{"nights.yaml", "--year 2026 --month 3", "2026-03-28 Sat      7 h", ""}, // an hour is skipped in its night
		{"nights.yaml", "--year 2026 --month 10", "2026-10-24 Sat      9 h", ""},
		{"apia.yaml", "--year 2011 --month 12", "2011-12-31 Sat     24 h", "2011-12-30"}, // the zone skipped it
	} {
		args := append([]string{"sla", "calendar", "--calendar", filepath.Join(dir, row.file)}, strings.Fields(row.args)...)
		status, out, problem := command(t, args...)
		if status != 0 || !strings.Contains(out, row.want) || row.never != "" && strings.Contains(out, row.never) {
			t.Errorf("%v: status %d, %s%s", args, status, out, problem)
		}
	}
}
