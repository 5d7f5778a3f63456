package helpdesk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Story is a ticket with everything that belongs to it, for the staff.
type Story struct {
	At       time.Time // when it was told: ages and what is left refer to it
	Ticket   ticket.Ticket
	Messages []ticket.Message
	Tasks    []ticket.Task
	Times    []ticket.Spending
	Journal  []ticket.Entry
	Accounts []sla.Account // of the clocks: budget, spent, left, due, who held it
	Visits   []Visit
	Moves    []Way
	Links    []LinkView
	Names    map[string]string // of the people in it, by id
}

// Age is how long ago the ticket was opened; of one that is over, how long it took.
func (s Story) Age() time.Duration {
	if !s.Ticket.Closed.IsZero() {
		return s.Ticket.Closed.Sub(s.Ticket.Opened)
	}
	return s.At.Sub(s.Ticket.Opened)
}

// Visit is one stay of a ticket in a stage. Until is zero for the present one.
type Visit struct {
	Stage       string
	From, Until time.Time
	Elapsed     time.Duration // on the wall, up to now for the present one
}

// Way is a move that leads out of the ticket's stage and that the actor may make.
type Way struct {
	Move     Move
	OnBehalf bool     // only on behalf of the requester
	Held     bool     // a guard does not let it pass yet
	Guards   []string // those that do not hold
	Follows  bool     // it is too late for it: another ticket is opened to follow this one
	Stops    string   // the clock that stops by it, if one runs
	Starts   string   // the clock that begins or goes on by it, if there is one
	Clocks   []ClockEffect
}

// ClockEffect is what a move does to a clock that it does something to.
type ClockEffect struct {
	Clock     string
	Was, Will sla.ClockState
	Target    sla.Target // in force from then on
	Void      bool       // ends it without result
}

// Ticket answers one ticket. For the staff.
func (s *Session) Ticket(ctx context.Context, id uuid.UUID) (ticket.Ticket, error) {
	t, r, err := s.see(ctx, id)
	if err == nil && !r.Staff {
		err = barred(barStaff)
	}
	if err != nil {
		return ticket.Ticket{}, fail("ticket", err)
	}
	return t, nil
}

// Story answers a ticket with all that belongs to it. For the staff.
func (s *Session) Story(ctx context.Context, id uuid.UUID) (Story, error) {
	story, err := s.story(ctx, id)
	return story, fail("story", err)
}

func (s *Session) story(ctx context.Context, id uuid.UUID) (Story, error) {
	t, r, err := s.see(ctx, id)
	if err == nil && !r.Staff {
		err = barred(barStaff)
	}
	if err != nil {
		return Story{}, err
	}
	st := Story{At: s.desk.Now(), Ticket: t}
	store := s.desk.store
	if st.Messages, err = store.Messages(ctx, r.Scope, id); err != nil {
		return Story{}, err
	}
	if st.Tasks, err = store.Tasks(ctx, r.Scope, id); err != nil {
		return Story{}, err
	}
	if st.Times, err = store.Times(ctx, r.Scope, id); err != nil {
		return Story{}, err
	}
	if st.Journal, err = store.Journal(ctx, r.Scope, id); err != nil {
		return Story{}, err
	}
	if st.Accounts, err = s.desk.accounts(ctx, t, st.At); err != nil {
		return Story{}, err
	}
	st.Visits = visits(st.Journal, st.At)
	rules, err := s.desk.current(ctx)
	if err != nil {
		return Story{}, err
	}
	st.Moves = rules.ways(t, st.Tasks, r, st.At)
	if err := s.desk.foresee(ctx, rules, t, st.At, st.Moves); err != nil {
		return Story{}, err
	}
	if st.Links, err = s.desk.linkViews(ctx, r, t); err != nil {
		return Story{}, err
	}
	st.Names, err = s.desk.names(ctx, st.people()...)
	return st, err
}

// people are all who take part in the story.
func (s Story) people() []string {
	ids := append([]string{s.Ticket.Requester, s.Ticket.Author, s.Ticket.Agent, s.Ticket.Review.By}, s.Ticket.Observers...)
	for _, m := range s.Messages {
		ids = append(ids, m.Author, m.OnBehalf)
	}
	for _, t := range s.Tasks {
		ids = append(ids, t.Assignee)
		for _, x := range t.Checklist {
			ids = append(ids, x.By)
		}
	}
	for _, t := range s.Times {
		ids = append(ids, t.Person)
	}
	for _, e := range s.Journal {
		ids = append(ids, e.Actor, e.OnBehalf)
		for _, f := range e.Facts {
			if f.Field == "agent" || f.Field == "assignee" || f.Field == "requester" || f.Field == factInstead {
				ids = append(ids, f.Old, f.New)
			}
		}
	}
	for _, a := range s.Accounts {
		for _, h := range a.Holders {
			ids = append(ids, h.Holder)
		}
	}
	return ids
}

// accounts tells how the clocks of a ticket stand.
func (d *Desk) accounts(ctx context.Context, t ticket.Ticket, at time.Time) ([]sla.Account, error) {
	var ledger sla.Ledger
	if err := json.Unmarshal(t.Ledger, &ledger); err != nil {
		return nil, err
	}
	if at.Before(t.Updated) {
		at = t.Updated
	}
	rules, err := d.current(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := ledger.Accounts(d.calendars(ctx), at)
	for i := range accounts {
		accounts[i].Clock = now(rules.successors.clocks, accounts[i].Clock)
	}
	return accounts, err
}

// visits reads the stays in stages from the journal.
func visits(journal []ticket.Entry, now time.Time) []Visit {
	var list []Visit
	for _, e := range journal {
		stage, moved := e.Value("stage")
		if !moved {
			if _, again := e.Value("entered"); !again || len(list) == 0 {
				continue
			}
			stage = list[len(list)-1].Stage
		}
		if n := len(list); n > 0 && e.Event == string(event.TicketRegulated) { // the stage goes by another name
			list[n-1].Stage = stage
			continue
		}
		if n := len(list); n > 0 {
			list[n-1].Until = e.Effective
			list[n-1].Elapsed = e.Effective.Sub(list[n-1].From)
		}
		list = append(list, Visit{Stage: stage, From: e.Effective})
	}
	if n := len(list); n > 0 {
		list[n-1].Elapsed = now.Sub(list[n-1].From)
	}
	return list
}

// ways are the moves out of the ticket's stage that somebody may make.
func (r *rules) ways(t ticket.Ticket, tasks []ticket.Task, rights Rights, at time.Time) []Way {
	var ways []Way
	for _, m := range r.machine.Moves(t.Stage) {
		w := Way{Move: r.asked(t, r.moves[arrow(m.From, m.Event)])}
		switch {
		case rights.May(VerbSystem):
		case rights.mayMove(t, m, rights.Person.ID, ""):
		case rights.mayMove(t, m, rights.Person.ID, t.Requester):
			w.OnBehalf = true
		default:
			continue
		}
		if w.Follows = w.Move.over(t, at); w.Follows && w.Move.Later == "" {
			continue
		}
		for _, g := range m.Guards {
			if g == GuardClassified && slices.ContainsFunc(tasks, func(t ticket.Task) bool {
				return t.Kind == ticket.TaskClassification && t.State == ticket.TaskOpen
			}) {
				w.Held, w.Guards = true, append(w.Guards, g)
			}
		}
		if c, ok := r.clockOf(m.From); ok {
			w.Stops = c.Key
		}
		if c, ok := r.clockOf(m.To); ok {
			w.Starts = c.Key
		}
		ways = append(ways, w)
	}
	return ways
}

// foresee tells of each way what it does to the clocks.
func (d *Desk) foresee(ctx context.Context, r *rules, t ticket.Ticket, at time.Time, ways []Way) error {
	var ledger sla.Ledger
	if err := json.Unmarshal(t.Ledger, &ledger); err != nil {
		return err
	}
	if at.Before(t.Updated) {
		at = t.Updated
	}
	for i, w := range ways {
		if w.Follows {
			continue
		}
		m := sla.Moment{At: at, Stage: w.Move.To, Holder: t.Agent, Policy: r.policy(t), Void: w.Move.Void}
		said := slices.ContainsFunc(w.Move.Fields, func(f MoveField) bool { return f.Public && f.Required && f.As != FieldOfTicket })
		m.Answered, m.Asked = said && !w.OnBehalf, said && w.OnBehalf
		after, _, err := ledger.Step(d.calendars(ctx), m)
		if err != nil {
			return err
		}
		for _, will := range after.Records {
			e := ClockEffect{Clock: will.Clock, Was: sla.ClockOff, Will: will.State, Target: will.Target, Void: will.Void}
			if j := slices.IndexFunc(ledger.Records, func(x sla.Record) bool { return now(r.successors.clocks, x.Clock) == will.Clock }); j >= 0 {
				e.Was = ledger.Records[j].State
			}
			if e.Was != e.Will {
				ways[i].Clocks = append(ways[i].Clocks, e)
			}
		}
	}
	return nil
}
