package portal

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type organizationsPage struct {
	Tabs         []link
	Text, Action string
	New          string
	Found        []organizationRow
	Next, First  string // the addresses of the next page and of the first, where there are
}

type organizationRow struct {
	Name, URL, Domains string
	Inactive           bool
}

func (v *visit) organizations() error {
	query := v.r.URL.Query()
	p := organizationsPage{Tabs: v.tabs("organizations"), Text: strings.TrimSpace(query.Get("text")), Action: v.at("organizations")}
	list, next, err := v.session.Organizations(v.ctx, storage.OrganizationQuery{Text: p.Text, After: query.Get("after"), Limit: 100})
	if err != nil {
		return err
	}
	if next != "" {
		p.Next = withQuery(p.Action, "text", p.Text, "after", next)
	}
	if query.Get("after") != "" {
		p.First = withQuery(p.Action, "text", p.Text)
	}
	if v.rights.May(helpdesk.VerbPeople) {
		p.New = v.at("add", "organization")
	}
	for _, o := range list {
		p.Found = append(p.Found, organizationRow{Name: o.Name, URL: v.at("organizations", o.ID), Domains: joined(o.Domains), Inactive: o.Inactive})
	}
	v.show(http.StatusOK, "organizations", v.say.Text("nav.organizations", nil), p)
	return nil
}

// organizationPage is what is known of an organization.
type organizationPage struct {
	Name, ID, Domains string
	Inactive          bool
	Parent            link
	Tickets, News     string
	Edit, NewContract string
	Merge             *recordPage
	Contracts         []balanceCard
	People            []person
}

func (v *visit) organization() error { return v.organizationAs(http.StatusOK, form{}) }

func (v *visit) organizationAs(status int, failed form) error {
	if err := v.staff(); err != nil {
		return err
	}
	o, err := v.session.Organization(v.ctx, v.r.PathValue("organization"))
	if err != nil {
		return err
	}
	p := organizationPage{Name: o.Name, ID: o.ID, Domains: joined(o.Domains), Inactive: o.Inactive, Tickets: withQuery(v.at("queues", "all"), "organization", o.ID), News: v.at("organizations", o.ID, "news")}
	if o.Parent != "" {
		above, err := v.session.Organization(v.ctx, o.Parent)
		if err != nil {
			return err
		}
		p.Parent = link{Title: above.Name, URL: v.at("organizations", above.ID)}
	}
	if v.rights.Scope.All {
		balances, err := v.session.BalancesOf(v.ctx, storage.ContractQuery{Organizations: []string{o.ID}})
		if err != nil {
			return err
		}
		for _, b := range balances {
			card := v.balance(b)
			card.URL = v.at("contracts", b.Contract)
			p.Contracts = append(p.Contracts, card)
		}
	}
	if p.People, _, err = v.find(storage.PeopleQuery{Organizations: []string{o.ID}, Active: true, Limit: 200}); err != nil {
		return err
	}
	if v.rights.May(helpdesk.VerbPeople) {
		p.Edit, p.NewContract = v.at("organizations", o.ID, "edit"), withQuery(v.at("add", "contract"), "organization", o.ID)
		f := blank("merge")
		if failed.Name == "merge" {
			f = failed
		}
		c := controls{v: v, form: f}
		options, err := v.organizationOptions("")
		if err != nil {
			return err
		}
		var others []option
		for _, x := range options {
			if x.Value != o.ID {
				others = append(others, x)
			}
		}
		c.choose("into", true, others)
		p.Merge = &recordPage{Title: v.say.Text("organizations.merge", nil), Hint: v.say.Text("organizations.merge.hint", nil), Action: v.at("organizations", o.ID, "merge"), Form: f, Controls: c.list}
	}
	v.show(status, "organization", o.Name, p)
	return nil
}

func (v *visit) organizationNew() error {
	return v.organizationForm(http.StatusOK, "", blank("organization"))
}

func (v *visit) organizationEdit() error {
	o, err := v.session.Organization(v.ctx, v.r.PathValue("organization"))
	if err != nil {
		return err
	}
	f := blank("organization", "version", strconv.FormatInt(o.Version, 10), "name", o.Name, "domains", strings.Join(o.Domains, "\n"), "parent", o.Parent)
	if o.Inactive {
		f.Values.Set("inactive", "yes")
	}
	return v.organizationForm(http.StatusOK, o.ID, f)
}

func (v *visit) organizationForm(status int, id string, f form) error {
	if err := v.manages(); err != nil {
		return err
	}
	options, err := v.organizationOptions(f.Value("parent"))
	if err != nil {
		return err
	}
	c := controls{v: v, form: f}
	c.called(id)
	c.add("lines", "domains", false)
	c.choose("parent", false, options)
	if id != "" {
		c.add("flag", "inactive", false)
	}
	p := v.recordPage("organization", "organizations", id, f, c.list)
	if id != "" {
		p = p.whose(v.at("organizations", id), or(f.Value("name"), id))
	}
	return v.record(status, p)
}

func (v *visit) organizationSaved() error {
	id := v.r.PathValue("organization")
	o := ticket.Organization{ID: id, Version: v.versionSent(), Name: v.value("name"), Domains: lines(v.value("domains")), Parent: v.value("parent"), Inactive: v.value("inactive") != ""}
	if id == "" {
		o.ID, o.Version = newKey(v.value("id"), rand.Text()), 0
	}
	_, err := v.session.PutOrganization(v.ctx, o)
	return v.saved("organization", "saved", err, func() string { return v.at("organizations", o.ID) },
		func(status int, f form) error { return v.organizationForm(status, id, f) })
}

func (v *visit) organizationMerged() error {
	id := v.r.PathValue("organization")
	_, err := v.session.MergeOrganizations(v.ctx, id, v.value("into"))
	return v.saved("merge", "merge", err, func() string { return v.at("organizations", v.value("into")) },
		func(status int, f form) error { return v.organizationAs(status, f) })
}
