package helpdesk

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Why a ticket came under another version of the regulation, or left a stage.
const (
	becauseRenamed   = "renamed"       // the version calls its stage, or something that it has, otherwise
	becauseRetired   = "stage_retired" // there is no such stage any more
	becausePublished = "published"     // open tickets were to follow the version at once
)

// regulator is who brings tickets up to a version.
var regulator = System("regulation").ID

// catchUp makes the ticket one of the newest version, if what it has is of an older
// one and there is no more: keys that were renamed are the new ones, and a stage that
// was retired is left for the one that takes its place. What follows finds the ticket
// as the newest version knows it.
func (d *draft) catchUp() error {
	if !d.rules.successors.outdated(d.ticket) {
		return nil
	}
	actor, behalf := d.actor, d.behalf
	d.actor, d.behalf = regulator, ""
	defer func() { d.actor, d.behalf = actor, behalf }()
	if err := d.rename(); err != nil {
		return err
	}
	return d.leaveRetired()
}

// rename gives the ticket the keys of the newest version. It stays where it is: a
// stage by another name is the same stage, and its clocks go on.
func (d *draft) rename() error {
	t, s := &d.ticket, d.rules.successors
	was := t.Clone()
	if t.Phase != ticket.PhaseDone {
		s.rename(t)
	}
	if t.Stage = now(s.stages, t.Stage); t.Stage != was.Stage {
		d.adopt(d.rules) // an older version does not know the stage
	}
	if len(ticket.Diff(was, *t)) == 0 {
		return nil
	}
	return d.regulated(becauseRenamed)
}

// leaveRetired takes the ticket out of a stage that there is no more.
func (d *draft) leaveRetired() error {
	into := d.rules.successors.retired[d.ticket.Stage]
	if into == "" {
		return nil
	}
	was := d.ticket
	if err := d.enter(into); err != nil {
		return err
	}
	if d.ticket.Phase == was.Phase { // it is not resolved or closed anew
		d.ticket.Resolved, d.ticket.Closed = was.Resolved, was.Closed
		if was.Phase == ticket.PhaseWaiting { // it waits on, for the same and until the same date
			d.ticket.Wait = was.Wait
		}
	}
	d.left = was.Stage
	return d.record(event.TicketMoved, event.Moved{From: was.Stage, To: into, Because: becauseRetired},
		ticket.Fact{Field: "because", New: becauseRetired})
}

// adopt lets the plan, the targets and the silence of the ticket be those of a version.
func (d *draft) adopt(r *rules) {
	t := &d.ticket
	t.Regulation = r.version
	d.replan(r)
	switch counts := r.stages[t.Stage].Silence != nil; {
	case !counts:
		t.Silence = ticket.Silence{}
	case !t.Silence.On():
		t.Silence.Since = d.at
	}
}

// replan chooses the plan anew, by the rules of a version. One that chooses none
// leaves the plan that there was, if it still knows it.
func (d *draft) replan(r *rules) {
	t := &d.ticket
	plan, rule, failed := r.plan(*t)
	d.failed = append(d.failed, failed...)
	if plan != "" {
		t.Plan, t.Rule = plan, rule
		return
	}
	if t.Plan = now(r.successors.plans, t.Plan); r.plans[t.Plan].Key == "" {
		t.Plan, t.Rule = "", ""
	}
}

func (d *draft) regulated(because string) error {
	return d.record(event.TicketRegulated, event.Regulated{Version: d.ticket.Regulation, Because: because},
		ticket.Fact{Field: "because", New: because})
}

// catchUpAtOnce is how many tickets are brought up to a version in one transaction:
// few enough that those who work do not wait for it.
const catchUpAtOnce = 50

// CatchUp brings the tickets up to the newest version of the regulation: those that
// have keys of older versions, those that stand in retired stages, and, where a
// version asked for it, all that were open. It answers how many it changed. Run does
// it when a version was published and when it starts; it may be broken off at any
// point and goes on where it was, in any process.
func (d *Desk) CatchUp(ctx context.Context) (int, error) {
	changed, err := d.catchUp(ctx)
	return changed, fail("catch up", err)
}

func (d *Desk) catchUp(ctx context.Context) (int, error) {
	if _, err := d.Refresh(ctx); err != nil {
		return 0, err
	}
	newest, err := d.current(ctx)
	if err != nil {
		return 0, err
	}
	changed := 0
	s, regulation := newest.successors, d.As(System("regulation"))
	keys := func(m ...map[string]string) (list []string) {
		for _, m := range m {
			list = append(list, slices.Sorted(maps.Keys(m))...)
		}
		return list
	}
	choices := map[string]string{}
	for _, m := range s.choices {
		maps.Copy(choices, m)
	}
	for _, x := range []struct {
		old []string // keys that are to go; nothing to do without one
		in  ticket.Filter
	}{
		{keys(s.stages, s.retired), ticket.Filter{Stages: keys(s.stages, s.retired)}},
		{keys(s.categories), ticket.Filter{Phases: openPhases, Categories: keys(s.categories)}},
		{keys(s.priorities), ticket.Filter{Phases: openPhases, Priorities: keys(s.priorities)}},
		{keys(s.kinds), ticket.Filter{Phases: openPhases, Kinds: keys(s.kinds)}},
		{keys(s.teams, s.fields, choices), ticket.Filter{Phases: openPhases}}, // no filter finds a team beside the ticket's own, or who has a field
	} {
		if len(x.old) == 0 {
			continue
		}
		n, err := d.sweepScope(ctx, regulation, storage.Everything(d.key), x.in, s.outdated, func(*draft) error { return nil }) // a draft catches up by itself
		if changed += n; err != nil {
			return changed, err
		}
	}
	follow, err := d.openFollow(ctx, newest.version)
	if err != nil || follow == nil {
		return changed, err
	}
	n, err := d.sweep(ctx, regulation, ticket.Filter{Phases: openPhases, RegulationBefore: follow.version}, func(c *draft) error { return c.followVersion(follow) })
	return changed + n, err
}

// openFollow is the newest version that open tickets were to follow at once; nil if
// there is none.
func (d *Desk) openFollow(ctx context.Context, newest int) (*rules, error) {
	for below := newest + 1; below > 1; {
		list, err := d.store.ListRegulations(ctx, d.key, below, 100)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		for _, v := range list {
			if below = v.Version; v.OpenFollow {
				return d.rules(ctx, v.Version)
			}
		}
	}
	return nil, nil
}

// followVersion lets an open ticket follow a version, unless it follows a newer one.
func (d *draft) followVersion(r *rules) error {
	if _, known := r.stages[d.ticket.Stage]; d.ticket.Regulation >= r.version || d.ticket.Phase == ticket.PhaseDone || !known {
		return nil
	}
	d.actor, d.behalf = regulator, ""
	d.adopt(r)
	return d.regulated(becausePublished)
}

// stragglers is how long after a publication another process may have decided by the
// version before.
const stragglers = 3 * followWithin

// catching is how far Run has come with bringing tickets up to the newest version.
type catching struct {
	version int       // that was caught up with
	again   time.Time // when to look once more for what was decided by an older version; zero for never
}

// up catches up with a version that was not seen before, and once more when no process
// decides by an older version any longer. What fails is tried again the next time.
func (c *catching) up(ctx context.Context, d *Desk) {
	newest, err := d.Refresh(ctx)
	isNew := newest > c.version
	if err != nil || !isNew && (c.again.IsZero() || time.Now().Before(c.again)) {
		return
	}
	changed, err := d.CatchUp(ctx)
	if err != nil {
		if ctx.Err() == nil {
			d.log.Error("tickets wait for the regulation", "version", newest, "error", err)
		}
		return
	}
	if changed > 0 {
		d.log.Info("tickets follow the regulation", "version", newest, "tickets", changed)
	}
	c.version, c.again = newest, time.Time{}
	if isNew {
		c.again = time.Now().Add(stragglers)
	}
}
