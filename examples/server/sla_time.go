package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/strictyaml"
	"github.com/helpdesk-go/helpdesk/sla"
)

// calendarFlag names the calendar that a command counts by.
type calendarFlag struct {
	Calendar string `default:"levels" placeholder:"C" help:"levels, a country's code such as ru or de, or a YAML file in the form of a regulation's calendar."`
}

// calendar is the calendar that is named.
func (c calendarFlag) calendar() (*sla.Calendar, error) {
	schedule, err := c.schedule()
	if err != nil {
		return nil, err
	}
	calendar, err := schedule.Compile(c.Calendar)
	if err != nil {
		return nil, bad("--calendar: %s: %v", c.Calendar, err)
	}
	return calendar, nil
}

func (c calendarFlag) schedule() (sla.Schedule, error) {
	if c.Calendar == "levels" {
		levels := helpdesk.Levels()
		return levels.Calendars[levels.Calendar], nil
	}
	country, unknown := sla.Country(c.Calendar)
	if unknown == nil {
		return country, nil
	}
	source, err := os.ReadFile(c.Calendar)
	if errors.Is(err, os.ErrNotExist) {
		return sla.Schedule{}, bad("--calendar: there is no file %q, and no such country: %v", c.Calendar, unknown)
	}
	if err != nil {
		return sla.Schedule{}, bad("--calendar: %v", err)
	}
	var schedule sla.Schedule
	if err := strictyaml.Decode(source, &schedule); err != nil {
		return schedule, bad("--calendar: %s:\n%v", c.Calendar, err)
	}
	return schedule, nil
}

// instantOf reads the instant of a flag.
func instantOf(flag, text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, bad("%s: %q is not an instant like 2026-04-28T15:00:00+03:00", flag, text)
	}
	return at, nil
}

type addCommand struct {
	calendarFlag
	Start   string `required:"" placeholder:"INSTANT" help:"From when, as in 2026-04-28T15:00:00+03:00."`
	Target  string `required:"" placeholder:"TARGET" help:"Working time like 90m or 4h, or working days like 2d; backwards with a minus: --target=-4h."`
	Explain bool   `help:"Tell every stretch that was counted or skipped."`
	Lang    string `default:"ru" enum:"ru,en" help:"The language of the explanation: ru or en."`
	JSON    bool   `name:"json" help:"Print JSON."`
}

// added is what the command answers.
type added struct {
	Due         string      `json:"due"`
	Provisional bool        `json:"provisional"`
	Intervals   []sla.Piece `json:"intervals,omitempty"`
}

// Run adds the target to the start.
func (c *addCommand) Run(p *program) error {
	calendar, wrongCalendar := c.calendar()
	start, wrongStart := instantOf("--start", c.Start)
	target, wrongTarget := sla.ParseTarget(c.Target)
	if wrongTarget != nil {
		wrongTarget = bad("--target: %v", wrongTarget)
	}
	if err := errors.Join(wrongCalendar, wrongStart, wrongTarget); err != nil {
		return err
	}
	told, err := calendar.Explain(start, target)
	if errors.Is(err, sla.ErrOutOfRange) {
		return bad("--start: %s: %v", c.Start, err)
	}
	if err != nil {
		return bad("--target: %q from %s: %v", c.Target, c.Start, err)
	}
	answer := added{Due: told.Due.In(calendar.Location()).Format(time.RFC3339Nano), Provisional: told.Provisional}
	if c.Explain {
		answer.Intervals = told.Pieces
	}
	switch {
	case c.JSON:
		return json.NewEncoder(p.stdout).Encode(answer)
	case c.Explain:
		_, err = fmt.Fprint(p.stdout, told.Text(sla.Lang(c.Lang)))
	default:
		_, err = fmt.Fprintln(p.stdout, answer.Due)
		note(p, answer.Provisional)
	}
	return err
}

// note tells people that an answer may change.
func note(p *program, provisional bool) {
	if provisional {
		fmt.Fprintln(p.stdout, "provisional: no official data has been published, only the days fixed by law are known")
	}
}

type betweenCommand struct {
	calendarFlag
	From string `required:"" placeholder:"INSTANT" help:"From when, as in 2026-04-28T15:00:00+03:00."`
	To   string `required:"" placeholder:"INSTANT" help:"Until when."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// between is what the command answers.
type between struct {
	Seconds int64   `json:"working_seconds"`
	Days    float64 `json:"working_days"`
}

// Run measures the time between two instants.
func (c *betweenCommand) Run(p *program) error {
	calendar, wrongCalendar := c.calendar()
	from, wrongFrom := instantOf("--from", c.From)
	to, wrongTo := instantOf("--to", c.To)
	for _, is := range []struct {
		flag, text string
		at         time.Time
		wrong      *error
	}{{"--from", c.From, from, &wrongFrom}, {"--to", c.To, to, &wrongTo}} {
		if year := is.at.UTC().Year(); *is.wrong == nil && (year < sla.FirstYear || year > sla.LastYear) {
			*is.wrong = bad("%s: %s is outside of the years %d to %d", is.flag, is.text, sla.FirstYear, sla.LastYear)
		}
	}
	if err := errors.Join(wrongCalendar, wrongFrom, wrongTo); err != nil {
		return err
	}
	hours := calendar.Between(from, to, sla.InHours)
	answer := between{int64(hours.Duration() / time.Second), calendar.Between(from, to, sla.InDays).WorkingDays()}
	if c.JSON {
		return json.NewEncoder(p.stdout).Encode(answer)
	}
	_, err := fmt.Fprintf(p.stdout, "working time  %s\nworking days  %g\n", hours, math.Round(answer.Days*1e4)/1e4)
	early, late := from, to
	if late.Before(early) {
		early, late = late, early
	}
	note(p, calendar.Provisional(early, late))
	return err
}

type normCommand struct {
	calendarFlag
	Year int  `required:"" placeholder:"Y" help:"The year, 1970 to 2100."`
	JSON bool `name:"json" help:"Print JSON."`
}

// norm is the working time of a stretch of the year.
type norm struct {
	Days  int     `json:"days"`
	Hours float64 `json:"hours"`
}

type yearNorm struct {
	Year        norm   `json:"year"`
	Quarters    []norm `json:"quarters"`
	Months      []norm `json:"months"`
	Provisional bool   `json:"provisional,omitempty"`
}

// Run tells the working time of a year.
func (c *normCommand) Run(p *program) error {
	calendar, err := c.calendar()
	if err != nil {
		return err
	}
	n, err := calendar.Norm(c.Year)
	if err != nil {
		return bad("--year: %d is outside %d to %d", c.Year, sla.FirstYear, sla.LastYear)
	}
	of := func(n sla.Norm) norm { return norm{n.Days, n.Time.Hours()} }
	answer := yearNorm{Year: of(n.Year), Provisional: n.Provisional}
	for _, q := range n.Quarters {
		answer.Quarters = append(answer.Quarters, of(q))
	}
	for _, m := range n.Months {
		answer.Months = append(answer.Months, of(m))
	}
	if c.JSON {
		return json.NewEncoder(p.stdout).Encode(answer)
	}
	for i, m := range answer.Months {
		fmt.Fprintf(p.stdout, "%-10s %3d days %7g h\n", time.Month(i+1), m.Days, m.Hours)
		if i%3 == 2 {
			q := answer.Quarters[i/3]
			fmt.Fprintf(p.stdout, "quarter %d  %3d days %7g h\n", i/3+1, q.Days, q.Hours)
		}
	}
	_, err = fmt.Fprintf(p.stdout, "%d       %3d days %7g h\n", c.Year, answer.Year.Days, answer.Year.Hours)
	note(p, answer.Provisional)
	return err
}
