package helpdesk

import (
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// ErasedCounts counts what is erased, or would be.
type ErasedCounts struct {
	Tickets  int `json:"tickets"`  // in which there is something to erase
	Values   int `json:"values"`   // facts of journals
	Messages int `json:"messages"` // texts
	Notes    int `json:"notes"`    // of booked times
	Payloads int `json:"payloads"` // of events
	Errors   int `json:"errors"`   // of deliveries, and the reasons for which they were skipped
	Remarks  int `json:"remarks"`  // beside tickets: see Session.Erase
}

func (c *ErasedCounts) add(o ErasedCounts) {
	c.Tickets += o.Tickets
	c.Values += o.Values
	c.Messages += o.Messages
	c.Notes += o.Notes
	c.Payloads += o.Payloads
	c.Errors += o.Errors
	c.Remarks += o.Remarks
}

// eraser takes a person's words out of what belongs to a ticket.
type eraser struct {
	words
	belongings
	gone  map[uuid.UUID]bool // messages whose text goes
	kinds map[uuid.UUID]ticket.TaskKind
	now   map[[2]string]string // of and field → the value, without what is erased of it
	seals []ticket.Fact
	count ErasedCounts
	over  storage.Erasure
}

// erase goes through everything that belongs to a ticket.
func (w words) erase(b belongings) *eraser {
	e := &eraser{words: w, belongings: b, gone: map[uuid.UUID]bool{}, kinds: map[uuid.UUID]ticket.TaskKind{}, now: map[[2]string]string{}}
	for _, t := range b.tasks {
		e.kinds[t.ID] = t.Kind
	}
	e.texts()
	for _, entry := range b.journal {
		e.entry(entry)
	}
	e.notes()
	e.payloads()
	for _, v := range e.told { // of the ticket all go, when one does
		if e.mentioned(v.Error) || e.mentioned(v.Reason) {
			e.count.Errors++
		}
	}
	if !e.nothing() {
		e.count.Tickets = 1
	}
	return e
}

// nothing tells whether there is nothing to erase.
func (e *eraser) nothing() bool {
	return len(e.over.Entries)+len(e.over.Messages)+len(e.over.Times)+len(e.over.Events)+e.count.Errors == 0
}

// texts erases the texts of messages. Where no texts go, they stay as they are.
func (e *eraser) texts() {
	for _, m := range e.messages {
		written := e.written(m.Author) || e.written(m.OnBehalf)
		if m.Purpose == ticket.PurposeRequest {
			written = written || e.written(e.requester)
		}
		if e.words.texts == TextsKept || !written && !e.mentioned(m.Text) || m.Text == ticket.ErasedMark && len(m.Salt) == 0 {
			continue
		}
		e.gone[m.ID] = true
		m.Text, m.Salt = ticket.ErasedMark, nil
		e.over.Messages = append(e.over.Messages, m)
		e.count.Messages++
	}
}

// entry erases what an entry of the journal tells.
func (e *eraser) entry(entry ticket.Entry) {
	facts := append([]ticket.Fact(nil), entry.Facts...)
	changed := false
	for i := range facts {
		f := &facts[i]
		at := [2]string{f.Of, f.Field}
		was, is := e.now[at], e.becomes(entry, *f, e.now[at])
		if f.Old == "" {
			was = "" // nothing was
		}
		e.now[at] = is
		if was == f.Old && is == f.New {
			continue
		}
		f.Erase(was, is)
		changed = true
		e.count.Values++
	}
	if changed {
		entry.Facts = facts
		e.over.Entries = append(e.over.Entries, entry)
		e.seals = append(e.seals, ticket.ErasedSeal(entry))
	}
}

// becomes is the new value of a fact without what is erased of it; was is the old one.
func (e *eraser) becomes(entry ticket.Entry, f ticket.Fact, was string) string {
	writer := entry.Actor
	if entry.OnBehalf != "" {
		writer = entry.OnBehalf
	}
	opening := entry.Event == string(event.TicketOpened)
	part, id, _ := strings.Cut(f.Of, ":")
	switch {
	case part+":" == ticket.OfEntry:
		return f.New
	case part+":" == ticket.OfMessage && f.Field == "digest":
		if of, err := uuid.Parse(id); err == nil && e.gone[of] {
			return ticket.ErasedMark
		}
		return f.New
	case f.Of != "" && plainParts[f.Field], f.Of == "" && plainFacts[f.Field]:
		return f.New
	case part+":" == ticket.OfTask && f.Field == "title":
		if of, err := uuid.Parse(id); err == nil && e.kinds[of] != ticket.TaskPart {
			writer = e.requester // it is the subject
		}
	case part+":" == ticket.OfTask && f.Field == "checklist":
		return e.steps(f.Old, was, f.New, writer)
	case f.Of != "":
	case f.Field == "phone":
		if e.own() && f.New != "" {
			return ticket.ErasedMark
		}
	case f.Field == "category": // a key or, where the regulation lists none, what somebody wrote
		if e.mentioned(f.New) {
			return ticket.ErasedMark
		}
		return f.New
	case f.Field == "links":
		return e.leadsTo(f.New)
	case f.Field == "fields":
		if opening {
			writer = e.requester
		}
		return e.fieldValues(f.Old, was, f.New, writer)
	case f.Field == "subject":
		writer = e.requester
	}
	return e.mark(f.New, writer)
}

// notes erases the notes of booked times.
func (e *eraser) notes() {
	for _, t := range e.times {
		if note := e.mark(t.Note, t.Person); note != t.Note {
			t.Note = note
			e.over.Times = append(e.over.Times, t)
			e.count.Notes++
		}
	}
}

// payloads erases what events tell.
func (e *eraser) payloads() {
	for _, v := range e.events {
		writer := v.Actor
		if v.OnBehalf != "" {
			writer = v.OnBehalf
		}
		own := []string{"subject"}
		if strings.HasPrefix(string(v.Kind), "task.") && !strings.Contains(string(v.Payload), `"kind":"`+string(ticket.TaskPart)+`"`) {
			own = append(own, "title") // it is the subject
		}
		if body, changed := e.payload(v.Payload, writer, own...); changed {
			v.Payload = body
			e.over.Events = append(e.over.Events, v)
			e.count.Payloads++
		}
	}
}
