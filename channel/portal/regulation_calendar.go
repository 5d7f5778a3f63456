package portal

import (
	"strconv"
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
)

// yearPane is a year of the regulation's calendar: twelve months with their norms.
type yearPane struct {
	Year        int
	Provisional bool
	Weekdays    []string // from Monday
	Months      []monthPane
	Quarters    []normCell
	Total       normCell
}

type normCell struct{ Title, Days, Hours string }

type monthPane struct {
	normCell
	Weeks [][7]dayCell
}

// dayCell is a date of the calendar; without a number it is of another month.
type dayCell struct {
	Number int
	Kind   string // "free", "holiday", "shortened": see sla.DayKind
	Title  string // what is particular about it, with its hours
}

// year shows a year of the calendar of the regulation that is shown.
func (v *visit) year(year int) (yearPane, error) {
	calendar, err := v.rules.Calendars[v.rules.Calendar].Compile(v.rules.Calendar)
	if err != nil {
		return yearPane{}, err
	}
	norms, err := calendar.Norm(year)
	if err != nil {
		return yearPane{}, err
	}
	norm := func(title string, n sla.Norm) normCell {
		return normCell{title, itoa(n.Days), v.decimal(strconv.FormatFloat(n.Time.Hours(), 'f', -1, 64))}
	}
	p := yearPane{Year: year, Provisional: norms.Provisional}
	for day := 1; day <= 7; day++ {
		p.Weekdays = append(p.Weekdays, v.say.Text("weekday."+itoa(day%7), nil))
	}
	for i, m := range norms.Months {
		month := monthPane{normCell: norm(v.say.Text("month_name."+itoa(i+1), nil), m)}
		for at := time.Date(year, time.Month(i+1), 1, 12, 0, 0, 0, calendar.Location()); at.Month() == time.Month(i+1); at = at.AddDate(0, 0, 1) {
			column := (int(at.Weekday()) + 6) % 7
			if len(month.Weeks) == 0 || column == 0 {
				month.Weeks = append(month.Weeks, [7]dayCell{})
			}
			month.Weeks[len(month.Weeks)-1][column] = v.dayOf(calendar, at)
		}
		p.Months = append(p.Months, month)
	}
	for i, q := range norms.Quarters {
		p.Quarters = append(p.Quarters, norm(v.say.Text("regulation.quarter", map[string]string{"n": itoa(i + 1)}), q))
	}
	p.Total = norm(v.say.Text("regulation.year", nil), norms.Year)
	return p, nil
}

// dayOf shows a date, by an instant of it.
func (v *visit) dayOf(calendar *sla.Calendar, at time.Time) dayCell {
	state := calendar.At(at)
	cell := dayCell{Number: at.Day(), Kind: state.Kind.String()}
	if state.Kind == sla.OrdinaryDay || state.Kind == sla.FreeDay {
		return cell
	}
	cell.Title = v.say.Text("day."+cell.Kind, nil)
	if state.Name != "" {
		cell.Title += ": " + state.Name
	}
	return cell
}
