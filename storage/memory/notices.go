package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// notice is a notice that is kept: its news is made when it is read.
type notice struct {
	person string
	kind   string
	event  event.Envelope
	read   time.Time
}

func newsOf(e event.Envelope, t ticket.Ticket) storage.News {
	return storage.News{Event: cloneEvent(e), Subject: t.Subject, Requester: t.Requester, Organization: t.Organization}
}

// older tells whether an event comes after the cursor in a list that begins with the newest.
func older(e event.Envelope, c storage.Cursor) bool {
	return c.IsZero() || newer(e, event.Envelope{ID: c.ID, At: c.At}) > 0
}

// newer sorts the newest first.
func newer(a, b event.Envelope) int {
	return cmp.Or(b.At.Compare(a.At), slices.Compare(b.ID[:], a.ID[:]))
}

// ListNews reads events of tickets within the scope, the newest first.
func (s *Store) ListNews(_ context.Context, sc storage.Scope, q storage.NewsQuery) ([]storage.News, error) {
	if err := within(q.Limit); err != nil || len(q.Kinds) == 0 {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []storage.News
	for _, r := range s.desk(sc.Desk).tickets {
		if !sees(sc, r.ticket) || !oneOf(q.Organizations, r.ticket.Organization) {
			continue
		}
		for _, e := range r.events {
			if slices.Contains(q.Kinds, e.Kind) && older(e, q.Before) {
				list = append(list, newsOf(e, r.ticket))
			}
		}
	}
	slices.SortFunc(list, func(a, b storage.News) int { return newer(a.Event, b.Event) })
	return list[:min(len(list), q.Limit)], nil
}

// AddNotices adds notices of events of the desk.
func (s *Store) AddNotices(_ context.Context, desk string, list []storage.Notice) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(desk)
	for _, n := range list {
		has := func(o notice) bool { return o.event.ID == n.Event.ID }
		r := d.tickets[n.Event.Ticket]
		if r == nil || slices.ContainsFunc(d.notices[n.Person], has) {
			continue
		}
		for _, e := range r.events {
			if e.ID == n.Event.ID {
				d.notices[n.Person] = append(d.notices[n.Person], notice{person: n.Person, kind: n.Kind, event: e})
			}
		}
	}
	return nil
}

// ListNotices reads a person's notices of tickets within the scope, the newest first.
func (s *Store) ListNotices(_ context.Context, sc storage.Scope, q storage.NoticeQuery) ([]storage.Notice, error) {
	if err := within(q.Limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	d := s.desk(sc.Desk)
	var list []storage.Notice
	for _, n := range d.notices[q.Person] {
		t := d.tickets[n.event.Ticket].ticket
		if sees(sc, t) && older(n.event, q.Before) && !(q.Unread && !n.read.IsZero()) {
			list = append(list, storage.Notice{News: newsOf(n.event, t), Person: n.person, Kind: n.kind, Read: n.read})
		}
	}
	slices.SortFunc(list, func(a, b storage.Notice) int { return newer(a.Event, b.Event) })
	return list[:min(len(list), q.Limit)], nil
}

// CountNotices counts those that a person has not read, never further than most.
func (s *Store) CountNotices(_ context.Context, sc storage.Scope, person string, most int) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	d, n := s.desk(sc.Desk), 0
	for _, has := range d.notices[person] {
		if has.read.IsZero() && sees(sc, d.tickets[has.event.Ticket].ticket) {
			n++
		}
	}
	return min(n, max(most, 0)), nil
}

// ReadNotices marks a person's notices of these events as read, all if none is named.
func (s *Store) ReadNotices(_ context.Context, desk, person string, at time.Time, events ...uuid.UUID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.desk(desk).notices[person]
	for i := range list {
		if list[i].read.IsZero() && oneOf(events, list[i].event.ID) {
			list[i].read = ticket.Instant(at)
		}
	}
	return nil
}

// ForgetNotices drops those of events from before an instant.
func (s *Store) ForgetNotices(_ context.Context, desk string, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	notices := s.desk(desk).notices
	for person, list := range notices {
		notices[person] = slices.DeleteFunc(list, func(n notice) bool { return n.event.At.Before(before) })
	}
	return nil
}

// Preferences reads those of a person.
func (s *Store) Preferences(_ context.Context, desk, person string) (ticket.Preferences, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p, has := s.desk(desk).preferences[person]
	if !has {
		return ticket.Preferences{}, storage.ErrNotFound
	}
	p.Off = slices.Clone(p.Off)
	return p, nil
}

// PutPreferences writes those of a person.
func (s *Store) PutPreferences(_ context.Context, p ticket.Preferences) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(p.Desk)
	if d.preferences[p.Person].Version != p.Version {
		return 0, storage.ErrConflict
	}
	p.Off = slices.Clone(p.Off)
	p.Version++
	d.preferences[p.Person] = p
	return p.Version, nil
}
