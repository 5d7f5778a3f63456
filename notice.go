package helpdesk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// NoticeKind says what a notice is about. Those that begin with "request." are for the
// requester and the observers of a ticket, the others for the staff.
type NoticeKind string

// The kinds of notices.
const (
	NoticeReceived NoticeKind = "request.received" // a ticket was opened for you
	NoticeReplied  NoticeKind = "request.replied"  // the desk wrote to you
	NoticeStep     NoticeKind = "request.step"     // it is at another step
	NoticeWaiting  NoticeKind = "request.waiting"  // the desk waits for you
	NoticeResolved NoticeKind = "request.resolved" // please check the solution
	NoticeClosing  NoticeKind = "request.closing"  // it will close unless you write
	NoticeClosed   NoticeKind = "request.closed"
	NoticeObserved NoticeKind = "request.observed" // you follow it from now on

	NoticeAssigned  NoticeKind = "ticket.assigned"  // you have it now
	NoticeQueued    NoticeKind = "ticket.queued"    // your team has it, and nobody in it
	NoticeAsked     NoticeKind = "ticket.asked"     // the requester wrote in a ticket of yours
	NoticeNoted     NoticeKind = "ticket.noted"     // somebody noted something in a ticket of yours
	NoticeReopened  NoticeKind = "ticket.reopened"  // the requester is not content
	NoticeWarned    NoticeKind = "ticket.warned"    // a clock comes near its due
	NoticeBreached  NoticeKind = "ticket.breached"  // a clock has passed its due
	NoticeEscalated NoticeKind = "ticket.escalated" // the regulation tells you of a clock
	NoticeTask      NoticeKind = "task.assigned"    // a task was made for you
	NoticeRated     NoticeKind = "ticket.rated"     // the requester said how content he is
)

// NoticeKinds lists every kind.
func NoticeKinds() []NoticeKind {
	return []NoticeKind{
		NoticeReceived, NoticeReplied, NoticeStep, NoticeWaiting, NoticeResolved, NoticeClosing, NoticeClosed, NoticeObserved,
		NoticeAssigned, NoticeQueued, NoticeAsked, NoticeNoted, NoticeReopened, NoticeWarned, NoticeBreached, NoticeEscalated, NoticeTask, NoticeRated,
	}
}

// ForStaff tells whether notices of the kind go to the desk's people alone.
func (k NoticeKind) ForStaff() bool { return !strings.HasPrefix(string(k), "request.") }

// noticed are the events of which somebody is told.
var noticed = []event.Kind{
	event.TicketOpened, event.MessageAdded, event.NoteAdded, event.TicketAssigned, event.TicketMoved, event.TicketWaiting,
	event.TaskAdded, event.ClockWarned, event.ClockBreached, event.SilenceNoticed, event.ObserverAdded, event.TicketRated,
}

// telling is who is to be told what.
type telling struct {
	person string
	kind   NoticeKind
}

// tellings is the rule of notices: who is to be told of an event, by the ticket as it is
// now, each once. Nobody is told of what he did himself.
func (d *Desk) tellings(ctx context.Context, e event.Envelope) (ticket.Ticket, []telling, error) {
	t, err := d.store.Ticket(ctx, storage.Everything(d.key), e.Ticket)
	if err != nil {
		return t, nil, err
	}
	r, err := d.current(ctx)
	if err != nil {
		return t, nil, err
	}
	b := audience{desk: d, ctx: ctx, rules: r, ticket: t, event: e}
	if err := b.gather(); err != nil {
		return t, nil, err
	}
	return t, b.list, nil
}

// audience gathers who is to be told of an event.
type audience struct {
	desk   *Desk
	ctx    context.Context
	rules  *rules
	ticket ticket.Ticket
	event  event.Envelope
	list   []telling
}

func (a *audience) tell(kind NoticeKind, people ...string) {
	for _, p := range people {
		known := slices.ContainsFunc(a.list, func(t telling) bool { return t.person == p })
		if p != "" && p != a.event.Actor && !known {
			a.list = append(a.list, telling{p, kind})
		}
	}
}

// asker tells the requester and who observes the ticket with him.
func (a *audience) asker(kind NoticeKind) {
	a.tell(kind, append([]string{a.ticket.Requester}, a.ticket.Observers...)...)
}

// worker tells the agent, or the team of a ticket that has none.
func (a *audience) worker(kind NoticeKind) error {
	if a.ticket.Agent != "" {
		a.tell(kind, a.ticket.Agent)
		return nil
	}
	return a.team(kind, a.ticket.Team)
}

func (a *audience) team(kind NoticeKind, id string) error {
	teams, err := a.desk.teams(a.ctx)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(teams, func(t ticket.Team) bool { return t.ID == id }); i >= 0 {
		a.tell(kind, teams[i].Members...)
	}
	return nil
}

// queued tells a team of what came to its queue, unless the desk gives its tickets out:
// then it is told who was given one, and of the clocks of those that nobody was free for.
func (a *audience) queued(team string) error {
	if a.rules.distribution(team) != nil {
		return nil
	}
	return a.team(NoticeQueued, team)
}

func (a *audience) gather() error {
	switch a.event.Kind {
	case event.TicketOpened:
		a.asker(NoticeReceived)
		return a.received()
	case event.MessageAdded:
		return payloadOf(a.event, a.message)
	case event.NoteAdded:
		a.tell(NoticeNoted, a.ticket.Agent)
	case event.TicketAssigned:
		return payloadOf(a.event, a.assigned)
	case event.TicketMoved:
		return payloadOf(a.event, a.moved)
	case event.TicketWaiting:
		return payloadOf(a.event, func(p event.Waiting) error {
			if !p.Others {
				a.asker(NoticeWaiting)
			}
			return nil
		})
	case event.TaskAdded:
		return payloadOf(a.event, func(p event.Task) error { a.tell(NoticeTask, p.Assignee); return nil })
	case event.ClockWarned, event.ClockBreached:
		return payloadOf(a.event, a.clock)
	case event.SilenceNoticed:
		a.asker(NoticeClosing)
	case event.ObserverAdded:
		return payloadOf(a.event, a.observed)
	case event.TicketRated:
		a.tell(NoticeRated, a.ticket.Agent)
		return a.those(NoticeRated, ticket.RoleQualityManager)
	}
	return nil
}

// received tells who is to work on it: the person whom the category names, or the team
// in whose queue it stands.
func (a *audience) received() error {
	switch agent := a.ticket.Agent; {
	case agent == "":
		return a.queued(a.ticket.Team)
	case agent == a.rules.categories[a.ticket.Category].Person:
		a.tell(NoticeAssigned, agent)
	}
	return nil
}

func (a *audience) message(m event.Message) error {
	switch {
	case ticket.Audience(m.Audience) != ticket.Public || m.Automatic:
		return nil
	case ticket.Side(m.Side) == ticket.SideRequester:
		a.tell(NoticeReplied, a.ticket.Observers...) // those on his side read along
		return a.worker(NoticeAsked)
	}
	a.asker(NoticeReplied)
	return nil
}

func (a *audience) assigned(p event.Assigned) error {
	switch {
	case p.Agent != "" && p.Agent != p.WasAgent && p.Agent == a.ticket.Agent:
		a.tell(NoticeAssigned, p.Agent)
	case a.ticket.Agent == "" && p.Team == a.ticket.Team:
		if err := a.queued(p.Team); err != nil {
			return err
		}
	}
	if p.Vendor != "" && p.Vendor != p.WasVendor {
		return a.queued(p.Vendor)
	}
	return nil
}

func (a *audience) moved(p event.Moved) error {
	from, to := a.rules.stages[p.From], a.rules.stages[p.To]
	switch {
	case to.Phase == ticket.PhaseResolved:
		a.asker(NoticeResolved)
	case to.Phase == ticket.PhaseDone:
		a.asker(NoticeClosed)
	case from.Step != to.Step:
		a.asker(NoticeStep)
	}
	switch {
	case to.Phase != ticket.PhaseOpen:
	case from.Phase == ticket.PhaseResolved || from.Phase == ticket.PhaseDone:
		return a.worker(NoticeReopened)
	case a.ticket.Agent == "" && a.ticket.Stage == p.To:
		return a.queued(a.ticket.Team)
	}
	return nil
}

// observed tells whoever follows the ticket since then, if he still does.
func (a *audience) observed(p event.Observer) error {
	if slices.Contains(a.ticket.Observers, p.Person) {
		a.tell(NoticeObserved, p.Person)
	}
	return nil
}

// those tells everybody who has a role.
func (a *audience) those(kind NoticeKind, role ticket.Role) error {
	staff, err := a.desk.directory.People(a.ctx, storage.PeopleQuery{Staff: true, Active: true, Limit: 200})
	if err != nil {
		return err
	}
	for _, s := range staff {
		if s.Has(role) {
			a.tell(kind, s.ID)
		}
	}
	return nil
}

func (a *audience) clock(p event.Clock) error {
	kind := NoticeWarned
	if a.event.Kind == event.ClockBreached && !p.Informative {
		kind = NoticeBreached
	}
	if err := a.worker(kind); err != nil {
		return err
	}
	return a.escalated(p)
}

// payloadOf reads the payload of an event. One that cannot be read tells nobody: its
// values may have been erased.
func payloadOf[P any](e event.Envelope, do func(P) error) error {
	var p P
	var malformed *json.SyntaxError
	if err := json.Unmarshal(e.Payload, &p); errors.As(err, &malformed) {
		return hopeless{err}
	} else if err != nil {
		return nil
	}
	return do(p)
}
