package helpdesk

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Waiting says for whom or what the desk waits, and until when at the latest.
type Waiting struct {
	Reason string
	Until  time.Time // the next contact; zero for none
}

// Wait marks an open ticket as waiting: its clocks stand still until a message of the
// requester, any move, the date, or Resume.
func (s *Session) Wait(ctx context.Context, id uuid.UUID, in Waiting) (Receipt, error) {
	return s.alter(ctx, VerbWait, id, in, func(d *draft) error {
		if err := d.works(VerbWait); err != nil {
			return err
		}
		if d.ticket.Phase != ticket.PhaseOpen {
			return refuse("ticket_not_open", "stage", d.ticket.Stage, "allowed", d.waysOut())
		}
		var fs faults
		reason := fs.required("reason", in.Reason, MaxReason)
		until := ticket.Instant(in.Until)
		if !until.IsZero() && !until.After(d.at) {
			fs.add("until", FaultPast, "got", until.Format(time.RFC3339))
		}
		if err := fs.err(); err != nil {
			return err
		}
		since := d.ticket.Wait.Since // a new reason or date does not begin the wait anew
		if since.IsZero() {
			since = d.at
		}
		d.ticket.Wait = ticket.Wait{Reason: reason, Since: since, Until: until}
		payload := event.Waiting{Reason: reason}
		if !until.IsZero() {
			payload.Until = &until
		}
		return d.record(event.TicketWaiting, payload)
	})
}

// Resume ends a wait: the clocks go on. A ticket that does not wait is Refused.
func (s *Session) Resume(ctx context.Context, id uuid.UUID) (Receipt, error) {
	return s.alter(ctx, VerbWait, id, nil, func(d *draft) error {
		if err := d.works(VerbWait); err != nil {
			return err
		}
		if !d.ticket.Wait.On() {
			return refuse("not_waiting", "stage", d.ticket.Stage)
		}
		return d.endWait("person")
	})
}
