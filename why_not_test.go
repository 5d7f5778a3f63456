package helpdesk_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/rightstest"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func TestWhyNotNamesTheRuleThatStandsInTheWay(t *testing.T) {
	t.Parallel()
	agentRoles := []ticket.Role{ticket.RoleAgent, ticket.RoleOperationsManager}
	guarded := func(r *helpdesk.Regulation) {
		for i, m := range r.Moves {
			if m.Event == "escalate" {
				r.Moves[i].Guards = append(r.Moves[i].Guards, "two_notes")
			}
		}
	}
	w := rightstest.NewWorldOf(t, helpdesk.Config{Guards: map[string]helpdesk.Guard{
		"two_notes": func(context.Context, helpdesk.Passage) (helpdesk.Text, error) {
			return helpdesk.Text{"ru": "мало заметок", "en": "too few notes"}, nil
		},
	}}, guarded)
	before := map[rightstest.State]rightstest.Target{}
	for _, at := range []rightstest.State{rightstest.New, rightstest.Working, rightstest.Resolved, rightstest.Closed} {
		before[at] = w.Ticket(t, at)
	}
	snapshot := w.Snapshot(t)
	for _, row := range []struct {
		name     string
		who      rightstest.Kind
		at       rightstest.State
		verb     helpdesk.Verb
		move     string
		rule     helpdesk.WhyRule
		reason   string
		roles    []ticket.Role
		onBehalf bool
		needs    string
	}{
		{"nothing", rightstest.Agent, rightstest.New, helpdesk.VerbClassify, "", "", "", nil, false, ""},
		{"a note wants its text, which goes without saying", rightstest.Quality, rightstest.Working, helpdesk.VerbNote, "", "", "", nil, false, ""},
		{"a role", rightstest.Administrator, rightstest.New, helpdesk.VerbClassify, "", helpdesk.WhyRole, "", agentRoles, false, ""},
		{"a role, of a review", rightstest.Agent, rightstest.Closed, helpdesk.VerbReview, "", helpdesk.WhyRole, "", []ticket.Role{ticket.RoleQualityManager}, false, ""},
		{"a team", rightstest.OtherAgent, rightstest.New, helpdesk.VerbClassify, "", helpdesk.WhyTeam, "not_your_ticket", nil, false, ""},
		{"a team, of a move", rightstest.OtherAgent, rightstest.Working, helpdesk.VerbMove, "resolve", helpdesk.WhyTeam, "not_your_ticket", nil, false, ""},
		{"the requester's own", rightstest.Agent, rightstest.Resolved, helpdesk.VerbMove, "accept", helpdesk.WhyPerson, "move_not_yours", nil, true, ""},
		{"the requester's own, on a ticket of others", rightstest.OtherAgent, rightstest.Resolved, helpdesk.VerbMove, "accept", helpdesk.WhyPerson, "move_not_yours", nil, false, ""},
		{"the requester's word", rightstest.Agent, rightstest.Resolved, helpdesk.VerbRate, "", helpdesk.WhyPerson, "requesters_own", nil, true, ""},
		{"the desk's own", rightstest.Operations, rightstest.Resolved, helpdesk.VerbMove, "expire", helpdesk.WhyPerson, "move_not_yours", nil, false, ""},
		{"a stage, for a move", rightstest.Agent, rightstest.New, helpdesk.VerbMove, "resolve", helpdesk.WhyStage, "move_not_allowed", nil, false, ""},
		{"a stage, for a classification", rightstest.Agent, rightstest.Closed, helpdesk.VerbClassify, "", helpdesk.WhyStage, "ticket_not_open", nil, false, ""},
		{"a stage, for an answer", rightstest.Agent, rightstest.Closed, helpdesk.VerbAnswer, "", helpdesk.WhyStage, "ticket_done", nil, false, ""},
		{"a stage, for a review", rightstest.Quality, rightstest.Working, helpdesk.VerbReview, "", helpdesk.WhyStage, "not_closed", nil, false, ""},
		{"the guard of the regulation", rightstest.Agent, rightstest.New, helpdesk.VerbMove, "process", helpdesk.WhyGuard, "not_classified", nil, false, ""},
		{"a guard of the host, and a field", rightstest.Agent, rightstest.Working, helpdesk.VerbMove, "escalate", helpdesk.WhyGuard, "guard", nil, false, "fields.reason"},
		{"a field", rightstest.Agent, rightstest.Working, helpdesk.VerbMove, "resolve", helpdesk.WhyFields, "", nil, false, "fields.solution"},
		{"the fields of a filling", rightstest.Agent, rightstest.Working, helpdesk.VerbFill, "", helpdesk.WhyFields, "", nil, false, "fields"},
		{"to take what one cannot take", rightstest.Administrator, rightstest.Working, helpdesk.VerbAssign, "", helpdesk.WhyRole, "", agentRoles, false, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			why, err := w.Desk.As(row.who.Actor()).WhyNot(t.Context(), before[row.at].ID, helpdesk.Question{Verb: row.verb, Move: row.move})
			if err != nil {
				t.Fatal(err)
			}
			reason, needs := "", ""
			if why.Err != nil {
				reason = why.Err.Reason
			}
			if len(why.Needs) > 0 {
				needs = why.Needs[0].Field
			}
			if why.Rule != row.rule || reason != row.reason || !slices.Equal(why.Roles, row.roles) || why.OnBehalf != row.onBehalf || needs != row.needs || len(why.Needs) > 1 {
				t.Errorf("%+v, %v", why, why.Err)
			}
			if mayNot := why.Err != nil; why.May() == mayNot || mayNot == (row.rule == "" || row.rule == helpdesk.WhyFields) {
				t.Errorf("he may: %v, and is refused: %v", why.May(), why.Err)
			}
		})
	}
	if after := w.Snapshot(t); after != snapshot {
		t.Errorf("asking has changed something:\n%s\nwas\n%s", after, snapshot)
	}
}

func TestWhyNotAnswersOfTheDeskToo(t *testing.T) {
	t.Parallel()
	w := rightstest.NewWorld(t)
	for _, row := range []struct {
		who   rightstest.Kind
		verb  helpdesk.Verb
		rule  helpdesk.WhyRule
		roles []ticket.Role
	}{
		{rightstest.Administrator, helpdesk.VerbPublish, "", nil},
		{rightstest.Agent, helpdesk.VerbPublish, helpdesk.WhyRole, []ticket.Role{ticket.RoleAdministrator}},
		{rightstest.Agent, helpdesk.VerbBill, helpdesk.WhyRole, []ticket.Role{ticket.RoleOperationsManager, ticket.RoleAdministrator}},
		{rightstest.Quality, helpdesk.VerbRegister, helpdesk.WhyRole, []ticket.Role{ticket.RoleAgent, ticket.RoleOperationsManager}},
		{"vendor-admin", helpdesk.VerbPublish, helpdesk.WhyCompany, []ticket.Role{ticket.RoleAdministrator}},
	} {
		if row.who == "vendor-admin" {
			setup := w.Desk.As(helpdesk.System("setup"))
			must(t)(nil, errOf(setup.PutPerson(t.Context(), ticket.Person{ID: string(row.who), Name: "Чужой", Roles: []ticket.Role{ticket.RoleAdministrator}})))
			must(t)(nil, errOf(setup.PutTeam(t.Context(), ticket.Team{ID: "vendor", Name: "Чужие", Members: []string{string(row.who)}, Outside: true})))
		}
		why, err := w.Desk.As(row.who.Actor()).WhyNot(t.Context(), uuid.Nil, helpdesk.Question{Verb: row.verb})
		if err != nil || why.Rule != row.rule || !slices.Equal(why.Roles, row.roles) {
			t.Errorf("%s by %s: %+v, %v", row.verb, row.who, why, err)
		}
	}
	for _, verb := range helpdesk.DeskVerbs() {
		if _, err := w.Desk.As(rightstest.Agent.Actor()).WhyNot(t.Context(), uuid.Nil, helpdesk.Question{Verb: verb}); err != nil {
			t.Errorf("%s: %v", verb, err)
		}
	}
}

func TestWhyNotIsForTheStaffAndTellsNothingOfWhatTheyMayNotRead(t *testing.T) {
	t.Parallel()
	w := rightstest.NewWorld(t)
	x := w.Ticket(t, rightstest.New)
	ask := func(who rightstest.Kind, id uuid.UUID) error {
		_, err := w.Desk.As(who.Actor()).WhyNot(t.Context(), id, helpdesk.Question{Verb: helpdesk.VerbNote})
		return err
	}
	for _, who := range []rightstest.Kind{rightstest.Requester, rightstest.Observer, rightstest.OtherRequester} {
		if e := wantCode(t, ask(who, x.ID), helpdesk.Forbidden); e.Reason != "staff" || e.Params["team"] != "" {
			t.Errorf("%s: %v", who, e)
		}
	}
	if e := wantCode(t, ask(rightstest.Revoked, x.ID), helpdesk.Forbidden); e.Reason != "member" {
		t.Error(e)
	}
	wantCode(t, ask(rightstest.Outside, x.ID), helpdesk.NotFound)
	for _, q := range []struct {
		id    uuid.UUID
		q     helpdesk.Question
		field string
	}{
		{x.ID, helpdesk.Question{}, "verb"},
		{x.ID, helpdesk.Question{Verb: helpdesk.VerbPublish}, "verb"},
		{uuid.Nil, helpdesk.Question{Verb: helpdesk.VerbNote}, "verb"},
		{uuid.Nil, helpdesk.Question{Verb: helpdesk.VerbSystem}, "verb"},
		{x.ID, helpdesk.Question{Verb: helpdesk.VerbMove}, "move"},
		{x.ID, helpdesk.Question{Verb: helpdesk.VerbNote, Move: "resolve"}, "move"},
		{x.ID, helpdesk.Question{Verb: helpdesk.VerbNote, Fields: map[string]string{"x": "y"}}, "fields"},
	} {
		_, err := w.Desk.As(rightstest.Agent.Actor()).WhyNot(t.Context(), q.id, q.q)
		if e := wantCode(t, err, helpdesk.Invalid); len(e.Faults) != 1 || e.Faults[0].Field != q.field {
			t.Errorf("%+v: %v", q, e.Faults)
		}
	}
}

func TestWhatIsRefusedToARequesterNamesNoTeam(t *testing.T) {
	t.Parallel()
	w := rightstest.NewWorld(t)
	x := w.Ticket(t, rightstest.Working)
	for _, who := range []rightstest.Kind{rightstest.Requester, rightstest.Colleague} {
		_, err := w.Desk.As(who.Actor()).Classify(t.Context(), x.ID, helpdesk.Classification{})
		var e *helpdesk.Error
		if !errors.As(err, &e) || e.Code != helpdesk.Forbidden || e.Reason != "" || e.Params["team"] != "" {
			t.Errorf("%s: %v", who, err)
		}
	}
}
