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
	Text, Action string
	Found        []person
}

type person struct {
	ID, Name, URL, Email, Phone, Organization, Roles string
	Inactive                                         bool
	RegisterURL                                      string
}

func (v *visit) people() error {
	p := peoplePage{Text: strings.TrimSpace(v.r.URL.Query().Get("text")), Action: v.at("people")}
	var err error
	if p.Found, err = v.find(storage.PeopleQuery{Text: p.Text, Limit: 100}); err != nil {
		return err
	}
	v.show(http.StatusOK, "people", v.say.Text("people.title", nil), p)
	return nil
}

// find answers the people that match, as the pages show them.
func (v *visit) find(q storage.PeopleQuery) ([]person, error) {
	found, err := v.session.People(v.ctx, q)
	if err != nil {
		return nil, err
	}
	organizations, err := v.session.Organizations(v.ctx, "")
	if err != nil {
		return nil, err
	}
	c := circle{organizations: organizations}
	list := make([]person, 0, len(found))
	for _, x := range found {
		list = append(list, v.personOf(x, c.organization(x.Organization)))
	}
	return list, nil
}

func (v *visit) personOf(x ticket.Person, organization string) person {
	var roles []string
	for _, r := range x.Roles {
		if r.Staff() {
			roles = append(roles, string(r))
		}
	}
	p := person{
		ID: x.ID, Name: x.Name, URL: v.at("people", x.ID), Email: x.Email, Phone: x.Phone, Organization: organization, Inactive: x.Inactive,
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
	Person person
	Open   []row
}

func (v *visit) person() error {
	p, err := v.contact(v.r.PathValue("person"))
	if err != nil {
		return err
	}
	v.show(http.StatusOK, "person", p.Person.Name, p)
	return nil
}

func (v *visit) contact(id string) (personPage, error) {
	c, err := v.session.Contact(v.ctx, id)
	if err != nil {
		return personPage{}, err
	}
	around := circle{organizations: []ticket.Organization{c.Organization}}
	rows, err := v.rows(c.Open, around, nil, "")
	return personPage{v.personOf(c.Person, c.Organization.Name), rows}, err
}
