package portal

import (
	"html/template"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
)

// whyPage is how a clock came to its due.
type whyPage struct {
	Ticket, Back          string
	Clock, Target, Spent  string
	Left                  string
	Over                  bool
	Due                   time.Time
	Plan, Rule            string
	RuleWhy               string // why the rule chose the plan
	Version               int
	Zone                  string
	Provisional, Informal bool
	Weeks                 template.HTML // the strip, a week a row
	Days                  []whyDay
}

// whyDay is a date of the strip.
type whyDay struct {
	Date   string
	Pieces []whyPiece
}

type whyPiece struct {
	Kind, Text, Counted string
	From, To            string
	Ahead               bool // it is yet to come
	Told                bool // in words too: nights, and what is shorter than a minute, are only drawn
	X, Width            int  // in the strip of the day, in minutes
}

func (v *visit) why(e sla.Explanation, title, back string) whyPage {
	p := whyPage{
		Ticket: title, Back: back, Clock: v.clock(e.Clock), Target: v.target(e.Target), Spent: v.target(e.Spent), Due: e.Due,
		Plan: v.plan(e.Plan), Rule: e.Rule, Version: e.Version, Zone: e.Zone, Provisional: e.Provisional, Informal: e.Informative,
	}
	if reason, err := v.desk.Reason(v.ctx, e.Version, e.Rule); err == nil { // without it the plan is told all the same
		p.RuleWhy = reason.In(v.say.Code())
	}
	if !e.Target.IsZero() {
		left := e.Target.Sub(e.Spent)
		p.Left, p.Over = v.target(left), left.Sign() < 0
	}
	e.Pieces = append(e.Pieces, v.ahead(e)...)
	p.Weeks = v.weeks(e)
	for _, piece := range e.Pieces {
		for from := piece.From.In(v.Location); from.Before(piece.To); {
			end := time.Date(from.Year(), from.Month(), from.Day()+1, 0, 0, 0, 0, v.Location)
			if piece.To.Before(end) {
				end = piece.To.In(v.Location)
			}
			whole := from.Equal(piece.From) && end.Equal(piece.To)
			p.add(v, from, end, piece, whole)
			from = end
		}
	}
	return p
}

// weeks draws the clock's life. Its text twin has the words of the page, not the keys.
func (v *visit) weeks(e sla.Explanation) template.HTML {
	e.Clock, e.Plan, e.Rule, e.Calendar = v.clock(e.Clock), v.plan(e.Plan), "", ""
	return template.HTML(e.SVG(sla.Lang(v.say.Code()))) // it escapes what people wrote
}

// ahead tells the stretch from now to the due, by the calendar that the clock runs by.
// A calendar of another version than the one in force is not told ahead.
func (v *visit) ahead(e sla.Explanation) []sla.Piece {
	key, version, _ := strings.Cut(e.Calendar, "@")
	schedule, ok := v.rules.Calendars[key]
	if !ok || version != itoa(v.version) || !e.Due.After(v.now) {
		return nil
	}
	calendar, err := schedule.Compile(e.Calendar)
	if err != nil {
		return nil
	}
	rest, err := calendar.Explain(v.now, e.Target.Sub(e.Spent))
	if err != nil {
		return nil
	}
	return rest.Pieces
}

// add puts a part of a piece into its date.
func (p *whyPage) add(v *visit, from, to time.Time, piece sla.Piece, whole bool) {
	date := v.date(from)
	if n := len(p.Days); n == 0 || p.Days[n-1].Date != date {
		p.Days = append(p.Days, whyDay{Date: date})
	}
	x := whyPiece{Kind: string(piece.Kind), From: from.Format("15:04"), To: to.Format("15:04"), X: from.Hour()*60 + from.Minute(), Ahead: !from.Before(v.now)}
	if x.Width = int(to.Sub(from).Minutes()); to.Format("15:04") == "00:00" {
		x.To = "24:00"
	}
	x.Width = max(1, min(x.Width, 1440-x.X))
	x.Told = piece.Kind != sla.Night && x.From != x.To
	name := piece.Name
	if v.say.Code() != "ru" && piece.English != "" {
		name = piece.English
	}
	x.Text = v.say.Text("piece."+string(piece.Kind), map[string]string{"name": name})
	if piece.Kind == sla.Counted && whole {
		x.Counted = v.target(piece.Counted)
	}
	day := &p.Days[len(p.Days)-1]
	day.Pieces = append(day.Pieces, x)
}

// date is a date with its weekday: "Fri 27 November 2026".
func (v *visit) date(t time.Time) string {
	return v.dateAs("date", t)
}

// dateAs is a date as one of the texts says it.
func (v *visit) dateAs(key string, t time.Time) string {
	return v.say.Text(key, map[string]string{
		"weekday": v.say.Text("weekday."+itoa(int(t.Weekday())), nil), "day": itoa(t.Day()),
		"month": v.say.Text("month."+itoa(int(t.Month())), nil), "year": itoa(t.Year()),
	})
}
