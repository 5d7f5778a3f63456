package helpdesk

import (
	"context"
	"errors"
	"slices"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// HandOver says who gets what a person has.
type HandOver struct {
	To     string // a person of the staff; the queue of each ticket's team when empty
	Reason string
}

// Why a ticket or a task went to another.
const (
	becauseHandedOver = "handed_over"
	becauseLeft       = "left"
	becauseAbsent     = "absent"
	becauseMerged     = "merged"
)

// working are the phases of tickets that somebody has to do something about.
var working = []ticket.Phase{ticket.PhaseOpen, ticket.PhaseWaiting}

// HandOver gives the open tickets and tasks of a person to another, or back to the
// queues of their teams, and answers how many tickets it changed. They are changed by
// batches; one that is broken off is gone on with by calling it again. For operations
// managers and administrators.
func (s *Session) HandOver(ctx context.Context, person string, in HandOver) (int, error) {
	n, err := s.handOver(ctx, person, in)
	return n, fail("hand over", err)
}

func (s *Session) handOver(ctx context.Context, person string, in HandOver) (int, error) {
	r, err := s.rights(ctx)
	if err != nil {
		return 0, err
	}
	if !mayAbsences(r) {
		return 0, forbidden(VerbAssign)
	}
	if _, err := s.desk.directory.Person(ctx, person); err != nil {
		return 0, err
	}
	h, err := s.handing(ctx, r, person, in, becauseHandedOver)
	if err != nil {
		return 0, err
	}
	return s.desk.handOver(ctx, s, h)
}

// handing checks to whom it goes: who is absent gets nothing.
func (s *Session) handing(ctx context.Context, r Rights, person string, in HandOver, because string) (handing, error) {
	var fs faults
	h := handing{from: person, because: because, reason: fs.text("reason", in.Reason, MaxReason), phases: openPhases}
	if in.To != "" {
		to, err := s.taker(ctx, r, &fs, "to", in.To)
		if err != nil {
			return h, err
		}
		if to == person {
			fs.add("to", FaultTaken, "got", in.To)
		}
		if len(fs) == 0 {
			there, a, err := s.desk.standIn(ctx, to, s.desk.Now())
			if err != nil {
				return h, err
			}
			if there != to {
				fs.add("to", FaultAbsent, "got", in.To, "until", a.Until.Format("2006-01-02T15:04:05Z07:00"))
			}
		}
		h.to = to
	}
	return h, fs.err()
}

// handing is a hand-over in the making.
type handing struct {
	from, to, because, reason string
	phases                    []ticket.Phase // of the tickets
}

// handOver changes every ticket that the person has, or has an open task of.
func (d *Desk) handOver(ctx context.Context, s *Session, h handing) (changed int, err error) {
	for _, f := range []ticket.Filter{{Agents: []string{h.from}}, {TaskOf: []string{h.from}}} {
		f.Phases = h.phases
		n, err := d.sweep(ctx, s, f, func(c *draft) error { return c.hand(h) })
		if changed += n; err != nil {
			return changed, err
		}
	}
	return changed, nil
}

// hand gives the person's part in a ticket to another.
func (d *draft) hand(h handing) error {
	tell := []ticket.Fact{{Field: factBecause, New: h.because}}
	if h.reason != "" {
		tell = append(tell, ticket.Fact{Field: "reason", New: h.reason})
	}
	if h.because == becauseAbsent {
		tell = append(tell, ticket.Fact{Field: factInstead, New: h.from})
	}
	var given []ticket.Task
	for _, t := range slices.Clone(d.tasks) {
		if t.State == ticket.TaskOpen && t.Assignee == h.from {
			t.Assignee = h.to
			given = append(given, d.putTask(t))
		}
	}
	if t := &d.ticket; t.Agent == h.from {
		t.Agent = h.to
		return d.record(event.TicketAssigned, event.Assigned{
			Team: t.Team, Agent: t.Agent, Vendor: t.Vendor, WasTeam: t.Team, WasAgent: h.from, WasVendor: t.Vendor,
		}, tell...)
	}
	for _, t := range given { // the first entry tells of all
		err := d.record(event.TaskAssigned, event.Task{Task: t.ID, Kind: string(t.Kind), Title: t.Title, Assignee: t.Assignee}, tell...)
		if err != nil {
			return err
		}
	}
	return nil
}

// Leave takes a person out of the desk: what he has goes to another or to the queues,
// as with HandOver, he is in no team any more, and he is inactive. It answers how many
// tickets it changed. One that is broken off is gone on with by calling it again. For
// administrators, and for the built-in directory.
func (s *Session) Leave(ctx context.Context, person string, in HandOver) (int, error) {
	n, err := s.leave(ctx, person, in)
	return n, fail("leave", err)
}

func (s *Session) leave(ctx context.Context, person string, in HandOver) (int, error) {
	r, err := s.mayPeople(ctx)
	if err != nil {
		return 0, err
	}
	if err := s.desk.builtin(); err != nil {
		return 0, err
	}
	if person == r.Person.ID {
		return 0, refuse("not_oneself", "person", person)
	}
	if p, err := s.desk.store.Person(ctx, s.desk.key, person); err != nil {
		return 0, err
	} else if p.Merged != "" {
		return 0, refuse("merged", "into", p.Merged)
	}
	h, err := s.handing(ctx, r, person, in, becauseLeft)
	if err != nil {
		return 0, err
	}
	changed, err := s.desk.handOver(ctx, s, h)
	if err != nil {
		return changed, err
	}
	err = s.revisePerson(ctx, person, func(p *ticket.Person) { p.Inactive = true })
	if err == nil {
		err = s.leaveTeams(ctx, person)
	}
	if err != nil {
		return changed, err
	}
	n, err := s.desk.handOver(ctx, s, h) // what he was given meanwhile
	return changed + n, err
}

// revisePerson changes a person, again where somebody else was quicker.
func (s *Session) revisePerson(ctx context.Context, id string, change func(*ticket.Person)) error {
	return s.revising(func() error {
		p, err := s.desk.store.Person(ctx, s.desk.key, id)
		if err == nil {
			change(&p)
			_, err = s.desk.store.PutPerson(ctx, p)
		}
		return err
	})
}

// revising writes something that is read first, again where somebody else was quicker.
func (s *Session) revising(do func() error) error {
	for try := 1; ; try++ {
		if err := do(); !errors.Is(err, storage.ErrConflict) || !s.again(try) {
			return err
		}
	}
}

// leaveTeams takes a person out of every team.
func (s *Session) leaveTeams(ctx context.Context, person string) error {
	return s.revising(func() error {
		teams, err := s.desk.store.ListTeams(ctx, s.desk.key, person)
		if err != nil {
			return err
		}
		out := func(ids []string) []string {
			return slices.DeleteFunc(ids, func(id string) bool { return id == person })
		}
		for _, t := range teams {
			t.Members, t.Leads = out(t.Members), out(t.Leads)
			if _, err := s.desk.store.PutTeam(ctx, t); err != nil {
				return err
			}
		}
		return nil
	})
}

// builtin is an error where the host has a directory of its own: it is changed there.
func (d *Desk) builtin() error {
	if _, own := d.directory.(builtinDirectory); !own {
		return refuse("directory_of_host")
	}
	return nil
}
