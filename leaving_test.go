package helpdesk_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func TestTrust_X18_NobodyGrantsARoleThatHeLacks(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		e := wantCode(t, errOf(h.as("admin").PutPerson(ctx, ticket.Person{ID: "new", Name: "Новый", Roles: []ticket.Role{ticket.RoleAgent}})), helpdesk.Forbidden)
		if e.Reason != "grants_more" || e.Params["roles"] != "agent" || e.Params["allowed"] != "administrator" {
			t.Errorf("%+v", e)
		}
		must(t)(h.as("admin").PutPerson(ctx, ticket.Person{ID: "new", Name: "Новый", Zone: "Asia/Omsk", Language: "en", Roles: []ticket.Role{ticket.RoleRequester, ticket.RoleAdministrator}}))
		agent, err := h.as("admin").PersonAsKept(ctx, "agent1")
		if err != nil {
			t.Fatal(err)
		}
		agent.Phone = "+7 495 000-00-09" // what he has already stays his
		must(t)(h.as("admin").PutPerson(ctx, agent))
		agent.Version, agent.Inactive = 2, true
		must(t)(h.as("admin").PutPerson(ctx, agent))
		agent.Version, agent.Inactive = 3, false // to bring him back is to grant it again
		wantCode(t, errOf(h.as("admin").PutPerson(ctx, agent)), helpdesk.Forbidden)
		agent.Roles = nil
		must(t)(h.as("admin").PutPerson(ctx, agent))
		wantCode(t, errOf(h.as("boss").PutPerson(ctx, ticket.Person{ID: "x", Name: "X"})), helpdesk.Forbidden)
	})
}

func TestEveryWrongFieldOfTheDirectoryIsTold(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx, admin := t.Context(), h.as("admin")
		fields := func(err error) (list []string) {
			t.Helper()
			for _, f := range wantCode(t, err, helpdesk.Invalid).Faults {
				list = append(list, f.Field)
			}
			return list
		}
		same := func(got []string, want ...string) {
			t.Helper()
			if !slices.Equal(got, want) {
				t.Errorf("told are %v, want %v", got, want)
			}
		}
		same(fields(errOf(admin.PutPerson(ctx, ticket.Person{ID: "x", Email: "x", Language: "de", Zone: "Mars/Base", Organization: "none", Roles: []ticket.Role{"king"}}))),
			"name", "email", "language", "zone", "roles", "organization")
		same(fields(errOf(admin.PutOrganization(ctx, ticket.Organization{ID: "x", Domains: []string{"a@b.example", "Good.Example", "host"}, Parent: "none"}))),
			"name", "domains", "domains", "parent")
		must(t)(admin.PutOrganization(ctx, ticket.Organization{ID: "part", Name: "Филиал", Parent: "vector"}))
		same(fields(errOf(admin.PutOrganization(ctx, ticket.Organization{ID: "vector", Version: 1, Name: "Вектор", Parent: "part"}))), "parent")
		same(fields(errOf(admin.PutTeam(ctx, ticket.Team{ID: "x", Members: []string{"agent1", "ghost"}, Leads: []string{"agent2"}}))), "name", "members", "leads")
		same(fields(errOf(admin.PutAbsence(ctx, ticket.Absence{Person: "anna", StandIn: "agent1", From: h.clock(), Until: h.clock()}))), "until", "person")
		same(fields(errOf(admin.PutContract(ctx, ticket.Contract{ID: "x", Organization: "none", Plan: "none", Services: []ticket.Service{{Key: "a", Title: "A", Bought: -1, Categories: []string{"none"}}, {Key: "a"}}}))),
			"number", "organization", "from", "plan", "services[0].bought", "services[0].categories", "services[1].title", "services[1].key")
	})
}

func TestWhatAPersonHasGoesToAnotherWhenHeLeavesAndHeIsInNoTeam(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		id, other := h.open("defect", "normal"), h.open("hosting", "normal")
		h.toLevel(id, 2)
		must(t)(h.as("boss").Assign(ctx, id, helpdesk.Assignment{Agent: new("agent2")}))
		h.toLevel(other, 3)
		must(t)(h.as("boss").Assign(ctx, other, helpdesk.Assignment{Agent: new("agent3")}))
		must(t)(h.as("boss").AddTask(ctx, other, helpdesk.NewTask{Title: "Проверить журнал", Assignee: "agent2"}))
		wantCode(t, errOf(h.as("agent1").Leave(ctx, "agent2", helpdesk.HandOver{})), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("admin").Leave(ctx, "agent2", helpdesk.HandOver{To: "anna"})), helpdesk.Invalid)
		wantCode(t, errOf(h.as("admin").Leave(ctx, "ghost", helpdesk.HandOver{})), helpdesk.NotFound)
		wantCode(t, errOf(h.as("admin").Leave(ctx, "admin", helpdesk.HandOver{})), helpdesk.Refused)

		n, err := h.as("admin").Leave(ctx, "agent2", helpdesk.HandOver{To: "agent3", Reason: "уволился"})
		if err != nil || n != 2 {
			t.Fatalf("%d tickets, %v", n, err)
		}
		for _, s := range []helpdesk.Story{h.story(id), h.story(other)} {
			for _, task := range s.Tasks {
				if task.State == ticket.TaskOpen && task.Assignee != "agent3" {
					t.Errorf("%s is with %s", task.Title, task.Assignee)
				}
			}
			last := s.Journal[len(s.Journal)-1]
			because, _ := last.Value("because")
			reason, _ := last.Value("reason")
			if s.Ticket.Agent != "agent3" || last.Actor != "admin" || because != "left" || reason != "уволился" {
				t.Errorf("with %s by %s because %q, %q", s.Ticket.Agent, last.Actor, because, reason)
			}
		}
		p, _, err := h.store.Member(ctx, h.Key(), "agent2")
		if err != nil || !p.Inactive {
			t.Errorf("%+v, %v", p, err)
		}
		if teams, err := h.store.ListTeams(ctx, h.Key(), "agent2"); err != nil || len(teams) != 0 {
			t.Errorf("he is still in %v, %v", teams, err)
		}
		if n, err := h.as("admin").Leave(ctx, "agent2", helpdesk.HandOver{To: "agent3"}); err != nil || n != 0 {
			t.Errorf("again: %d, %v", n, err)
		}
		n, err = h.as("boss").HandOver(ctx, "agent3", helpdesk.HandOver{})
		if err != nil || n != 2 || h.story(id).Ticket.Agent != "" {
			t.Errorf("to the queues: %d, %v, with %q", n, err, h.story(id).Ticket.Agent)
		}
		h.sound()
	})
}

func TestATicketThatIsReopenedAfterItsAgentLeftStandsInTheQueue(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.open("defect", "normal")
		h.toLevel(id, 2)
		must(t)(h.as("boss").Assign(ctx, id, helpdesk.Assignment{Agent: new("agent2")}))
		h.move("agent2", id, "resolve", "solution", "готово")
		h.move("anna", id, "accept", "rating", "5")
		must(t)(h.as("admin").Leave(ctx, "agent2", helpdesk.HandOver{}))
		h.move("anna", id, "reopen", "comment", "опять")
		s := h.story(id)
		if s.Ticket.Agent != "" || s.Tasks[len(s.Tasks)-1].Assignee != "" {
			t.Errorf("it is with %q, its task with %q", s.Ticket.Agent, s.Tasks[len(s.Tasks)-1].Assignee)
		}
		h.sound()
	})
}

func TestWhileSomebodyIsAbsentWhatIsGivenToHimGoesToWhoeverStandsIn(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		had := h.open("defect", "normal")
		h.toLevel(had, 2)
		must(t)(h.as("boss").Assign(ctx, had, helpdesk.Assignment{Agent: new("agent2")}))
		from, until := h.clock().Add(time.Hour), h.clock().Add(48*time.Hour)
		wantCode(t, errOf(h.as("agent1").PutAbsence(ctx, ticket.Absence{Person: "agent2", From: from, Until: until})), helpdesk.Forbidden)
		a, err := h.as("agent2").PutAbsence(ctx, ticket.Absence{Person: "agent2", From: from, Until: until, StandIn: "agent3", Note: "отпуск"})
		if err != nil {
			t.Fatal(err)
		}
		relieve := func(want int) {
			t.Helper()
			if n, err := h.Relieve(ctx); err != nil || n != want {
				t.Errorf("%d tickets, %v, want %d", n, err, want)
			}
		}
		relieve(0)
		h.set(from)
		relieve(1)
		relieve(0)
		s := h.story(had)
		last := s.Journal[len(s.Journal)-1]
		if instead, _ := last.Value("instead_of"); s.Ticket.Agent != "agent3" || last.Actor != "system:absence" || instead != "agent2" {
			t.Errorf("with %s by %s instead of %q", s.Ticket.Agent, last.Actor, instead)
		}

		id := h.open("hosting", "normal")
		h.toLevel(id, 2)
		must(t)(h.as("boss").Assign(ctx, id, helpdesk.Assignment{Agent: new("agent2")}))
		must(t)(h.as("boss").AddTask(ctx, id, helpdesk.NewTask{Title: "Позвонить", Assignee: "agent2"}))
		s = h.story(id)
		if last := s.Tasks[len(s.Tasks)-1]; s.Ticket.Agent != "agent3" || last.Assignee != "agent3" {
			t.Errorf("with %s, the task with %s", s.Ticket.Agent, last.Assignee)
		}
		e := wantCode(t, errOf(h.as("agent2").Assign(ctx, id, helpdesk.Assignment{Agent: new("agent2")})), helpdesk.Invalid)
		if e.Faults[0].Rule != helpdesk.FaultAbsent {
			t.Errorf("%v", e.Faults)
		}
		// Who stands in is absent too, and stands in a ring: nobody is there.
		must(t)(h.as("boss").PutAbsence(ctx, ticket.Absence{Person: "agent3", From: from, Until: until, StandIn: "agent2"}))
		wantCode(t, errOf(h.as("boss").Assign(ctx, id, helpdesk.Assignment{Agent: new("agent2")})), helpdesk.Invalid)
		relieve(0)

		list, err := h.as("agent1").Absences(ctx, storage.AbsenceQuery{From: from, Until: until})
		if err != nil || len(list) != 2 {
			t.Errorf("%v, %v", list, err)
		}
		if list, err := h.as("vendor1").Absences(ctx, storage.AbsenceQuery{}); err != nil || len(list) != 0 {
			t.Errorf("another company sees %v, %v", list, err)
		}
		wantCode(t, h.as("agent1").DropAbsence(ctx, a.ID), helpdesk.Forbidden)
		if err := h.as("boss").DropAbsence(ctx, a.ID); err != nil {
			t.Error(err)
		}
		relieve(2) // and now agent2 stands in for agent3
		h.set(until)
		must(t)(h.as("boss").Assign(ctx, id, helpdesk.Assignment{Agent: new("agent3")}))
		h.sound()
	})
}

func TestTheDeskRelievesThoseWhoAreAbsentByItself(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("defect", "normal")
		h.toLevel(id, 2)
		must(t)(h.as("boss").Assign(t.Context(), id, helpdesk.Assignment{Agent: new("agent2")}))
		must(t)(h.as("boss").PutAbsence(t.Context(), ticket.Absence{Person: "agent2", From: h.clock(), Until: h.clock().Add(time.Hour), StandIn: "agent3"}))
		plain, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Now: h.clock, Apart: -1})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() { defer close(over); _ = plain.Run(ctx) }()
		for h.story(id).Ticket.Agent != "agent3" && t.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
		stop()
		<-over
	})
}

func TestADuplicateOfAPersonIsThePersonFromThenOn(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx, admin := t.Context(), h.as("admin")
		must(t)(h.As(helpdesk.System("setup")).PutPerson(ctx, ticket.Person{ID: "anna2", Name: "А. Кузнецова", Email: "kuz@vector.example"}))
		made, err := h.as("anna2").Open(ctx, helpdesk.NewRequest{Subject: "Своё", Text: "?", Category: "defect", Observers: []string{"boris"}})
		if err != nil {
			t.Fatal(err)
		}
		seen, err := h.as("boris").Open(ctx, helpdesk.NewRequest{Subject: "Бориса", Text: "?", Category: "defect", Observers: []string{"anna2", "anna"}})
		if err != nil {
			t.Fatal(err)
		}
		wantCode(t, errOf(h.as("boss").MergePeople(ctx, "anna2", "anna")), helpdesk.Forbidden)
		wantCode(t, errOf(admin.MergePeople(ctx, "anna2", "anna2")), helpdesk.Invalid)
		wantCode(t, errOf(admin.MergePeople(ctx, "anna2", "ghost")), helpdesk.Invalid)
		for _, want := range []int{2, 0} { // a second time there is nothing left to do
			if n, err := admin.MergePeople(ctx, "anna2", "anna"); err != nil || n != want {
				t.Errorf("%d tickets, %v, want %d", n, err, want)
			}
		}
		wantCode(t, errOf(admin.MergePeople(ctx, "anna", "anna2")), helpdesk.Refused)
		wantCode(t, errOf(admin.MergePeople(ctx, "anna2", "boris")), helpdesk.Refused)
		wantCode(t, errOf(admin.PutPerson(ctx, ticket.Person{ID: "anna2", Version: 2, Name: "x"})), helpdesk.Refused)

		s := h.story(made.Ticket)
		if s.Ticket.Requester != "anna" || s.Journal[len(s.Journal)-1].Event != string(event.PersonMerged) {
			t.Errorf("of %s", s.Ticket.Requester)
		}
		if o := h.story(seen.Ticket).Ticket.Observers; !slices.Equal(o, []string{"anna"}) {
			t.Errorf("observed by %v", o)
		}
		// Whoever signs in under the old id is the person.
		must(t)(h.as("anna2").Request(ctx, made.Ticket))
		must(t)(h.as("anna2").Reply(ctx, made.Ticket, helpdesk.Answer{Text: "я"}))
		s = h.story(made.Ticket)
		if m := s.Messages[len(s.Messages)-1]; m.Author != "anna" || m.Side != ticket.SideRequester {
			t.Errorf("%s wrote for %s", m.Author, m.Side)
		}
		again, err := h.as("anna2").Open(ctx, helpdesk.NewRequest{Subject: "Ещё", Text: "?", Category: "defect"})
		if err != nil || h.story(again.Ticket).Ticket.Requester != "anna" || h.story(again.Ticket).Ticket.Organization != "vector" {
			t.Errorf("%+v, %v", h.story(again.Ticket).Ticket, err)
		}
		again, err = h.as("boss").Open(ctx, helpdesk.NewRequest{Subject: "По телефону", Text: "?", Category: "defect", Requester: "anna2"})
		if err != nil || h.story(again.Ticket).Ticket.Requester != "anna" {
			t.Errorf("%v", err)
		}
		if c, err := h.as("boss").Contact(ctx, "anna2"); err != nil || c.Person.ID != "anna" || len(c.Open) != 3 {
			t.Errorf("%s with %d, %v", c.Person.ID, len(c.Open), err)
		}
		h.sound()
	})
}

func TestADuplicateOfAnOrganizationIsTheOrganizationFromThenOn(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx, admin := t.Context(), h.as("admin")
		must(t)(admin.PutOrganization(ctx, ticket.Organization{ID: "vector2", Name: "Вектор, ООО", Domains: []string{"VECTOR.example"}}))
		must(t)(admin.PutPerson(ctx, ticket.Person{ID: "vera", Name: "Вера", Organization: "vector2"}))
		must(t)(admin.PutContract(ctx, ticket.Contract{ID: "c2", Number: "Д-2", Organization: "vector2", From: h.clock(), Services: []ticket.Service{{Key: "all", Title: "Всё"}}}))
		made, err := h.as("vera").Open(ctx, helpdesk.NewRequest{Subject: "?", Text: "?", Category: "defect"})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := admin.MergeOrganizations(ctx, "vector2", "vector"); err != nil || n != 1 {
			t.Fatalf("%d tickets, %v", n, err)
		}
		if n, err := admin.MergeOrganizations(ctx, "vector2", "vector"); err != nil || n != 0 {
			t.Errorf("again: %d tickets, %v", n, err)
		}
		if got := h.story(made.Ticket).Ticket.Organization; got != "vector" {
			t.Errorf("the ticket is of %s", got)
		}
		c, err := h.as("boss").Contact(ctx, "vera")
		if err != nil || c.Organization.ID != "vector" || !slices.Equal(c.Organization.Domains, []string{"vector.example"}) {
			t.Errorf("%+v, %v", c.Organization, err)
		}
		if list, err := h.as("vera").Balances(ctx); err != nil || len(list) != 1 || list[0].Number != "Д-2" {
			t.Errorf("%+v, %v", list, err)
		}
		if o, err := h.as("boss").Organization(ctx, "vector2"); err != nil || o.ID != "vector" {
			t.Errorf("%+v, %v", o, err)
		}
		h.sound()
	})
}

func TestADirectoryOfTheHostIsNotChangedByTheDesk(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		plain, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Directory: hostPeople{h.store, h.Key()}, Now: h.clock})
		if err != nil {
			t.Fatal(err)
		}
		admin := plain.As(helpdesk.Person("admin"))
		for _, err := range []error{
			errOf(admin.MergePeople(t.Context(), "boris", "anna")), errOf(admin.Leave(t.Context(), "agent1", helpdesk.HandOver{})),
			errOf(admin.MergeOrganizations(t.Context(), "vector", "other")),
		} {
			if e := wantCode(t, err, helpdesk.Refused); e.Reason != "directory_of_host" {
				t.Errorf("%+v", e)
			}
		}
	})
}

func TestTicketsOfATeamPassOverWhoIsAbsent(t *testing.T) {
	t.Parallel()
	h := shared(t, helpdesk.Distribution{By: helpdesk.ByTurn})
	must(t)(h.as("agent2").PutAbsence(t.Context(), ticket.Absence{Person: "agent2", From: h.clock(), Until: h.clock().Add(48 * time.Hour)}))
	if got, want := h.given(4), []string{"agent1", "agent3", "agent1", "agent3"}; !slices.Equal(got, want) {
		t.Errorf("given to %v, want %v", got, want)
	}
}
