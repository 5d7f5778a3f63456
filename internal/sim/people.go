package main

import (
	"context"
	"fmt"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const (
	organizations = 40
	requesters    = 3 // of each organization
	manager       = "olga"
	administrator = "nina"
	vendor        = "hoster" // the team of a third company
)

// lines are the agents of each team on the first day, twelve of the company's own.
func lines() map[string][]string {
	return map[string][]string{
		"line1": {"line1-1", "line1-2", "line1-3", "line1-4"},
		"line2": {"line2-1", "line2-2", "line2-3", "line2-4", "line2-5"},
		"line3": {"line3-1", "line3-2", "line3-3"},
		vendor:  {"hoster-1", "hoster-2"},
	}
}

// teams are the teams in their order.
var teams = []string{"line1", "line2", "line3", vendor}

// regulation is the built-in one, with the second line's tickets given out by load, and
// breaches told to the operations manager.
func regulation() helpdesk.Regulation {
	r := helpdesk.Levels()
	for i, t := range r.Teams {
		if t.Key == "line2" {
			r.Teams[i].Distribution = &helpdesk.Distribution{By: helpdesk.ByLoad}
		}
	}
	r.Escalations = append(r.Escalations, helpdesk.Escalation{On: helpdesk.OnBreach, Tell: []string{helpdesk.TellOperations}})
	return r
}

// seat fills the directory.
func (w *world) seat(ctx context.Context) error {
	setup := w.desk.As(helpdesk.System("setup"))
	for n := range organizations {
		id := fmt.Sprintf("org-%02d", n+1)
		w.titles[id] = "ООО «Организация " + id + "»"
		if _, err := setup.PutOrganization(ctx, ticket.Organization{ID: id, Name: w.titles[id]}); err != nil {
			return err
		}
		if err := w.buy(ctx, n, id); err != nil {
			return err
		}
		for m := range requesters {
			who := fmt.Sprintf("%s-%d", id, m+1)
			if err := person(ctx, setup, who, id, ticket.RoleRequester); err != nil {
				return err
			}
			w.requesters = append(w.requesters, who)
		}
	}
	if err := person(ctx, setup, manager, "", ticket.RoleOperationsManager); err != nil {
		return err
	}
	if err := person(ctx, setup, administrator, "", ticket.RoleAdministrator, ticket.RoleAgent); err != nil {
		return err
	}
	for _, key := range teams {
		for _, id := range w.lines[key] {
			if err := person(ctx, setup, id, "", ticket.RoleAgent); err != nil {
				return err
			}
		}
		if _, err := setup.PutTeam(ctx, ticket.Team{ID: key, Name: key, Members: w.lines[key], Outside: key == vendor}); err != nil {
			return err
		}
	}
	return nil
}

// person writes somebody new. Nobody gives a role that he does not have himself.
func person(ctx context.Context, by *helpdesk.Session, id, organization string, roles ...ticket.Role) error {
	_, err := by.PutPerson(ctx, ticket.Person{ID: id, Name: id, Organization: organization, Language: "ru", Roles: roles})
	return err
}
