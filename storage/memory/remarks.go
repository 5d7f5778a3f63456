package memory

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Saying reads the ids of the tickets of which something says.
func (s *Store) Saying(_ context.Context, desk string, says func(string) bool, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	if err := within(limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	d := s.desk(desk)
	delivered := map[uuid.UUID]bool{}
	for _, lines := range d.lines {
		for at, l := range lines {
			for _, v := range l.list {
				delivered[at.ticket] = delivered[at.ticket] || v.Error != "" && says(v.Error) || v.Reason != "" && says(v.Reason)
			}
		}
	}
	return d.next(after, limit, func(r *record) bool { return delivered[r.ticket.ID] || r.says(says) }), nil
}

// says tells whether a text of the ticket says.
func (r *record) says(says func(string) bool) bool {
	for _, m := range r.messages {
		if says(m.Text) {
			return true
		}
	}
	for _, e := range r.journal {
		for _, f := range e.Facts {
			// As they stand in JSON, a value between its quotes.
			if says(`"`+f.Old+`"`) || says(`"`+f.New+`"`) {
				return true
			}
		}
	}
	for _, t := range r.times {
		if t.Note != "" && says(t.Note) {
			return true
		}
	}
	for _, e := range r.events {
		if says(string(e.Payload)) {
			return true
		}
	}
	return false
}

// ListRemarks reads the remarks that are asked for.
func (s *Store) ListRemarks(_ context.Context, desk string, wanted func(storage.Remark) bool) ([]storage.Remark, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	d := s.desk(desk)
	var list []storage.Remark
	add := func(r storage.Remark) {
		if r.Text != "" && wanted(r) {
			list = append(list, r)
		}
	}
	for id, a := range d.absences {
		add(storage.Remark{Kind: storage.RemarkAbsence, Key: id, Text: a.Note})
	}
	for person, w := range d.stopwatches {
		add(storage.Remark{Kind: storage.RemarkStopwatch, Key: person, Text: w.Note})
	}
	for _, r := range d.regulations {
		add(storage.Remark{Kind: storage.RemarkVersion, Key: strconv.Itoa(r.Version), Author: r.Author, Text: r.Reason})
	}
	for _, v := range d.announced() {
		add(storage.Remark{Kind: storage.RemarkDelivery, Key: announcement(v), Text: strings.TrimSpace(v.Error + " " + v.Reason)})
	}
	for of, l := range d.linkStates {
		add(storage.Remark{Kind: storage.RemarkLink, Key: of.Key, LinkKind: string(of.Kind), Text: strings.Join([]string{l.Key, l.State, l.Title, l.Fault}, " ")})
	}
	return list, nil
}

// EraseRemarks erases the texts of remarks.
func (s *Store) EraseRemarks(_ context.Context, desk string, list []storage.Remark) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.desk(desk)
	for _, r := range list {
		switch r.Kind {
		case storage.RemarkAbsence:
			if a, has := d.absences[r.Key]; has && a.Note != "" {
				a.Note = ticket.ErasedMark
				a.Version++
				d.absences[r.Key] = a
			}
		case storage.RemarkStopwatch: // the version names what it books: it stays
			if w, has := d.stopwatches[r.Key]; has && w.Note != "" {
				w.Note = ticket.ErasedMark
				d.stopwatches[r.Key] = w
			}
		case storage.RemarkVersion:
			i := slices.IndexFunc(d.regulations, func(v storage.Regulation) bool { return strconv.Itoa(v.Version) == r.Key })
			if i >= 0 && d.regulations[i].Reason != "" {
				d.regulations[i].Reason = ticket.ErasedMark
				d.retell(d.regulations[i].Published())
			}
		case storage.RemarkDelivery:
			d.unsayDelivery(r.Key)
		case storage.RemarkLink:
			delete(d.linkStates, ticket.Link{Kind: ticket.LinkKind(r.LinkKind), Key: r.Key})
		}
	}
	return nil
}

// announced are the deliveries of what is of no ticket.
func (d *desk) announced() (list []*storage.Delivery) {
	for _, lines := range d.lines {
		if l := lines[line{}]; l != nil {
			for i := range l.list {
				list = append(list, &l.list[i])
			}
		}
	}
	return list
}

// announcement is the key of the remarks of such a delivery.
func announcement(v *storage.Delivery) string {
	return v.Handler + "/" + strconv.FormatInt(v.Event.Version, 10)
}

// retell has the deliveries of an event tell it as it is now.
func (d *desk) retell(e event.Envelope) {
	for _, v := range d.announced() {
		if v.Event.ID == e.ID {
			v.Event = e
		}
	}
}

// unsayDelivery erases the error and the reason of such a delivery.
func (d *desk) unsayDelivery(key string) {
	for _, v := range d.announced() {
		if announcement(v) == key {
			v.Error, v.Reason = marked(v.Error), marked(v.Reason)
		}
	}
}

// marked is the mark of erased values in place of a text. Nothing stays nothing.
func marked(text string) string {
	if text == "" {
		return ""
	}
	return ticket.ErasedMark
}
