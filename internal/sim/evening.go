package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// What is proved in the evening beside everything that Desk.Check does.
const (
	bookedOnce     = "the booked times are those that were acknowledged"
	billedOnce     = "the bills are the sums of the bookings, each in one line"
	balancesAgree  = "what is left of a contract is what was bought without what was booked"
	closedStays    = "a period that was closed is as it was"
	scheduleTells  = "a schedule has all work in the hours there are, and tells what exceeds them"
	absentAreFree  = "who is absent is given nothing, and has nothing where somebody stands in"
	leaversAreFree = "who has left is given nothing and has nothing"
	nothingIsLost  = "every open ticket has a pending timer or stands in the list without a next step"
	listIsFold     = "the list without a next step is that of the journals"
	queueIsWorked  = "the queue is worked off: no more than two days' tickets are open"
)

// atOnce is how many tickets are read at a time.
const atOnce = 200

// evening is what the journals tell at the end of a day.
type evening struct {
	*world
	now      time.Time
	bookings map[string]*booking
	tasks    map[string][]work // those that are to be done, by whom
	lacks    map[uuid.UUID][]ticket.Lack
	lost     []*state // open, and without a timer
}

// evening proves everything of all tickets there are.
func (w *world) evening(ctx context.Context) error {
	began := time.Now()
	defer func() { w.report.Proving += time.Since(began) }()
	n, err := w.desk.Check(ctx, func(f storage.Finding) { w.report.Findings = append(w.report.Findings, f) })
	if err != nil {
		return err
	}
	w.report.Tickets = n
	e, err := w.fold(ctx)
	if err != nil {
		return err
	}
	e.acknowledged()
	for _, prove := range []func(context.Context) error{e.list, e.billing, e.balances, e.periods, e.schedules} {
		if err := prove(ctx); err != nil {
			return err
		}
	}
	e.worked()
	fmt.Fprintf(w.told, "%s: %d tickets, %d open, %d of them resolved, %d without a next step, %d findings\n",
		e.now.Add(-time.Second).Format(time.DateOnly), n, w.report.Open, w.report.Stages["resolved"], len(e.lacks), len(w.report.Findings))
	return nil
}

func (w *world) find(invariant string, id uuid.UUID, format string, args ...any) {
	w.report.Findings = append(w.report.Findings, storage.Finding{Invariant: invariant, Ticket: id, Text: fmt.Sprintf(format, args...)})
}

// fold folds all journals.
func (w *world) fold(ctx context.Context) (*evening, error) {
	e := &evening{
		world: w, now: w.clock.Now(), bookings: map[string]*booking{}, tasks: map[string][]work{}, lacks: map[uuid.UUID][]ticket.Lack{},
	}
	e.report.Open, e.report.Stages = 0, map[string]int{}
	heads := sha256.New()
	for after := uuid.Nil; ; {
		page, err := w.store.Histories(ctx, storage.Everything(w.desk.Key()), storage.HistoryQuery{After: after, Limit: atOnce})
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			e.report.Heads = hex.EncodeToString(heads.Sum(nil))
			return e, nil
		}
		for _, h := range page {
			heads.Write(h.Journal[len(h.Journal)-1].Hash)
			s, err := foldState(h)
			if err != nil {
				return nil, err
			}
			if err := e.take(ctx, s); err != nil {
				return nil, err
			}
		}
		after = page[len(page)-1].Ticket
	}
}

// take takes what a ticket's journal has told.
func (e *evening) take(ctx context.Context, s *state) error {
	for id, b := range s.bookings {
		e.bookings[id] = b
	}
	for _, w := range s.tasks {
		if w.state == string(ticket.TaskOpen) {
			e.tasks[w.assignee] = append(e.tasks[w.assignee], *w)
		}
	}
	e.people(s)
	if s.phase == ticket.PhaseDone {
		return nil
	}
	e.report.Open++
	e.report.Stages[s.stage]++
	if reasons := s.lacks(e.now); len(reasons) > 0 {
		e.lacks[s.id] = reasons
	}
	timers, err := e.store.Pending(ctx, storage.Everything(e.desk.Key()), s.id)
	if err == nil && len(timers) == 0 {
		e.lost = append(e.lost, s)
	}
	return err
}

// acknowledged holds the bookings against those that people were told of.
func (e *evening) acknowledged() {
	for id, was := range e.booked {
		is := e.bookings[id]
		if is == nil {
			e.find(bookedOnce, was.ticket, "booking %s of %s by %s is gone", id, was.spent, was.agent)
		} else if is.ticket != was.ticket || is.agent != was.agent || is.spent != was.spent || is.corrects != was.corrects || is.worked.Sub(was.worked).Abs() > time.Millisecond {
			e.find(bookedOnce, was.ticket, "%s: booking %s of %s by %s is stored as %s by %s", is.number, id, was.spent, was.agent, is.spent, is.agent)
		}
	}
	for id, b := range e.bookings {
		if _, is := e.booked[id]; !is {
			e.find(bookedOnce, b.ticket, "%s: nobody was told of booking %s", b.number, id)
		}
	}
}

// people proves that nobody was given a ticket who could not do anything about it.
func (e *evening) people(s *state) {
	for _, g := range s.given {
		if a, away := e.away(g.to, g.at); away {
			e.find(absentAreFree, s.id, "%s was given to %s at %s, who is away until %s", s.number, g.to, g.at, a.Until)
		}
		if at, left := e.left[g.to]; left && g.at.After(at) {
			e.find(leaversAreFree, s.id, "%s was given to %s at %s, who left at %s", s.number, g.to, g.at, at)
		}
	}
	has := map[string]bool{s.agent: s.agent != "" && s.phase == ticket.PhaseOpen}
	for _, w := range s.tasks {
		has[w.assignee] = has[w.assignee] || w.assignee != "" && s.phase == ticket.PhaseOpen && w.state == string(ticket.TaskOpen)
	}
	for id, is := range has {
		if _, left := e.left[id]; is && left {
			e.find(leaversAreFree, s.id, "%s has %s still", id, s.number)
		}
		if a, away := e.away(id, e.now); is && away && e.has(a.StandIn, e.now) && a.StandIn != "" {
			e.find(absentAreFree, s.id, "%s has %s still, though %s stands in", id, s.number, a.StandIn)
		}
	}
}

// worked proves that there are not too many agents' tickets in the evening of a working day.
func (e *evening) worked() {
	if e.office.Between(e.now.AddDate(0, 0, -1), e.now, sla.InDays).Sign() == 0 {
		return
	}
	if busy := e.report.Open - e.report.Stages["resolved"]; busy > 2*e.plan.Tickets {
		e.find(queueIsWorked, uuid.Nil, "%d tickets are open, %d come on a day", busy, e.plan.Tickets)
	}
}
