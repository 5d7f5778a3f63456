package helpdesk

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// MaxObservers is how many people can follow a ticket beside its requester.
const MaxObservers = 50

// AddObserver lets a person follow a ticket: he reads it and answers on the requester's
// side. The staff names anybody of the directory by id; the requester's side names
// people of the requester's organization, by id or by e-mail address.
func (s *Session) AddObserver(ctx context.Context, id uuid.UUID, person string) (Receipt, error) {
	return s.alter(ctx, VerbObserve, id, person, func(d *draft) error {
		if err := d.mayObserve(); err != nil {
			return err
		}
		var fs faults
		p, err := d.observer(s, &fs, strings.TrimSpace(person))
		if err != nil {
			return err
		}
		if err := fs.err(); err != nil {
			return err
		}
		t := &d.ticket
		switch {
		case p.ID == t.Requester || slices.Contains(t.Observers, p.ID):
			return nil // he follows it already
		case len(t.Observers) >= MaxObservers:
			return refuse("too_many_observers", "max", itoa(MaxObservers))
		}
		t.Observers = slices.Sorted(slices.Values(append(slices.Clone(t.Observers), p.ID)))
		return d.record(event.ObserverAdded, event.Observer{Person: p.ID})
	})
}

// RemoveObserver takes a person from those who follow a ticket. Everybody may take
// himself away.
func (s *Session) RemoveObserver(ctx context.Context, id uuid.UUID, person string) (Receipt, error) {
	return s.alter(ctx, VerbObserve, id, "-"+person, func(d *draft) error {
		if err := d.mayObserve(); err != nil && person != d.actor {
			return err
		}
		i := slices.Index(d.ticket.Observers, person)
		if i < 0 {
			return refuse("not_observed", "person", clip(person))
		}
		d.ticket.Observers = slices.Delete(slices.Clone(d.ticket.Observers), i, i+1)
		return d.record(event.ObserverRemoved, event.Observer{Person: person})
	})
}

// mayObserve: the requester's side, and those who work on the ticket.
func (d *draft) mayObserve() error {
	if d.rights.May(VerbObserve) && (d.rights.Own(d.ticket) || d.rights.Works(d.ticket)) {
		return nil
	}
	return d.elsewhere(VerbObserve)
}

// observer finds the person who is meant. Whom the requester's side may not name is
// unknown to it, whether he is there or not.
func (d *draft) observer(s *Session, fs *faults, name string) (ticket.Person, error) {
	if name == "" {
		fs.add("person", FaultRequired)
		return ticket.Person{}, nil
	}
	if d.rights.Staff {
		return s.personKnown(d.ctx, d.rights, fs, "person", name)
	}
	if company := d.ticket.Organization; company != "" {
		for _, q := range []storage.PeopleQuery{{IDs: []string{name}}, {Text: name}} {
			q.Organizations, q.Active, q.Limit = []string{company}, true, 20
			people, err := d.desk.directory.People(d.ctx, q)
			if err != nil {
				return ticket.Person{}, err
			}
			for _, p := range people {
				if p.ID == name || strings.EqualFold(p.Email, name) {
					return p, nil
				}
			}
		}
	}
	fs.add("person", FaultUnknown, "got", clip(name))
	return ticket.Person{}, nil
}
