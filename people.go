package helpdesk

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Contact is what the staff sees when it chooses whose request it is.
type Contact struct {
	Person       ticket.Person
	Organization ticket.Organization // zero when he belongs to none
	Open         []ticket.Ticket     // his open tickets that the actor may see, by due, at most 20
}

// Contact answers what is known of a person. For the staff; to those who work for
// another company somebody whom they do not know is not there, here and below.
func (s *Session) Contact(ctx context.Context, person string) (Contact, error) {
	c, err := s.contact(ctx, person)
	return c, fail("contact", err)
}

func (s *Session) contact(ctx context.Context, id string) (c Contact, err error) {
	r, err := s.staff(ctx)
	if err != nil {
		return c, err
	}
	known, err := s.acquainted(ctx, r, id)
	if err == nil && len(known) == 0 {
		err = storage.ErrNotFound
	}
	if err != nil {
		return c, err
	}
	if c.Person, err = s.desk.directory.Person(ctx, id); err != nil {
		return c, err
	}
	if c.Person.Organization != "" {
		c.Organization, err = s.desk.directory.Organization(ctx, c.Person.Organization)
		if err != nil && !isNotFound(err) {
			return c, err
		}
	}
	page, err := s.list(ctx, r.Scope, storage.Query{
		Filter: ticket.Filter{Requesters: []string{id}, Phases: openPhases},
		Order:  ticket.ByDue, Limit: 20,
	})
	c.Open = page.Tickets
	return c, err
}

// People answers the people that match. For the staff.
func (s *Session) People(ctx context.Context, q storage.PeopleQuery) ([]ticket.Person, error) {
	r, err := s.staff(ctx)
	if err != nil {
		return nil, fail("people", err)
	}
	if q.Limit < 1 || q.Limit > 200 {
		q.Limit = 200
	}
	if r.Outside {
		people, err := s.peopleMet(ctx, r, q)
		return people, fail("people", err)
	}
	people, err := s.desk.directory.People(ctx, q)
	return people, fail("people", err)
}

// Teams answers the teams of the desk with their members. For the staff.
func (s *Session) Teams(ctx context.Context) ([]ticket.Team, error) {
	r, err := s.staff(ctx)
	if err != nil {
		return nil, fail("teams", err)
	}
	teams, err := s.desk.directory.Teams(ctx)
	if err == nil && r.Outside {
		var a acquaintance
		a, err = s.meets(ctx, r)
		teams = a.teamsMet(teams)
	}
	return teams, fail("teams", err)
}

// Organizations answers those whose name holds the text. For the staff.
func (s *Session) Organizations(ctx context.Context, text string) ([]ticket.Organization, error) {
	r, err := s.staff(ctx)
	if err != nil {
		return nil, fail("organizations", err)
	}
	if r.Outside {
		list, err := s.organizationsMet(ctx, r, text)
		return list, fail("organizations", err)
	}
	list, err := s.desk.store.ListOrganizations(ctx, s.desk.key, text, 200)
	return list, fail("organizations", err)
}

// Names answers the names of people by id; who has none, or is not known, is left out.
// For the staff.
func (s *Session) Names(ctx context.Context, ids ...string) (map[string]string, error) {
	r, err := s.staff(ctx)
	if err == nil {
		ids, err = s.acquainted(ctx, r, ids...)
	}
	if err != nil {
		return nil, fail("names", err)
	}
	names, err := s.desk.names(ctx, ids...)
	return names, fail("names", err)
}

// names are those of people who take part in what the reader may read.
func (d *Desk) names(ctx context.Context, ids ...string) (map[string]string, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" || strings.HasPrefix(id, "system:") })
	names := make(map[string]string, len(ids))
	for part := range slices.Chunk(ids, 200) {
		people, err := d.directory.People(ctx, storage.PeopleQuery{IDs: part, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if p.Name != "" {
				names[p.ID] = p.Name
			}
		}
	}
	return names, nil
}

// PutPerson writes a person into the built-in directory: a new one with Version 0,
// else the version that was read.
func (s *Session) PutPerson(ctx context.Context, p ticket.Person) (int64, error) {
	if err := s.mayPeople(ctx); err != nil {
		return 0, fail("put person", err)
	}
	var fs faults
	p.Desk = s.desk.key
	p.ID = fs.required("id", p.ID, 200)
	p.Name = fs.required("name", p.Name, MaxSubject)
	p.Phone = fs.text("phone", p.Phone, 50)
	if p.Email != "" {
		if a, err := mail.ParseAddress(p.Email); err != nil || a.Address != p.Email {
			fs.add("email", FaultFormat, "got", p.Email, "like", "anna@example.com")
		}
	}
	if p.Language != "" {
		fs.oneOf("language", p.Language, []string{"ru", "en"})
	}
	for _, role := range p.Roles {
		fs.oneOf("roles", string(role), texts(ticket.Roles()))
	}
	if p.Organization != "" {
		_, err := s.desk.directory.Organization(ctx, p.Organization)
		if isNotFound(err) {
			fs.add("organization", FaultUnknown, "got", p.Organization)
		} else if err != nil {
			return 0, fail("put person", err)
		}
	}
	if err := fs.err(); err != nil {
		return 0, fail("put person", err)
	}
	v, err := s.desk.store.PutPerson(ctx, p)
	return v, fail("put person", err)
}

// PutOrganization writes an organization into the built-in directory.
func (s *Session) PutOrganization(ctx context.Context, o ticket.Organization) (int64, error) {
	if err := s.mayPeople(ctx); err != nil {
		return 0, fail("put organization", err)
	}
	var fs faults
	o.Desk = s.desk.key
	o.ID = fs.required("id", o.ID, 200)
	o.Name = fs.required("name", o.Name, MaxSubject)
	if err := fs.err(); err != nil {
		return 0, fail("put organization", err)
	}
	v, err := s.desk.store.PutOrganization(ctx, o)
	return v, fail("put organization", err)
}

// PutTeam writes a team with its members into the built-in directory.
func (s *Session) PutTeam(ctx context.Context, t ticket.Team) (int64, error) {
	if err := s.mayPeople(ctx); err != nil {
		return 0, fail("put team", err)
	}
	var fs faults
	t.Desk = s.desk.key
	t.ID = fs.required("id", t.ID, 200)
	t.Name = fs.required("name", t.Name, MaxSubject)
	t.Members = slices.Compact(slices.Sorted(slices.Values(t.Members)))
	for _, m := range t.Members {
		if _, err := s.person(ctx, &fs, "members", m); err != nil {
			return 0, fail("put team", err)
		}
	}
	if err := fs.err(); err != nil {
		return 0, fail("put team", err)
	}
	v, err := s.desk.store.PutTeam(ctx, t)
	return v, fail("put team", err)
}

func (s *Session) mayPeople(ctx context.Context) error {
	r, err := s.rights(ctx)
	if err == nil && !r.May(VerbPeople) {
		err = forbidden(VerbPeople)
	}
	return err
}
