package helpdesk

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// Session is the desk as one actor sees it: the one door to everything. It holds
// no state and may be kept or thrown away; rights are looked up at every call.
type Session struct {
	desk    *Desk
	actor   Actor
	behalf  string         // the requester whose verb the actor carries out
	key     string         // of idempotency, see Once
	channel ticket.Channel // see Via
	version int64          // see Expecting
	joined  bool           // to a transaction of the host, see Within
	asks    *Why           // nothing is done, only asked for, see WhyNot
}

// As is the desk as the actor sees it.
func (d *Desk) As(a Actor) *Session { return &Session{desk: d, actor: a} }

// OnBehalfOf lets one of the staff carry out what a requester asked for by letter
// or phone: a request, an answer, an acceptance, a reopening. The journal names both.
// What is no requester's to do is Refused.
func (s *Session) OnBehalfOf(requester string) *Session {
	c := *s
	c.behalf = requester
	return &c
}

// Via says by which channel everything said in the session comes, where the input
// does not say otherwise: ChannelAPI unless it was called.
func (s *Session) Via(channel ticket.Channel) *Session {
	c := *s
	c.channel = channel
	return &c
}

// Actor is who the session acts as.
func (s *Session) Actor() Actor { return s.actor }

// Rights are what the actor may see and do.
func (s *Session) Rights(ctx context.Context) (Rights, error) {
	r, err := s.rights(ctx)
	return r, fail("rights", err)
}

func (s *Session) rights(ctx context.Context) (Rights, error) {
	if s.actor.IsZero() {
		return Rights{}, &Error{Code: Unauthorized}
	}
	r, err := s.desk.access.Rights(ctx, s.actor)
	if err != nil {
		return Rights{}, err
	}
	if s.behalf != "" && !r.May(VerbBehalf) {
		return Rights{}, forbidden(VerbBehalf)
	}
	if len(r.Teams)+len(r.Scope.Teams) == 0 {
		return r, nil
	}
	rules, err := s.desk.current(ctx)
	if err != nil {
		return Rights{}, err
	}
	r.Teams, r.Scope.Teams = rules.successors.anyName(r.Teams), rules.successors.anyName(r.Scope.Teams)
	return r, nil
}

// who is the actor as the directory knows him: of a duplicate, the person whom it was
// merged into.
func (s *Session) who(r Rights) string {
	if s.actor.IsSystem() || r.Person.ID == "" {
		return s.actor.ID
	}
	return r.Person.ID
}

// staff answers the rights of one of the staff, or Forbidden.
func (s *Session) staff(ctx context.Context) (Rights, error) {
	r, err := s.rights(ctx)
	if err == nil && !r.Staff {
		err = barred(barStaff)
	}
	return r, err
}

// member answers the rights of somebody who has not left, or Forbidden.
func (s *Session) member(ctx context.Context) (Rights, error) {
	r, err := s.rights(ctx)
	if err == nil && r.Person.Inactive {
		err = barred(barMember)
	}
	return r, err
}

// may answers the rights of somebody who has the verb, or Forbidden.
func (s *Session) may(ctx context.Context, v Verb) (Rights, error) {
	r, err := s.rights(ctx)
	if err == nil && !r.May(v) {
		err = forbidden(v)
	}
	return r, err
}

// What somebody can lack beside the right to a verb.
const (
	barStaff  = "staff"  // is not one of the desk's people
	barMember = "member" // has left
)

func barred(by string) error {
	return &Error{Code: Forbidden, Reason: by, Params: params("right", by)}
}

func forbidden(v Verb) error {
	return &Error{Code: Forbidden, Params: params("right", string(v))}
}

// see reads a ticket as the actor may.
func (s *Session) see(ctx context.Context, id uuid.UUID) (ticket.Ticket, Rights, error) {
	r, err := s.rights(ctx)
	if err != nil {
		return ticket.Ticket{}, r, err
	}
	t, err := s.desk.store.Ticket(ctx, r.Scope, id)
	if err != nil {
		return t, r, err
	}
	rules, err := s.desk.current(ctx)
	if err == nil {
		rules.successors.read(&t) // as the newest version knows it
	}
	return t, r, err
}

// Find answers the id of the ticket with that number, if the actor may see it.
func (s *Session) Find(ctx context.Context, number string) (uuid.UUID, error) {
	r, err := s.rights(ctx)
	if err != nil {
		return uuid.Nil, fail("find", err)
	}
	t, err := s.desk.store.Find(ctx, r.Scope, number)
	return t.ID, fail("find", err)
}

// person answers an active person of the directory, or adds a fault.
func (s *Session) person(ctx context.Context, fs *faults, field, id string) (ticket.Person, error) {
	p, err := s.desk.directory.Person(ctx, id)
	switch {
	case isNotFound(err):
		fs.add(field, FaultUnknown, "got", id)
		return p, nil
	case err != nil:
		return p, err
	case p.Inactive:
		fs.add(field, FaultInactive, "got", id)
	}
	return p, nil
}
