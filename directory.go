package helpdesk

import (
	"context"
	"slices"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Directory tells who people are. The built-in one keeps them in the desk's store;
// a host that has its own people gives its own.
type Directory interface {
	// Person answers an error that is storage.ErrNotFound for somebody unknown.
	Person(ctx context.Context, id string) (ticket.Person, error)
	// People answers the people that match, by name and id.
	People(ctx context.Context, q storage.PeopleQuery) ([]ticket.Person, error)
	// Organization answers an error that is storage.ErrNotFound for one unknown.
	Organization(ctx context.Context, id string) (ticket.Organization, error)
	// Teams answers all teams of the desk with their members.
	Teams(ctx context.Context) ([]ticket.Team, error)
}

// Memberships is an extra power of a Directory: a person and his teams in one
// read. The rights of whoever asks are looked up at every call, so it is worth having.
type Memberships interface {
	// Member answers the person and the teams that he belongs to; an error that is
	// storage.ErrNotFound for somebody unknown.
	Member(ctx context.Context, id string) (ticket.Person, []ticket.Team, error)
}

// OrganizationList is an extra power of a Directory: to find organizations by name.
// Where it is missing, none are offered to choose from.
type OrganizationList interface {
	// Organizations answers those that match, by name, letters' case ignored, and id.
	Organizations(ctx context.Context, q storage.OrganizationQuery) ([]ticket.Organization, error)
}

// memberships reads person by person from a directory that cannot do better.
type memberships struct{ Directory }

func (d memberships) Member(ctx context.Context, id string) (ticket.Person, []ticket.Team, error) {
	p, err := d.Person(ctx, id)
	if err != nil || !p.Staff() {
		return p, nil, err
	}
	teams, err := d.Teams(ctx)
	teams = slices.DeleteFunc(slices.Clone(teams), func(t ticket.Team) bool { return !t.HasMember(id) })
	return p, teams, err
}

// builtinDirectory is the directory in the desk's store.
type builtinDirectory struct {
	desk  string
	store storage.Store
}

// Person answers for a duplicate with the person whom it was merged into.
func (d builtinDirectory) Person(ctx context.Context, id string) (p ticket.Person, err error) {
	err = followed(id, func(id string) (string, error) {
		p, err = d.store.Person(ctx, d.desk, id)
		return p.Merged, err
	})
	return p, err
}

func (d builtinDirectory) Member(ctx context.Context, id string) (p ticket.Person, teams []ticket.Team, err error) {
	err = followed(id, func(id string) (string, error) {
		p, teams, err = d.store.Member(ctx, d.desk, id)
		return p.Merged, err
	})
	return p, teams, err
}

// followed reads what an id stands for: of a duplicate, what it was merged into. No
// two were ever merged into each other, so there is an end.
func followed(id string, read func(string) (merged string, err error)) error {
	for {
		next, err := read(id)
		if err != nil || next == "" || next == id {
			return err
		}
		id = next
	}
}

func (d builtinDirectory) People(ctx context.Context, q storage.PeopleQuery) ([]ticket.Person, error) {
	return d.store.ListPeople(ctx, d.desk, q)
}

func (d builtinDirectory) Organization(ctx context.Context, id string) (o ticket.Organization, err error) {
	err = followed(id, func(id string) (string, error) {
		o, err = d.store.Organization(ctx, d.desk, id)
		return o.Merged, err
	})
	return o, err
}

func (d builtinDirectory) Organizations(ctx context.Context, q storage.OrganizationQuery) ([]ticket.Organization, error) {
	return d.store.ListOrganizations(ctx, d.desk, q)
}

func (d builtinDirectory) Teams(ctx context.Context) ([]ticket.Team, error) {
	return d.store.ListTeams(ctx, d.desk, "")
}
