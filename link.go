package helpdesk

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// linkWord is how kinds of link are written.
var linkWord = regexp.MustCompile(`^[a-z][a-z0-9-]{0,49}$`)

// NewLink leads a ticket to another one or to a thing elsewhere.
type NewLink struct {
	Kind ticket.LinkKind // one of ticket.LinkKinds, or another word of small letters, digits and hyphens
	Key  string          // what it is called there; of another ticket its number
	URL  string          // where people see it; none for another ticket
}

// Link leads a ticket to another ticket of the desk (ticket.LinkRelated), or to a thing
// elsewhere: a defect, a task of development, an order. Those who work on the ticket may,
// whatever its stage.
func (s *Session) Link(ctx context.Context, id uuid.UUID, in NewLink) (Receipt, error) {
	return s.alter(ctx, VerbLink, id, in, func(d *draft) error {
		if err := d.works(VerbLink); err != nil {
			return err
		}
		l, err := d.linkOf(in)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(d.ticket.Links, l.Same) {
			return refuse("linked_already", "kind", string(l.Kind), "key", l.Key)
		}
		if len(d.ticket.Links) >= MaxLinks {
			return refuse("too_many_links", "max", itoa(MaxLinks))
		}
		return d.putLink(l)
	})
}

// linkOf checks a new link.
func (d *draft) linkOf(in NewLink) (ticket.Link, error) {
	var fs faults
	l := ticket.Link{Kind: in.Kind, Key: fs.required("key", strings.Join(strings.Fields(in.Key), " "), MaxSubject)}
	switch {
	case in.Kind == "":
		fs.add("kind", FaultRequired, "allowed", strings.Join(texts(ticket.LinkKinds()), ", "))
	case in.Kind == ticket.LinkFollows || in.Kind == ticket.LinkFollowedBy:
		fs.add("kind", FaultGiven, "got", string(in.Kind))
	case !linkWord.MatchString(string(in.Kind)):
		fs.add("kind", FaultFormat, "got", clip(string(in.Kind)), "like", string(ticket.LinkDefect))
	}
	if url := strings.TrimSpace(in.URL); url != "" {
		if l.URL = fs.link("url", url); in.Kind.OfDesk() {
			fs.add("url", FaultGiven, "got", clip(url))
		}
	}
	if err := fs.err(); err != nil || !in.Kind.OfDesk() {
		return l, err
	}
	to, err := d.desk.store.Find(d.ctx, d.rights.Scope, l.Key)
	switch {
	case isNotFound(err):
		fs.add("key", FaultUnknown, "got", clip(l.Key))
	case err != nil:
		return l, err
	case to.ID == d.ticket.ID:
		fs.add("key", FaultTaken, "got", l.Key)
	}
	l.Ticket, l.Key = to.ID, to.Number
	return l, fs.err()
}

// putLink adds a link and tells of it.
func (d *draft) putLink(l ticket.Link) error {
	d.ticket.Links = append(slices.Clone(d.ticket.Links), l)
	return d.record(event.TicketLinked, linked(l))
}

func linked(l ticket.Link) event.Linked {
	e := event.Linked{Kind: string(l.Kind), Key: l.Key, URL: l.URL}
	if l.Ticket != uuid.Nil {
		e.Ticket = &l.Ticket
	}
	return e
}

// Unlink takes a link away, by its kind and key. Those that the desk made itself stay.
func (s *Session) Unlink(ctx context.Context, id uuid.UUID, kind ticket.LinkKind, key string) (Receipt, error) {
	input := NewLink{Kind: kind, Key: key}
	return s.alter(ctx, VerbLink, id, input, func(d *draft) error {
		if err := d.works(VerbLink); err != nil {
			return err
		}
		i := slices.IndexFunc(d.ticket.Links, ticket.Link{Kind: kind, Key: key}.Same)
		switch {
		case i < 0:
			return refuse("not_linked", "kind", clip(string(kind)), "key", clip(key))
		case kind == ticket.LinkFollows || kind == ticket.LinkFollowedBy:
			return refuse("link_of_desk", "kind", string(kind), "key", key)
		}
		l := d.ticket.Links[i]
		d.ticket.Links = slices.Delete(slices.Clone(d.ticket.Links), i, i+1)
		return d.record(event.TicketUnlinked, linked(l))
	})
}

// betweenRequests are the links that the requester sees: those between his own requests.
func betweenRequests(links []ticket.Link) []ticket.Link {
	var own []ticket.Link
	for _, l := range links {
		if l.Kind == ticket.LinkFollows || l.Kind == ticket.LinkFollowedBy {
			own = append(own, l)
		}
	}
	return own
}

// LinkView is a link with what is known of where it leads.
type LinkView struct {
	ticket.Link
	// Of another ticket, as it is now; Stage is empty when the actor may not see it.
	Stage   string
	Phase   ticket.Phase
	Subject string
	// Of a thing elsewhere, as it was last known, and when: see Config.Links.
	State ticket.LinkState
}

// Links answers the links of a ticket, at once and with what is known of each; what may
// be out of date is asked for meanwhile, see Config.Links. For the staff.
func (s *Session) Links(ctx context.Context, id uuid.UUID) ([]LinkView, error) {
	views, err := s.linksOf(ctx, id, (*Desk).linkViews)
	return views, fail("links", err)
}

// RefreshLinks answers the links of a ticket as Links does, but waits until what they
// lead to was asked for: no longer than Config.LinksWithin. For the staff.
func (s *Session) RefreshLinks(ctx context.Context, id uuid.UUID) ([]LinkView, error) {
	views, err := s.linksOf(ctx, id, func(d *Desk, ctx context.Context, r Rights, t ticket.Ticket) ([]LinkView, error) {
		if err := d.askLinks(ctx, t.Links); err != nil {
			return nil, err
		}
		return d.linkViews(ctx, r, t)
	})
	return views, fail("refresh links", err)
}

func (s *Session) linksOf(ctx context.Context, id uuid.UUID, view func(*Desk, context.Context, Rights, ticket.Ticket) ([]LinkView, error)) ([]LinkView, error) {
	t, r, err := s.see(ctx, id)
	if err == nil && !r.Staff {
		err = barred(barStaff)
	}
	if err != nil {
		return nil, err
	}
	return view(s.desk, ctx, r, t)
}

// linkViews tells what is known of the links of a ticket, and has what may be out of
// date asked for, without waiting for it.
func (d *Desk) linkViews(ctx context.Context, r Rights, t ticket.Ticket) ([]LinkView, error) {
	if len(t.Links) == 0 {
		return nil, nil
	}
	states, err := d.store.LinkStates(ctx, d.key, outside(t.Links))
	if err != nil {
		return nil, err
	}
	rules, err := d.current(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]LinkView, len(t.Links))
	var old []ticket.Link
	for i, l := range t.Links {
		v := LinkView{Link: l}
		if l.Ticket != uuid.Nil {
			other, err := d.store.Ticket(ctx, r.Scope, l.Ticket)
			if err != nil && !isNotFound(err) {
				return nil, err
			}
			rules.successors.read(&other)
			v.Stage, v.Phase, v.Subject = other.Stage, other.Phase, other.Subject
		} else if l.Key != ticket.ErasedMark {
			if j := slices.IndexFunc(states, func(s ticket.LinkState) bool { return s.Kind == l.Kind && s.Key == l.Key }); j >= 0 {
				v.State = states[j]
			}
			if d.Now().Sub(v.State.Tried) >= linkFresh {
				old = append(old, l)
			}
		}
		views[i] = v
	}
	d.askLater(ctx, old)
	return views, nil
}

// outside are the links that lead elsewhere. Of what was erased nothing is asked.
func outside(links []ticket.Link) []ticket.Link {
	return slices.DeleteFunc(slices.Clone(links), func(l ticket.Link) bool { return l.Ticket != uuid.Nil || l.Key == ticket.ErasedMark })
}
