package portal

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/sheet"
)

// billingPage is the account: what was booked, as files and by the first lines, and the
// periods that are closed.
type billingPage struct {
	Tabs          []link
	Action        string
	From, Through string
	Filters       []choice
	Problem       string
	Lines         []billingRow
	More          bool
	Exports       []link
	Periods       []periodRow
	Close         recordPage
}

type billingRow struct {
	Day, Organization, Service, Number, URL, Task, Agent, Spent, Note string
	Minus                                                             bool
}

type periodRow struct {
	Number          int
	From, Until, By string
	At              time.Time
	Lines           int
	Spent           string
}

// mostLines is how many lines the page shows; the files have all.
const mostLines = 100

func (v *visit) billing() error { return v.billingAs(http.StatusOK, blank("close")) }

func (v *visit) billingAs(status int, f form) error {
	q := v.r.URL.Query()
	p := billingPage{Tabs: v.tabs("billing"), Action: v.at("billing"), From: q.Get("from"), Through: q.Get("through")}
	filter, err := v.billingFilter(q)
	if e := asError(err); err != nil {
		if e.Code != helpdesk.Invalid {
			return err
		}
		p.Problem = v.problem(e)
	}
	for l, err := range v.session.Billing(v.ctx, filter) {
		if err != nil {
			return err
		}
		if p.More = len(p.Lines) == mostLines; p.More {
			break
		}
		p.Lines = append(p.Lines, billingRow{
			Day: v.dayShort(l.Worked), Organization: l.OrganizationName, Service: l.ServiceTitle, Number: l.Number, URL: v.at("tickets", l.Number),
			Task: v.said(l.Title), Agent: short(l.Agent), Spent: v.span(l.Spent), Note: v.said(l.Note), Minus: l.Spent < 0,
		})
	}
	for _, format := range sheet.Formats() {
		export := url.Values{"format": {string(format)}}
		for _, name := range []string{"from", "through", "organization", "agent"} {
			if q.Get(name) != "" {
				export.Set(name, q.Get(name))
			}
		}
		p.Exports = append(p.Exports, link{Title: v.say.Text("billing.format."+string(format), nil), URL: v.at("billing", "export") + "?" + export.Encode(), Key: string(format)})
	}
	people, err := v.circle()
	if err != nil {
		return err
	}
	for _, x := range v.choices(q, "", people) {
		if x.Name == "organization" || x.Name == "agent" {
			p.Filters = append(p.Filters, x)
		}
	}
	if err := v.periods(&p); err != nil {
		return err
	}
	c := controls{v: v, form: f}
	c.add("date", "through", true)
	p.Close = recordPage{Title: v.say.Text("billing.close", nil), Action: v.at("billing", "close"), Form: f, Controls: c.list}
	v.show(status, "billing", v.say.Text("nav.billing", nil), p)
	return nil
}

func (v *visit) periods(p *billingPage) error {
	list, err := v.session.Periods(v.ctx)
	if err != nil {
		return err
	}
	var ids []string
	for _, x := range list {
		ids = append(ids, x.By)
	}
	names, err := v.session.Names(v.ctx, ids...)
	if err != nil {
		return err
	}
	for _, x := range list {
		r := periodRow{Number: x.Number, Until: v.until(x.Until), By: v.name(names, x.By), At: x.At, Lines: x.Lines, Spent: v.span(x.Spent)}
		if !x.From.IsZero() {
			r.From = v.dayShort(x.From)
		}
		p.Periods = append(p.Periods, r)
	}
	return nil
}

func (v *visit) billingFilter(q url.Values) (f helpdesk.BillingFilter, err error) {
	for name, list := range map[string]*[]string{"organization": &f.Organizations, "agent": &f.Agents} {
		if q.Get(name) != "" {
			*list = []string{q.Get(name)}
		}
	}
	read := func(name string) (time.Time, error) {
		if q.Get(name) == "" {
			return time.Time{}, nil
		}
		t, err := time.ParseInLocation(time.DateOnly, q.Get(name), v.Location)
		if err != nil {
			return time.Time{}, wrongDay(name, q.Get(name), v.now.In(v.Location))
		}
		return t, nil
	}
	var through time.Time
	var wrong error
	f.From, err = read("from")
	if through, wrong = read("through"); !through.IsZero() {
		f.Until = through.AddDate(0, 0, 1)
	}
	return f, errors.Join(err, wrong)
}

// billingExport answers with all bookings as a file.
func (v *visit) billingExport() error {
	q := v.r.URL.Query()
	filter, err := v.billingFilter(q)
	if err != nil {
		return err
	}
	format := sheet.Format(q.Get("format"))
	if v.say.Text("billing.format."+string(format), nil) == "billing.format."+string(format) {
		return notThere
	}
	rows := helpdesk.BillingRows(v.session.Billing(v.ctx, filter), v.Location)
	file, err := sheet.Spool(format, v.say.Texts("billing.column", helpdesk.BillingColumns()), rows)
	if err != nil {
		return err
	}
	v.download(file, "billing"+format.Extension(), format.ContentType())
	return nil
}

// billingClosed closes a period.
func (v *visit) billingClosed() error {
	last, err := v.day("through")
	if err == nil {
		_, err = v.session.ClosePeriod(v.ctx, last)
	}
	return v.saved("close", "closed", err, func() string { return v.at("billing") }, v.billingAs)
}
