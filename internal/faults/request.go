package main

import (
	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
)

// fate is what became of a request, as far as the one who sent it knows.
type fate string

// The fates.
const (
	inDoubt fate = "in doubt"     // it was sent and not answered: done once, or not at all
	done    fate = "acknowledged" // it was answered with a receipt: done exactly once
	refused fate = "refused"      // it was answered with a refusal: not done
)

// place says where the text that only this request brings is to be found.
type place string

// The places.
const (
	nowhere    place = ""
	inMessages place = "message"
	inTimes    place = "booked time"
	inTasks    place = "task"
	inWaits    place = "wait"
)

// request is one verb that a writer asks for, and how its effect will be known.
type request struct {
	key    string // of idempotency; no two requests have the same
	actor  string
	verb   helpdesk.Verb
	method string
	path   string // under the API, after the ticket
	body   map[string]any

	ticket  uuid.UUID  // that it is about; Nil of an opening until it is answered
	kind    event.Kind // of the entry that it makes in the journal
	move    string     // the key of the move, if it is one
	text    string     // that no other request brings
	place   place
	subject string // of an opening

	fate    fate
	receipt receipt
}

// receipt is what the API answers to a verb.
type receipt struct {
	Ticket  uuid.UUID `json:"ticket"`
	Number  string    `json:"number"`
	Version int64     `json:"version"`
	Part    uuid.UUID `json:"part"`
}

// String names the request in a finding.
func (r *request) String() string {
	s := string(r.verb)
	if r.move != "" {
		s += " " + r.move
	}
	return s + " " + r.key + " of " + r.actor
}
