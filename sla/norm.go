package sla

import "time"

// Norm is the working time of a stretch of the calendar year.
type Norm struct {
	Days int           `json:"days"` // working dates
	Time time.Duration `json:"time"` // working time
}

// YearNorm is the working time of a year, as production calendars print it.
type YearNorm struct {
	Year        Norm     `json:"year"`
	Quarters    [4]Norm  `json:"quarters"`
	Months      [12]Norm `json:"months"`
	Provisional bool     `json:"provisional,omitempty"` // no official data has been published for the year
}

// Norm counts the working dates and the working time of a year. A shift that
// passes midnight counts for the date on which it starts. The error is
// ErrOutOfRange.
func (c *Calendar) Norm(year int) (YearNorm, error) {
	if year < FirstYear || year > LastYear {
		return YearNorm{}, ErrOutOfRange
	}
	norm := YearNorm{Provisional: c.rules.provisional(year)}
	ix := c.extendTo(year - baseYear)
	y := &ix.years[year-baseYear-int(ix.lo)]
	for i, d := range y.dates {
		month := dateOf(int(y.numbers[i])).Month - 1
		for _, n := range []*Norm{&norm.Year, &norm.Quarters[month/3], &norm.Months[month]} {
			n.Days++
			n.Time += time.Duration(d.total) * time.Second
		}
	}
	return norm, nil
}
