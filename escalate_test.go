package helpdesk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func (h *house) ticketOf(r helpdesk.Receipt) ticket.Ticket {
	h.t.Helper()
	got, err := h.as("boss").Ticket(h.t.Context(), r.Ticket)
	if err != nil {
		h.t.Fatal(err)
	}
	return got
}

func TestAClockThatPassesItsDueTellsReassignsAndRaises(t *testing.T) {
	t.Parallel()
	set := helpdesk.Levels()
	set.Escalations = []helpdesk.Escalation{
		{On: helpdesk.OnWarning, Clocks: []string{"reaction"}, Tell: []string{helpdesk.TellTeam}, People: []string{"quality"}},
		{On: helpdesk.OnBreach, Priorities: []string{"normal"}, Tell: []string{helpdesk.TellOperations}, Reassign: "line2", Raise: "urgent"},
		{On: helpdesk.OnBreach, Categories: []string{"hosting"}, Raise: "critical"},
	}
	h := houseOf(t, set)
	r := h.asked()
	h.set(moscow(t, "2026-03-02 10:50"))
	h.deliver()
	h.wantTold("quality", "ticket.escalated: TIC-1: нужно ваше внимание, Реакция")
	if got := h.ticketOf(r); got.Team != "line1" || got.Priority != "normal" {
		t.Errorf("at the warning it is %s in %s", got.Priority, got.Team)
	}
	h.set(moscow(t, "2026-03-02 11:30"))
	h.exhaust()
	got := h.ticketOf(r)
	if got.Team != "line2" || got.Priority != "urgent" || got.Plan != "urgent" {
		t.Errorf("after the breach it is %s by %s in %s", got.Priority, got.Plan, got.Team)
	}
	h.wantTold("boss", "ticket.escalated: TIC-1: нужно ваше внимание, Реакция")
	events, err := h.store.Events(t.Context(), storage.Everything(h.Key()), r.Ticket)
	if err != nil {
		t.Fatal(err)
	}
	var by []string
	for _, e := range events {
		if e.Actor == "system:escalation" {
			by = append(by, string(e.Kind))
		}
	}
	if want := []string{"ticket.classified", "ticket.assigned"}; !slices.Equal(by, want) {
		t.Errorf("the escalation did %v, want %v once", by, want)
	}
	h.sound()
}

func TestAnEscalationLeavesATicketAloneThatIsNoLongerWorkedOn(t *testing.T) {
	t.Parallel()
	set := helpdesk.Levels()
	set.Escalations = []helpdesk.Escalation{{On: helpdesk.OnBreach, Raise: "critical"}}
	h := houseOf(t, set)
	r := h.asked()
	must(t)(h.as("agent1").Classify(t.Context(), r.Ticket, helpdesk.Classification{}))
	h.jump(moscow(t, "2026-03-02 12:00"))
	h.move("agent1", r.Ticket, "annul", "reason", "Ошибка") // the breach is settled first
	h.exhaust()
	if got := h.ticketOf(r); got.Priority != "normal" {
		t.Errorf("a ticket that is over was raised to %s", got.Priority)
	}
	if kinds := h.kinds(r); !slices.Contains(kinds, event.ClockBreached) {
		t.Errorf("there was no breach to escalate: %v", kinds)
	}
	h.sound()
}

func (h *house) kinds(r helpdesk.Receipt) []event.Kind {
	h.t.Helper()
	events, err := h.store.Events(h.t.Context(), storage.Everything(h.Key()), r.Ticket)
	if err != nil {
		h.t.Fatal(err)
	}
	var kinds []event.Kind
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func TestAWrongEscalationIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	set := helpdesk.Levels()
	set.Escalations = []helpdesk.Escalation{
		{On: "midnight", Clocks: []string{"sundial"}, Tell: []string{"everybody"}, Reassign: "line9", Raise: "panic"},
		{On: helpdesk.OnBreach},
	}
	set.Teams = slices.Clone(set.Teams)
	set.Teams[0].Distribution = &helpdesk.Distribution{By: "dice", Most: -1}
	err := set.Prove()
	for _, place := range []string{
		"escalations[0].on", "escalations[0].clocks[0]", "escalations[0].tell[0]", "escalations[0].reassign", "escalations[0].raise",
		"escalations[1]: required", "teams[0].distribution.by", "teams[0].distribution.most",
	} {
		if err == nil || !strings.Contains(err.Error(), place) {
			t.Errorf("%s is not in %v", place, err)
		}
	}
}

// shared is a house whose first line has three members and shares its tickets.
func shared(t *testing.T, by helpdesk.Distribution) *house {
	t.Helper()
	set := helpdesk.Levels()
	set.Teams = slices.Clone(set.Teams)
	for i := range set.Teams {
		if set.Teams[i].Key == "line1" {
			set.Teams[i].Distribution = &by
		}
	}
	h := houseOf(t, set)
	teams := must2(h.as("boss").Teams(t.Context()))(t)
	for _, team := range teams {
		if team.ID == "line1" {
			team.Members = []string{"agent1", "agent2", "agent3", "admin"} // who is no agent takes none
			must(t)(h.As(helpdesk.System("setup")).PutTeam(t.Context(), team))
		}
	}
	return h
}

func (h *house) given(n int) (agents []string) {
	h.t.Helper()
	for range n {
		r := h.asked()
		h.deliver()
		agents = append(agents, h.ticketOf(r).Agent)
	}
	return agents
}

func TestTicketsOfATeamGoToOneMemberAfterTheOther(t *testing.T) {
	t.Parallel()
	h := shared(t, helpdesk.Distribution{By: helpdesk.ByTurn})
	if got, want := h.given(5), []string{"agent1", "agent2", "agent3", "agent1", "agent2"}; !slices.Equal(got, want) {
		t.Errorf("given to %v, want %v", got, want)
	}
	h.wantTold("agent3", "ticket.assigned: TIC-3 теперь у вас: Не печатаются акты")
	h.sound()
}

func TestTicketsOfATeamGoToWhoHasTheFewest(t *testing.T) {
	t.Parallel()
	h := shared(t, helpdesk.Distribution{By: helpdesk.ByLoad})
	busy := "agent2"
	for range 3 {
		r := h.asked()
		must(t)(h.as("boss").Assign(t.Context(), r.Ticket, helpdesk.Assignment{Agent: &busy}))
	}
	h.deliver()
	got := h.given(6)
	count := map[string]int{}
	for _, a := range got {
		count[a]++
	}
	if count["agent1"] != 3 || count["agent3"] != 3 {
		t.Errorf("given to %v", got)
	}
	h.sound()
}

func TestWhereNobodyIsFreeATicketStaysInTheQueue(t *testing.T) {
	t.Parallel()
	h := shared(t, helpdesk.Distribution{By: helpdesk.ByLoad, Most: 1})
	people, _, err := h.as("boss").People(t.Context(), storage.PeopleQuery{IDs: []string{"agent3"}})
	if err != nil {
		t.Fatal(err)
	}
	person := people[0]
	person.Inactive = true
	must(t)(h.As(helpdesk.System("setup")).PutPerson(t.Context(), person))
	got := h.given(3)
	slices.Sort(got)
	if want := []string{"", "agent1", "agent2"}; !slices.Equal(got, want) {
		t.Errorf("given to %v, want %v", got, want)
	}
	h.sound()
}

func TestWhatAPersonPutsBackIsNotGivenToHimAgain(t *testing.T) {
	t.Parallel()
	h := shared(t, helpdesk.Distribution{By: helpdesk.ByTurn})
	r := h.asked()
	h.deliver()
	nobody := ""
	must(t)(h.as("agent1").Assign(t.Context(), r.Ticket, helpdesk.Assignment{Agent: &nobody}))
	h.deliver()
	if got := h.ticketOf(r).Agent; got != "" {
		t.Errorf("it was given to %s", got)
	}
}
