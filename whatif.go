package helpdesk

import (
	"context"
	"iter"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// WhatIf asks what would have been met and missed if another regulation had been in
// force all along.
type WhatIf struct {
	// Regulation is the other one. It is proved first.
	Regulation Regulation
	// OpenedFrom leaves out the tickets that were opened before; none when zero.
	OpenedFrom time.Time
	// Changed is told each clock of a ticket that changes sides, as it is found; nil for nobody.
	Changed func(sla.Change)
	// Progress is told now and then how many tickets are done, of how many; nil for nobody.
	Progress func(done, all int)
}

// WhatIf replays the journals of all tickets that the actor sees: their clocks as they
// were, and as they would have been by the plans, the matrix, the clocks and the
// calendars of the other regulation, both up to now. What people did stays as it was,
// and so do estimates. Memory does not grow with the number of tickets. For
// administrators and operations managers.
func (s *Session) WhatIf(ctx context.Context, q WhatIf) (sla.Summary, error) {
	summary, err := s.whatIf(ctx, q)
	return summary, fail("what if", err)
}

func (s *Session) whatIf(ctx context.Context, q WhatIf) (sla.Summary, error) {
	r, err := s.may(ctx, VerbWhatIf)
	if err != nil {
		return sla.Summary{}, err
	}
	current, err := s.desk.current(ctx)
	if err != nil {
		return sla.Summary{}, err
	}
	other, err := compileRules(q.Regulation, current.version+1)
	if err != nil {
		return sla.Summary{}, err
	}
	other = other.ofThePast()
	all := 0
	if q.Progress != nil {
		if all, err = s.desk.store.Count(ctx, r.Scope, ticket.Filter{OpenedFrom: q.OpenedFrom}, math.MaxInt32); err != nil {
			return sla.Summary{}, err
		}
	}
	p := past{ctx: ctx, desk: s.desk, other: other}
	return sla.Replay(p.histories(r.Scope, q.OpenedFrom, all, q.Progress), p.measures(), q.Changed)
}

// measures are what the clocks of both sides go by, up to now.
func (p past) measures() sla.WhatIf {
	return sla.WhatIf{Before: p.desk.calendars(p.ctx), After: p.other.find, At: p.desk.Now()}
}

// find is the calendar with the ref.
func (r *rules) find(ref string) (*sla.Calendar, bool) {
	key, version := splitCalendarRef(ref)
	c, ok := r.calendars[key]
	return c, ok && version == r.version
}

// ofThePast are rules whose clocks know the stages also by the keys that they had, and
// those whose tickets go there: journals keep what was written.
func (r *rules) ofThePast() *rules {
	past := *r
	widen := func(stages []string) []string {
		return r.successors.also(r.successors.also(stages, r.successors.retired), r.successors.stages)
	}
	past.Clocks, past.ends = slices.Clone(r.Clocks), maps.Clone(r.ends)
	for i, c := range past.Clocks {
		past.Clocks[i].Stages, past.Clocks[i].Pauses = widen(c.Stages), widen(c.Pauses)
		past.ends[c.Key] = widen(r.ends[c.Key])
	}
	return &past
}

// past reads journals as what the clocks went by.
type past struct {
	ctx   context.Context
	desk  *Desk
	other *rules
}

// pageOfPast is how many tickets are read in one go.
const pageOfPast = 200

func (p past) histories(s storage.Scope, from time.Time, all int, progress func(done, all int)) iter.Seq2[sla.History, error] {
	return func(yield func(sla.History, error) bool) {
		for after, done := uuid.Nil, 0; ; {
			page, err := p.desk.store.Histories(p.ctx, s, storage.HistoryQuery{After: after, Limit: pageOfPast, OpenedFrom: from})
			if err != nil {
				yield(sla.History{}, err)
				return
			}
			if progress != nil {
				progress(done, max(done, all))
			}
			if len(page) == 0 {
				return
			}
			for _, h := range page {
				if !yield(p.history(h)) {
					return
				}
			}
			after, done = page[len(page)-1].Ticket, done+len(page)
		}
	}
}

// history folds a journal into the moments of its ticket's clocks.
func (p past) history(h storage.History) (sla.History, error) {
	t := ticket.Ticket{Desk: p.desk.key, ID: h.Ticket}
	out := sla.History{Ticket: h.Number}
	for _, e := range h.Journal {
		if err := t.Fold(e); err != nil {
			return out, &Error{Code: Internal, Params: params("ticket", h.Number), Err: err}
		}
		if k := event.Kind(e.Event); k == event.ClockWarned || k == event.ClockBreached || k == event.RuleFailed {
			continue
		}
		set, err := p.desk.rules(p.ctx, t.Regulation)
		if err != nil {
			return out, err
		}
		out.Moments = append(out.Moments, momentOf(set, t, e))
		then := t
		p.other.successors.rename(&then)
		then.Plan, then.Rule, _ = p.other.plan(then)
		out.Instead = append(out.Instead, p.other.policy(then))
	}
	out.Category = now(p.other.successors.categories, t.Category)
	return out, nil
}
