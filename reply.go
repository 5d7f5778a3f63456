package helpdesk

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Answer is a public message of the conversation.
type Answer struct {
	Text      string
	Channel   ticket.Channel // the way it came; the session's when empty, see Via
	Automatic bool           // an automatic answer: it ends no wait and no silence
}

// Reply adds a public message: of the requester's side, or of those who work on the
// ticket. A requester's message ends a wait and begins the count of silence anew. Where
// the regulation says so, a ticket that is over is reopened by it or, when it is too late
// for that, followed by another one: then the receipt tells of that one.
func (s *Session) Reply(ctx context.Context, id uuid.UUID, in Answer) (Receipt, error) {
	return s.alter(ctx, VerbAnswer, id, in, func(d *draft) error {
		side, err := d.side()
		if err != nil {
			return err
		}
		heard := side == ticket.SideRequester && !in.Automatic
		late, err := d.hears(heard)
		if err != nil {
			return err
		}
		var fs faults
		text := fs.required("text", in.Text, MaxText)
		channel := in.Channel
		if channel == "" {
			channel = d.via
		}
		fs.oneOf("channel", string(channel), texts(ticket.Channels()))
		if err := fs.err(); err != nil {
			return err
		}
		if late {
			d.via = channel
			return d.followUp(text, d.ticket.Fields)
		}
		m := d.say(ticket.Message{Side: side, Audience: ticket.Public, Purpose: ticket.PurposeAnswer, Channel: channel, Automatic: in.Automatic, Text: text})
		if heard && d.ticket.Silence.On() {
			d.ticket.Silence = ticket.Silence{Since: d.at}
		}
		if err := d.record(event.MessageAdded, told(m)); err != nil || in.Automatic {
			return err
		}
		return d.heard(side)
	})
}

// hears tells whether a message can still be taken: one that is heard may reopen a ticket
// that is over. Where it is too late for that, another one follows.
func (d *draft) hears(heard bool) (late bool, err error) {
	if d.ticket.Phase != ticket.PhaseDone {
		return false, nil
	}
	back, ok := d.rules.upon(d.ticket.Stage, UponRequesterMessage)
	late = ok && back.over(d.ticket, d.at)
	if !heard || !ok || late && back.Later == "" {
		return false, refuse("ticket_done", "stage", d.ticket.Stage, "allowed", d.waysOut())
	}
	return late, nil
}

// heard is the occasion of a message: what was waited for may have come.
func (d *draft) heard(side ticket.Side) error {
	if side == ticket.SideStaff {
		_, err := d.occur(UponAnswer)
		return err
	}
	if moved, err := d.occur(UponRequesterMessage); err != nil || moved {
		return err
	}
	return d.endWait("message")
}

// side is the side for which the actor speaks in the ticket's conversation.
func (d *draft) side() (ticket.Side, error) {
	switch {
	case !d.rights.May(VerbAnswer):
		return "", forbidden(VerbAnswer)
	case d.behalf != "" && d.behalf != d.ticket.Requester:
		return "", refuse("not_the_requester", "got", d.behalf)
	case d.behalf != "" && d.rights.Works(d.ticket):
		return ticket.SideRequester, nil
	case d.rights.Own(d.ticket):
		return ticket.SideRequester, nil
	case d.rights.Works(d.ticket):
		return ticket.SideStaff, nil
	}
	return "", d.elsewhere(VerbAnswer)
}

// Note adds an internal note, which only the staff reads.
func (s *Session) Note(ctx context.Context, id uuid.UUID, text string) (Receipt, error) {
	return s.alter(ctx, VerbNote, id, text, func(d *draft) error {
		if !d.rights.May(VerbNote) || !d.rights.Staff {
			return forbidden(VerbNote)
		}
		var fs faults
		text := fs.required("text", text, MaxText)
		if err := fs.err(); err != nil {
			return err
		}
		m := d.say(ticket.Message{Side: ticket.SideStaff, Audience: ticket.Internal, Purpose: ticket.PurposeNote, Channel: d.via, Text: text})
		return d.record(event.NoteAdded, told(m))
	})
}
