package rightstest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/helpdesktest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// World is two desks in one store with the same people, every kind of them in each.
type World struct {
	Desk, Other *helpdesk.Desk
	Store       *Counted
	Clock       *helpdesktest.Clock

	handlers map[*helpdesk.Desk]http.Handler
	plant    bool   // canaries sit in what is the staff's alone
	source   []byte // of the regulation in which they do
	version  int    // that it was published as last
}

// Handler is what serves a desk of the world, made once.
func (w *World) Handler(desk *helpdesk.Desk, make func() http.Handler) http.Handler {
	if w.handlers[desk] == nil {
		w.handlers[desk] = make()
	}
	return w.handlers[desk]
}

// Mark stands in every name and text of the first desk, and in none of the other's.
const Mark = "СВОЁ"

// What else the desks have.
const (
	Organization = "vector"     // the requester's
	Contractor   = "contractor" // the outside team that has every ticket
	Loner        = "loner"      // takes part in nothing, of the organization Lonely
	Lonely       = "lonely"
	Contract     = "support" // the requester's organization's
	Handler      = "crm"     // takes nothing: whatever it is told of is a dead letter
)

// NewWorld makes one, by the built-in regulation, changed if a change is given.
func NewWorld(t testing.TB, change ...func(*helpdesk.Regulation)) *World {
	t.Helper()
	return NewWorldOf(t, helpdesk.Config{}, change...)
}

// NewWorldOf makes one of desks that are given something beside what every one of them has.
func NewWorldOf(t testing.TB, c helpdesk.Config, change ...func(*helpdesk.Regulation)) *World {
	t.Helper()
	w := &World{Store: &Counted{Store: memory.New()}, handlers: map[*helpdesk.Desk]http.Handler{}, Clock: helpdesktest.NewClock(time.Date(2026, time.June, 1, 7, 0, 0, 0, time.UTC))}
	w.Desk = w.desk(t, c, "main", "TIC-{n}", Mark, change)
	w.Other = w.desk(t, c, "other", "OTH-{n}", "чужое", change)
	return w
}

func (w *World) desk(t testing.TB, c helpdesk.Config, key, numbering, mark string, change []func(*helpdesk.Regulation)) *helpdesk.Desk {
	t.Helper()
	r := helpdesk.Levels()
	r.Numbering = numbering
	r.Colleagues = helpdesk.ColleaguesRead
	for _, f := range change {
		f(&r)
	}
	c.Desk, c.Regulation, c.Now, c.Apart = key, &r, w.Clock.Now, -1
	d, err := helpdesk.New(t.Context(), w.Store, c)
	if err != nil {
		t.Fatal(err)
	}
	seat(t, d.As(helpdesk.System("setup")), mark)
	err = d.Handle([]event.Kind{event.TicketOpened}, Handler, func(context.Context, helpdesk.Delivery) error {
		return helpdesk.Hopeless(errors.New(mark + " " + canary("dead-letter")))
	})
	if err == nil {
		err = d.Register(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// seat fills the directory.
func seat(t testing.TB, setup *helpdesk.Session, mark string) {
	t.Helper()
	put := func(_ int64, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	for _, o := range []string{Organization, "north", "east", Lonely} {
		put(setup.PutOrganization(ctx, ticket.Organization{ID: o, Name: mark + " " + o}))
	}
	agent := []ticket.Role{ticket.RoleAgent}
	people := []ticket.Person{
		{ID: string(Requester), Organization: Organization}, {ID: string(Colleague), Organization: Organization},
		{ID: string(Observer), Organization: "north"}, {ID: string(OtherRequester), Organization: "east"}, {ID: Loner, Organization: Lonely},
		{ID: string(Agent), Roles: agent}, {ID: string(OtherAgent), Roles: agent}, {ID: string(Revoked), Roles: agent},
		{ID: string(Outside), Roles: agent}, {ID: string(Given), Roles: agent},
		{ID: string(Operations), Roles: []ticket.Role{ticket.RoleOperationsManager}},
		{ID: string(Quality), Roles: []ticket.Role{ticket.RoleQualityManager}},
		{ID: string(Administrator), Roles: []ticket.Role{ticket.RoleAdministrator}},
	}
	for _, p := range people {
		p.Name = mark + " " + p.ID
		put(setup.PutPerson(ctx, p))
	}
	line := []string{string(Agent), string(Revoked)}
	for _, team := range []ticket.Team{
		{ID: "line1", Members: line}, {ID: "line2", Members: line}, {ID: "line3", Members: line},
		{ID: "night", Members: []string{string(OtherAgent)}},
		{ID: "hoster", Members: []string{string(Outside)}, Outside: true},
		{ID: Contractor, Members: []string{string(Given)}, Outside: true},
	} {
		team.Name = mark + " " + team.ID
		put(setup.PutTeam(ctx, team))
	}
	put(setup.PutContract(ctx, ticket.Contract{
		ID: Contract, Number: mark + " " + Contract, Organization: Organization, From: time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC),
		Services: []ticket.Service{{Key: "hours", Title: mark, Bought: 40 * time.Hour}},
	}))
	put(setup.PutPerson(ctx, ticket.Person{ID: string(Revoked), Version: 1, Name: mark + " " + string(Revoked), Roles: agent, Inactive: true}))
}

// State is how far the ticket of a row has come.
type State string

// The states.
const (
	New      State = ""         // opened by the requester, not classified; the contractor has it too
	Working  State = "working"  // at level 2, with a task
	Taken    State = "taken"    // at level 2, the agent's own
	Waiting  State = "waiting"  // at level 2
	Booked   State = "booked"   // at level 2, with time booked by the agent
	Closed   State = "closed"   // the requester has accepted it
	Resolved State = "resolved" // the requester is to say a word
	Told     State = "told"     // opened by telephone; everybody was told, the handler has its dead letter
)

// Target is the ticket that a row is tried on.
type Target struct {
	ID      uuid.UUID
	Number  string
	Task    uuid.UUID // a task that can be finished, from Working on
	Booking uuid.UUID // the agent's, when Booked
	Absence string    // of the other agent, next year
}

// hide takes the names of the target out of what was told.
func (x Target) hide(o Outcome) Outcome {
	o.Told = strings.NewReplacer(x.ID.String(), "{id}", x.Number, "{number}", strings.ToLower(x.Number), "{number}", x.Task.String(), "{task}", x.Booking.String(), "{booking}", x.Absence, "{absence}").Replace(o.Told)
	return o
}

// Ticket opens a ticket and leads it to a state.
func (w *World) Ticket(t testing.TB, state State) Target {
	t.Helper()
	ctx := t.Context()
	boss, own := w.Desk.As(helpdesk.Person(string(Operations))), w.Desk.As(helpdesk.Person(string(Requester)))
	in := helpdesk.NewRequest{
		Subject: Mark + ", не печатает", Text: Mark + ", пустые листы", Category: "feature", Observers: []string{string(Observer)}, Requester: string(Requester),
	}
	if w.plant {
		in.Subject, in.Text = in.Subject+" "+markup, in.Text+" "+markup
	}
	opener := own
	if state == Told {
		opener = boss
	}
	made, err := opener.Open(ctx, in)
	must := func(r helpdesk.Receipt, err error) helpdesk.Receipt {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	x := Target{ID: must(made, err).Ticket, Number: made.Number}
	contractor := Contractor
	must(boss.Assign(ctx, x.ID, helpdesk.Assignment{Vendor: &contractor}))
	away, err := boss.PutAbsence(ctx, ticket.Absence{
		Person: string(OtherAgent), From: w.Desk.Now().AddDate(1, 0, 0), Until: w.Desk.Now().AddDate(1, 0, 1), Note: Mark,
	})
	x.Absence = away.ID
	must(helpdesk.Receipt{}, err)
	switch state {
	case Working, Taken, Waiting, Booked, Resolved, Closed:
		must(boss.Classify(ctx, x.ID, helpdesk.Classification{}))
		must(boss.Move(ctx, x.ID, helpdesk.Transition{Event: "process"}))
		x.Task = must(boss.AddTask(ctx, x.ID, helpdesk.NewTask{Title: Mark, Checklist: []string{Mark}})).Part
		must(boss.Link(ctx, x.ID, helpdesk.NewLink{Kind: "defect", Key: "7", URL: "https://tracker.example/7"}))
	}
	if w.plant {
		w.plantWork(t, x)
	}
	switch state {
	case Taken:
		agent := string(Agent)
		must(boss.Assign(ctx, x.ID, helpdesk.Assignment{Agent: &agent}))
	case Booked:
		x.Booking = must(w.Desk.As(Agent.Actor()).Spend(ctx, x.ID, helpdesk.Booking{Spent: time.Hour})).Part
	case Waiting:
		must(boss.Wait(ctx, x.ID, helpdesk.Waiting{Reason: Mark}))
	case Resolved, Closed:
		must(boss.Move(ctx, x.ID, helpdesk.Transition{Event: "resolve", Fields: map[string]string{"solution": Mark + " " + markup, "closing-reason": words("cause"), "article": canary("article")}}))
	case Told:
		if _, err := w.Desk.Deliver(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if state == Closed {
		must(own.Move(ctx, x.ID, helpdesk.Transition{Event: "accept"}))
		if w.plant {
			w.plantReview(t, x)
		}
	}
	return x
}

// Snapshot is everything of the first desk that a session could change.
func (w *World) Snapshot(t testing.TB) string {
	t.Helper()
	ctx, key := t.Context(), w.Desk.Key()
	var all []any
	add := func(x any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	page, err := w.Store.List(ctx, storage.Everything(key), storage.Query{Order: ticket.ByOpened, Limit: 200})
	add(page.Tickets, err)
	add(w.Store.ListPeople(ctx, key, storage.PeopleQuery{Limit: 200}))
	add(w.Store.ListOrganizations(ctx, key, storage.OrganizationQuery{Limit: 200}))
	add(w.Store.ListTeams(ctx, key, ""))
	add(w.Store.ListHandlers(ctx, key))
	add(w.Store.ListDeliveries(ctx, key, storage.DeliveryQuery{Limit: 200}))
	add(w.Store.ListRegulations(ctx, key, 0, 200))
	add(w.Store.ListAbsences(ctx, key, storage.AbsenceQuery{Limit: 200}))
	add(w.Store.ListContracts(ctx, key, storage.ContractQuery{Limit: 200}))
	add(w.Store.ListPeriods(ctx, key, 200))
	add(w.Store.ListCheckpoints(ctx, key, 200))
	for _, k := range Kinds() {
		add(w.Store.ListNotices(ctx, storage.Everything(key), storage.NoticeQuery{Person: string(k), Limit: 200}))
		p, err := w.Store.Preferences(ctx, key, string(k))
		if errors.Is(err, storage.ErrNotFound) {
			err = nil
		}
		add(p, err)
	}
	return Text(all)
}

// Text writes a value with all that is in it.
func Text(x any) string {
	text, err := json.Marshal(x)
	if err != nil {
		return fmt.Sprintf("%+v", x)
	}
	return string(text)
}
