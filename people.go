package helpdesk

import (
	"context"
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
	if err := s.meeting(ctx, r, id); err != nil {
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
		Filter: ticket.Filter{Requesters: []string{c.Person.ID}, Phases: openPhases},
		Order:  ticket.ByDue, Limit: 20,
	})
	c.Open = page.Tickets
	return c, err
}

// People answers one page of the people that match, by name and id, and where the next
// page begins: what After of the query for it is, empty if this was the last. For the
// staff.
func (s *Session) People(ctx context.Context, q storage.PeopleQuery) (list []ticket.Person, next string, err error) {
	list, next, err = s.people(ctx, q)
	return list, next, fail("people", err)
}

func (s *Session) people(ctx context.Context, q storage.PeopleQuery) ([]ticket.Person, string, error) {
	r, err := s.staff(ctx)
	if err != nil {
		return nil, "", err
	}
	if q.Limit < 1 || q.Limit > 200 {
		q.Limit = 200
	}
	return onePage(q.Limit, func(p ticket.Person) string { return p.ID }, func(after string, limit int) ([]ticket.Person, error) {
		q := q
		q.After, q.Limit = or(after, q.After), limit
		if r.Outside {
			return s.peopleMet(ctx, r, q)
		}
		return s.desk.directory.People(ctx, q)
	})
}

// onePage reads a page of so many at most, and tells where the next one begins, if
// there is anything after it. find reads after the one with the id; where none is
// named, from where the page begins.
func onePage[T any](limit int, id func(T) string, find func(after string, limit int) ([]T, error)) (list []T, next string, err error) {
	if list, err = find("", limit); err != nil || len(list) < limit {
		return list, "", err
	}
	last := id(list[len(list)-1])
	if more, err := find(last, 1); err != nil || len(more) == 0 {
		return list, "", err
	}
	return list, last, nil
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

// Organizations answers a page of those that match, by name, and the id after which the
// next one begins: empty at the end. 200 a page when the query has no limit. For the staff.
func (s *Session) Organizations(ctx context.Context, q storage.OrganizationQuery) (list []ticket.Organization, next string, err error) {
	list, next, err = s.organizations(ctx, q)
	return list, next, fail("organizations", err)
}

func (s *Session) organizations(ctx context.Context, q storage.OrganizationQuery) ([]ticket.Organization, string, error) {
	r, err := s.staff(ctx)
	if err != nil {
		return nil, "", err
	}
	if q.Limit < 1 || q.Limit > 200 {
		q.Limit = 200
	}
	find := func(q storage.OrganizationQuery) ([]ticket.Organization, error) { return s.organizationsMet(ctx, r, q) }
	if !r.Outside {
		able, can := s.desk.directory.(OrganizationList)
		if !can {
			return nil, "", nil
		}
		find = func(q storage.OrganizationQuery) ([]ticket.Organization, error) { return able.Organizations(ctx, q) }
	}
	return onePage(q.Limit, func(o ticket.Organization) string { return o.ID }, func(after string, limit int) ([]ticket.Organization, error) {
		return find(storage.OrganizationQuery{Text: q.Text, After: or(after, q.After), Limit: limit})
	})
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

func (s *Session) mayPeople(ctx context.Context) (Rights, error) { return s.may(ctx, VerbPeople) }
