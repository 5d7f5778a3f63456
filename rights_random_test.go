package helpdesk_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// anyone is somebody made at random, with what the rules of docs/rights.md ask of him.
type anyone struct {
	ticket.Person
	teams   []string
	outside bool // of another company
}

// parish is a desk of people made at random, and the rules that it has.
type parish struct {
	*helpdesk.Desk
	store   storage.Store
	rules   helpdesk.Regulation
	people  []anyone
	tickets []uuid.UUID
	r       *rand.Rand
}

var parishTeams = []string{"line1", "line2", "line3", "vendor"}

func newParish(t *testing.T, seed uint64) *parish {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	p := &parish{store: memory.New(), rules: helpdesk.Levels(), r: r}
	p.rules.Sight = helpdesk.Sight(pick(r, "desk", "teams"))
	p.rules.Colleagues = helpdesk.Colleagues(pick(r, "apart", "read"))
	at := moscow(t, "2026-03-02 10:00")
	desk, err := helpdesk.New(t.Context(), p.store, helpdesk.Config{Regulation: &p.rules, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	p.Desk = desk
	setup := desk.As(helpdesk.System("setup"))
	for _, o := range []string{"vector", "north"} {
		must(t)(setup.PutOrganization(t.Context(), ticket.Organization{ID: o, Name: o}))
	}
	members := map[string][]string{}
	for i := range 30 {
		x := anyone{Person: ticket.Person{ID: fmt.Sprint("p", i), Name: fmt.Sprint("Человек ", i)}}
		if i%2 == 0 {
			x.Organization = pick(r, "", "vector", "north")
		}
		for _, role := range []ticket.Role{ticket.RoleAgent, ticket.RoleOperationsManager, ticket.RoleQualityManager, ticket.RoleAdministrator} {
			if odds := map[ticket.Role]int{ticket.RoleAgent: 2}[role]; i%2 == 1 && r.IntN(6) < 1+odds {
				x.Roles = append(x.Roles, role)
			}
		}
		must(t)(setup.PutPerson(t.Context(), x.Person))
		for _, team := range parishTeams {
			if x.Staff() && r.IntN(4) == 0 {
				x.teams = append(x.teams, team)
				members[team] = append(members[team], x.ID)
			}
		}
		x.outside = slices.Contains(x.teams, "vendor") && !x.Has(ticket.RoleOperationsManager)
		p.people = append(p.people, x)
	}
	for _, team := range parishTeams {
		must(t)(setup.PutTeam(t.Context(), ticket.Team{ID: team, Name: team, Members: members[team], Outside: team == "vendor"}))
	}
	for i := range p.people {
		if x := &p.people[i]; r.IntN(10) == 0 { // he has left, and stays in his teams
			x.Inactive, x.Version = true, 1
			must(t)(setup.PutPerson(t.Context(), x.Person))
		}
	}
	p.people = append(p.people, anyone{Person: ticket.Person{ID: "nobody-known"}})
	return p
}

// sees, works and may are what docs/rights.md says, told once more and in other words.
func (p *parish) sees(x anyone, t ticket.Ticket) bool {
	mine := t.Requester == x.ID || slices.Contains(t.Observers, x.ID)
	switch {
	case x.Inactive:
		return false
	case mine:
		return true
	case !x.Staff():
		return p.rules.Colleagues == helpdesk.ColleaguesRead && x.Organization != "" && t.Organization == x.Organization
	case x.Has(ticket.RoleOperationsManager):
		return true
	case x.outside, p.rules.Sight == helpdesk.SightTeams && !x.Has(ticket.RoleQualityManager):
		return t.Agent == x.ID || slices.Contains(x.teams, t.Team) || t.Vendor != "" && slices.Contains(x.teams, t.Vendor)
	}
	return true
}

func works(x anyone, t ticket.Ticket) bool {
	return x.Staff() && (x.Has(ticket.RoleOperationsManager) || t.Agent == x.ID || x.Has(ticket.RoleAgent) &&
		(slices.Contains(x.teams, t.Team) || t.Vendor != "" && slices.Contains(x.teams, t.Vendor)))
}

// may tells whether somebody who sees a ticket has the right to the verb on it.
func (p *parish) may(x anyone, t ticket.Ticket, q helpdesk.Question) bool {
	mine := t.Requester == x.ID || slices.Contains(t.Observers, x.ID)
	worker := x.Has(ticket.RoleAgent) || x.Has(ticket.RoleOperationsManager)
	switch q.Verb {
	case helpdesk.VerbAnswer, helpdesk.VerbObserve:
		return mine || works(x, t)
	case helpdesk.VerbNote:
		return worker || x.Has(ticket.RoleQualityManager)
	case helpdesk.VerbRate:
		return t.Requester == x.ID
	case helpdesk.VerbReview:
		return x.Has(ticket.RoleQualityManager)
	case helpdesk.VerbArticle:
		return worker && works(x, t) || x.Has(ticket.RoleQualityManager)
	case helpdesk.VerbMove:
		for _, m := range p.rules.Moves {
			if m.Event == q.Move && slices.Contains(m.From, t.Stage) {
				return slices.Contains(m.By, "staff") && works(x, t) || slices.Contains(m.By, "requester") && t.Requester == x.ID
			}
		}
		return true // there is no such move: that is no question of rights
	}
	return worker && works(x, t)
}

// do carries a verb out, with all that it needs.
func (p *parish) do(t *testing.T, x anyone, id uuid.UUID, q helpdesk.Question, needs []helpdesk.Fault) error {
	s, ctx, me := p.As(helpdesk.Person(x.ID)), t.Context(), x.ID
	fields := map[string]string{}
	for _, f := range needs {
		fields[strings.TrimPrefix(f.Field, "fields.")] = "так"
	}
	switch q.Verb {
	case helpdesk.VerbAnswer:
		return errOf(s.Reply(ctx, id, helpdesk.Answer{Text: "слово"}))
	case helpdesk.VerbNote:
		return errOf(s.Note(ctx, id, "заметка"))
	case helpdesk.VerbClassify:
		return errOf(s.Classify(ctx, id, helpdesk.Classification{}))
	case helpdesk.VerbFill:
		return errOf(s.Fill(ctx, id, helpdesk.Filling{Fields: map[string]string{"environment": fmt.Sprint(p.r.Int())}}))
	case helpdesk.VerbAssign:
		return errOf(s.Assign(ctx, id, helpdesk.Assignment{Agent: &me}))
	case helpdesk.VerbMove:
		return errOf(s.Move(ctx, id, helpdesk.Transition{Event: q.Move, Fields: fields}))
	case helpdesk.VerbWait:
		return errOf(s.Wait(ctx, id, helpdesk.Waiting{Reason: "ждём"}))
	case helpdesk.VerbEstimate:
		return errOf(s.Estimate(ctx, id, helpdesk.Estimate{Target: "12d", Reason: "много"}))
	case helpdesk.VerbTask:
		return errOf(s.AddTask(ctx, id, helpdesk.NewTask{Title: "проверить"}))
	case helpdesk.VerbSpend:
		return errOf(s.Spend(ctx, id, helpdesk.Booking{Spent: time.Hour}))
	case helpdesk.VerbLink:
		return errOf(s.Link(ctx, id, helpdesk.NewLink{Kind: ticket.LinkDefect, Key: fmt.Sprint(p.r.Int())}))
	case helpdesk.VerbObserve:
		return errOf(s.AddObserver(ctx, id, me))
	case helpdesk.VerbRate:
		return errOf(s.Rate(ctx, id, helpdesk.Rating{Score: 1 + p.r.IntN(5)}))
	case helpdesk.VerbReview:
		return errOf(s.Review(ctx, id, helpdesk.Verdict{Closing: ticket.ClosedRightly, Quality: 4}))
	case helpdesk.VerbArticle:
		return errOf(s.SettleArticle(ctx, id, "KB-1"))
	}
	return fmt.Errorf("nobody has said how to %s", q.Verb)
}

// stir makes a ticket somebody else's, or leads it on, so that all there is comes about.
func (p *parish) stir(t *testing.T, id uuid.UUID) {
	boss, ctx := p.As(helpdesk.System("setup")), t.Context()
	team := pick(p.r, parishTeams[:3]...)
	switch p.r.IntN(6) {
	case 0:
		_, _ = boss.Assign(ctx, id, helpdesk.Assignment{Team: &team})
	case 1:
		vendor := pick(p.r, "", "vendor")
		_, _ = boss.Assign(ctx, id, helpdesk.Assignment{Vendor: &vendor})
	case 2:
		agent := p.people[p.r.IntN(len(p.people))].ID
		_, _ = boss.Assign(ctx, id, helpdesk.Assignment{Agent: &agent})
	case 3:
		_, _ = boss.Classify(ctx, id, helpdesk.Classification{Category: pick(p.r, "feature", "defect")})
	}
}

// TestTrust_X4_… asks for a random verb on a random ticket by a random person of a random
// desk: what he gets is what the rules say, told once more by this test, and what WhyNot
// has said before.
func TestTrust_X4_WhoeverAsksWhateverOfAnyTicketGetsWhatTheRulesAndWhyNotSay(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			p := newParish(t, seed)
			cells, verbs := map[string]int{}, helpdesk.TicketVerbs()
			for range 1500 {
				x := p.people[p.r.IntN(len(p.people))]
				if len(p.tickets) < 12 || p.r.IntN(60) == 0 {
					in := helpdesk.NewRequest{Subject: "Сайт", Text: "Лежит.", Category: pick(p.r, "feature", "defect"), Observers: []string{}}
					if o := p.people[p.r.IntN(len(p.people)-1)]; !o.Inactive && p.r.IntN(2) == 0 && x.Staff() && !x.outside {
						in.Observers = []string{o.ID}
					}
					if made, err := p.As(helpdesk.Person(x.ID)).Open(t.Context(), in); err == nil {
						p.tickets = append(p.tickets, made.Ticket)
					}
					continue
				}
				id := p.tickets[p.r.IntN(len(p.tickets))]
				p.stir(t, id)
				q := helpdesk.Question{Verb: verbs[p.r.IntN(len(verbs))]}
				if p.r.IntN(3) == 0 {
					q.Verb = helpdesk.VerbMove
				}
				if q.Verb == helpdesk.VerbMove {
					q.Move = p.rules.Moves[p.r.IntN(len(p.rules.Moves))].Event
				}
				cells[p.try(t, x, id, q)]++
			}
			for _, cell := range []string{"not_found", "forbidden", "refused", "yes"} {
				if cells[cell] < 20 {
					t.Errorf("it came to %v: too little was tried", cells)
				}
			}
		})
	}
}

// try compares the three, and answers what it came to.
func (p *parish) try(t *testing.T, x anyone, id uuid.UUID, q helpdesk.Question) string {
	t.Helper()
	is, err := p.store.Ticket(t.Context(), storage.Everything(p.Key()), id)
	if err != nil {
		t.Fatal(err)
	}
	why, asked := p.As(helpdesk.Person(x.ID)).WhyNot(t.Context(), id, q)
	untouched, err := p.store.Ticket(t.Context(), storage.Everything(p.Key()), id)
	if err != nil || untouched.Version != is.Version {
		t.Fatalf("asking has made version %d of %d, %v", untouched.Version, is.Version, err)
	}
	got := p.do(t, x, id, q, why.Needs)
	told := fmt.Sprintf("%s %s by %+v on %s in %s of %s, agent %q, vendor %q, requester %s, %v, sight %s, colleagues %s: %v",
		q.Verb, q.Move, x, is.Number, is.Stage, is.Team, is.Agent, is.Vendor, is.Requester, is.Observers, p.rules.Sight, p.rules.Colleagues, got)
	var e *helpdesk.Error
	if got != nil && !errors.As(got, &e) {
		t.Fatal(told)
	}
	switch hidden, barred := errors.Is(got, helpdesk.NotFound), errors.Is(got, helpdesk.Forbidden); {
	case hidden == p.sees(x, is):
		t.Errorf("he sees it: %v, but %s", p.sees(x, is), told)
	case !hidden && barred == p.may(x, is, q):
		t.Errorf("he may: %v, but %s", p.may(x, is, q), told)
	case !hidden && !barred && got != nil && e.Code != helpdesk.Refused && e.Code != helpdesk.Invalid:
		t.Errorf("what is this? %s", told)
	}
	p.agrees(t, x, why, asked, e, told)
	if e == nil {
		return "yes"
	}
	return string(e.Code)
}

// agrees holds what WhyNot has said against what came of it.
func (p *parish) agrees(t *testing.T, x anyone, why helpdesk.Why, asked error, got *helpdesk.Error, told string) {
	t.Helper()
	switch {
	case !x.Staff() || x.Inactive:
		if !errors.Is(asked, helpdesk.Forbidden) || why.Err != nil {
			t.Errorf("WhyNot answers %+v, %v to one who is not of the staff: %s", why, asked, told)
		}
	case asked != nil:
		if got == nil || !errors.Is(asked, helpdesk.NotFound) || got.Code != helpdesk.NotFound {
			t.Errorf("WhyNot: %v, but %s", asked, told)
		}
	case why.May():
		if got != nil {
			t.Errorf("WhyNot: he may, needing %v, but %s", why.Needs, told)
		}
	case got == nil || got.Code != why.Err.Code || got.Reason != why.Err.Reason:
		t.Errorf("WhyNot: %v, but %s", why.Err, told)
	}
}
