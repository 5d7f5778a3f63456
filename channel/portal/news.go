package portal

import (
	"net/http"
	"net/url"
	"time"

	"github.com/helpdesk-go/helpdesk"
)

// newsPage is what happened lately, the newest first.
type newsPage struct {
	Title, Hint string
	Back        link // to the organization, of the staff's page
	News        []newsRow
	Older       string // the address of the next page
	First       string // the address of the first page, where this is another
}

// newsRow is one thing that happened to one request.
type newsRow struct {
	Kind, Text, Name        string
	At                      time.Time
	Number, URL, Subject    string
	Type, Category, Urgency string // of a request that was opened
}

// news is the feed of the requests that somebody may read.
func (v *visit) news() error {
	p := newsPage{Title: v.say.Text("news.title", nil), Hint: v.say.Text("news.hint", nil)}
	return v.newsOf(p, "", "requests", "news")
}

// organizationNews is the feed of an organization, for the staff.
func (v *visit) organizationNews() error {
	if err := v.staff(); err != nil {
		return err
	}
	o, err := v.session.Organization(v.ctx, v.r.PathValue("organization"))
	if err != nil {
		return err
	}
	p := newsPage{Title: v.say.Text("news.title", nil), Back: link{Title: o.Name, URL: v.at("organizations", o.ID)}}
	return v.newsOf(p, o.ID, "tickets", "organizations", o.ID, "news")
}

// newsOf shows a page of a feed whose tickets are in an area and whose own address is at.
func (v *visit) newsOf(p newsPage, organization, area string, at ...string) error {
	before, err := cursor(v.r.URL.Query().Get("before"))
	if err != nil {
		return err
	}
	list, next, err := v.session.News(v.ctx, helpdesk.NewsQuery{Organization: organization, Limit: 30, Before: before})
	if err != nil {
		return err
	}
	for _, n := range list {
		row := newsRow{
			Kind: string(n.Kind), Name: n.Name, At: n.At, Number: n.Number, URL: v.at(area, n.Number), Subject: v.said(n.Subject),
			Text: v.say.Text("news."+string(n.Kind), map[string]string{"step": v.step(n.Step), "time": v.say.Time(n.Closes, v.now, v.Location)}),
		}
		if r := n.Request; r != nil {
			row.Type, row.Category, row.Urgency = v.kind(r.Kind), v.category(r.Category), v.priority(r.Priority)
		}
		p.News = append(p.News, row)
	}
	if !next.IsZero() {
		p.Older = v.at(at...) + "?" + url.Values{"before": {cursorText(next)}}.Encode()
	}
	if !before.IsZero() {
		p.First = v.at(at...)
	}
	v.show(http.StatusOK, "news", p.Title, p)
	return nil
}
