package helpdesk_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func TestWhatMayNotBeReadIsNotFoundAndWhatMayNotBeDoneIsForbidden(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.open("defect", "normal")
		if _, err := h.As(helpdesk.Actor{}).Story(ctx, id); true {
			wantCode(t, err, helpdesk.Unauthorized)
		}
		for _, who := range []string{"boris", "vendor1", "nobody-known"} {
			wantCode(t, errOf(h.as(who).Request(ctx, id)), helpdesk.NotFound)
			wantCode(t, errOf(h.as(who).Reply(ctx, id, helpdesk.Answer{Text: "?"})), helpdesk.NotFound)
		}
		wantCode(t, errOf(h.as("anna").Story(ctx, id)), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("anna").Note(ctx, id, "?")), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("anna").Names(ctx, "boris")), helpdesk.Forbidden)
		wantCode(t, errOf(h.As(helpdesk.Actor{}).Names(ctx, "boris")), helpdesk.Unauthorized)
		wantCode(t, errOf(h.as("anna").Classify(ctx, id, helpdesk.Classification{})), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("agent3").Classify(ctx, id, helpdesk.Classification{})), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("quality").Reply(ctx, id, helpdesk.Answer{Text: "?"})), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("admin").Assign(ctx, id, helpdesk.Assignment{Agent: new("agent1")})), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("agent1").Assign(ctx, id, helpdesk.Assignment{Agent: new("agent2")})), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("agent1").PutPerson(ctx, ticket.Person{ID: "x", Name: "X"})), helpdesk.Forbidden)
		must(t)(h.as("agent1").Assign(ctx, id, helpdesk.Assignment{Agent: new("agent1")}))
		h.toLevel(id, 4)
		must(t)(h.as("boss").Assign(ctx, id, helpdesk.Assignment{Vendor: new("hoster")}))
		must(t)(h.as("vendor1").Story(ctx, id))
		must(t)(h.as("vendor1").Note(ctx, id, "смотрим"))

		boris := helpdesk.Person("boris")
		must(t)(h.As(helpdesk.System("setup")).PutPerson(ctx, ticket.Person{ID: "agent1", Version: 1, Name: "Лев Первый", Roles: []ticket.Role{ticket.RoleAgent}, Inactive: true}))
		wantCode(t, errOf(h.as("agent1").Story(ctx, id)), helpdesk.NotFound)
		wantCode(t, errOf(h.As(boris).OnBehalfOf("anna").Reply(ctx, id, helpdesk.Answer{Text: "?"})), helpdesk.Forbidden)
		h.sound()
	})
}

func TestARequesterNeverGetsWhatIsInternal(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("defect", "normal")
		h.toLevel(id, 2)
		must(t)(h.as("agent2").Note(t.Context(), id, "CANARY-note"))
		must(t)(h.as("agent2").Wait(t.Context(), id, helpdesk.Waiting{Reason: "CANARY-wait"}))
		h.move("agent2", id, "escalate", "reason", "CANARY-reason")
		r, err := h.as("anna").Request(t.Context(), id)
		if err != nil || len(r.Messages) != 1 {
			t.Fatalf("%d messages, %v", len(r.Messages), err)
		}
		e, err := h.as("anna").Explain(t.Context(), id, "processing")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range e.Pieces {
			if strings.Contains(p.Name, "CANARY") {
				t.Error("the explanation tells the reason of the wait")
			}
		}
	})
}

func TestStaffActsOnBehalfOfTheRequesterAndTheJournalNamesBoth(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("defect", "normal")
		h.toLevel(id, 2)
		h.move("boss", id, "resolve", "solution", "готово")
		wantCode(t, h.tryMove("agent2", id, "accept"), helpdesk.Forbidden)
		must(t)(h.as("agent2").OnBehalfOf("anna").Move(t.Context(), id, helpdesk.Transition{Event: "accept", Fields: map[string]string{"rating": "4"}}))
		j := h.story(id).Journal
		if last := j[len(j)-1]; last.Actor != "agent2" || last.OnBehalf != "anna" {
			t.Errorf("by %q on behalf of %q", last.Actor, last.OnBehalf)
		}
	})
}

func TestChoosingTheContactFillsInWhatIsKnownOfHim(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		h.open("defect", "normal")
		r, err := h.as("boss").Open(t.Context(), helpdesk.NewRequest{Subject: "Звонок", Text: "Сайт лежит", Category: "hosting", Requester: "anna", Channel: ticket.ChannelPhone, Answer: "Смотрим"})
		if err != nil {
			t.Fatal(err)
		}
		s := h.story(r.Ticket)
		if s.Ticket.Organization != "vector" || s.Ticket.Phone != "+7 495 000-00-01" || s.Ticket.Channel != ticket.ChannelPhone || s.Ticket.Author != "boss" || s.Ticket.Number != "TIC-2" {
			t.Errorf("%+v", s.Ticket)
		}
		c, err := h.as("agent1").Contact(t.Context(), "anna")
		if err != nil || c.Organization.Name != "ООО «Вектор»" || len(c.Open) != 2 {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

func TestEveryWrongFieldIsToldAtOnce(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		_, err := h.as("boss").Open(t.Context(), helpdesk.NewRequest{Subject: strings.Repeat("я", 201), Category: "cats", Priority: "asap", Kind: "joke", Channel: "pigeon", Requester: "nobody", Observers: []string{"ghost"}})
		e := wantCode(t, err, helpdesk.Invalid)
		got := map[string]bool{}
		for _, f := range e.Faults {
			got[f.Field] = true
		}
		for _, field := range []string{"subject", "text", "category", "priority", "kind", "channel", "requester", "observers"} {
			if !got[field] {
				t.Errorf("%s is not told: %v", field, e.Faults)
			}
		}
		if page, err := h.as("boss").Tickets(t.Context(), storage.Query{}); err != nil || len(page.Tickets) != 0 {
			t.Errorf("something was stored: %v %v", page, err)
		}
	})
}

func TestTheSameKeyDoesTheSameThingOnce(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		in := helpdesk.NewRequest{Subject: "Раз", Text: "два", Category: "defect"}
		var wg sync.WaitGroup
		ids := make([]uuid.UUID, 16)
		for i := range ids {
			wg.Go(func() {
				r, err := h.as("anna").Once("k1").Open(t.Context(), in)
				if err != nil {
					t.Error(err)
				}
				ids[i] = r.Ticket
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Fatalf("one key opened %v", ids)
			}
		}
		in.Text = "другое"
		wantCode(t, errOf(h.as("anna").Once("k1").Open(t.Context(), in)), helpdesk.KeyReused)
		first, err := h.as("anna").Once("k2").Reply(t.Context(), ids[0], helpdesk.Answer{Text: "ещё"})
		if err != nil {
			t.Fatal(err)
		}
		again, err := h.as("anna").Once("k2").Reply(t.Context(), ids[0], helpdesk.Answer{Text: "ещё"})
		if err != nil || first != again {
			t.Errorf("%+v, then %+v, %v", first, again, err)
		}
		h.sound()
	})
}

func TestAKeyIsForgottenAfterSevenDays(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		in := helpdesk.NewRequest{Subject: "Раз", Text: "два", Category: "defect"}
		first, err := h.as("anna").Once("k").Open(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		must(t)(h.as("anna").Once("k").Reply(t.Context(), first.Ticket, helpdesk.Answer{Text: "ещё"}))
		h.jump(moscow(t, "2026-03-09 09:01"))
		second, err := h.as("anna").Once("k").Open(t.Context(), in)
		if err != nil || second.Ticket == first.Ticket || second.Number == "" {
			t.Errorf("%+v, %v", second, err)
		}
		answer, err := h.as("anna").Once("k").Reply(t.Context(), first.Ticket, helpdesk.Answer{Text: "другое"})
		if err != nil || answer.Version < 3 {
			t.Errorf("%+v, %v", answer, err)
		}
	})
}

func TestWritersOfOneTicketDoNotLoseEachOther(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("defect", "normal")
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 5 {
					if _, err := h.as("boss").Note(t.Context(), id, "заметка"); err != nil {
						wantCode(t, err, helpdesk.Conflict)
					}
				}
			})
		}
		wg.Wait()
		s := h.story(id)
		if int(s.Ticket.Version) != len(s.Messages) {
			t.Errorf("version %d with %d messages", s.Ticket.Version, len(s.Messages))
		}
		wantCode(t, errOf(h.as("boss").Expecting(1).Note(t.Context(), id, "?")), helpdesk.Conflict)
		h.sound()
	})
}

func TestBookingsAreWholeMinutesOfADay(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("defect", "normal")
		for _, wrong := range []time.Duration{0, -time.Hour, 30 * time.Second, 25 * time.Hour, 90 * time.Second} {
			wantCode(t, errOf(h.as("agent1").Spend(t.Context(), id, helpdesk.Booking{Spent: wrong})), helpdesk.Invalid)
		}
		wantCode(t, errOf(h.as("agent1").Spend(t.Context(), id, helpdesk.Booking{Spent: time.Hour, Task: uuid.New()})), helpdesk.Refused)
		must(t)(h.as("agent1").Spend(t.Context(), id, helpdesk.Booking{Spent: time.Hour}))
		s := h.story(id)
		if s.Ticket.Spent != time.Hour || s.Tasks[0].Spent != time.Hour || len(s.Times) != 1 {
			t.Errorf("%s on the ticket, %s on the task, %d bookings", s.Ticket.Spent, s.Tasks[0].Spent, len(s.Times))
		}
		wantCode(t, errOf(h.as("agent1").FinishTask(t.Context(), id, s.Tasks[0].ID)), helpdesk.Refused)
		h.sound()
	})
}

// TestTrust_X18_… puts those who are no agents into the team of a ticket: an administrator
// can do that for himself.
func TestTrust_X18_BeingPutIntoATeamGivesNoWorkToWhoIsNoAgent(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("defect", "normal")
		h.toLevel(id, 2)
		teams, err := h.as("admin").Teams(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, team := range teams {
			if team.ID == "line2" {
				team.Members = append(team.Members, "admin", "quality")
				must(t)(h.as("admin").PutTeam(t.Context(), team))
			}
		}
		for _, who := range []string{"admin", "quality"} {
			must(t)(h.as(who).Story(t.Context(), id))
			wantCode(t, errOf(h.as(who).Reply(t.Context(), id, helpdesk.Answer{Text: "?"})), helpdesk.Forbidden)
			wantCode(t, errOf(h.as(who).Move(t.Context(), id, helpdesk.Transition{Event: "resolve", Fields: map[string]string{"solution": "?"}})), helpdesk.Forbidden)
			wantCode(t, errOf(h.as(who).AddObserver(t.Context(), id, "boris")), helpdesk.Forbidden)
			why, err := h.as(who).WhyNot(t.Context(), id, helpdesk.Question{Verb: helpdesk.VerbAnswer})
			if err != nil || why.Rule != helpdesk.WhyTeam {
				t.Errorf("%s: %+v, %v", who, why, err)
			}
		}
		must(t)(h.as("agent2").Reply(t.Context(), id, helpdesk.Answer{Text: "смотрим"}))
	})
}
