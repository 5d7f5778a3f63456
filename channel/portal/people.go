package portal

import (
	"net/http"
	"strings"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// peoplePage finds people.
type peoplePage struct {
	Tabs         []link
	New          string
	Text, Action string
	Found        []person
	First, Next  string
}

type person struct {
	ID, Name, URL, Email, Phone, Organization, Roles string
	Inactive                                         bool
	Away                                             string // not there now, in words
	Zone, OrganizationURL                            string
	RegisterURL                                      string
}

func (v *visit) people() error {
	query := v.r.URL.Query()
	p := peoplePage{Tabs: v.tabs("people"), Text: strings.TrimSpace(query.Get("text")), Action: v.at("people")}
	found, next, err := v.find(storage.PeopleQuery{Text: p.Text, After: query.Get("after"), Limit: 100})
	if err != nil {
		return err
	}
	p.Found = found
	if next != "" {
		p.Next = withQuery(p.Action, "text", p.Text, "after", next)
	}
	if query.Get("after") != "" {
		p.First = withQuery(p.Action, "text", p.Text)
	}
	if v.rights.May(helpdesk.VerbPeople) {
		p.New = v.at("add", "person")
	}
	v.show(http.StatusOK, "people", v.say.Text("people.title", nil), p)
	return nil
}

// find answers a page of the people that match, as the pages show them, and where the
// next one begins.
func (v *visit) find(q storage.PeopleQuery) (list []person, next string, err error) {
	found, next, err := v.session.People(v.ctx, q)
	if err != nil {
		return nil, "", err
	}
	first, _, err := v.session.Organizations(v.ctx, storage.OrganizationQuery{})
	if err != nil {
		return nil, "", err
	}
	c := circle{organizations: first}
	ids := make([]string, len(found))
	for i, x := range found {
		ids[i] = x.Organization
	}
	if err := v.meet(&c, ids...); err != nil {
		return nil, "", err
	}
	away, err := v.away()
	if err != nil {
		return nil, "", err
	}
	for _, x := range found {
		p := v.personOf(x, c.organization(x.Organization))
		p.Away = away[x.ID]
		list = append(list, p)
	}
	return list, next, nil
}

func (v *visit) personOf(x ticket.Person, organization string) person {
	var roles []string
	for _, r := range x.Roles {
		if r.Staff() {
			roles = append(roles, string(r))
		}
	}
	p := person{
		ID: x.ID, Name: v.called(x.Name), URL: v.at("people", x.ID), Email: x.Email, Phone: x.Phone, Organization: organization, Inactive: x.Inactive,
		Roles: v.titles(joined(roles), func(r string) string { return v.say.Text("role."+r, nil) }),
	}
	if p.Name == "" {
		p.Name = x.ID
	}
	if !x.Inactive && v.rights.May(helpdesk.VerbRegister) {
		p.RegisterURL = withQuery(v.at("register"), "person", x.ID)
	}
	return p
}

// personPage is the contact card: who it is and what is open.
type personPage struct {
	Person   person
	Open     []row
	Absences []absenceRow // now and to come
	Plan     string       // the address of his work plan, where he takes tickets
	Acts     personActs
}

func (v *visit) person() error { return v.personAs(http.StatusOK, form{}) }

// personAs shows the card; failed is the form that came back with something wrong.
func (v *visit) personAs(status int, failed form) error {
	c, err := v.session.Contact(v.ctx, v.r.PathValue("person"))
	if err != nil {
		return err
	}
	p, err := v.card(c)
	if err != nil {
		return err
	}
	absences, err := v.session.Absences(v.ctx, storage.AbsenceQuery{People: []string{c.Person.ID}, From: v.now})
	if err != nil {
		return err
	}
	if p.Absences, err = v.absenceRows(absences); err != nil {
		return err
	}
	if len(takers([]ticket.Person{c.Person})) > 0 && !c.Person.Inactive {
		p.Plan = withQuery(v.at("schedule"), "person", c.Person.ID)
	}
	for i := range p.Absences { // it is his own page
		p.Absences[i].URL = ""
	}
	if p.Acts, err = v.doings(c.Person, failed); err != nil {
		return err
	}
	v.show(status, "person", p.Person.Name, p)
	return nil
}

func (v *visit) contact(id string) (personPage, error) {
	c, err := v.session.Contact(v.ctx, id)
	if err != nil {
		return personPage{}, err
	}
	return v.card(c)
}

func (v *visit) card(c helpdesk.Contact) (personPage, error) {
	around := circle{organizations: []ticket.Organization{c.Organization}}
	rows, err := v.rows(c.Open, around, nil, "")
	p := v.personOf(c.Person, c.Organization.Name)
	if p.Zone = c.Person.Zone; c.Person.Organization != "" {
		p.OrganizationURL = v.at("organizations", c.Person.Organization)
	}
	return personPage{Person: p, Open: rows}, err
}
