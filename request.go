package helpdesk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Request is a ticket as its requester sees it. It has nothing in it that is the
// staff's alone.
type Request struct {
	ID        uuid.UUID
	Number    string
	Version   int64
	Subject   string
	Kind      string
	Category  string
	Priority  string
	Fields    map[string]string // those that the requester sees, by key
	Channel   ticket.Channel
	Requester string
	Step      string // where it stands, by the key of the regulation's step
	Phase     ticket.Phase
	Agent     string        // who has it, by name; empty for nobody yet
	Waiting   bool          // the desk waits for the requester: its clocks stand still
	Returns   time.Time     // when the desk comes back to a request that waits for others; zero when no date was said
	Links     []ticket.Link // to the request that it takes up again, or that takes it up
	Solution  string
	Rating    int
	Opened    time.Time
	Updated   time.Time
	Resolved  time.Time
	Closed    time.Time
	Due       time.Time // of the present step; zero when no clock runs
	Late      bool      // the due has passed
	Clock     string    // the clock that runs, for Explain
	ClosesAt  time.Time // when silence will close it; zero when it will not
	// Read with a single request only:
	Names       map[string]string // of the people whom its fields name, by id
	Observers   []Follower        // who follows it beside the requester
	Observes    bool              // the actor may say who does
	Rates       bool              // the actor may say how content he is
	RateAccepts bool              // and accepts it by that
	Steps       []StepMark
	Messages    []PublicMessage
	Moves       []Move // that the requester may make
	Speaks      bool   // a message of the requester is taken
	Follows     bool   // too late to take it up again: what would, opens another request to follow it
}

// Follower is somebody who follows a request.
type Follower struct {
	ID   string
	Name string // empty when it is not known
}

// StepMark is one step of the way, and whether the request is there or has been.
type StepMark struct {
	Key     string
	Title   Text
	Done    bool
	Present bool
}

// PublicMessage is a message as both sides read it.
type PublicMessage struct {
	ID      uuid.UUID
	At      time.Time
	Author  string // by name; empty when the name is not known
	Own     bool   // of the requester's side
	Purpose ticket.Purpose
	Text    string
}

// Requests answers a page of the requests that are the actor's own or that he observes;
// where the query names organizations, of all of theirs that he may read.
func (s *Session) Requests(ctx context.Context, q storage.Query) ([]Request, storage.Cursor, error) {
	q.Requesters, q.Teams, q.Agents = nil, nil, nil
	rights, err := s.rights(ctx)
	if err != nil {
		return nil, storage.Cursor{}, fail("requests", err)
	}
	rules, err := s.desk.current(ctx)
	if err != nil {
		return nil, storage.Cursor{}, fail("requests", err)
	}
	if err := rules.visibleOnly(q.Fields); err != nil {
		return nil, storage.Cursor{}, fail("requests", err)
	}
	page, err := s.list(ctx, rights.requests(q.Organizations), q)
	if err != nil {
		return nil, storage.Cursor{}, fail("requests", err)
	}
	list := make([]Request, 0, len(page.Tickets))
	var agents []string
	for _, t := range page.Tickets {
		agents = append(agents, t.Agent)
	}
	names, err := s.desk.names(ctx, agents...)
	if err != nil {
		return nil, storage.Cursor{}, fail("requests", err)
	}
	for _, t := range page.Tickets {
		r, err := s.desk.request(ctx, t, names)
		if err != nil {
			return nil, storage.Cursor{}, fail("requests", err)
		}
		list = append(list, r)
	}
	return list, page.Next, nil
}

// requests is what of his scope somebody sees as a requester: what is his own or, of
// organizations that he names, all of it.
func (r Rights) requests(organizations []string) storage.Scope {
	scope := r.Scope
	scope.Internal = false
	if len(organizations) > 0 {
		return scope
	}
	own := storage.Scope{Desk: scope.Desk}
	if scope.All || scope.Person == r.Person.ID {
		own.Person = r.Person.ID
	}
	return own
}

// Request answers one request with its conversation, to anybody who may see the ticket.
func (s *Session) Request(ctx context.Context, id uuid.UUID) (Request, error) {
	r, err := s.request(ctx, id)
	return r, fail("request", err)
}

func (s *Session) request(ctx context.Context, id uuid.UUID) (Request, error) {
	t, rights, err := s.see(ctx, id)
	if err != nil {
		return Request{}, err
	}
	r, err := s.desk.conversation(ctx, rights.Scope, t)
	if err != nil {
		return Request{}, err
	}
	rules, err := s.desk.current(ctx)
	if err != nil {
		return Request{}, err
	}
	for _, m := range rules.machine.Moves(t.Stage) {
		if slices.Contains(m.By, "requester") && t.Requester == rights.Person.ID && rights.May(VerbMove) {
			if move := rules.asked(t, rules.moves[arrow(m.From, m.Event)]); !move.over(t, s.desk.Now()) || move.Later != "" {
				r.Moves = append(r.Moves, move)
				r.Follows = r.Follows || move.over(t, s.desk.Now())
			}
		}
	}
	followers, err := s.desk.names(ctx, t.Observers...)
	if err != nil {
		return Request{}, err
	}
	for _, o := range t.Observers {
		r.Observers = append(r.Observers, Follower{o, followers[o]})
	}
	r.Observes = rights.May(VerbObserve) && (rights.Own(t) || rights.Works(t))
	r.Rates = rights.May(VerbRate) && t.Requester == rights.Person.ID && ratable(t)
	r.RateAccepts = r.Rates && t.Phase == ticket.PhaseResolved && !rules.RatingLeavesOpen
	back, ok := rules.upon(t.Stage, UponRequesterMessage)
	r.Speaks = t.Phase != ticket.PhaseDone || ok && (!back.over(t, s.desk.Now()) || back.Later != "")
	r.Steps = rules.way(r.Step)
	var meant []string
	for key, value := range r.Fields {
		if rules.fields[key].Kind == KindPerson {
			meant = append(meant, value)
		}
	}
	r.Names, err = s.desk.names(ctx, meant...)
	return r, err
}

// conversation is the requester's view of a ticket within a scope, with the public messages.
func (d *Desk) conversation(ctx context.Context, scope storage.Scope, t ticket.Ticket) (Request, error) {
	scope.Internal = false
	messages, err := d.store.Messages(ctx, scope, t.ID)
	if err != nil {
		return Request{}, err
	}
	people := []string{t.Agent, t.Requester}
	for _, m := range messages {
		people = append(people, m.Author, m.OnBehalf)
	}
	names, err := d.names(ctx, people...)
	if err != nil {
		return Request{}, err
	}
	r, err := d.request(ctx, t, names)
	if err != nil {
		return Request{}, err
	}
	for _, m := range messages {
		author := names[m.Author]
		if m.OnBehalf != "" {
			author = names[m.OnBehalf]
		}
		r.Messages = append(r.Messages, PublicMessage{ID: m.ID, At: m.At, Author: author, Own: m.Side == ticket.SideRequester, Purpose: m.Purpose, Text: m.Text})
	}
	return r, nil
}

// request is the requester's view of a ticket.
func (d *Desk) request(ctx context.Context, t ticket.Ticket, names map[string]string) (Request, error) {
	rules, err := d.current(ctx)
	if err != nil {
		return Request{}, err
	}
	r := Request{
		ID: t.ID, Number: t.Number, Version: t.Version, Subject: t.Subject, Kind: t.Kind, Category: t.Category, Priority: t.Priority, Fields: rules.visible(t.Fields),
		Channel: t.Channel, Requester: t.Requester, Step: rules.stages[t.Stage].Step, Phase: t.Phase, Agent: names[t.Agent], Links: betweenRequests(t.Links),
		Solution: t.Solution, Rating: t.Rating, Opened: t.Opened, Updated: t.Updated, Resolved: t.Resolved, Closed: t.Closed,
	}
	if t.Phase == ticket.PhaseOpen {
		r.Due = t.Due
		r.Late = !t.Due.IsZero() && t.Due.Before(d.Now())
		if r.Clock, err = rules.dueClock(t); err != nil {
			return Request{}, err
		}
	}
	r.Waiting = rules.waitsForRequester(t)
	if t.Phase == ticket.PhaseWaiting && !r.Waiting {
		r.Returns = t.Wait.Until
	}
	if t.Silence.On() {
		set, err := d.rules(ctx, t.Regulation)
		if err != nil {
			return Request{}, err
		}
		if set.stages[t.Stage].Silence == nil { // the stage is shown by a newer name
			set = rules
		}
		if set.stages[t.Stage].Silence != nil {
			if _, r.ClosesAt, err = set.silence(t); err != nil {
				return Request{}, err
			}
		}
	}
	return r, nil
}

// dueClock is the clock that is due next, else the one of the stage.
func (r *rules) dueClock(t ticket.Ticket) (string, error) {
	var ledger sla.Ledger
	if err := json.Unmarshal(t.Ledger, &ledger); err != nil {
		return "", err
	}
	for _, record := range ledger.Records {
		if !record.Due.IsZero() && record.Due.Equal(t.Due) {
			return now(r.successors.clocks, record.Clock), nil
		}
	}
	c, _ := r.clockOf(t.Stage)
	return c.Key, nil
}

// way marks the steps of the regulation as seen from one of them.
func (r *rules) way(present string) []StepMark {
	var marks []StepMark
	at := slices.IndexFunc(r.Steps, func(s Step) bool { return s.Key == present })
	for i, s := range r.Steps {
		if s.Aside && s.Key != present {
			continue
		}
		marks = append(marks, StepMark{Key: s.Key, Title: s.Title, Done: i < at && !r.Steps[at].Aside, Present: i == at})
	}
	return marks
}
