package main

import (
	"encoding/json"
	"errors"
	"fmt"
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
	source, err := os.ReadFile(c.Calendar)
	if errors.Is(err, os.ErrNotExist) {
		country, err := sla.Country(c.Calendar)
		if err != nil {
			return country, bad("--calendar: there is no file %q, and no such country: %v", c.Calendar, err)
		}
		return country, nil
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
	if err != nil {
		return bad("--start: %s with a target of %s: %v", c.Start, target, err)
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
	}
	return err
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
	if err := errors.Join(wrongCalendar, wrongFrom, wrongTo); err != nil {
		return err
	}
	hours := calendar.Between(from, to, sla.InHours).Duration()
	answer := between{int64(hours / time.Second), calendar.Between(from, to, sla.InDays).WorkingDays()}
	if c.JSON {
		return json.NewEncoder(p.stdout).Encode(answer)
	}
	_, err := fmt.Fprintf(p.stdout, "working time  %s\nworking days  %.4g\n", hours, answer.Days)
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
	return err
}
