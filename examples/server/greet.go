package main

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// titles are the roles in the language of the terminal's reader, by rank.
var titles = []struct {
	role  ticket.Role
	title string
}{
	{ticket.RoleRequester, "заявитель"},
	{ticket.RoleAgent, "специалист"},
	{ticket.RoleOperationsManager, "менеджер операций"},
	{ticket.RoleQualityManager, "менеджер качества"},
	{ticket.RoleAdministrator, "администратор"},
}

// mostLinks is how many people a link is made for at most.
const mostLinks = 50

// greet prints where the server is and a sign-in link for each person.
func greet(p *program, desk *helpdesk.Desk, door *door, public *url.URL) error {
	office := desk.As(helpdesk.System("server"))
	people, _, err := office.People(p.ctx, storage.PeopleQuery{Active: true, Limit: mostLinks})
	if err != nil {
		return err
	}
	organizations, _, err := office.Organizations(p.ctx, storage.OrganizationQuery{})
	if err != nil {
		return err
	}
	teams, err := office.Teams(p.ctx)
	if err != nil {
		return err
	}
	slices.SortStableFunc(people, func(a, b ticket.Person) int { return cmp.Compare(rank(a), rank(b)) })
	fmt.Fprintf(p.stdout, "\n%s\n\nSign in as (these links work on this machine, until the server stops):\n", public)
	for _, person := range people {
		link := public.JoinPath("signin")
		link.RawQuery = url.Values{"token": {door.key(person.ID)}}.Encode()
		fmt.Fprintf(p.stdout, "  %s  %s\n", link, describe(person, organizations, teams))
	}
	_, err = fmt.Fprintln(p.stdout)
	return err
}

// rank is the place of a person's first role.
func rank(p ticket.Person) int {
	for i, t := range titles {
		if p.Has(t.role) {
			return i
		}
	}
	return 0
}

// describe tells a person in a line: name, roles, where from.
func describe(p ticket.Person, organizations []ticket.Organization, teams []ticket.Team) string {
	var words []string
	for _, t := range titles {
		if p.Has(t.role) {
			words = append(words, t.title)
		}
	}
	for _, o := range organizations {
		if o.ID == p.Organization {
			words = append(words, o.Name)
		}
	}
	for _, t := range teams {
		if t.HasMember(p.ID) {
			words = append(words, t.Name)
		}
	}
	if len(words) == 0 {
		return p.Name
	}
	return p.Name + " — " + strings.Join(words, ", ")
}
