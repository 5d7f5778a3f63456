package helpdesk

import (
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

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
