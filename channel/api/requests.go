package api

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type requestPage struct {
	Requests []requestJSON `json:"requests"`
	Next     string        `json:"next,omitempty" doc:"the next page; left out at the end"`
}

// requestJSON is a ticket as its requester sees it.
type requestJSON struct {
	ID        uuid.UUID         `json:"id" format:"uuid"`
	Number    string            `json:"number"`
	Version   int64             `json:"version"`
	Subject   string            `json:"subject"`
	Kind      string            `json:"kind"`
	Category  string            `json:"category"`
	Priority  string            `json:"priority"`
	Fields    map[string]string `json:"fields,omitempty" doc:"those that the requester sees, by the regulation's keys"`
	Channel   ticket.Channel    `json:"channel"`
	Requester string            `json:"requester"`
	Step      string            `json:"step" doc:"where it stands, by the key of the regulation's step"`
	Phase     ticket.Phase      `json:"phase"`
	Agent     string            `json:"agent,omitempty" doc:"who has it, by name"`
	Waiting   bool              `json:"waiting" doc:"the desk waits for the requester: its clocks stand still"`
	Returns   time.Time         `json:"returns,omitzero" doc:"when the desk comes back to a request that waits for others"`
	Links     []linkJSON        `json:"links" doc:"to the request that it takes up again, or that takes it up"`
	Solution  string            `json:"solution,omitempty"`
	Rating    int               `json:"rating,omitempty"`
	Opened    time.Time         `json:"opened"`
	Updated   time.Time         `json:"updated"`
	Resolved  time.Time         `json:"resolved,omitzero"`
	Closed    time.Time         `json:"closed,omitzero"`
	Due       time.Time         `json:"due,omitzero"`
	Late      bool              `json:"late"`
	Clock     string            `json:"clock,omitempty" doc:"the clock that runs, to be explained"`
	ClosesAt  time.Time         `json:"closes_at,omitzero" doc:"when silence will close it"`
	Steps     []stepMarkJSON    `json:"steps,omitempty" doc:"of a single request"`
	Messages  []publicJSON      `json:"messages,omitempty" doc:"of a single request"`
	Moves     []moveJSON        `json:"moves,omitempty" doc:"of a single request: what the requester may do"`
	Observers []followerJSON    `json:"observers,omitempty" doc:"of a single request: who follows it beside the requester"`
	Observes  bool              `json:"observes,omitempty" doc:"of a single request: the caller may say who follows it"`
	Rates     bool              `json:"rates,omitempty" doc:"of a single request: the caller may say how content he is"`
	Accepts   bool              `json:"rating_accepts,omitempty" doc:"of a single request: and accepts the solution by that"`
	Speaks    bool              `json:"speaks,omitempty" doc:"of a single request: a message of the requester is taken"`
	Follows   bool              `json:"follows,omitempty" doc:"of a single request: it is too late to take it up again, what would opens another one to follow it"`
}

type followerJSON struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

type stepMarkJSON struct {
	Key     string        `json:"key"`
	Title   helpdesk.Text `json:"title"`
	Done    bool          `json:"done"`
	Present bool          `json:"present"`
}

// publicJSON is a message as both sides read it.
type publicJSON struct {
	ID      uuid.UUID      `json:"id" format:"uuid"`
	At      time.Time      `json:"at"`
	Author  string         `json:"author,omitempty" doc:"by name"`
	Own     bool           `json:"own" doc:"of the requester's side"`
	Purpose ticket.Purpose `json:"purpose"`
	Text    string         `json:"text"`
}

// requestReads are what requesters read.
func requestReads() []route {
	return []route{
		read("/requests", "listRequests", "List the requests that are one's own or that one observes", listRequests).with(slices.Concat(requestFilter,
			[]parameter{{"organization", "ids of organizations: then all of theirs that one may read", several}}, paging)...),
		read("/requests/{ref}", "readRequest", "Read a request with its conversation", readRequest),
	}
}

func listRequests(c *call) (requestPage, error) {
	q := c.page()
	q.Filter = c.filter()
	s, err := c.session()
	if err != nil {
		return requestPage{}, err
	}
	requests, next, err := s.Requests(c.Context(), q)
	return requestPage{Requests: each(requests, requestOf), Next: token(next, q.Order)}, err
}

func readRequest(c *call) (requestJSON, error) {
	s, err := c.session()
	if err != nil {
		return requestJSON{}, err
	}
	id, err := c.ticket(s)
	if err != nil {
		return requestJSON{}, err
	}
	r, err := s.Request(c.Context(), id)
	if err != nil {
		return requestJSON{}, err
	}
	c.tag(r.Version)
	return requestOf(r), nil
}

func requestOf(r helpdesk.Request) requestJSON {
	return requestJSON{
		ID: r.ID, Number: r.Number, Version: r.Version, Subject: r.Subject, Kind: r.Kind, Category: r.Category, Fields: r.Fields,
		Priority: r.Priority, Channel: r.Channel, Requester: r.Requester, Step: r.Step, Phase: r.Phase, Agent: r.Agent,
		Waiting: r.Waiting, Returns: r.Returns, Links: each(r.Links, linkOf), Speaks: r.Speaks, Follows: r.Follows, Solution: r.Solution, Rating: r.Rating, Opened: r.Opened, Updated: r.Updated,
		Resolved: r.Resolved, Closed: r.Closed, Due: r.Due, Late: r.Late, Clock: r.Clock, ClosesAt: r.ClosesAt,
		Observers: each(r.Observers, func(f helpdesk.Follower) followerJSON { return followerJSON(f) }), Observes: r.Observes, Rates: r.Rates, Accepts: r.RateAccepts,
		Steps:    each(r.Steps, func(m helpdesk.StepMark) stepMarkJSON { return stepMarkJSON(m) }),
		Messages: each(r.Messages, func(m helpdesk.PublicMessage) publicJSON { return publicJSON(m) }),
		Moves:    each(r.Moves, askedOf),
	}
}
