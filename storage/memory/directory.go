package memory

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Person reads one person.
func (s *Store) Person(_ context.Context, desk, id string) (ticket.Person, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p, known := s.desk(desk).people[id]
	if !known {
		return ticket.Person{}, storage.ErrNotFound
	}
	return clonePerson(p), nil
}

// ListPeople reads the people that match, by name and id.
func (s *Store) ListPeople(_ context.Context, desk string, q storage.PeopleQuery) ([]ticket.Person, error) {
	if err := within(q.Limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []ticket.Person
	last, begun := s.desk(desk).people[q.After]
	if q.After != "" && !begun {
		return nil, nil
	}
	for _, p := range s.desk(desk).people {
		if (!begun || byName(p.Name, p.ID, last.Name, last.ID) > 0) &&
			oneOf(q.IDs, p.ID) &&
			oneOf(q.Organizations, p.Organization) &&
			(q.Text == "" || holds(p.Name, q.Text) || holds(p.Email, q.Text) || holds(p.Phone, q.Text)) &&
			(!q.Staff || p.Staff()) &&
			(q.Merged == "" || q.Merged == p.Merged) &&
			(!q.Active || !p.Inactive) {
			list = append(list, clonePerson(p))
		}
	}
	slices.SortFunc(list, func(a, b ticket.Person) int { return byName(a.Name, a.ID, b.Name, b.ID) })
	return list[:min(len(list), q.Limit)], nil
}

// PutPerson writes a person.
func (s *Store) PutPerson(_ context.Context, p ticket.Person) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(p.Desk)
	if d.people[p.ID].Version != p.Version {
		return 0, storage.ErrConflict
	}
	p = clonePerson(p)
	p.Version++
	d.people[p.ID] = p
	return p.Version, nil
}

// Organization reads one organization.
func (s *Store) Organization(_ context.Context, desk, id string) (ticket.Organization, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	o, known := s.desk(desk).organizations[id]
	if !known {
		return ticket.Organization{}, storage.ErrNotFound
	}
	return cloneOrganization(o), nil
}

// ListOrganizations reads those that match, by name, letters' case ignored, and id.
func (s *Store) ListOrganizations(_ context.Context, desk string, q storage.OrganizationQuery) ([]ticket.Organization, error) {
	if err := within(q.Limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []ticket.Organization
	last, begun := s.desk(desk).organizations[q.After]
	if q.After != "" && !begun {
		return nil, nil
	}
	for _, o := range s.desk(desk).organizations {
		if begun && byName(o.Name, o.ID, last.Name, last.ID) <= 0 {
			continue
		}
		if holds(o.Name, q.Text) {
			list = append(list, cloneOrganization(o))
		}
	}
	slices.SortFunc(list, func(a, b ticket.Organization) int { return byName(a.Name, a.ID, b.Name, b.ID) })
	return list[:min(len(list), q.Limit)], nil
}

// PutOrganization writes an organization.
func (s *Store) PutOrganization(_ context.Context, o ticket.Organization) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(o.Desk)
	if d.organizations[o.ID].Version != o.Version {
		return 0, storage.ErrConflict
	}
	o = cloneOrganization(o)
	o.Version++
	d.organizations[o.ID] = o
	return o.Version, nil
}

// Team reads one team.
func (s *Store) Team(_ context.Context, desk, id string) (ticket.Team, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	t, known := s.desk(desk).teams[id]
	if !known {
		return ticket.Team{}, storage.ErrNotFound
	}
	return cloneTeam(t), nil
}

// ListTeams reads all teams of the desk, or those the person belongs to if one is named, by name and id.
func (s *Store) ListTeams(_ context.Context, desk, member string) ([]ticket.Team, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []ticket.Team
	for _, t := range s.desk(desk).teams {
		if member == "" || t.HasMember(member) {
			list = append(list, cloneTeam(t))
		}
	}
	slices.SortFunc(list, func(a, b ticket.Team) int { return byName(a.Name, a.ID, b.Name, b.ID) })
	return list, nil
}

// Member reads one person with the teams he belongs to, by name and id.
func (s *Store) Member(ctx context.Context, desk, id string) (ticket.Person, []ticket.Team, error) {
	p, err := s.Person(ctx, desk, id)
	if err != nil || id == "" {
		return p, nil, err
	}
	teams, err := s.ListTeams(ctx, desk, id)
	return p, teams, err
}

// PutTeam writes a team with its members.
func (s *Store) PutTeam(_ context.Context, t ticket.Team) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(t.Desk)
	if d.teams[t.ID].Version != t.Version {
		return 0, storage.ErrConflict
	}
	t = cloneTeam(t)
	t.Version++
	d.teams[t.ID] = t
	return t.Version, nil
}

func byName(aName, aID, bName, bID string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(aName), strings.ToLower(bName)), cmp.Compare(aID, bID))
}

func clonePerson(p ticket.Person) ticket.Person {
	p.Roles = slices.Clone(p.Roles)
	return p
}

func cloneOrganization(o ticket.Organization) ticket.Organization {
	o.Domains = slices.Clone(o.Domains)
	return o
}

func cloneTeam(t ticket.Team) ticket.Team {
	t.Members, t.Leads = slices.Clone(t.Members), slices.Clone(t.Leads)
	return t
}
