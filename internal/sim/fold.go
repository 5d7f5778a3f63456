package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// state is what is read from a journal by other means than the desk's: enough to know
// whether somebody or something will come back to the ticket, what there is to do, what
// is to be paid and who was given what.
type state struct {
	id           uuid.UUID
	number       string
	organization string
	stage        string
	phase        ticket.Phase
	agent        string
	since, until string // it waits, and until when
	tasks        map[string]*work
	bookings     map[string]*booking
	given        []gift
}

// work is a task.
type work struct {
	id, kind, assignee, state string
	created, due              time.Time
	effort, spent             time.Duration
	waits                     bool // its ticket does
}

// booking is time that was booked.
type booking struct {
	ticket                                        uuid.UUID
	number, organization, contract, service, task string
	agent, corrects                               string
	worked                                        time.Time
	spent                                         time.Duration
}

// gift is that somebody was given the ticket or a task of it.
type gift struct {
	to string
	at time.Time
}

// foldState reads a journal, entry by entry.
func foldState(h storage.History) (*state, error) {
	s := &state{id: h.Ticket, tasks: map[string]*work{}, bookings: map[string]*booking{}}
	for _, e := range h.Journal {
		for _, f := range e.Facts {
			if err := s.take(e, f); err != nil {
				return s, fmt.Errorf("%s: entry %d: %s of %q: %w", h.Number, e.Seq, f.Field, f.Of, err)
			}
		}
	}
	for _, w := range s.tasks {
		w.waits = s.since != "" || s.phase == ticket.PhaseResolved
	}
	for _, b := range s.bookings {
		b.number, b.organization = s.number, s.organization
	}
	return s, nil
}

// take takes what a fact tells.
func (s *state) take(e ticket.Entry, f ticket.Fact) error {
	if (f.Of == "" && f.Field == "agent" || f.Field == "assignee") && f.New != "" {
		s.given = append(s.given, gift{f.New, e.At})
	}
	kind, id, _ := strings.Cut(f.Of, ":")
	switch kind {
	case "":
		s.ofTicket(f)
	case "task":
		if s.tasks[id] == nil {
			s.tasks[id] = &work{id: id, created: e.At}
		}
		return s.tasks[id].take(f)
	case "time":
		if s.bookings[id] == nil {
			s.bookings[id] = &booking{ticket: s.id, agent: e.Actor, worked: e.At}
		}
		return s.bookings[id].take(f)
	}
	return nil
}

func (s *state) ofTicket(f ticket.Fact) {
	into, is := map[string]*string{
		"number": &s.number, "organization": &s.organization, "stage": &s.stage, "phase": (*string)(&s.phase),
		"agent": &s.agent, "wait.since": &s.since, "wait.until": &s.until,
	}[f.Field]
	if is {
		*into = f.New
	}
}

func (w *work) take(f ticket.Fact) (err error) {
	switch f.Field {
	case "kind":
		w.kind = f.New
	case "assignee":
		w.assignee = f.New
	case "state":
		w.state = f.New
	case "due":
		w.due, err = instant(f.New)
	case "effort":
		w.effort, err = span(f.New)
	case "spent":
		w.spent, err = span(f.New)
	}
	return err
}

func (b *booking) take(f ticket.Fact) (err error) {
	switch f.Field {
	case "spent":
		b.spent, err = span(f.New)
	case "worked":
		b.worked, err = instant(f.New)
	case "person":
		b.agent = f.New
	case "contract":
		b.contract = f.New
	case "service":
		b.service = f.New
	case "task":
		b.task = f.New
	case "corrects":
		b.corrects = f.New
	}
	return err
}

func instant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339Nano, text)
}

func span(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	return time.ParseDuration(text)
}

// limited are the stages in which the regulation gives a time, which the open task of
// the ticket tells as its due.
var limited = map[string]bool{"level1": true, "level2": true, "level3": true, "level4": true}

// lacks are the reasons for which nothing is going to happen with an open ticket unless
// somebody looks after it.
func (s *state) lacks(now time.Time) (reasons []ticket.Lack) {
	if s.phase != ticket.PhaseOpen { // what is resolved closes by itself
		return nil
	}
	if s.agent == "" {
		reasons = append(reasons, ticket.LacksAgent)
	}
	overdue := false
	for _, w := range s.tasks {
		goes := w.kind == string(ticket.TaskWork) || w.kind == string(ticket.TaskClassification)
		if goes && w.state == string(ticket.TaskOpen) && limited[s.stage] && s.since == "" {
			overdue = overdue || !w.due.IsZero() && !w.due.After(now)
		}
	}
	if overdue {
		reasons = append(reasons, ticket.LacksTime)
	}
	if s.since != "" && s.until == "" {
		reasons = append(reasons, ticket.LacksContact)
	}
	// A date wakes what waits; a clock warns and tells its due where there is a limit.
	if s.until == "" && (overdue || !limited[s.stage] || s.since != "") {
		reasons = append(reasons, ticket.LacksTimer)
	}
	return reasons
}
