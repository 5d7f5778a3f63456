package main

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// story is a ticket as it is stored, and which of its changes are accounted for.
type story struct {
	ticket.Ticket
	journal  []ticket.Entry
	claimed  map[int64]*request
	messages map[string]ticket.Message // by text
	times    map[string]ticket.Spending
	tasks    map[string]ticket.Task
}

// read reads the whole desk.
func (j *judging) read() error {
	q := storage.Query{Order: ticket.ByOpened, Limit: 200}
	for {
		page, err := j.store.List(j.ctx, storage.Everything(desk), q)
		if err != nil {
			return err
		}
		for _, t := range page.Tickets {
			if err := j.readStory(t); err != nil {
				return fmt.Errorf("%s: %w", t.Number, err)
			}
		}
		if page.Next.IsZero() {
			return nil
		}
		q.After = page.Next
	}
}

func (j *judging) readStory(t ticket.Ticket) error {
	everything := storage.Everything(desk)
	s := &story{
		Ticket: t, claimed: map[int64]*request{},
		messages: map[string]ticket.Message{}, times: map[string]ticket.Spending{}, tasks: map[string]ticket.Task{},
	}
	j.stories[t.ID] = s
	j.seen["subject "+t.Subject]++
	messages, err := j.store.Messages(j.ctx, everything, t.ID)
	if err != nil {
		return err
	}
	for _, m := range messages {
		s.messages[m.Text] = m
		j.seen[string(inMessages)+" "+m.Text]++
	}
	times, err := j.store.Times(j.ctx, everything, t.ID)
	if err != nil {
		return err
	}
	for _, x := range times {
		s.times[x.Note] = x
		j.seen[string(inTimes)+" "+x.Note]++
	}
	tasks, err := j.store.Tasks(j.ctx, everything, t.ID)
	if err != nil {
		return err
	}
	for _, k := range tasks {
		s.tasks[k.Title] = k
		j.seen[string(inTasks)+" "+k.Title]++
	}
	if s.journal, err = j.store.Journal(j.ctx, everything, t.ID); err != nil {
		return err
	}
	for _, e := range s.journal {
		if reason, ok := e.Value("wait.reason"); ok && reason != "" {
			j.seen[string(inWaits)+" "+reason]++
		}
	}
	return j.announced(s)
}

// announced proves that the ticket's events are those of its journal.
func (j *judging) announced(s *story) error {
	events, err := j.store.Events(j.ctx, storage.Everything(desk), s.ID)
	if err != nil {
		return err
	}
	if len(events) != len(s.journal) {
		j.tell(allAnnounced, s.ID, "%s: %d entries, %d events", s.Number, len(s.journal), len(events))
		return nil
	}
	for i, e := range s.journal {
		if v := events[i]; string(v.Kind) != e.Event || v.Version != e.Version || v.Actor != e.Actor || v.Number != s.Number {
			j.tell(allAnnounced, s.ID, "%s: entry %d is %s of version %d, its event is %s of version %d", s.Number, e.Seq, e.Event, e.Version, v.Kind, v.Version)
		}
	}
	return nil
}

// tells whether the journal has the request as that version.
func (s *story) tells(r *request, version int64) bool {
	for _, e := range s.journal {
		if e.Version != version || e.Actor != r.actor || e.Event != string(r.kind) {
			continue
		}
		if move, _ := e.Value("move"); move == r.move {
			return true
		}
	}
	return false
}

// has tells whether what the request brought is in the ticket, as that part and version.
func (s *story) has(r *request, version int64, part uuid.UUID) bool {
	switch r.place {
	case inMessages:
		m, ok := s.messages[r.text]
		return ok && m.Version == version && m.Author == r.actor && (part == m.ID || r.kind == "ticket.opened")
	case inTimes:
		x, ok := s.times[r.text]
		return ok && x.ID == part && x.Person == r.actor
	case inTasks:
		k, ok := s.tasks[r.text]
		return ok && k.ID == part
	}
	return true
}
