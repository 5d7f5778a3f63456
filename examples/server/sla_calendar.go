package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/internal/strictyaml"
	"github.com/helpdesk-go/helpdesk/sla"
)

type yearCommand struct {
	calendarFlag
	Year   int      `placeholder:"Y" help:"The year, 1970 to 2100. Only with --import it can be left out."`
	Month  *int     `placeholder:"M" help:"One month of it, 1 to 12; the whole year when left out."`
	Import []string `sep:"none" placeholder:"FILE" help:"A published year of a production calendar, in XML. It stands in place of what the calendar knows of that year. May be given several times."`
	YAML   bool     `name:"yaml" help:"Print the calendar in the form of a regulation's calendar instead, with its official years: for a regulation, or a file for --calendar."`
}

// Run shows the dates of a year that are not what their weekday says.
func (c *yearCommand) Run(p *program) error {
	schedule, wrong := c.schedule()
	imported, wrongFiles := c.imported()
	if c.Year == 0 && len(imported) > 0 {
		c.Year = imported[0].Year
	}
	if c.Month != nil && (*c.Month < 1 || *c.Month > 12) {
		wrong = errors.Join(wrong, bad("--month: %d is outside 1 to 12", *c.Month))
	}
	if !c.YAML && wrongFiles == nil && (c.Year < sla.FirstYear || c.Year > sla.LastYear) {
		wrong = errors.Join(wrong, bad("--year: %d is outside %d to %d", c.Year, sla.FirstYear, sla.LastYear))
	}
	if wrong = errors.Join(wrong, wrongFiles); wrong != nil {
		return wrong
	}
	if len(imported) > 0 {
		schedule = schedule.WithOfficial(imported...)
	}
	calendar, err := schedule.Compile(c.Calendar)
	if err != nil {
		return bad("--calendar: %s: %v", c.Calendar, err)
	}
	if !c.YAML {
		return c.show(p, calendar)
	}
	text, err := strictyaml.Encode(schedule)
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(text)
	return err
}

// imported reads the years of --import.
func (c *yearCommand) imported() (years []sla.OfficialYear, wrong error) {
	for _, path := range c.Import {
		year, err := readYear(path)
		if err == nil && slices.ContainsFunc(years, func(y sla.OfficialYear) bool { return y.Year == year.Year }) {
			err = fmt.Errorf("the year %d stands twice", year.Year)
		}
		if err != nil {
			wrong = errors.Join(wrong, bad("--import: %s: %v", path, err))
			continue
		}
		years = append(years, year)
	}
	return years, wrong
}

func readYear(path string) (sla.OfficialYear, error) {
	file, err := os.Open(path)
	if err != nil {
		return sla.OfficialYear{}, err
	}
	defer file.Close()
	return sla.ReadProductionXML(file)
}

// show prints a month whole, and of a year the dates that are not what their weekday says.
func (c *yearCommand) show(p *program, calendar *sla.Calendar) error {
	first, months := time.January, 12
	if c.Month != nil {
		first, months = time.Month(*c.Month), 1
	}
	from := time.Date(c.Year, first, 1, 0, 0, 0, 0, calendar.Location())
	until := from.AddDate(0, months, 0)
	worked := map[sla.Date]time.Duration{} // an overnight shift is its first date's
	for iv := range calendar.Intervals(from, until.Add(24*time.Hour)) {
		worked[iv.Date] += iv.End.Sub(iv.Start)
	}
	usual := []sla.DayKind{sla.OrdinaryDay, sla.FreeDay}
	for date, end := sla.DateOf(from), sla.DateOf(until); date != end; date = date.Next() {
		noon := time.Date(date.Year, date.Month, date.Day, 12, 0, 0, 0, calendar.Location())
		s := calendar.At(noon)
		if s.Date != date || c.Month == nil && slices.Contains(usual, s.Kind) { // a zone may have skipped the date
			continue
		}
		line := fmt.Sprintf("%s %s  %5g h  %s %s", date, noon.Weekday().String()[:3], worked[date].Hours(), s.Kind, s.Name)
		if s.Origin.Month != 0 {
			line += fmt.Sprintf("from %02d-%02d", int(s.Origin.Month), s.Origin.Day)
		}
		fmt.Fprintln(p.stdout, strings.TrimSpace(line))
	}
	note(p, calendar.Provisional(from, until.Add(-time.Hour)))
	return nil
}
