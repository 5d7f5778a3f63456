package portal

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
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
	Moves              []moveRow
	Matrix             matrix
	Plans              table
	Calendar           yearPane
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
	p := regulationPage{Title: v.rules.Title.In(v.say.Code()), Newest: version.Version == v.version}
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
	p.Matrix, p.Plans, p.Moves = v.matrix(version.Regulation, before), v.plans(before), v.moves()
	p.Matrix.Action, p.Matrix.Version = v.at("regulation", "edit"), version.Version
	if p.Calendar, err = v.year(v.now.In(v.Location).Year()); err != nil {
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

// moveRow is a move as a row of the table beside the diagram.
type moveRow struct {
	From, Move, To, By string
	Clocks             []string
	First              bool // the first out of its stage
}

// moves are all moves from each stage, in the order of the stages: who may make them and
// what they do to the clocks.
func (v *visit) moves() []moveRow {
	var rows []moveRow
	arrows := v.rules.Arrows()
	for _, s := range v.rules.Stages {
		first := true
		for _, a := range arrows {
			if a.From != s.Key {
				continue
			}
			row := moveRow{From: v.stage(s.Key), Move: v.title(a.Move.Title, a.Move.Event), To: v.stage(a.Move.To), First: first}
			var by []string
			for _, role := range a.Move.By {
				by = append(by, v.say.Text("role."+role, nil))
			}
			row.By = strings.Join(by, ", ")
			for _, c := range a.Clocks {
				row.Clocks = append(row.Clocks, v.say.Text("check.clock."+string(c.Turn), map[string]string{"clock": v.clock(c.Clock)}))
			}
			rows, first = append(rows, row), false
		}
	}
	return rows
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
