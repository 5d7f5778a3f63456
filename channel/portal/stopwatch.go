package portal

import (
	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// watch is the stopwatch of whoever looks.
type watch struct {
	Running     bool
	Number, URL string // of its ticket; empty when he may not read it any more
	Elapsed     string
	Since       string // what the clock on the wall said
}

// watchPane is what of a ticket's page tells of the stopwatch.
type watchPane struct {
	Watch    watch
	Watched  bool // it runs for this ticket
	MayWatch bool
	Drops    bool // it is stopped here: where it runs, or where its ticket cannot be read
}

// watchActions are the verbs of the stopwatch.
var watchActions = map[string]action{
	"watch": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		if _, err := s.StartStopwatch(v.ctx, id, v.id("task")); err != nil {
			return helpdesk.Receipt{}, err
		}
		return v.unchanged(s, id)
	},
	"watched": func(v *visit, s *helpdesk.Session, _ uuid.UUID) (helpdesk.Receipt, error) {
		spent, err := v.spent()
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		return s.StopStopwatch(v.ctx, helpdesk.Stop{Spent: spent, Note: v.value("note")})
	},
	"dropped": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		if err := s.DropStopwatch(v.ctx); err != nil {
			return helpdesk.Receipt{}, err
		}
		return v.unchanged(s, id)
	},
}

// unchanged is the receipt of what did nothing to the ticket itself.
func (v *visit) unchanged(s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
	t, err := s.Ticket(v.ctx, id)
	return helpdesk.Receipt{Ticket: t.ID, Number: t.Number, Version: t.Version}, err
}

// watch reads the stopwatch, once; one who books no time has none.
func (v *visit) watch() (watch, error) {
	if v.ticks != nil {
		return *v.ticks, nil
	}
	if v.session == nil || !v.rights.Staff || !v.rights.May(helpdesk.VerbSpend) || v.session.Actor().IsSystem() {
		return watch{}, nil
	}
	r, err := v.session.Stopwatch(v.ctx)
	if err != nil {
		return watch{}, err
	}
	w := watch{}
	if r.Runs() {
		w = watch{Running: true, Number: r.Number, Elapsed: v.say.Working(r.Elapsed), Since: v.say.Time(r.Started, v.now, v.Location)}
	}
	if w.Number != "" {
		w.URL = v.at("tickets", w.Number) + "#watch"
	}
	v.ticks = &w
	return w, nil
}

// ticking is the stopwatch as it stands on top of every page. That it cannot be read does
// not keep a page away.
func (v *visit) ticking() watch {
	w, err := v.watch()
	if err != nil {
		v.Log.WarnContext(v.ctx, "the stopwatch could not be read", "error", err)
	}
	return w
}

// ticketWatch tells whether the stopwatch runs for the ticket, or may.
func (v *visit) ticketWatch(p *ticketPage) (err error) {
	p.MayWatch = p.Spend
	p.Watch, err = v.watch()
	p.Watched = p.Watch.Running && p.Watch.Number == p.Number
	p.Drops = p.Watched || p.Watch.Running && p.Watch.Number == ""
	return err
}
