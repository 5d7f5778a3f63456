package portal

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// samplePage is where the quality manager draws closed tickets to look at.
type samplePage struct {
	Action      string
	From, Until string // dates; both are within the time
	Size, Seed  string
	Per         []option
	Teams       []option
	Agents      []option
	Problem     string
	Drawn       bool
	Found       string // how many, in words
	Results     string // of those that are reviewed, in words; empty when none is
	Rows        []sampleRow
}

// sampleRow is one ticket that was drawn.
type sampleRow struct {
	Number, URL, Subject, Agent, Team string
	Closed                            time.Time
	Rating, Quality                   int
	Closing                           string // of the review, in words; empty when there was none
	Wrong                             bool
}

func (v *visit) sample() error {
	if !v.rights.May(helpdesk.VerbReview) {
		return &helpdesk.Error{Code: helpdesk.Forbidden, Params: map[string]string{"right": string(helpdesk.VerbReview)}}
	}
	query := v.r.URL.Query()
	c, err := v.circle()
	if err != nil {
		return err
	}
	p := v.sampleForm(query, c)
	if !p.Drawn {
		v.show(http.StatusOK, "sample", v.say.Text("sample.title", nil), p)
		return nil
	}
	s, err := v.session.Sample(v.ctx, v.sampleQuery(p, query))
	status := http.StatusOK
	switch e := asError(err); {
	case err == nil:
		err = v.drawn(&p, s, c, query)
	case e.Code == helpdesk.Invalid:
		status, err = http.StatusUnprocessableEntity, nil
		for _, f := range e.Faults {
			p.Problem += v.say.Text("sample."+f.Field, nil) + ": " + v.fault(f) + " "
		}
	}
	if err != nil {
		return err
	}
	v.show(status, "sample", v.say.Text("sample.title", nil), p)
	return nil
}

// sampleForm is what was asked for; else ten of those that were closed within a month,
// the same ones all the month.
func (v *visit) sampleForm(query url.Values, c circle) samplePage {
	today := v.now.In(v.Location)
	p := samplePage{
		Action: v.at("sample"), Drawn: query.Has("from"),
		From: or(query.Get("from"), v.dayText(today.AddDate(0, -1, 0))), Until: or(query.Get("until"), v.dayText(today)),
		Size: or(query.Get("size"), "10"), Seed: or(query.Get("seed"), today.Format("2006-01")),
	}
	for _, per := range []string{"", helpdesk.PerAgent, helpdesk.PerTeam} {
		p.Per = append(p.Per, option{Value: per, Title: v.say.Text("sample.per."+or(per, "all"), nil), Chosen: per == query.Get("per")})
	}
	for _, o := range v.teamOptions(c) {
		o.Chosen = o.Value == query.Get("team")
		p.Teams = append(p.Teams, o)
	}
	for _, o := range staffOptions(takers(c.staff)) {
		o.Chosen = o.Value == query.Get("agent")
		p.Agents = append(p.Agents, o)
	}
	return p
}

// sampleQuery is what the form asks for. What is no date or number is none, which the desk
// refuses.
func (v *visit) sampleQuery(p samplePage, query url.Values) helpdesk.SampleQuery {
	q := helpdesk.SampleQuery{Per: query.Get("per"), Seed: p.Seed, Teams: some(query.Get("team")), Agents: some(query.Get("agent"))}
	q.From, _ = time.ParseInLocation(time.DateOnly, p.From, v.Location)
	if until, err := time.ParseInLocation(time.DateOnly, p.Until, v.Location); err == nil {
		q.Until = until.AddDate(0, 0, 1)
	}
	var err error
	if q.Size, err = strconv.Atoi(p.Size); err != nil || q.Size == 0 {
		q.Size = -1
	}
	return q
}

// some is a list of one, or of nothing.
func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// drawn tells which tickets were drawn, and what the reviews found of them so far.
func (v *visit) drawn(p *samplePage, s helpdesk.Sample, c circle, query url.Values) error {
	var ids []string
	for _, t := range s.Tickets {
		ids = append(ids, t.Agent)
	}
	names, err := v.session.Names(v.ctx, ids...)
	if err != nil {
		return err
	}
	var reviewed, right, quality int
	for _, t := range s.Tickets {
		r := sampleRow{
			Number: t.Number, URL: withQuery(v.at("tickets", t.Number), "sample", query.Encode()), Subject: v.said(t.Subject), Team: v.teamName(c, t.Team),
			Closed: t.Closed, Rating: t.Rating, Quality: t.Review.Quality, Wrong: t.Review.Closing == ticket.ClosedWrongly,
		}
		if t.Agent != "" {
			r.Agent = v.name(names, t.Agent)
		}
		if !t.Review.IsZero() {
			r.Closing = v.finding(t.Review.Closing)
			reviewed++
			quality += t.Review.Quality
			if !r.Wrong {
				right++
			}
		}
		p.Rows = append(p.Rows, r)
	}
	p.Found = v.say.Text("sample.found", map[string]string{"closed": itoa(s.Closed), "drawn": itoa(len(s.Tickets)), "reviewed": itoa(reviewed)})
	if reviewed > 0 {
		p.Results = v.say.Text("sample.results", map[string]string{
			"right": itoa(right), "reviewed": itoa(reviewed), "quality": v.average(float64(quality) / float64(reviewed)),
		})
	}
	return nil
}

// sampleAgain is the address of the sample in which the ticket that is shown was drawn;
// empty when it was opened from elsewhere.
func (v *visit) sampleAgain() string {
	q, err := url.ParseQuery(v.r.URL.Query().Get("sample"))
	if err != nil || len(q) == 0 {
		return ""
	}
	return v.at("sample") + "?" + q.Encode()
}

// average is a number with one digit after the comma.
func (v *visit) average(n float64) string {
	return strings.Replace(strconv.FormatFloat(n, 'f', 1, 64), ".", v.say.Text("number.decimal", nil), 1)
}
