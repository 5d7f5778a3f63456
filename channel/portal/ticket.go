package portal

import (
	"net/http"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// ticketPage is the console with a ticket beside the list.
type ticketPage struct {
	Rail []link
	List listPane

	Number, Subject, URL string
	Query                string // of the list beside it, to be kept
	Version              int64
	Kind, Category       string
	Priority             bars
	Plan, Rule           string
	Regulation           int
	Stage, Phase         string
	Team, Agent, Vendor  string
	Requester, Phone     string
	ContactURL           string
	Organization         string
	Channel, Author      string
	Opened               time.Time
	Age                  string
	Due                  due
	Wait                 ticket.Wait
	Solution             string
	Rating               int
	Observers            []string

	Works    bool // the ticket is this person's to work on
	Open     bool
	Done     bool
	Moves    []way
	Messages []message
	Forms    map[string]form
	Stray    *stray
	Reply    bool
	Note     bool
	Classify bool
	Unsorted bool // the classification task is open
	Assign   assignPane
	Waits    bool
	Resume   bool
	Links    []ticketLink
	Waited   string // how long it has waited

	timePane
	watchPane
	linksPane
	followersPane
	closingPane

	FreeCategory bool // a category is whatever people write

	Estimates []option
	Tasks     []task
	AddTask   bool
	Fields    []fieldSection // that something stands in
	Fill      []fieldSection // to be filled in; none when they may not
	Checklist []string
	Script    string
	Templates []link
	RuleWhy   string // why the rule chose the plan, where it tells
	Accounts  []account
	Visits    []visited
	Journal   []entry

	Categories, Priorities, Agents, Teams, Vendors []option
}

// Form is one of the page's forms: as it came back, or blank.
func (p ticketPage) Form(name string) form {
	if f, ok := p.Forms[name]; ok {
		return f
	}
	return blank(name)
}

type visited struct {
	Stage, Elapsed string
	From           time.Time
	Present        bool
	Share          int
}

func (v *visit) ticket() error {
	if !v.rights.Staff {
		return v.see(v.at("requests", v.r.PathValue("number")))
	}
	return v.ticketPage(http.StatusOK, form{})
}

// ticketPage shows the ticket; failed is the form that came back, if one did.
func (v *visit) ticketPage(status int, failed form) error {
	id, err := v.named()
	if err != nil {
		return err
	}
	s, err := v.session.Story(v.ctx, id)
	if err != nil {
		return err
	}
	query := keep(v.r.URL.Query())
	p := ticketPage{Forms: map[string]form{}, URL: v.at("tickets", s.Ticket.Number)}
	if len(query) > 0 {
		p.Query = "?" + query.Encode()
	}
	if failed.Name != "" {
		p.Forms[failed.Name] = failed
	}
	if p.List, err = v.list(query, s.Ticket.Number); err != nil {
		return err
	}
	if p.Rail, err = v.rail(p.List.Queue); err != nil {
		return err
	}
	c, err := v.circle()
	if err == nil {
		err = v.meet(&c, s.Ticket.Organization)
	}
	if err != nil {
		return err
	}
	v.ticketHead(&p, s, c)
	v.ticketForms(&p, s, c)
	v.ticketTasks(&p, s)
	v.ticketVisits(&p, s)
	v.ticketLinks(&p, s)
	v.ticketClosing(&p, s)
	if err := v.ticketTime(&p, s); err != nil {
		return err
	}
	if err := v.ticketWatch(&p); err != nil {
		return err
	}
	if err := v.ticketFollowers(&p, s, c); err != nil {
		return err
	}
	for _, m := range s.Messages {
		p.Messages = append(p.Messages, v.message(s, m))
	}
	if err := v.ticketFields(&p, s, failed); err != nil {
		return err
	}
	p.Accounts = v.accounts(s)
	p.Moves = v.ways(s, failed)
	p.Stray = strayed(failed, p.offered()...)
	p.Journal = v.journal(s, c)
	v.show(status, "ticket", s.Ticket.Number+" "+v.said(s.Ticket.Subject), p)
	return nil
}

func (v *visit) ticketHead(p *ticketPage, s helpdesk.Story, c circle) {
	t := s.Ticket
	p.Number, p.Subject, p.Version = t.Number, v.said(t.Subject), t.Version
	p.Kind, p.Category, p.Priority = v.kind(t.Kind), v.category(t.Category), v.bars(t.Priority)
	p.Plan, p.Rule, p.Regulation = v.plan(t.Plan), t.Rule, t.Regulation
	p.Stage, p.Phase, p.Team = v.stage(t.Stage), string(t.Phase), v.teamName(c, t.Team)
	if t.Agent != "" {
		p.Agent = v.name(s.Names, t.Agent)
	}
	if t.Vendor != "" {
		p.Vendor = v.teamName(c, t.Vendor)
	}
	p.Requester, p.Phone, p.ContactURL = v.name(s.Names, t.Requester), t.Phone, v.at("people", t.Requester)
	if p.Phone == ticket.ErasedMark { // nobody can call it
		p.Phone = ""
	}
	p.Organization, p.Channel = c.organization(t.Organization), v.channel(t.Channel)
	if t.Author != t.Requester {
		p.Author = v.name(s.Names, t.Author)
	}
	for _, o := range t.Observers {
		p.Observers = append(p.Observers, v.name(s.Names, o))
	}
	p.Opened, p.Age, p.Due, p.Wait = t.Opened, v.say.Duration(s.Age()), v.due(t), t.Waits()
	if p.Wait.On() {
		p.Waited = v.say.Duration(v.now.Sub(p.Wait.Since))
	}
	p.Solution, p.Rating, p.Links = v.said(t.Solution), t.Rating, v.links(t.Links, "tickets")
}

// ticketVisits tells the stages that the ticket has gone through.
func (v *visit) ticketVisits(p *ticketPage, s helpdesk.Story) {
	var most time.Duration
	for _, x := range s.Visits {
		most = max(most, x.Elapsed)
	}
	for _, x := range s.Visits {
		stay := visited{Stage: v.stage(x.Stage), Elapsed: v.say.Duration(x.Elapsed), From: x.From, Present: x.Until.IsZero()}
		if most > 0 {
			stay.Share = max(1, int(100*x.Elapsed/most))
		}
		p.Visits = append(p.Visits, stay)
	}
}

func (v *visit) message(s helpdesk.Story, m ticket.Message) message {
	x := message{
		Author: v.name(s.Names, m.Author), At: m.At, Side: string(m.Side), Purpose: string(m.Purpose),
		Text: v.said(m.Text), Internal: m.Audience == ticket.Internal, Own: m.Side == ticket.SideRequester, Automatic: m.Automatic,
	}
	if m.Channel != ticket.ChannelAPI && m.Audience == ticket.Public {
		x.Channel = v.channel(m.Channel)
	}
	switch {
	case m.OnBehalf != "":
		x.OnBehalf = v.name(s.Names, m.OnBehalf)
	case m.Side == ticket.SideRequester && m.Author == s.Ticket.Author && m.Author != s.Ticket.Requester:
		x.OnBehalf = v.name(s.Names, s.Ticket.Requester)
	}
	return x
}

// ticketWhy tells how a clock of the ticket came to its due.
func (v *visit) ticketWhy() error {
	if err := v.staff(); err != nil {
		return err
	}
	id, err := v.named()
	if err != nil {
		return err
	}
	t, err := v.session.Ticket(v.ctx, id)
	if err != nil {
		return err
	}
	e, err := v.session.Explain(v.ctx, id, v.r.PathValue("clock"))
	if err != nil {
		return err
	}
	v.show(http.StatusOK, "why", v.say.Text("why.title", nil), v.why(e, t.Number+" "+v.said(t.Subject), v.at("tickets", t.Number)))
	return nil
}
