package portal

import (
	"errors"
	"net/url"
	"slices"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// circle are the people, teams and organizations that lists name.
type circle struct {
	staff         []ticket.Person
	teams         []ticket.Team
	organizations []ticket.Organization
	away          map[string]string // who is not there now, by id, in words
}

func (v *visit) circle() (c circle, err error) {
	if c.staff, _, err = v.session.People(v.ctx, storage.PeopleQuery{Staff: true, Active: true}); err != nil {
		return c, err
	}
	if c.teams, err = v.session.Teams(v.ctx); err != nil {
		return c, err
	}
	if c.away, err = v.away(); err != nil {
		return c, err
	}
	c.organizations, _, err = v.session.Organizations(v.ctx, storage.OrganizationQuery{})
	return c, err
}

// meet adds the organizations that are beyond the first page of the list.
func (v *visit) meet(c *circle, ids ...string) error {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if id == "" || slices.ContainsFunc(c.organizations, func(o ticket.Organization) bool { return o.ID == id }) {
			continue
		}
		o, err := v.session.Organization(v.ctx, id)
		if errors.Is(err, helpdesk.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		o.ID = id // it may be called by what it was before it was merged
		c.organizations = append(c.organizations, o)
	}
	return nil
}

// agent is one of the staff to choose, with what has to be known of him.
func (c circle) agent(p ticket.Person) string {
	if away := c.away[p.ID]; away != "" {
		return p.Name + " — " + away
	}
	return p.Name
}

func (c circle) organization(id string) string {
	for _, o := range c.organizations {
		if o.ID == id {
			return o.Name
		}
	}
	return id
}

// teamName is what a team is called: by the regulation, or by the directory.
func (v *visit) teamName(c circle, id string) string {
	if title := v.team(id); title != id {
		return title
	}
	for _, t := range c.teams {
		if t.ID == id {
			return t.Name
		}
	}
	return id
}

// choices are the fields of the filter, with what is chosen.
func (v *visit) choices(query url.Values, order ticket.Order, c circle) []choice {
	field := func(name string, options []option) choice {
		chosen := query.Get(name)
		for i := range options {
			options[i].Chosen = options[i].Value == chosen
		}
		return choice{Name: name, Title: v.say.Text("filter."+name, nil), Options: append([]option{{Title: v.say.Text("filter.any", nil), Chosen: chosen == ""}}, options...)}
	}
	var stages, categories, agents, organizations, orders []option
	for _, s := range v.rules.Stages {
		stages = append(stages, option{Value: s.Key, Title: v.stage(s.Key)})
	}
	for _, x := range v.rules.Categories {
		categories = append(categories, option{Value: x.Key, Title: v.category(x.Key)})
	}
	for _, p := range c.staff {
		agents = append(agents, option{Value: p.ID, Title: p.Name})
	}
	for _, o := range c.organizations {
		organizations = append(organizations, option{Value: o.ID, Title: o.Name})
	}
	for _, o := range ticket.Orders() {
		orders = append(orders, option{Value: string(o), Title: v.say.Text("order."+string(o), nil), Chosen: o == order})
	}
	list := []choice{field("stage", stages)}
	if len(categories) > 0 { // else they are whatever people write
		list = append(list, field("category", categories))
	}
	list = append(list, field("priority", v.priorities("-")), field("team", v.teamOptions(c)), field("agent", agents), field("organization", organizations))
	list = append(list, v.fieldChoices(query)...)
	return append(list, choice{Name: "order", Title: v.say.Text("filter.order", nil), Options: orders})
}

// fieldChoices are the custom fields by which a list can be narrowed: one of its choices,
// or the whole value. Long texts are nothing to look for whole.
func (v *visit) fieldChoices(query url.Values) []choice {
	var list []choice
	for _, f := range v.rules.Fields {
		if f.Kind == helpdesk.KindLines {
			continue
		}
		c := choice{Name: fieldFilter + f.Key, Title: v.title(f.Title, f.Key), Input: "text"}
		c.Value = query.Get(c.Name)
		switch f.Kind {
		case helpdesk.KindChoice:
			c.Options = []option{{Title: v.say.Text("filter.any", nil), Chosen: c.Value == ""}}
			for _, x := range f.Choices {
				c.Options = append(c.Options, option{Value: x.Key, Title: v.title(x.Title, x.Key), Chosen: x.Key == c.Value})
			}
		case helpdesk.KindDate:
			c.Input = "date"
		}
		list = append(list, c)
	}
	return list
}

// teamOptions are the teams to choose from: those of the regulation and of the directory.
func (v *visit) teamOptions(c circle) []option {
	var list []option
	for _, t := range v.rules.Teams {
		list = append(list, option{Value: t.Key, Title: v.team(t.Key)})
	}
	for _, t := range c.teams {
		if !slices.ContainsFunc(list, func(o option) bool { return o.Value == t.ID }) {
			list = append(list, option{Value: t.ID, Title: t.Name})
		}
	}
	return list
}
