package sla

import "fmt"

// Schedule is a calendar as data: when work is done. It is read from a
// regulation, checked and made ready for arithmetic by Compile.
//
// A date is decided by the first that knows it: a row in Days, the official
// production calendar, the holidays, the week.
type Schedule struct {
	// Zone is an IANA time zone, such as "Europe/Moscow". Required.
	Zone string `yaml:"zone" json:"zone"`
	// Week holds the shifts of each weekday under "mon" … "sun" or a range
	// such as "mon-fri". A weekday that is not named has no working time.
	Week map[string][]Shift `yaml:"week" json:"week"`
	// Production names the official production calendar: "ru", "kz", "by" or
	// "uz". It gives the holidays, the moved days off, the days shortened by
	// an hour and the working weekends.
	Production string `yaml:"production,omitempty" json:"production,omitempty"`
	// Official holds years of a production calendar that stand instead of
	// the module's own: frozen when a regulation is published, or imported.
	Official []OfficialYear `yaml:"official,omitempty" json:"official,omitempty"`
	// Holidays are rule sets by country code, such as "de", or by country
	// and part, such as "de-by".
	Holidays []string `yaml:"holidays,omitempty" json:"holidays,omitempty"`
	// Days are single dates that differ; they win over everything else.
	Days []Day `yaml:"days,omitempty" json:"days,omitempty"`
}

// Day is a date that differs from what the schedule says. It has exactly one
// of Closed, Open, Hours and Shorter; Open and Shorter may go together.
type Day struct {
	Date Date   `yaml:"date" json:"date"`
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	// Closed: no working time on this date.
	Closed bool `yaml:"closed,omitempty" json:"closed,omitempty"`
	// Open: the shifts of its weekday although the date is a holiday; a
	// weekday without shifts has those of the last working weekday before.
	Open bool `yaml:"open,omitempty" json:"open,omitempty"`
	// Hours are the shifts of this date.
	Hours []Shift `yaml:"hours,omitempty" json:"hours,omitempty"`
	// Shorter takes working time off the end of the date, such as "1h".
	Shorter Target `yaml:"shorter,omitempty" json:"shorter,omitzero"`
}

// FirstYear and LastYear bound the calendars: instants outside of these years
// are out of range.
const (
	FirstYear = 1970
	LastYear  = 2100
)

// Country is the schedule that a country's code stands for: Monday to Friday
// 09:00–18:00 with a break 13:00–14:00 in the zone of the capital, with the
// official production calendar of ru, kz, by and uz and the holiday rules of
// the other countries.
func Country(code string) (Schedule, error) {
	zone, ok := capitals[code]
	if !ok {
		return Schedule{}, fmt.Errorf("country %q is not known: want one of %s", code, listed(capitals))
	}
	s := Schedule{
		Zone: zone,
		Week: map[string][]Shift{"mon-fri": {
			{9 * hourSeconds, 13 * hourSeconds},
			{14 * hourSeconds, 18 * hourSeconds},
		}},
	}
	if _, ok := productions[code]; ok {
		s.Production = code
	} else {
		s.Holidays = []string{code}
	}
	return s, nil
}

// ProductionCalendar is the schedule of a country with an official production
// calendar: ru, kz, by or uz.
func ProductionCalendar(code string) (Schedule, error) {
	if _, ok := productions[code]; !ok {
		return Schedule{}, fmt.Errorf("production calendar %q is not known: want one of %s", code, listed(productions))
	}
	return Country(code)
}
