package main

import (
	"context"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// staff are the people of every desk that is measured.
var staff = []ticket.Person{
	{ID: "anna", Name: "Анна Кузнецова", Phone: "+7 495 000-00-01", Organization: "vector"},
	{ID: "agent", Name: "Иван Петров", Roles: []ticket.Role{ticket.RoleAgent}},
}

// lines are their teams: the agent works in all of them.
var lines = []ticket.Team{
	{ID: "line1", Name: "1 линия", Members: []string{"agent"}},
	{ID: "line2", Name: "2 линия", Members: []string{"agent"}},
	{ID: "line3", Name: "3 линия", Members: []string{"agent"}},
}

var vector = ticket.Organization{ID: "vector", Name: "ООО «Вектор»"}

// hostPeople is a directory as a host brings it that has its people at hand.
type hostPeople struct{}

func (hostPeople) Person(_ context.Context, id string) (ticket.Person, error) {
	for _, p := range staff {
		if p.ID == id {
			return p, nil
		}
	}
	return ticket.Person{}, storage.ErrNotFound
}

func (h hostPeople) People(ctx context.Context, q storage.PeopleQuery) ([]ticket.Person, error) {
	var list []ticket.Person
	for _, id := range q.IDs {
		if p, err := h.Person(ctx, id); err == nil {
			list = append(list, p)
		}
	}
	return list, nil
}

func (hostPeople) Organization(context.Context, string) (ticket.Organization, error) {
	return vector, nil
}

func (hostPeople) Teams(context.Context) ([]ticket.Team, error) { return lines, nil }

// settle puts the people into a desk's own directory.
func settle(ctx context.Context, desk *helpdesk.Desk) error {
	setup := desk.As(helpdesk.System("setup"))
	if _, err := setup.PutOrganization(ctx, vector); err != nil {
		return err
	}
	for _, p := range staff {
		if _, err := setup.PutPerson(ctx, p); err != nil {
			return err
		}
	}
	for _, t := range lines {
		if _, err := setup.PutTeam(ctx, t); err != nil {
			return err
		}
	}
	return nil
}
