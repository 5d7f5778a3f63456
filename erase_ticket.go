package helpdesk

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
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

// erasedTicket is what the erasing of a person did to a ticket.
type erasedTicket struct {
	now   bool // something
	count ErasedCounts
	proof ErasedTicket // the last entry that tells of it, be it from before; zero if none does
}

// erase takes a person's words out of the ticket, if there are any, with an entry that
// tells so.
func (d *draft) erase(w words, certificate uuid.UUID) (erasedTicket, error) {
	b, err := d.desk.belongings(d.ctx, d.was)
	if err != nil {
		return erasedTicket{}, err
	}
	if err := b.sound(); err != nil {
		return erasedTicket{}, err
	}
	e := w.erase(b)
	if e.nothing() && (!w.own() || !d.ticket.Erased.IsZero()) {
		return erasedTicket{proof: w.erasedBefore(b.journal, d.was)}, nil
	}
	if err := d.without(e); err != nil {
		return erasedTicket{}, err
	}
	if w.own() {
		d.ticket.Erased = d.at
	}
	payload := event.Erased{Person: w.of(d.was), Texts: string(w.texts)}
	facts := append([]ticket.Fact{{Field: "person", New: payload.Person}, {Field: "texts", New: payload.Texts}}, e.seals...)
	if certificate != uuid.Nil {
		payload.Certificate = &certificate
		facts = append(facts, ticket.Fact{Field: "certificate", New: certificate.String()})
	}
	if !e.nothing() {
		d.change.Erase = &e.over
	}
	if err := d.record(event.TicketErased, payload, facts...); err != nil {
		return erasedTicket{}, err
	}
	return erasedTicket{now: true, count: e.count, proof: w.erasedBefore(d.change.Journal, d.ticket)}, nil
}

// erasedBefore is the last entry of a journal that tells that the person's words were erased.
func (w words) erasedBefore(journal []ticket.Entry, t ticket.Ticket) (proof ErasedTicket) {
	for _, e := range journal {
		if e.Event != string(event.TicketErased) {
			continue
		}
		if person, _ := e.Value("person"); w.person[person] {
			proof = ErasedTicket{Ticket: t.ID, Number: t.Number, Entry: e.Seq, Hash: e.Hash}
		}
	}
	return proof
}

// of is the id under which the person is in the ticket.
func (w words) of(t ticket.Ticket) string {
	if w.own() {
		return t.Requester
	}
	return w.id
}

// without makes the draft's ticket and tasks what the journal tells after the erasing.
func (d *draft) without(e *eraser) error {
	left := make([]ticket.Entry, len(e.journal))
	copy(left, e.journal)
	for _, o := range e.over.Entries {
		left[o.Seq-1] = o
	}
	folded, err := foldAll(d.ticket, left, d.change.Journal)
	if err != nil {
		// What this change did before told a value that is erased now.
		return &Error{Code: Conflict, Err: err}
	}
	if err := d.reclock(left, d.change.Journal); err != nil {
		return err
	}
	folded.Version, folded.Entries, folded.Head = d.ticket.Version, d.ticket.Entries, d.ticket.Head
	folded.Updated, folded.Due, folded.Ledger = d.ticket.Updated, d.ticket.Due, d.ticket.Ledger
	d.ticket, d.told = folded, folded.Clone()
	for i := range e.tasks {
		t := e.tasks[i]
		of := ticket.OfTask + t.ID.String()
		title, steps := e.now[[2]string{of, "title"}], e.now[[2]string{of, "checklist"}]
		if title == t.Title && steps == stepsText(t.Checklist) {
			continue
		}
		t.Title, t.Checklist = title, nil
		if steps != "" {
			if err := json.Unmarshal([]byte(steps), &t.Checklist); err != nil {
				return err
			}
		}
		d.retitle(t)
	}
	return nil
}

// reclock folds the clocks anew: they hold why they stood still.
func (d *draft) reclock(journals ...[]ticket.Entry) (err error) {
	d.ledger = sla.Ledger{}
	t := ticket.Ticket{Desk: d.ticket.Desk, ID: d.ticket.ID}
	for _, e := range slices.Concat(journals...) {
		if err := t.Fold(e); err != nil {
			return err
		}
		if d.ledger, err = d.desk.fold(d.ctx, d.ledger, t, e); err != nil {
			return err
		}
	}
	d.ledger, _, err = d.ledger.Settle(d.desk.calendars(d.ctx), d.at)
	return err
}

// retitle writes a task with another title, without a word in the journal: there it has
// the title already.
func (d *draft) retitle(t ticket.Task) {
	for _, list := range [][]ticket.Task{d.tasks, d.change.Tasks} {
		for i := range list {
			if list[i].ID == t.ID {
				list[i].Title, list[i].Checklist = t.Title, t.Checklist
			}
		}
	}
	for _, has := range d.change.Tasks {
		if has.ID == t.ID {
			return
		}
	}
	d.change.Tasks = append(d.change.Tasks, t)
}
