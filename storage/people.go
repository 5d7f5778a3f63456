package storage

import (
	"context"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// A Put writes the whole value if the stored one still has the value's Version
// (0: there is none yet), and answers the version it has now. ErrConflict otherwise.

// People keeps the built-in directory's people.
type People interface {
	// Person reads one person.
	Person(ctx context.Context, desk, id string) (ticket.Person, error)
	// ListPeople reads the people that match, by name and id.
	ListPeople(ctx context.Context, desk string, q PeopleQuery) ([]ticket.Person, error)
	// PutPerson writes a person.
	PutPerson(ctx context.Context, p ticket.Person) (int64, error)
}

// PeopleQuery says which people are wanted. Every field that is set narrows.
type PeopleQuery struct {
	IDs           []string
	Text          string // a part of the name, e-mail or phone, letters' case ignored
	Organizations []string
	Merged        string // duplicates of the person with this id
	Staff         bool   // those with a role of the staff
	Active        bool   // those who have not left
	After         string // the id of the last one read; empty is the beginning
	Limit         int    // 1 to 200
}

// OrganizationQuery asks for organizations.
type OrganizationQuery struct {
	Text  string // a part of the name, letters' case ignored
	After string // the id of the last one read; empty is the beginning
	Limit int    // 1 to 200
}

// Organizations keeps the built-in directory's organizations.
type Organizations interface {
	// Organization reads one organization.
	Organization(ctx context.Context, desk, id string) (ticket.Organization, error)
	// ListOrganizations reads those that match, by name, letters' case ignored, and id.
	ListOrganizations(ctx context.Context, desk string, q OrganizationQuery) ([]ticket.Organization, error)
	// PutOrganization writes an organization.
	PutOrganization(ctx context.Context, o ticket.Organization) (int64, error)
}

// Teams keeps the built-in directory's teams.
type Teams interface {
	// Team reads one team.
	Team(ctx context.Context, desk, id string) (ticket.Team, error)
	// ListTeams reads all teams of the desk, or those the person belongs to if one is named, by name and id.
	ListTeams(ctx context.Context, desk, member string) ([]ticket.Team, error)
	// Member reads one person with the teams he belongs to, by name and id: what
	// deciding rights takes, in one read.
	Member(ctx context.Context, desk, id string) (ticket.Person, []ticket.Team, error)
	// PutTeam writes a team with its members.
	PutTeam(ctx context.Context, t ticket.Team) (int64, error)
}
