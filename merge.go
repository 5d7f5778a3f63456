package helpdesk

import (
	"context"
	"slices"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// MergePeople makes a person and his duplicate one: what the duplicate requested,
// observes, has and has to do is the other's from now on, and the id of the duplicate
// stands for the other, also where he signs in. Roles and teams do not follow: nobody
// gets more rights by it. It answers how many tickets it changed. One that is broken off
// is gone on with by calling it again; it cannot be undone. For administrators, and for
// the built-in directory.
func (s *Session) MergePeople(ctx context.Context, duplicate, into string) (int, error) {
	n, err := s.mergePeople(ctx, duplicate, into)
	return n, fail("merge people", err)
}

func (s *Session) mergePeople(ctx context.Context, duplicate, into string) (int, error) {
	r, err := s.mayPeople(ctx)
	if err != nil {
		return 0, err
	}
	if duplicate == r.Person.ID {
		return 0, refuse("not_oneself", "person", duplicate)
	}
	both := map[string]ticket.Person{}
	read := func(id string) (string, error) {
		p, err := s.desk.store.Person(ctx, s.desk.key, id)
		both[id] = p
		return p.Merged, err
	}
	if err := s.merging(duplicate, into, read); err != nil {
		return 0, err
	}
	// Whoever signs in as the duplicate may do what the other may.
	if err := s.mayGrant(r, both[duplicate], both[into]); err != nil {
		return 0, err
	}
	// First, so that what comes in his name meanwhile is the other's already.
	if err := s.revisePerson(ctx, duplicate, func(p *ticket.Person) { p.Merged, p.Inactive = into, true }); err != nil {
		return 0, err
	}
	if err := s.leaveTeams(ctx, duplicate); err != nil {
		return 0, err
	}
	m := merger{duplicate, into}
	changed, err := s.desk.sweepScope(ctx, s, storage.Scope{Desk: s.desk.key, Person: duplicate}, ticket.Filter{}, anyTicket, m.person)
	if err != nil {
		return changed, err
	}
	n, err := s.desk.handOver(ctx, s, handing{from: duplicate, to: m.worker(ctx, s), because: becauseMerged, phases: openPhases})
	return changed + n, err
}

// merging checks that two can be made one: both are there, and neither is a duplicate,
// unless it is of the same.
func (s *Session) merging(duplicate, into string, merged func(id string) (string, error)) error {
	if err := s.desk.builtin(); err != nil {
		return err
	}
	was, err := merged(duplicate)
	if err != nil {
		return err
	}
	if was != "" && was != into {
		return refuse("merged", "into", was)
	}
	var fs faults
	switch next, err := merged(into); {
	case isNotFound(err):
		fs.add("into", FaultUnknown, "got", into)
	case err != nil:
		return err
	case next != "":
		return refuse("merged", "into", next)
	case duplicate == into:
		fs.add("into", FaultTaken, "got", into)
	}
	return fs.err()
}

// merger puts one in the place of another.
type merger struct{ duplicate, into string }

// worker is who goes on with the work: the other, if he takes tickets; else the queue.
func (m merger) worker(ctx context.Context, s *Session) string {
	var fs faults
	if _, err := s.agent(ctx, Rights{}, &fs, "into", m.into); err != nil || len(fs) > 0 {
		return ""
	}
	return m.into
}

func (m merger) person(d *draft) error {
	t := &d.ticket
	observers := slices.Clone(t.Observers)
	if t.Requester == m.duplicate {
		t.Requester = m.into
	}
	for i, o := range observers {
		if o == m.duplicate {
			observers[i] = m.into
		}
	}
	slices.Sort(observers)
	t.Observers = slices.Compact(observers)
	return m.record(d, event.PersonMerged)
}

func (m merger) organization(d *draft) error {
	d.ticket.Organization = m.into
	return m.record(d, event.OrganizationMerged)
}

func (m merger) record(d *draft, kind event.Kind) error {
	if len(ticket.Diff(d.told, d.ticket)) == 0 {
		return nil
	}
	return d.record(kind, event.Merged{From: m.duplicate, Into: m.into}, ticket.Fact{Field: factBecause, New: becauseMerged})
}

// MergeOrganizations makes an organization and its duplicate one: people, tickets,
// contracts and domains of the duplicate are the other's from now on, and the id of the
// duplicate stands for the other. It answers how many tickets it changed. One that is
// broken off is gone on with by calling it again; it cannot be undone. For
// administrators, and for the built-in directory.
func (s *Session) MergeOrganizations(ctx context.Context, duplicate, into string) (int, error) {
	n, err := s.mergeOrganizations(ctx, duplicate, into)
	return n, fail("merge organizations", err)
}

func (s *Session) mergeOrganizations(ctx context.Context, duplicate, into string) (int, error) {
	if _, err := s.mayPeople(ctx); err != nil {
		return 0, err
	}
	var domains []string
	read := func(id string) (string, error) {
		o, err := s.desk.store.Organization(ctx, s.desk.key, id)
		if id == duplicate {
			domains = o.Domains
		}
		return o.Merged, err
	}
	if err := s.merging(duplicate, into, read); err != nil {
		return 0, err
	}
	err := s.reviseOrganization(ctx, duplicate, func(o *ticket.Organization) { o.Merged, o.Inactive = into, true })
	if err == nil {
		err = s.reviseOrganization(ctx, into, func(o *ticket.Organization) {
			o.Domains = slices.Compact(slices.Sorted(slices.Values(append(o.Domains, domains...))))
			if o.Parent == duplicate {
				o.Parent = ""
			}
		})
	}
	if err == nil {
		err = s.movePeople(ctx, duplicate, into)
	}
	if err == nil {
		err = s.moveContracts(ctx, duplicate, into)
	}
	if err != nil {
		return 0, err
	}
	m := merger{duplicate, into}
	return s.desk.sweep(ctx, s, ticket.Filter{Organizations: []string{duplicate}}, m.organization)
}

func (s *Session) reviseOrganization(ctx context.Context, id string, change func(*ticket.Organization)) error {
	return s.revising(func() error {
		o, err := s.desk.store.Organization(ctx, s.desk.key, id)
		if err == nil {
			change(&o)
			_, err = s.desk.store.PutOrganization(ctx, o)
		}
		return err
	})
}

func (s *Session) movePeople(ctx context.Context, from, into string) error {
	for {
		people, err := s.desk.store.ListPeople(ctx, s.desk.key, storage.PeopleQuery{Organizations: []string{from}, Limit: 200})
		if err != nil || len(people) == 0 {
			return err
		}
		for _, p := range people {
			if err := s.revisePerson(ctx, p.ID, func(p *ticket.Person) { p.Organization = into }); err != nil {
				return err
			}
		}
	}
}

func (s *Session) moveContracts(ctx context.Context, from, into string) error {
	for {
		contracts, err := s.desk.store.ListContracts(ctx, s.desk.key, storage.ContractQuery{Organizations: []string{from}, Limit: 200})
		if err != nil || len(contracts) == 0 {
			return err
		}
		for _, c := range contracts {
			err := s.revising(func() error {
				c, err := s.desk.store.Contract(ctx, s.desk.key, c.ID)
				if err == nil {
					c.Organization = into
					_, err = s.desk.store.PutContract(ctx, c)
				}
				return err
			})
			if err != nil {
				return err
			}
		}
	}
}
