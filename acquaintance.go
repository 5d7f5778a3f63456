package helpdesk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Those who work for another company know of the desk's people only those who take
// part in the tickets that they see: whoever asked for them, registered, observes or
// has them. All others are to them as if they were not there.

// mostMet is how many tickets, those that changed last, are looked through for the
// people in them.
const mostMet = 1000

// acquaintance is whom and what somebody meets in the tickets that he sees.
type acquaintance struct {
	people, organizations, teams map[string]bool
}

// meets looks through the tickets that the actor sees.
func (s *Session) meets(ctx context.Context, r Rights) (acquaintance, error) {
	a := acquaintance{map[string]bool{r.Person.ID: true}, map[string]bool{}, map[string]bool{}}
	for _, team := range slices.Concat(r.Teams, r.Scope.Teams) {
		a.teams[team] = true
	}
	q := storage.Query{Order: ticket.ByUpdated, Limit: 200}
	for seen := 0; seen < mostMet; seen += q.Limit {
		page, err := s.desk.store.List(ctx, r.Scope, q)
		if err != nil {
			return a, err
		}
		for _, t := range page.Tickets {
			a.add(t)
		}
		if q.After = page.Next; q.After.IsZero() {
			break
		}
	}
	return a, nil
}

func (a acquaintance) add(t ticket.Ticket) {
	for _, id := range append([]string{t.Requester, t.Author, t.Agent}, t.Observers...) {
		a.people[id] = true
	}
	a.organizations[t.Organization] = true
	a.teams[t.Team], a.teams[t.Vendor] = true, true
}

// acquainted are those of the ids whom the actor knows. Whoever asked for a ticket or
// has one is found however long ago that was.
func (s *Session) acquainted(ctx context.Context, r Rights, ids ...string) ([]string, error) {
	if !r.Outside {
		return ids, nil
	}
	known := map[string]bool{r.Person.ID: true}
	unknown := func(id string) bool { return id == "" || known[id] }
	for _, by := range []func(ids []string) ticket.Filter{
		func(ids []string) ticket.Filter { return ticket.Filter{Requesters: ids} },
		func(ids []string) ticket.Filter { return ticket.Filter{Agents: ids} },
	} {
		for {
			left := slices.DeleteFunc(slices.Clone(ids), unknown)
			if len(left) == 0 {
				break
			}
			page, err := s.desk.store.List(ctx, r.Scope, storage.Query{Filter: by(left), Order: ticket.ByUpdated, Limit: 200})
			if err != nil {
				return nil, err
			}
			for _, t := range page.Tickets {
				known[t.Requester], known[t.Agent] = true, true
			}
			if page.Next.IsZero() { // whoever is left is in none
				break
			}
		}
	}
	if slices.ContainsFunc(ids, func(id string) bool { return id != "" && !known[id] }) {
		a, err := s.meets(ctx, r)
		if err != nil {
			return nil, err
		}
		for id := range a.people {
			known[id] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !known[id] }), nil
}

// peopleMet answers those of the people whom the actor meets that match.
func (s *Session) peopleMet(ctx context.Context, r Rights, q storage.PeopleQuery) ([]ticket.Person, error) {
	a, err := s.meets(ctx, r)
	if err != nil {
		return nil, err
	}
	var ids []string
	for id := range a.people {
		if id != "" && (len(q.IDs) == 0 || slices.Contains(q.IDs, id)) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	var people []ticket.Person
	for part := range slices.Chunk(ids, 200) {
		some := q
		some.IDs, some.After, some.Limit = part, "", 200
		found, err := s.desk.directory.People(ctx, some)
		if err != nil {
			return nil, err
		}
		people = append(people, found...)
	}
	slices.SortStableFunc(people, func(a, b ticket.Person) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	people = after(people, q.After, func(p ticket.Person) string { return p.ID })
	return people[:min(len(people), q.Limit)], nil
}

// after is what comes in a list after the one with the id: nothing if there is none,
// all of it where no id is given.
func after[T any](list []T, id string, of func(T) string) []T {
	if id == "" {
		return list
	}
	i := slices.IndexFunc(list, func(x T) bool { return of(x) == id })
	if i < 0 {
		return nil
	}
	return list[i+1:]
}

// organizationsMet answers those of the organizations that the actor meets that match.
func (s *Session) organizationsMet(ctx context.Context, r Rights, q storage.OrganizationQuery) ([]ticket.Organization, error) {
	a, err := s.meets(ctx, r)
	if err != nil {
		return nil, err
	}
	var met []ticket.Organization
	for id := range a.organizations {
		o, err := s.desk.directory.Organization(ctx, id)
		if err != nil && !isNotFound(err) {
			return nil, err
		}
		if err == nil && strings.Contains(strings.ToLower(o.Name), strings.ToLower(q.Text)) {
			met = append(met, o)
		}
	}
	slices.SortFunc(met, func(a, b ticket.Organization) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	met = slices.CompactFunc(met, func(a, b ticket.Organization) bool { return a.ID == b.ID }) // duplicates are read as what they became
	met = after(met, q.After, func(o ticket.Organization) string { return o.ID })
	return met[:min(len(met), q.Limit)], nil
}

// teamsMet are the teams that the actor meets; of their members, those whom he knows.
func (a acquaintance) teamsMet(teams []ticket.Team) []ticket.Team {
	var met []ticket.Team
	for _, t := range teams {
		if a.teams[t.ID] {
			t.Members = slices.DeleteFunc(slices.Clone(t.Members), func(id string) bool { return !a.people[id] })
			met = append(met, t)
		}
	}
	return met
}

// meeting is ErrNotFound for somebody whom the actor does not know.
func (s *Session) meeting(ctx context.Context, r Rights, person string) error {
	known, err := s.acquainted(ctx, r, person)
	if err == nil && len(known) == 0 {
		err = storage.ErrNotFound
	}
	return err
}

// personKnown answers an active person whom the actor knows, or adds a fault.
func (s *Session) personKnown(ctx context.Context, r Rights, fs *faults, field, id string) (ticket.Person, error) {
	err := s.meeting(ctx, r, id)
	if isNotFound(err) {
		fs.add(field, FaultUnknown, "got", id)
		return ticket.Person{}, nil
	}
	if err != nil {
		return ticket.Person{}, err
	}
	return s.person(ctx, fs, field, id)
}

// absences answers those that match of people whom the actor knows.
func (s *Session) absences(ctx context.Context, r Rights, q storage.AbsenceQuery) ([]ticket.Absence, error) {
	if r.Outside {
		a, err := s.meets(ctx, r)
		if err != nil {
			return nil, err
		}
		met := slices.Sorted(maps.Keys(a.people))
		if len(q.People) > 0 {
			met = slices.DeleteFunc(met, func(id string) bool { return !slices.Contains(q.People, id) })
		}
		if len(met) == 0 {
			return nil, nil
		}
		q.People = met
	}
	return s.desk.store.ListAbsences(ctx, s.desk.key, q)
}
