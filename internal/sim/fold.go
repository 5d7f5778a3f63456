package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// state is what is read from a journal by other means than the desk's: enough to know
// whether somebody or something will come back to the ticket.
type state struct {
	stage   string
	phase   ticket.Phase
	agent   string
	entered string
	since   bool // marked as waiting
	until   string
	late    map[string]bool // clocks that have passed their due
	spent   time.Duration
}

// clockOf is the clock that runs in a stage.
var clockOf = map[string]string{"level1": "reaction", "level2": "processing", "level3": "solution", "level4": "waiting"}

// foldState reads a journal, entry by entry.
func foldState(journal []ticket.Entry) (s state, err error) {
	s.late = map[string]bool{}
	for _, e := range journal {
		told := map[string]string{}
		for _, f := range e.Facts {
			if strings.HasPrefix(f.Of, ticket.OfTime) && f.Field == "spent" {
				d, err := time.ParseDuration(f.New)
				if err != nil {
					return s, fmt.Errorf("entry %d: %w", e.Seq, err)
				}
				s.spent += d
			}
			if f.Of == "" {
				told[f.Field] = f.New
			}
		}
		s.take(e.Event, told)
	}
	return s, nil
}

// take takes what an entry tells of the ticket.
func (s *state) take(event string, told map[string]string) {
	for field, into := range map[string]*string{"stage": &s.stage, "agent": &s.agent, "entered": &s.entered, "wait.until": &s.until} {
		if value, is := told[field]; is {
			*into = value
		}
	}
	if value, is := told["phase"]; is {
		s.phase = ticket.Phase(value)
	}
	if value, is := told["wait.since"]; is {
		s.since = value != ""
	}
	if event == "clock.breached" {
		s.late[told["clock"]] = true
	}
}

// without are the reasons for which nothing may be going to happen with an open ticket
// unless somebody looks after it.
func (s state) without() (reasons []string) {
	if s.phase == ticket.PhaseDone || s.phase == ticket.PhaseResolved {
		return nil
	}
	if s.agent == "" {
		reasons = append(reasons, "unassigned")
	}
	if s.stage == "reopened" {
		reasons = append(reasons, "reopened")
	}
	if s.since && s.until == "" {
		reasons = append(reasons, "wait without a date")
	}
	if s.late[clockOf[s.stage]] {
		reasons = append(reasons, "overdue")
	}
	return reasons
}
