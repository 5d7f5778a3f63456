package helpdesk

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Before sees what a use case has decided before it is written, and may alter it or
// veto it: any error does. An *Error goes to the caller as it is, another makes Refused
// with the reason "vetoed". It sees the machine's changes too: see Proposal.Actor.
//
// It has no transaction, and it runs again, on a new decision, when somebody else was
// quicker, and when who is refused is read anew: what it does outside the proposal must
// bear repetition.
type Before func(ctx context.Context, p *Proposal) error

// Proposal is a decided change that is not written yet.
type Proposal struct {
	draft *draft
	was   ticket.Ticket
}

// Actor is who does it.
func (p *Proposal) Actor() string { return p.draft.actor }

// OnBehalf is the requester for whom he does it; empty for himself.
func (p *Proposal) OnBehalf() string { return p.draft.behalf }

// Was is the ticket as it is stored; the zero Ticket when it is being opened.
func (p *Proposal) Was() ticket.Ticket { return p.was.Clone() }

// Ticket is the ticket as it will be.
func (p *Proposal) Ticket() ticket.Ticket { return p.draft.ticket.Clone() }

// Events are what will be told of it.
func (p *Proposal) Events() []event.Envelope { return slices.Clone(p.draft.change.Events) }

// Messages are the texts that will be added.
func (p *Proposal) Messages() []ticket.Message { return slices.Clone(p.draft.change.Messages) }

// Classify gives the ticket another category or priority; empty stays. The plan and
// the targets follow.
func (p *Proposal) Classify(category, priority string) error {
	return p.alter(func(d *draft) error { return d.reclassify(category, priority) })
}

// Fill puts values into the ticket's fields; an empty value takes one out.
func (p *Proposal) Fill(fields map[string]string) error {
	return p.alter(func(d *draft) error {
		var fs faults
		was := d.ticket.Clone()
		if err := d.fill(&fs, fields, false); err != nil {
			return err
		}
		if err := fs.err(); err != nil || maps.Equal(was.Fields, d.ticket.Fields) {
			return err
		}
		if err := d.follows(was); err != nil {
			return err
		}
		return d.record(event.TicketFilled, event.Filled{Fields: changed(was.Fields, d.ticket.Fields)})
	})
}

// Assign gives the ticket to somebody else.
func (p *Proposal) Assign(in Assignment) error {
	return p.alter(func(d *draft) error { return d.give(d.desk.As(System("before")), in) })
}

// Note adds an internal note.
func (p *Proposal) Note(text string) error {
	return p.alter(func(d *draft) error {
		var fs faults
		text := fs.required("text", text, MaxText)
		if err := fs.err(); err != nil {
			return err
		}
		m := d.say(ticket.Message{Side: ticket.SideStaff, Audience: ticket.Internal, Purpose: ticket.PurposeNote, Channel: d.via, Text: text})
		return d.record(event.NoteAdded, told(m))
	})
}

// alter changes the draft in the name of the machine, with an entry of its own in the journal.
func (p *Proposal) alter(do func(*draft) error) error {
	d := p.draft
	actor, behalf, part := d.actor, d.behalf, d.part
	d.actor, d.behalf = System("before").ID, ""
	defer func() { d.actor, d.behalf, d.part = actor, behalf, part }()
	return do(d)
}

// propose asks those who want to see what is decided before it is written.
func (d *draft) propose() error {
	if len(d.change.Journal) == 0 {
		return nil
	}
	for _, before := range d.desk.before {
		err := before(d.ctx, &Proposal{d, d.was})
		var known *Error
		switch {
		case errors.As(err, &known):
			return err
		case err != nil:
			return &Error{Code: Refused, Reason: "vetoed", Params: params("because", err.Error()), Err: err}
		}
	}
	return nil
}

// reclassify changes category and priority, empty stays, with the plan and the targets.
func (d *draft) reclassify(category, priority string) error {
	t := &d.ticket
	category, priority = or(category, t.Category), or(priority, t.Priority)
	if category == t.Category && priority == t.Priority {
		return nil
	}
	was := t.Clone()
	var fs faults
	d.classification(&fs, category, priority, t.Kind, false)
	if err := fs.err(); err != nil {
		return err
	}
	if err := d.follows(was); err != nil {
		return err
	}
	return d.record(event.TicketClassified, event.Classified{Category: category, Priority: priority, Plan: t.Plan, Rule: t.Rule})
}

// give assigns the ticket and records it, if that changes anything.
func (d *draft) give(s *Session, in Assignment) error {
	was := d.ticket
	if err := d.assign(s, in); err != nil {
		return err
	}
	t := d.ticket
	if t.Agent == was.Agent && t.Team == was.Team && t.Vendor == was.Vendor {
		return nil
	}
	err := d.record(event.TicketAssigned, event.Assigned{
		Team: t.Team, Agent: t.Agent, Vendor: t.Vendor, WasTeam: was.Team, WasAgent: was.Agent, WasVendor: was.Vendor,
	})
	if err != nil {
		return err
	}
	return d.taken(was.Agent)
}
