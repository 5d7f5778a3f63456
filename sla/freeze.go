package sla

import "slices"

// Freeze is the schedule with the official years of its production calendar
// written into it, so that a later edition of the module's data changes
// nothing. Its holiday rules of the years from … to are written as dated days
// for the same reason, and named no more; years outside have none of them.
func (s Schedule) Freeze(from, to int) (Schedule, error) {
	c, err := s.Compile("freeze")
	if err != nil {
		return Schedule{}, err
	}
	if s.Production != "" && s.Official == nil {
		s.Official = c.rules.production.official()
	}
	if len(s.Holidays) == 0 {
		return s, nil
	}
	days := append([]Day(nil), s.Days...)
	for year := max(from, FirstYear); year <= min(to, LastYear); year++ {
		names := c.rules.holidayNames(year)
		for n := (Date{year, 1, 1}).number(); n < (Date{year + 1, 1, 1}).number(); n++ {
			name, off := names[n]
			plan := c.rules.ordinary(n)
			if _, dated := c.rules.days[n]; off && !dated && plan.kind == HolidayDay {
				days = append(days, Day{Date: dateOf(n), Name: name, Closed: true})
			}
		}
	}
	s.Days, s.Holidays = days, nil
	return s, nil
}

// WithOfficial is the schedule with official years of one's own: each stands in
// place of what the schedule knows of that year, its other official years stay.
func (s Schedule) WithOfficial(years ...OfficialYear) Schedule {
	own := map[int]bool{}
	for _, y := range years {
		own[y.Year] = true
	}
	all := slices.Clone(years)
	for _, y := range s.official() {
		if !own[y.Year] {
			all = append(all, y)
		}
	}
	slices.SortStableFunc(all, func(a, b OfficialYear) int { return a.Year - b.Year })
	s.Official = all
	return s
}

// Editions are the editions of the official data by year, such as
// "2025-09-30"; of the schedule's own years where it has any.
func (s Schedule) Editions() map[int]string {
	editions := map[int]string{}
	for _, y := range s.official() {
		editions[y.Year] = y.Edition
	}
	return editions
}

// Outdated are the years for which the module holds other official data than
// the schedule, which was frozen with an earlier edition: in order.
func (s Schedule) Outdated() []int {
	find, ok := productions[s.Production]
	if !ok || s.Official == nil {
		return nil
	}
	frozen := s.Editions()
	var years []int
	for _, y := range find().official() {
		if frozen[y.Year] < y.Edition {
			years = append(years, y.Year)
		}
	}
	return years
}

func (s Schedule) official() []OfficialYear {
	if s.Official != nil {
		return s.Official
	}
	if find, ok := productions[s.Production]; ok {
		return find().official()
	}
	return nil
}

// official are the years of the calendar, in order.
func (p *production) official() []OfficialYear {
	var years []OfficialYear
	for year := FirstYear; year <= LastYear; year++ {
		rows, ok := p.years[year]
		if !ok {
			continue
		}
		y := OfficialYear{Year: year, Edition: p.edition[year]}
		for n := (Date{year, 1, 1}).number(); n < (Date{year + 1, 1, 1}).number(); n++ {
			if d, ok := rows[n]; ok {
				y.Days = append(y.Days, d)
			}
		}
		years = append(years, y)
	}
	return years
}
