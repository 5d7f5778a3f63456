package helpdesk

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// NewsKind says what an entry of the feed tells.
type NewsKind string

// The kinds of entries.
const (
	NewsOpened   NewsKind = "opened"   // Request holds the filled fields
	NewsTaken    NewsKind = "taken"    // Name has it now
	NewsReplied  NewsKind = "replied"  // Name wrote
	NewsStep     NewsKind = "step"     // it is at Step
	NewsResolved NewsKind = "resolved" // the solution waits for a word
	NewsClosed   NewsKind = "closed"
	NewsReopened NewsKind = "reopened"
	NewsWaiting  NewsKind = "waiting" // the desk waits for the requester
	NewsResumed  NewsKind = "resumed"
	NewsClosing  NewsKind = "closing" // it will close at Closes unless somebody writes
)

// News is an entry of the feed of an organization: what everybody there who may read the
// ticket may know. It has nothing in it that is the staff's alone.
type News struct {
	ID           uuid.UUID // of the event
	Kind         NewsKind
	At           time.Time
	Ticket       uuid.UUID
	Number       string
	Subject      string
	Organization string
	Name         string    // who did it, or has it now; empty when the name is not known
	Step         string    // the key of the regulation's step
	Closes       time.Time // see NewsClosing
	Request      *Request  // of NewsOpened: the ticket as its requester sees it
}

// NewsQuery asks for a page of the feed, the newest first.
type NewsQuery struct {
	Organization string // only of its tickets; of all that the actor may read when empty
	Limit        int    // 50 when 0
	Before       storage.Cursor
}

// told are the events that make the feed.
var toldInFeed = []event.Kind{
	event.TicketOpened, event.TicketAssigned, event.MessageAdded, event.TicketMoved, event.TicketWaiting, event.TicketResumed, event.SilenceNoticed,
}

// News answers a page of the feed and where the next begins; the zero Cursor is its end.
// An entry is seen by whoever may read its ticket now.
func (s *Session) News(ctx context.Context, q NewsQuery) ([]News, storage.Cursor, error) {
	list, next, err := s.news(ctx, q)
	return list, next, fail("news", err)
}

func (s *Session) news(ctx context.Context, q NewsQuery) (list []News, next storage.Cursor, err error) {
	r, err := s.rights(ctx)
	if err != nil {
		return nil, next, err
	}
	limit, err := pageLimit(q.Limit)
	if err != nil {
		return nil, next, err
	}
	ask := storage.NewsQuery{Kinds: toldInFeed, Limit: limit, Before: q.Before}
	if q.Organization != "" {
		ask.Organizations = []string{q.Organization}
	}
	found, err := s.desk.store.ListNews(ctx, r.Scope, ask)
	if err != nil {
		return nil, next, err
	}
	rules, err := s.desk.current(ctx)
	if err != nil {
		return nil, next, err
	}
	var people []string
	for _, n := range found {
		people = append(people, n.Event.Actor, n.Event.OnBehalf)
		_ = payloadOf(n.Event, func(p event.Assigned) error { people = append(people, p.Agent); return nil })
	}
	names, err := s.desk.names(ctx, people...)
	if err != nil {
		return nil, next, err
	}
	for _, n := range found {
		entry, tells := rules.news(n, names)
		if !tells {
			continue
		}
		if entry.Kind == NewsOpened {
			if entry.Request, err = s.opened(ctx, r, n.Event.Ticket); err != nil {
				return nil, next, err
			}
		}
		list = append(list, entry)
	}
	if len(found) == limit {
		last := found[limit-1].Event
		next = storage.Cursor{At: last.At, ID: last.ID}
	}
	return list, next, nil
}

// opened is a ticket as its requester sees it, nil if it is gone by now.
func (s *Session) opened(ctx context.Context, r Rights, id uuid.UUID) (*Request, error) {
	t, err := s.desk.store.Ticket(ctx, r.Scope, id)
	if err != nil {
		return nil, ignoreGone(err)
	}
	names, err := s.desk.names(ctx, t.Agent)
	if err != nil {
		return nil, err
	}
	request, err := s.desk.request(ctx, t, names)
	return &request, err
}

// news is what an event tells everybody, if it tells them anything.
func (r *rules) news(n storage.News, names map[string]string) (News, bool) {
	e := n.Event
	entry := News{ID: e.ID, At: e.At, Ticket: e.Ticket, Number: e.Number, Subject: n.Subject, Organization: n.Organization, Name: names[or(e.OnBehalf, e.Actor)]}
	var kind NewsKind
	switch e.Kind {
	case event.TicketOpened:
		kind = NewsOpened
	case event.TicketWaiting:
		_ = payloadOf(e, func(p event.Waiting) error {
			if !p.Others {
				kind = NewsWaiting
			}
			return nil
		})
	case event.TicketResumed:
		kind = NewsResumed
	case event.MessageAdded:
		_ = payloadOf(e, func(p event.Message) error {
			if ticket.Audience(p.Audience) == ticket.Public && !p.Automatic {
				kind = NewsReplied
			}
			return nil
		})
	case event.TicketAssigned:
		_ = payloadOf(e, func(p event.Assigned) error {
			if p.Agent != "" && p.Agent != p.WasAgent {
				kind, entry.Name = NewsTaken, names[p.Agent]
			}
			return nil
		})
	case event.SilenceNoticed:
		_ = payloadOf(e, func(p event.Silence) error { kind, entry.Closes = NewsClosing, p.Closes; return nil })
	case event.TicketMoved:
		_ = payloadOf(e, func(p event.Moved) error {
			kind, entry.Step = r.newsOfMove(p), r.stages[p.To].Step
			return nil
		})
	}
	entry.Kind = kind
	return entry, kind != ""
}

// newsOfMove is what a move tells everybody: nothing where the step is the same.
func (r *rules) newsOfMove(p event.Moved) NewsKind {
	from, to := r.stages[p.From], r.stages[p.To]
	over := []ticket.Phase{ticket.PhaseResolved, ticket.PhaseDone}
	switch {
	case to.Phase == ticket.PhaseResolved:
		return NewsResolved
	case to.Phase == ticket.PhaseDone:
		return NewsClosed
	case slices.Contains(over, from.Phase):
		return NewsReopened
	case from.Step != to.Step:
		return NewsStep
	}
	return ""
}
