package portal

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// listPane is a list of tickets with what narrows it.
type listPane struct {
	Title    string
	Action   string // where the filter form leads
	Queue    string
	Text     string
	Filters  []choice
	Narrowed bool // some filter is set
	Clear    string
	Rows     []row
	Next     string
	First    string // back to the beginning; empty when this is it
	Problem  string // what is wrong with the filter
}

// choice is one field of the filter.
type choice struct {
	Name, Title string
	Options     []option
	Input       string // the kind of the input where there are no options
	Value       string
}

// row is one ticket of the list.
type row struct {
	Number, URL, Subject string
	Priority             bars
	Kind, Category       string
	Organization, Person string
	Stage, Phase, Team   string
	Agent                string
	Due                  due
	Lacks                string // why nothing will happen by itself, in the list of those
	Updated              time.Time
	Current              bool
}

// bars are a priority as so many bars out of all.
type bars struct {
	Title string
	On    []bool // from the least, one a bar
	Top   bool   // the most pressing there is
}

// due is when a ticket is due, as a word and a share for a bar.
type due struct {
	State string // "running", "late", "paused", "none"
	Text  string
	At    time.Time
	Share int
}

// narrowing are the filters that stand in an address beside the queue.
var narrowing = []string{"stage", "category", "priority", "team", "agent", "organization"}

// list is the list that an address asks for; current is the ticket that is open beside it.
func (v *visit) list(query url.Values, current string) (listPane, error) {
	q, err := queueOf(query)
	if err != nil {
		return listPane{}, err
	}
	f, ok := q.of(v)
	p := listPane{Title: v.say.Text("queue."+q.key, nil), Queue: q.key, Action: v.at("queues", q.key), Text: query.Get("text"), Clear: v.at("queues", q.key)}
	if !ok {
		f.Agents = []string{v.rights.Person.ID}
	}
	narrow(&f, query)
	order := ticket.Order(query.Get("order"))
	if order == "" {
		order = q.order
	}
	after, err := cursor(query.Get("after"))
	if err != nil {
		return p, err
	}
	people, err := v.circle()
	if err == nil {
		err = v.meet(&people, query.Get("organization"))
	}
	if err != nil {
		return p, err
	}
	page, err := v.session.Tickets(v.ctx, storage.Query{Filter: f, Order: order, Limit: 50, After: after})
	if e := asError(err); err != nil {
		if e.Code != helpdesk.Invalid {
			return p, err
		}
		p.Problem = v.problem(e)
		for _, fault := range e.Faults {
			p.Problem = v.say.Text("filter."+fault.Field, nil) + ": " + v.fault(fault)
		}
	}
	if p.Rows, err = v.rows(page.Tickets, people, keep(query), current); err != nil {
		return p, err
	}
	p.Filters = v.choices(query, order, people)
	for _, name := range append(append(slices.Clone(narrowing), "text"), asksFields(query)...) {
		p.Narrowed = p.Narrowed || query.Get(name) != ""
	}
	if !page.Next.IsZero() {
		next := keep(query)
		next.Set("after", cursorText(page.Next))
		p.Next = p.Action + "?" + without(next, "queue").Encode()
	}
	if !after.IsZero() {
		first := keep(query)
		first.Del("after")
		p.First = p.Action + "?" + without(first, "queue").Encode()
	}
	return p, nil
}

// narrow puts what the address asks for into the filter.
func narrow(f *ticket.Filter, query url.Values) {
	f.Text = strings.TrimSpace(query.Get("text"))
	for name, field := range map[string]*[]string{
		"stage": &f.Stages, "category": &f.Categories, "priority": &f.Priorities,
		"team": &f.Teams, "agent": &f.Agents, "organization": &f.Organizations,
	} {
		if value := query.Get(name); value != "" {
			*field = []string{value}
		}
	}
	for _, name := range asksFields(query) {
		if f.Fields == nil {
			f.Fields = map[string]string{}
		}
		f.Fields[strings.TrimPrefix(name, fieldFilter)] = strings.TrimSpace(query.Get(name))
	}
}

// fieldFilter begins the names under which an address asks for custom fields.
const fieldFilter = "field."

// asksFields are the names of the custom fields that an address asks for, sorted.
func asksFields(query url.Values) []string {
	var names []string
	for name := range query {
		if strings.HasPrefix(name, fieldFilter) && strings.TrimSpace(query.Get(name)) != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// keep is what of an address belongs to the list, so that a ticket beside it keeps it.
func keep(query url.Values) url.Values {
	kept := url.Values{}
	for _, name := range append(append([]string{"queue", "text", "order", "after", "sample"}, narrowing...), asksFields(query)...) {
		if value := query.Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	return kept
}

func without(query url.Values, name string) url.Values {
	query.Del(name)
	return query
}

// rows says the tickets of a list.
func (v *visit) rows(tickets []ticket.Ticket, c circle, query url.Values, current string) ([]row, error) {
	var ids []string
	for _, t := range tickets {
		ids = append(ids, t.Requester, t.Agent)
	}
	names, err := v.session.Names(v.ctx, ids...)
	if err == nil {
		err = v.meet(&c, organizationsOf(tickets)...)
	}
	if err != nil {
		return nil, err
	}
	rows := make([]row, 0, len(tickets))
	for _, t := range tickets {
		r := row{
			Number: t.Number, URL: v.at("tickets", t.Number), Subject: v.said(t.Subject), Priority: v.bars(t.Priority), Kind: v.kind(t.Kind), Category: v.category(t.Category),
			Organization: c.organization(t.Organization), Person: v.name(names, t.Requester), Stage: v.stage(t.Stage), Phase: string(t.Phase), Team: v.teamName(c, t.Team),
			Due: v.due(t), Updated: t.Updated, Current: t.Number == current,
		}
		if len(query) > 0 {
			r.URL += "?" + query.Encode()
		}
		if query.Get("queue") == noStep {
			r.Lacks = v.lacks(t)
		}
		if t.Agent != "" {
			r.Agent = v.name(names, t.Agent)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func organizationsOf(tickets []ticket.Ticket) []string {
	ids := make([]string, len(tickets))
	for i, t := range tickets {
		ids[i] = t.Organization
	}
	return ids
}

func (v *visit) bars(priority string) bars {
	b := bars{Title: v.priority(priority)}
	at := slices.IndexFunc(v.rules.Priorities, func(p helpdesk.Priority) bool { return p.Key == priority })
	for i := range v.rules.Priorities {
		b.On = append(b.On, i <= at)
	}
	b.Top = at > 0 && at == len(v.rules.Priorities)-1
	return b
}

// due says when the running clock of a ticket ends. The bar goes by the time on the
// wall since the stage was entered: it is for the eye; the ticket's own page counts exactly.
func (v *visit) due(t ticket.Ticket) due {
	switch {
	case t.Due.IsZero() && t.Waits().On():
		return v.waits(t.Wait.Until)
	case t.Due.IsZero():
		return due{State: "none"}
	case !t.Due.After(v.now):
		return due{State: "late", At: t.Due, Share: 100, Text: v.say.Text("due.late", map[string]string{"time": v.say.Duration(v.now.Sub(t.Due))})}
	}
	d := due{State: "running", At: t.Due}
	if left := t.Due.Sub(v.now); left < 12*time.Hour {
		d.Text = v.say.Text("due.in", map[string]string{"time": v.say.Duration(left)})
	} else {
		d.Text = v.say.Text("due.until", map[string]string{"time": v.say.Time(t.Due, v.now, v.Location)})
	}
	if whole := t.Due.Sub(t.Entered); whole > 0 {
		d.Share = min(100, max(1, int(100*v.now.Sub(t.Entered)/whole)))
	}
	return d
}

// waits says that a ticket waits, and until when.
func (v *visit) waits(until time.Time) due {
	d := due{State: "paused", Text: v.say.Text("due.paused", nil)}
	switch {
	case until.IsZero():
	case until.Before(v.now):
		d.State, d.Text = "late", v.say.Text("due.contact_late", map[string]string{"time": v.say.Duration(v.now.Sub(until))})
		d.Share = 100
	default:
		d.Text = v.say.Text("due.paused_until", map[string]string{"time": v.say.Time(until, v.now, v.Location)})
	}
	return d
}
