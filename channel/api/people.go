package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type personInput struct {
	Name         string        `json:"name,omitempty" required:"true"`
	Email        string        `json:"email,omitempty"`
	Phone        string        `json:"phone,omitempty"`
	Organization string        `json:"organization,omitempty"`
	Language     string        `json:"language,omitempty" doc:"ru or en; the desk's own when left out"`
	Zone         string        `json:"zone,omitempty" doc:"like Europe/Moscow; the desk's own when left out"`
	Roles        []ticket.Role `json:"roles,omitempty"`
	Inactive     bool          `json:"inactive,omitempty" doc:"has left"`
}

type organizationInput struct {
	Name     string   `json:"name,omitempty" required:"true"`
	Domains  []string `json:"domains,omitempty" doc:"of its e-mail addresses"`
	Parent   string   `json:"parent,omitempty" doc:"the organization that it is a part of"`
	Inactive bool     `json:"inactive,omitempty" doc:"is served no more"`
}

type teamInput struct {
	Name    string   `json:"name,omitempty" required:"true"`
	Members []string `json:"members,omitempty" doc:"ids of people"`
	Leads   []string `json:"leads,omitempty" doc:"those of the members who lead it"`
	Outside bool     `json:"outside,omitempty" doc:"works for another company: sees only what it was given"`
}

type personJSON struct {
	ID           string        `json:"id"`
	Version      int64         `json:"version"`
	Name         string        `json:"name"`
	Email        string        `json:"email,omitempty"`
	Phone        string        `json:"phone,omitempty"`
	Organization string        `json:"organization,omitempty"`
	Language     string        `json:"language,omitempty"`
	Zone         string        `json:"zone,omitempty"`
	Roles        []ticket.Role `json:"roles"`
	Inactive     bool          `json:"inactive,omitempty"`
	Merged       string        `json:"merged,omitempty" doc:"was a duplicate of the person with this id"`
}

type organizationJSON struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Name    string `json:"name"`

	Domains  []string `json:"domains,omitempty"`
	Parent   string   `json:"parent,omitempty"`
	Inactive bool     `json:"inactive,omitempty"`
	Merged   string   `json:"merged,omitempty" doc:"was a duplicate of the organization with this id"`
}

type teamJSON struct {
	ID      string   `json:"id"`
	Version int64    `json:"version"`
	Name    string   `json:"name"`
	Members []string `json:"members"`
	Leads   []string `json:"leads"`
	Outside bool     `json:"outside,omitempty"`
}

// contactJSON is what the staff sees when it chooses whose request it is.
type contactJSON struct {
	Person       personJSON       `json:"person"`
	Organization organizationJSON `json:"organization,omitzero" doc:"left out when he belongs to none"`
	Open         []ticketJSON     `json:"open" doc:"his open tickets, by due, at most 20"`
}

type peopleJSON struct {
	People []personJSON `json:"people" doc:"by name"`
	Next   string       `json:"next,omitempty" doc:"where the next page begins"`
}

type organizationsJSON struct {
	Organizations []organizationJSON `json:"organizations" doc:"by name"`
	Next          string             `json:"next,omitempty" doc:"where the next page begins"`
}

type teamsJSON struct {
	Teams []teamJSON `json:"teams"`
}

// putJSON answers a put: what was written, and as which version.
type putJSON struct {
	ID      string `json:"id"`
	Version int64  `json:"version" doc:"the ETag is the same"`
}

// peopleRoutes read and write the directory.
func peopleRoutes() []route {
	text := parameter{"text", "a part of the name, e-mail or phone", textual}
	return []route{
		read("/people", "listPeople", "List people, for the staff", listPeople).with(
			text,
			parameter{"organization", "ids of organizations", several},
			parameter{"staff", "those with a role of the staff", flag},
			parameter{"active", "those who have not left", flag},
			parameter{"limit", "how many at most, 1 to 200; 200 when left out", whole},
			parameter{"page", "where the page begins: \"next\" of the page before", textual},
		),
		read("/people/{id}", "readPerson", "Read what is known of a person, for the staff", readPerson),
		put("/people/{id}", "putPerson", "Write a person of the built-in directory", putPerson),
		read("/organizations", "listOrganizations", "List organizations, for the staff", listOrganizations).with(
			parameter{"text", "a part of the name", textual},
			parameter{"limit", "how many at most, 1 to 200; 200 when left out", whole},
			parameter{"page", "where the page begins: \"next\" of the page before", textual},
		),
		read("/organizations/{id}", "readOrganization", "Read an organization: the staff any, others their own", readOrganization),
		put("/organizations/{id}", "putOrganization", "Write an organization of the built-in directory", putOrganization),
		read("/teams", "listTeams", "List teams with their members, for the staff", listTeams),
		put("/teams/{id}", "putTeam", "Write a team of the built-in directory", putTeam),
	}
}

// put is a route that writes a value of the directory: a new one, or with If-Match
// the one of that version.
func put[In any](path, id, summary string, do func(ctx context.Context, s *helpdesk.Session, id string, version int64, in In) (int64, error)) route {
	return route{
		method: http.MethodPut, path: path, id: id, summary: summary, statuses: []int{http.StatusOK, http.StatusCreated},
		headers: []parameter{matchHeader}, body: reflect.TypeFor[In](), answer: reflect.TypeFor[putJSON](),
		do: func(c *call) (any, error) {
			s, err := c.session()
			if err != nil {
				return nil, err
			}
			version, err := do(c.Context(), s, c.PathValue("id"), c.match, *c.body.(*In))
			if err != nil {
				return nil, err
			}
			if c.match == 0 {
				c.status = http.StatusCreated
			}
			c.tag(version)
			return putJSON{ID: c.PathValue("id"), Version: version}, nil
		},
	}
}

func putPerson(ctx context.Context, s *helpdesk.Session, id string, version int64, in personInput) (int64, error) {
	return s.PutPerson(ctx, ticket.Person{
		ID: id, Version: version, Name: in.Name, Email: in.Email, Phone: in.Phone, Organization: in.Organization,
		Language: in.Language, Zone: in.Zone, Roles: in.Roles, Inactive: in.Inactive,
	})
}

func putOrganization(ctx context.Context, s *helpdesk.Session, id string, version int64, in organizationInput) (int64, error) {
	return s.PutOrganization(ctx, ticket.Organization{ID: id, Version: version, Name: in.Name, Domains: in.Domains, Parent: in.Parent, Inactive: in.Inactive})
}

func putTeam(ctx context.Context, s *helpdesk.Session, id string, version int64, in teamInput) (int64, error) {
	return s.PutTeam(ctx, ticket.Team{ID: id, Version: version, Name: in.Name, Members: in.Members, Leads: in.Leads, Outside: in.Outside})
}

func listPeople(c *call) (peopleJSON, error) {
	q := storage.PeopleQuery{
		Text: c.text("text"), Organizations: list[string](c, "organization"),
		Staff: c.flag("staff"), Active: c.flag("active"), After: c.text("page"), Limit: c.whole("limit", 200, 200),
	}
	s, err := c.session()
	if err != nil {
		return peopleJSON{}, err
	}
	people, next, err := s.People(c.Context(), q)
	return peopleJSON{each(people, personOf), next}, err
}

func readPerson(c *call) (contactJSON, error) {
	s, err := c.session()
	if err != nil {
		return contactJSON{}, err
	}
	card, err := s.Contact(c.Context(), c.PathValue("id"))
	if err != nil {
		return contactJSON{}, err
	}
	c.tag(card.Person.Version)
	return contactJSON{Person: personOf(card.Person), Organization: organizationOf(card.Organization), Open: each(card.Open, ticketOf)}, nil
}

func listOrganizations(c *call) (organizationsJSON, error) {
	q := storage.OrganizationQuery{Text: c.text("text"), After: c.text("page"), Limit: c.whole("limit", 200, 200)}
	s, err := c.session()
	if err != nil {
		return organizationsJSON{}, err
	}
	list, next, err := s.Organizations(c.Context(), q)
	return organizationsJSON{each(list, organizationOf), next}, err
}

func readOrganization(c *call) (organizationJSON, error) {
	s, err := c.session()
	if err != nil {
		return organizationJSON{}, err
	}
	o, err := s.Organization(c.Context(), c.PathValue("id"))
	if err == nil {
		c.tag(o.Version)
	}
	return organizationOf(o), err
}

func listTeams(c *call) (teamsJSON, error) {
	s, err := c.session()
	if err != nil {
		return teamsJSON{}, err
	}
	teams, err := s.Teams(c.Context())
	return teamsJSON{each(teams, func(t ticket.Team) teamJSON {
		return teamJSON{ID: t.ID, Version: t.Version, Name: t.Name, Members: each(t.Members, same), Leads: each(t.Leads, same), Outside: t.Outside}
	})}, err
}

func personOf(p ticket.Person) personJSON {
	return personJSON{
		ID: p.ID, Version: p.Version, Name: p.Name, Email: p.Email, Phone: p.Phone, Organization: p.Organization,
		Language: p.Language, Zone: p.Zone, Merged: p.Merged, Roles: each(p.Roles, func(r ticket.Role) ticket.Role { return r }), Inactive: p.Inactive,
	}
}

func organizationOf(o ticket.Organization) organizationJSON {
	return organizationJSON{ID: o.ID, Version: o.Version, Name: o.Name, Domains: o.Domains, Parent: o.Parent, Inactive: o.Inactive, Merged: o.Merged}
}
