package helpdesk

import (
	"cmp"
	"context"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// PutPerson writes a person into the built-in directory: a new one with Version 0,
// else the version that was read. Merged is the desk's to set: see MergePeople. For
// administrators. Nobody gives a role that he does not have himself; taking one away is
// free.
func (s *Session) PutPerson(ctx context.Context, p ticket.Person) (int64, error) {
	v, err := s.putPerson(ctx, p)
	return v, fail("put person", err)
}

func (s *Session) putPerson(ctx context.Context, p ticket.Person) (int64, error) {
	r, err := s.mayPeople(ctx)
	if err != nil {
		return 0, err
	}
	was, err := s.desk.store.Person(ctx, s.desk.key, p.ID)
	if err != nil && !isNotFound(err) {
		return 0, err
	}
	if was.Merged != "" {
		return 0, refuse("merged", "into", was.Merged)
	}
	var fs faults
	p.Desk, p.Merged = s.desk.key, ""
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
	if p.Zone != "" {
		if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" {
			fs.add("zone", FaultFormat, "got", p.Zone, "like", "Europe/Moscow")
		}
	}
	for _, role := range p.Roles {
		fs.oneOf("roles", string(role), texts(ticket.Roles()))
	}
	if p.Organization != "" {
		o, err := s.desk.directory.Organization(ctx, p.Organization)
		if isNotFound(err) {
			fs.add("organization", FaultUnknown, "got", p.Organization)
		} else if err != nil {
			return 0, err
		}
		p.Organization = or(o.ID, p.Organization)
	}
	if err := fs.err(); err != nil {
		return 0, err
	}
	if err := s.mayGrant(r, was, p); err != nil {
		return 0, err
	}
	return s.desk.store.PutPerson(ctx, p)
}

// mayGrant refuses to make somebody what the actor is not himself.
func (s *Session) mayGrant(r Rights, was, is ticket.Person) error {
	if s.actor.IsSystem() || is.Inactive {
		return nil
	}
	var lacks []string
	for _, role := range is.Roles {
		if role.Staff() && !r.Person.Has(role) && (was.Inactive || !was.Has(role)) {
			lacks = append(lacks, string(role))
		}
	}
	if len(lacks) == 0 {
		return nil
	}
	return &Error{Code: Forbidden, Reason: "grants_more", Params: params(
		"right", string(VerbPeople), "roles", strings.Join(lacks, ", "), "allowed", strings.Join(texts(r.Person.Roles), ", "),
	)}
}

// PutOrganization writes an organization into the built-in directory: a new one with
// Version 0, else the version that was read. Merged is the desk's to set: see
// MergeOrganizations. For administrators.
func (s *Session) PutOrganization(ctx context.Context, o ticket.Organization) (int64, error) {
	v, err := s.putOrganization(ctx, o)
	return v, fail("put organization", err)
}

func (s *Session) putOrganization(ctx context.Context, o ticket.Organization) (int64, error) {
	if _, err := s.mayPeople(ctx); err != nil {
		return 0, err
	}
	was, err := s.desk.store.Organization(ctx, s.desk.key, o.ID)
	if err != nil && !isNotFound(err) {
		return 0, err
	}
	if was.Merged != "" {
		return 0, refuse("merged", "into", was.Merged)
	}
	var fs faults
	o.Desk, o.Merged = s.desk.key, ""
	o.ID = fs.required("id", o.ID, 200)
	o.Name = fs.required("name", o.Name, MaxSubject)
	o.Domains = slices.Clone(o.Domains)
	for i, domain := range o.Domains {
		o.Domains[i] = strings.ToLower(strings.TrimSpace(domain))
		a, err := mail.ParseAddress("x@" + o.Domains[i])
		if err != nil || a.Address != "x@"+o.Domains[i] || !strings.Contains(o.Domains[i], ".") {
			fs.add("domains", FaultFormat, "got", domain, "like", "example.com")
		}
	}
	slices.Sort(o.Domains)
	o.Domains = slices.Compact(o.Domains)
	if o.Parent, err = s.parent(ctx, &fs, o); err != nil {
		return 0, err
	}
	if err := fs.err(); err != nil {
		return 0, err
	}
	return s.desk.store.PutOrganization(ctx, o)
}

// mostAbove is how many organizations may stand above one.
const mostAbove = 20

// parent proves that an organization is a part of one that is there, and never of itself.
func (s *Session) parent(ctx context.Context, fs *faults, o ticket.Organization) (string, error) {
	parent, next := o.Parent, o.Parent
	for range mostAbove {
		if next == "" {
			return parent, nil
		}
		above, err := s.desk.directory.Organization(ctx, next)
		switch {
		case isNotFound(err):
			fs.add("parent", FaultUnknown, "got", next)
			return parent, nil
		case err != nil:
			return parent, err
		case above.ID == o.ID:
			fs.add("parent", FaultTaken, "got", o.Parent)
			return parent, nil
		}
		if next == o.Parent {
			parent = above.ID
		}
		next = above.Parent
	}
	fs.add("parent", FaultRange, "got", o.Parent, "max", itoa(mostAbove))
	return parent, nil
}

// PutTeam writes a team with its members into the built-in directory: a new one with
// Version 0, else the version that was read. Leads are some of the members. For
// administrators.
func (s *Session) PutTeam(ctx context.Context, t ticket.Team) (int64, error) {
	v, err := s.putTeam(ctx, t)
	return v, fail("put team", err)
}

func (s *Session) putTeam(ctx context.Context, t ticket.Team) (int64, error) {
	if _, err := s.mayPeople(ctx); err != nil {
		return 0, err
	}
	var fs faults
	t.Desk = s.desk.key
	t.ID = fs.required("id", t.ID, 200)
	t.Name = fs.required("name", t.Name, MaxSubject)
	t.Members = slices.Compact(slices.Sorted(slices.Values(t.Members)))
	t.Leads = slices.Compact(slices.Sorted(slices.Values(t.Leads)))
	for _, m := range t.Members {
		p, err := s.person(ctx, &fs, "members", m)
		if err != nil {
			return 0, err
		}
		if p.ID != "" && p.ID != m { // a duplicate
			fs.add("members", FaultInactive, "got", m)
		}
	}
	for _, lead := range t.Leads {
		fs.oneOf("leads", lead, t.Members)
	}
	if err := fs.err(); err != nil {
		return 0, err
	}
	return s.desk.store.PutTeam(ctx, t)
}

// PersonAsKept answers a person of the built-in directory as he is kept, a duplicate
// too: what PutPerson takes. For administrators.
func (s *Session) PersonAsKept(ctx context.Context, id string) (ticket.Person, error) {
	if _, err := s.mayPeople(ctx); err != nil {
		return ticket.Person{}, fail("person", err)
	}
	p, err := s.desk.store.Person(ctx, s.desk.key, id)
	return p, fail("person", err)
}

// Grantable are the roles that the actor may give: those that he has himself.
func (r Rights) Grantable() []ticket.Role {
	return slices.DeleteFunc(ticket.Roles(), func(role ticket.Role) bool { return role.Staff() && !r.Person.Has(role) })
}

// Organization answers one organization: the staff any, others their own.
func (s *Session) Organization(ctx context.Context, id string) (ticket.Organization, error) {
	o, err := s.organization(ctx, id)
	return o, fail("organization", err)
}

func (s *Session) organization(ctx context.Context, id string) (ticket.Organization, error) {
	r, err := s.rights(ctx)
	if err != nil {
		return ticket.Organization{}, err
	}
	if !r.Staff && id != r.Person.Organization {
		return ticket.Organization{}, storage.ErrNotFound
	}
	if r.Outside {
		if a, err := s.meets(ctx, r); err != nil || !a.organizations[id] {
			return ticket.Organization{}, cmp.Or(err, error(storage.ErrNotFound))
		}
	}
	return s.desk.directory.Organization(ctx, id)
}

// taken makes a number that is in use a fault of its field.
func taken(field, got string, err error) error {
	if !errors.Is(err, storage.ErrNumberTaken) {
		return err
	}
	var fs faults
	fs.add(field, FaultTaken, "got", got)
	return fs.err()
}
