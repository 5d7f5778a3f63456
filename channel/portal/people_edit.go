package portal

import (
	"crypto/rand"
	"net/http"
	"strconv"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func (v *visit) personNew() error {
	return v.personForm(http.StatusOK, "", blank("person", "language", v.say.Code()))
}

func (v *visit) personEdit() error {
	p, err := v.session.PersonAsKept(v.ctx, v.r.PathValue("person"))
	if err != nil {
		return err
	}
	f := blank("person", "version", strconv.FormatInt(p.Version, 10), "name", p.Name, "email", p.Email, "phone", p.Phone,
		"organization", p.Organization, "language", p.Language, "zone", p.Zone)
	for _, r := range p.Roles {
		f.Values.Add("roles", string(r))
	}
	if p.Inactive {
		f.Values.Set("inactive", "yes")
	}
	return v.personForm(http.StatusOK, p.ID, f)
}

// personForm shows the form of a person, of a new one without an id.
func (v *visit) personForm(status int, id string, f form) error {
	if err := v.manages(); err != nil {
		return err
	}
	organizations, err := v.organizationOptions(f.Value("organization"))
	if err != nil {
		return err
	}
	c := controls{v: v, form: f}
	c.called(id)
	c.add("email", "email", false)
	c.add("tel", "phone", false)
	c.choose("organization", false, organizations)
	var languages, roles []option
	for _, code := range lang.Codes() {
		languages = append(languages, option{Value: code, Title: lang.In(code).Text("language", nil)})
	}
	c.choose("language", false, languages)
	c.add("text", "zone", false)
	for _, r := range ticket.Roles() {
		if r.Staff() {
			roles = append(roles, option{Value: string(r), Title: v.say.Text("role."+string(r), nil)})
		}
	}
	c.add("ticks", "roles", false, roles...)
	if id != "" {
		c.add("flag", "inactive", false)
	}
	p := v.recordPage("person", "people", id, f, c.list)
	if id != "" {
		p = p.whose(v.at("people", id), or(f.Value("name"), id))
	}
	return v.record(status, p)
}

func (v *visit) personSaved() error {
	id := v.r.PathValue("person")
	p := ticket.Person{
		ID: id, Version: v.versionSent(), Name: v.value("name"), Email: v.value("email"), Phone: v.value("phone"), Organization: v.value("organization"),
		Language: v.value("language"), Zone: v.value("zone"), Inactive: v.value("inactive") != "",
	}
	if id == "" {
		p.ID, p.Version = newKey(v.value("id"), rand.Text()), 0
	}
	for _, r := range v.r.PostForm["roles"] {
		p.Roles = append(p.Roles, ticket.Role(r))
	}
	_, err := v.session.PutPerson(v.ctx, p)
	return v.saved("person", "saved", err, func() string { return v.at("people", p.ID) },
		func(status int, f form) error { return v.personForm(status, id, f) })
}

// personActs are what can be done about a person, beside changing him.
type personActs struct {
	Edit     string
	Data     string // where his data is given out and erased
	Absence  *recordPage
	HandOver *recordPage
	Leave    *recordPage
	Merge    *recordPage
}

// mayAbsences tells whether the reader may say of others that they are away.
func (v *visit) mayAbsences() bool {
	return v.rights.May(helpdesk.VerbPeople) || v.rights.Desk && v.rights.May(helpdesk.VerbAssign)
}

// doings are what the reader may do about a person; failed is the form that came back.
func (v *visit) doings(p ticket.Person, failed form) (a personActs, err error) {
	if v.rights.May(helpdesk.VerbErase) {
		a.Data = v.at("people", p.ID, "data")
	}
	people := v.rights.May(helpdesk.VerbPeople)
	others := v.mayAbsences()
	if p.Inactive || !others && p.ID != v.rights.Person.ID {
		if people {
			a.Edit = v.at("people", p.ID, "edit")
		}
		return a, nil
	}
	staff, _, err := v.session.People(v.ctx, storage.PeopleQuery{Staff: true, Active: true})
	if err != nil {
		return a, err
	}
	var to []option
	for _, o := range staffOptions(takers(staff)) {
		if o.Value != p.ID {
			to = append(to, o)
		}
	}
	act := func(name string, fields func(*controls)) *recordPage {
		f := blank(name)
		if failed.Name == name {
			f = failed
		}
		c := controls{v: v, form: f}
		fields(&c)
		return &recordPage{Title: v.say.Text("people."+name, nil), Action: v.at("people", p.ID, name), Form: f, Controls: c.list}
	}
	takes := p.Has(ticket.RoleAgent) || p.Has(ticket.RoleOperationsManager)
	if takes {
		a.Absence = act("absence", func(c *controls) {
			c.add("datetime-local", "from", true)
			c.add("datetime-local", "until", true)
			c.choose("stand_in", false, to)
			c.add("text", "note", false)
		})
	}
	hand := func(c *controls) {
		c.choose("to", false, to)
		c.add("text", "reason", false)
	}
	if takes && others {
		a.HandOver = act("handover", hand)
	}
	if people {
		a.Edit = v.at("people", p.ID, "edit")
		if p.ID != v.rights.Person.ID {
			a.Leave = act("leave", hand)
			a.Merge = act("merge", func(c *controls) { c.add("text", "into", true) })
		}
	}
	return a, nil
}

// personAct does something about a person, and shows him again.
func (v *visit) personAct(name string, do func(id string) error) error {
	id := v.r.PathValue("person")
	return v.saved(name, name, do(id), func() string { return v.at("people", id) }, v.personAs)
}

func (v *visit) handedOver() error {
	return v.personAct("handover", func(id string) error {
		_, err := v.session.HandOver(v.ctx, id, v.handing())
		return err
	})
}

func (v *visit) left() error {
	return v.personAct("leave", func(id string) error {
		_, err := v.session.Leave(v.ctx, id, v.handing())
		return err
	})
}

func (v *visit) personMerged() error {
	return v.personAct("merge", func(id string) error {
		_, err := v.session.MergePeople(v.ctx, id, v.value("into"))
		return err
	})
}

func (v *visit) handing() helpdesk.HandOver {
	return helpdesk.HandOver{To: v.value("to"), Reason: v.value("reason")}
}

func (v *visit) absent() error {
	return v.personAct("absence", func(id string) error {
		from, err := v.instant("from")
		if err != nil {
			return err
		}
		until, err := v.instant("until")
		if err != nil {
			return err
		}
		_, err = v.session.PutAbsence(v.ctx, ticket.Absence{Person: id, From: from, Until: until, StandIn: v.value("stand_in"), Note: v.value("note")})
		return err
	})
}

func (v *visit) present() error {
	if err := v.session.DropAbsence(v.ctx, v.r.PathValue("absence")); err != nil {
		return err
	}
	return v.see(withQuery(v.at("people", v.r.PathValue("person")), "done", "saved"))
}
