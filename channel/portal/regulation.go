package portal

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/helpdesk-go/helpdesk"
)

// regulationPage is a version of the regulation as its administrators read it.
type regulationPage struct {
	Title              string
	Version            versionRow
	Newest             bool
	Changes            []string // since the version before, in words
	Diagram            template.HTML
	Matrix             table
	Plans              table
	Calendar           string
	Year               int
	Provisional        bool
	Months, Quarters   []normCell
	Total              normCell
	Versions           []versionRow
	OlderURL, ChangeTo string
}

type versionRow struct {
	Number  int
	At      time.Time
	Author  string
	Reason  string
	URL     string
	Current bool
}

// table is a table with titles above and beside it.
type table struct {
	Head []string
	Rows []tableRow
}

type tableRow struct {
	Title string
	Cells []cell
}

// cell is a value, and what it was in the version before where that differs.
type cell struct{ Text, Was string }

type normCell struct{ Title, Days, Hours string }

// shownVersions is how many versions a page lists.
const shownVersions = 20

// mayPublish is an error for those who do not change the regulation.
func (v *visit) mayPublish() error {
	if v.rights.May(helpdesk.VerbPublish) {
		return nil
	}
	return &helpdesk.Error{Code: helpdesk.Forbidden, Params: map[string]string{"right": string(helpdesk.VerbPublish)}}
}

// asked is the number that the query gives, 0 when it gives none.
func (v *visit) asked(name string) int {
	n, _ := strconv.Atoi(v.r.URL.Query().Get(name))
	return max(n, 0)
}

func (v *visit) regulation() error {
	if err := v.mayPublish(); err != nil {
		return err
	}
	version, err := v.session.Version(v.ctx, v.asked("version"))
	if err != nil {
		return err
	}
	newest := v.rules
	defer func() { v.rules = newest }()
	v.rules = version.Regulation // what the version calls things
	p := regulationPage{Title: v.rules.Title.In(v.say.Code()), Newest: version.Version == v.version, Year: v.now.In(v.Location).Year()}
	p.ChangeTo = withQuery(v.at("regulation", "edit"), "version", itoa(version.Version))
	before := version.Regulation
	if version.Version > 1 {
		was, err := v.session.Version(v.ctx, version.Version-1)
		if err != nil {
			return err
		}
		before = was.Regulation
		for _, d := range helpdesk.Compare(before, version.Regulation) {
			p.Changes = append(p.Changes, d.Text(v.say.Code()))
		}
	}
	drawn, err := version.Regulation.Drawing(v.say.Code())
	if err != nil {
		return err
	}
	p.Diagram = template.HTML(drawn) // every text in it is escaped
	p.Matrix, p.Plans = v.matrix(before), v.plans(before)
	if err := v.norms(&p); err != nil {
		return err
	}
	if p.Version, err = v.versionRows(&p, version); err != nil {
		return err
	}
	v.show(http.StatusOK, "regulation", v.say.Text("regulation.title", nil), p)
	return nil
}

// versionRows fills in the list of versions and answers the row of the one that is shown.
func (v *visit) versionRows(p *regulationPage, shown helpdesk.Version) (versionRow, error) {
	list, err := v.session.Versions(v.ctx, v.asked("below"), shownVersions)
	if err != nil {
		return versionRow{}, err
	}
	authors := []string{shown.Author}
	for _, x := range list {
		authors = append(authors, x.Author)
	}
	names, err := v.session.Names(v.ctx, authors...)
	if err != nil {
		return versionRow{}, err
	}
	row := func(x helpdesk.Version) versionRow {
		return versionRow{
			Number: x.Version, At: x.At, Author: v.name(names, x.Author), Reason: x.Reason,
			URL: withQuery(v.at("regulation"), "version", itoa(x.Version)), Current: x.Version == shown.Version,
		}
	}
	for _, x := range list {
		p.Versions = append(p.Versions, row(x))
	}
	if n := len(list); n == shownVersions && list[n-1].Version > 1 {
		p.OlderURL = withQuery(v.at("regulation"), "below", itoa(list[n-1].Version))
	}
	return row(shown), nil
}

// matrix is the plan of each category and priority.
func (v *visit) matrix(before helpdesk.Regulation) table {
	var m table
	for _, p := range v.rules.Priorities {
		m.Head = append(m.Head, v.priority(p.Key))
	}
	plan := func(r helpdesk.Regulation, category, priority string) string {
		i := slices.IndexFunc(r.Categories, func(c helpdesk.Category) bool { return c.Key == category })
		if i >= 0 && r.Categories[i].Plans[priority] != "" {
			return r.Categories[i].Plans[priority]
		}
		j := slices.IndexFunc(r.Priorities, func(p helpdesk.Priority) bool { return p.Key == priority })
		if j < 0 {
			return ""
		}
		return r.Priorities[j].Plan
	}
	categories := v.rules.Categories
	if len(categories) == 0 {
		categories = []helpdesk.Category{{Title: helpdesk.Text{v.say.Code(): v.say.Text("regulation.any_category", nil)}}}
	}
	for _, c := range categories {
		row := tableRow{Title: c.Title.In(v.say.Code())}
		for _, p := range v.rules.Priorities {
			row.Cells = append(row.Cells, v.cell(plan(v.rules, c.Key, p.Key), plan(before, c.Key, p.Key), v.plan))
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// plans is the target of each plan and clock.
func (v *visit) plans(before helpdesk.Regulation) table {
	var m table
	for _, c := range v.rules.Clocks {
		m.Head = append(m.Head, v.clock(c.Key))
	}
	target := func(r helpdesk.Regulation, plan, clock string) string {
		i := slices.IndexFunc(r.Plans, func(p helpdesk.Plan) bool { return p.Key == plan })
		if i < 0 {
			return ""
		}
		t, ok := r.Plans[i].Targets[clock]
		if !ok {
			return ""
		}
		return v.target(t)
	}
	for _, p := range v.rules.Plans {
		row := tableRow{Title: v.plan(p.Key)}
		for _, c := range v.rules.Clocks {
			row.Cells = append(row.Cells, v.cell(target(v.rules, p.Key, c.Key), target(before, p.Key, c.Key), func(s string) string { return s }))
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// cell says a value, and what it was if it was another.
func (v *visit) cell(is, was string, title func(string) string) cell {
	say := func(s string) string {
		if s == "" {
			return v.say.Text("fact_none", nil)
		}
		return title(s)
	}
	c := cell{Text: say(is)}
	if is != was {
		c.Was = say(was)
	}
	return c
}

// norms is the working time of the year by the version's own calendar.
func (v *visit) norms(p *regulationPage) error {
	calendar, err := v.rules.Calendars[v.rules.Calendar].Compile(v.rules.Calendar)
	if err != nil {
		return err
	}
	year, err := calendar.Norm(p.Year)
	if err != nil {
		return err
	}
	norm := func(title string, days int, d time.Duration) normCell {
		return normCell{title, itoa(days), strconv.FormatFloat(d.Hours(), 'f', -1, 64)}
	}
	p.Calendar, p.Provisional = v.rules.Calendar, year.Provisional
	for i, m := range year.Months {
		p.Months = append(p.Months, norm(v.say.Text("month_name."+itoa(i+1), nil), m.Days, m.Time))
	}
	for i, q := range year.Quarters {
		p.Quarters = append(p.Quarters, norm(v.say.Text("regulation.quarter", map[string]string{"n": itoa(i + 1)}), q.Days, q.Time))
	}
	p.Total = norm(v.say.Text("regulation.year", nil), year.Year.Days, year.Year.Time)
	return nil
}
