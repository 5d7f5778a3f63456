package sla

import (
	"strconv"
	"sync"

	"github.com/helpdesk-go/helpdesk/sla/internal/official"
)

// production is a country's production calendar.
type production struct {
	years   map[int]map[int]OfficialDay // by year, then by the date's number
	edition map[int]string
	law     []OfficialDay     // days off fixed by law, for the years without data
	english map[string]string // names of the holidays
}

// productions are the calendars that the module holds, expanded on first use.
var productions = map[string]func() *production{
	"by": sync.OnceValue(func() *production { return expandProduction("by") }),
	"kz": sync.OnceValue(func() *production { return expandProduction("kz") }),
	"ru": sync.OnceValue(func() *production { return expandProduction("ru") }),
	"uz": sync.OnceValue(func() *production { return expandProduction("uz") }),
}

func expandProduction(code string) *production {
	country, _ := official.Find(code)
	p := &production{
		years:   map[int]map[int]OfficialDay{},
		edition: map[int]string{},
		law:     parseOfficialDays(country.Law),
		english: map[string]string{},
	}
	for _, name := range country.Names {
		p.english[name[0]] = name[1]
	}
	for _, y := range country.Years {
		year, _ := strconv.Atoi(y.Year)
		p.put(OfficialYear{Year: year, Edition: y.Edition, Days: parseOfficialDays(y.Days)})
	}
	return p
}

// parseOfficialDays reads the module's own data, which its tests prove sound.
func parseOfficialDays(texts []string) []OfficialDay {
	days := make([]OfficialDay, 0, len(texts))
	for _, text := range texts {
		if d, err := ParseOfficialDay(text); err == nil {
			days = append(days, d)
		}
	}
	return days
}

// put adds an official year or takes the place of the one there.
func (p *production) put(y OfficialYear) {
	days := make(map[int]OfficialDay, len(y.Days))
	for _, d := range y.Days {
		days[Date{y.Year, d.Month, d.Day}.number()] = d
	}
	p.years[y.Year] = days
	p.edition[y.Year] = y.Edition
}

// with is the calendar with the years given in place of all of its own.
func (p *production) with(years []OfficialYear) *production {
	own := &production{
		years:   map[int]map[int]OfficialDay{},
		edition: map[int]string{},
		law:     p.law,
		english: p.english,
	}
	for _, y := range years {
		own.put(y)
	}
	return own
}

// find is the row of a date, if the date differs from its weekday. In a year
// without official data the days fixed by law are off, and known is false.
func (p *production) find(number int) (day OfficialDay, differs, known bool) {
	date := dateOf(number)
	if rows, ok := p.years[date.Year]; ok {
		day, differs = rows[number]
		return day, differs, true
	}
	for _, d := range p.law {
		if d.Month == date.Month && d.Day == date.Day {
			return d, true, false
		}
	}
	return OfficialDay{}, false, false
}
