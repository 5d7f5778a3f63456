package helpdesk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/sqlitetest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// contracts gives the organization of anna two contracts that are in force.
func (h *house) contracts() {
	h.t.Helper()
	for _, c := range []ticket.Contract{
		{ID: "year", Number: "Д-17/2026", Organization: "vector", From: moscow(h.t, "2026-01-01 00:00"), Until: moscow(h.t, "2027-01-01 00:00"), Services: []ticket.Service{
			{Key: "support", Title: "Поддержка", Bought: 10 * time.Hour},
			{Key: "hosting", Title: "Хостинг", Bought: time.Hour, Categories: []string{"hosting"}},
		}},
		{ID: "ever", Number: "Д-1", Organization: "vector", From: moscow(h.t, "2025-01-01 00:00"), Plan: "urgent", Services: []ticket.Service{
			{Key: "all", Title: "Всё прочее", Bought: 100 * time.Hour},
			{Key: "documents", Title: "Документы", Categories: []string{"accounting-documents"}},
		}},
	} {
		must(h.t)(h.as("admin").PutContract(h.t.Context(), c))
	}
}

func (h *house) spend(id uuid.UUID, in helpdesk.Booking) uuid.UUID {
	h.t.Helper()
	r, err := h.as("boss").Spend(h.t.Context(), id, in)
	if err != nil {
		h.t.Fatal(err)
	}
	return r.Part
}

// balances reads what is left as anna sees it: "Д-1 all 1h of 2h".
func (h *house) balances(as string) (list []string) {
	h.t.Helper()
	all, err := h.as(as).Balances(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, b := range all {
		for _, s := range b.Services {
			if s.Left != s.Bought-s.Spent {
				h.t.Errorf("%+v", s)
			}
			if s.Spent != 0 {
				list = append(list, fmt.Sprintf("%s %s %s of %s", b.Number, s.Key, s.Spent, s.Bought))
			}
		}
	}
	return list
}

func TestTimeIsTakenFromTheServiceOfTheTicketsContractAndCategory(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		h.contracts()
		of := map[string]uuid.UUID{}
		for _, category := range []string{"defect", "hosting", "accounting-documents"} {
			of[category] = h.open(category, "normal")
			h.toLevel(of[category], 2)
		}
		h.spend(of["defect"], helpdesk.Booking{Spent: 30 * time.Minute})                                       // for all, of the contract that ends first
		h.spend(of["hosting"], helpdesk.Booking{Spent: 90 * time.Minute})                                      // by the category
		h.spend(of["accounting-documents"], helpdesk.Booking{Spent: time.Minute})                              // by the category, of the contract that lasts
		h.spend(of["defect"], helpdesk.Booking{Spent: 2 * time.Minute, Contract: "ever"})                      // as said
		h.spend(of["defect"], helpdesk.Booking{Spent: 3 * time.Minute, Service: "documents"})                  // as said
		h.spend(of["defect"], helpdesk.Booking{Spent: 4 * time.Minute, Worked: moscow(t, "2025-06-01 12:00")}) // the one that was in force then
		h.spend(of["defect"], helpdesk.Booking{Spent: 5 * time.Minute, Worked: moscow(t, "2024-06-01 12:00")}) // none was
		want := []string{"Д-1 all 6m0s of 100h0m0s", "Д-1 documents 4m0s of 0s", "Д-17/2026 support 30m0s of 10h0m0s", "Д-17/2026 hosting 1h30m0s of 1h0m0s"}
		if got := h.balances("anna"); !slices.Equal(got, want) {
			t.Errorf("balances %q, want %q", got, want)
		}
		if got := h.balances("boris"); !slices.Equal(got, want) {
			t.Errorf("a colleague sees %q", got)
		}
		for _, in := range []helpdesk.Booking{
			{Spent: time.Minute, Contract: "none"}, {Spent: time.Minute, Contract: "year", Service: "all"},
			{Spent: time.Minute, Worked: h.clock().Add(time.Minute)}, {Spent: 90 * time.Second},
		} {
			wantCode(t, errOf(h.as("boss").Spend(ctx, of["defect"], in)), helpdesk.Invalid)
		}
		e := wantCode(t, errOf(h.as("admin").PutContract(ctx, ticket.Contract{ID: "year", Version: 1, Number: "Д-17/2026", Organization: "vector", From: h.clock(), Services: []ticket.Service{{Key: "other", Title: "Иное"}}})), helpdesk.Refused)
		if e.Reason != "service_in_use" {
			t.Errorf("%+v", e)
		}
		e = wantCode(t, errOf(h.as("admin").PutContract(ctx, ticket.Contract{ID: "new", Number: "д-1", Organization: "vector", From: h.clock(), Services: []ticket.Service{{Key: "other", Title: "Иное"}}})), helpdesk.Invalid)
		if e.Faults[0].Field != "number" || e.Faults[0].Rule != helpdesk.FaultTaken {
			t.Errorf("%v", e.Faults)
		}
		h.sound()
	})
}

func TestAContractIsSeenByItsOwnOrganizationAlone(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		h.contracts()
		must(t)(h.as("admin").PutOrganization(ctx, ticket.Organization{ID: "zeta", Name: "Зета"}))
		must(t)(h.as("admin").PutPerson(ctx, ticket.Person{ID: "zoe", Name: "Зоя", Organization: "zeta"}))
		for _, who := range []string{"zoe", "agent1", "nobody-known"} {
			if list, err := h.as(who).Balances(ctx); err != nil || len(list) != 0 {
				t.Errorf("%s: %+v, %v", who, list, err)
			}
		}
		for who, want := range map[string]helpdesk.Code{"anna": helpdesk.Forbidden, "vendor1": helpdesk.Forbidden} {
			wantCode(t, errOf(h.as(who).Contract(ctx, "year")), want)
			wantCode(t, errOf(h.as(who).Contracts(ctx, storage.ContractQuery{})), want)
			wantCode(t, errOf(h.as(who).BalancesOf(ctx, storage.ContractQuery{})), want)
		}
		if list, err := h.as("agent1").BalancesOf(ctx, storage.ContractQuery{Organizations: []string{"vector"}}); err != nil || len(list) != 2 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestACorrectionIsALineOfItsOwnAlsoWhenTheTicketIsOver(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		h.contracts()
		id := h.open("defect", "normal")
		h.toLevel(id, 2)
		must(t)(h.as("boss").Assign(ctx, id, helpdesk.Assignment{Agent: new("agent2")}))
		r, err := h.as("agent2").Spend(ctx, id, helpdesk.Booking{Spent: 3 * time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		h.move("agent2", id, "resolve", "solution", "готово")
		h.move("anna", id, "accept", "rating", "5")
		wantCode(t, errOf(h.as("agent2").Spend(ctx, id, helpdesk.Booking{Spent: time.Minute})), helpdesk.Refused)
		for _, in := range []helpdesk.Correction{
			{Booking: r.Part, Spent: time.Hour}, {Booking: uuid.New(), Spent: time.Hour, Note: "?"},
			{Booking: r.Part, Spent: 3 * time.Hour, Note: "?"}, {Booking: r.Part, Spent: -time.Hour, Note: "?"},
		} {
			wantCode(t, errOf(h.as("agent2").Correct(ctx, id, in)), helpdesk.Invalid)
		}
		wantCode(t, errOf(h.as("agent1").Correct(ctx, id, helpdesk.Correction{Booking: r.Part, Spent: time.Hour, Note: "?"})), helpdesk.Forbidden)
		must(t)(h.as("agent2").Correct(ctx, id, helpdesk.Correction{Booking: r.Part, Spent: time.Hour, Note: "Опечатка"}))
		must(t)(h.as("boss").Correct(ctx, id, helpdesk.Correction{Booking: r.Part, Spent: 90 * time.Minute, Note: "Всё же полтора"}))
		s := h.story(id)
		if s.Ticket.Spent != 90*time.Minute || len(s.Times) != 3 || s.Times[2].Person != "agent2" || s.Times[2].Corrects != r.Part {
			t.Errorf("%s over %+v", s.Ticket.Spent, s.Times)
		}
		if got, want := h.balances("anna"), []string{"Д-17/2026 support 1h30m0s of 10h0m0s"}; !slices.Equal(got, want) {
			t.Errorf("balances %q, want %q", got, want)
		}
		h.sound()
	})
}

// bill reads the whole account: "2026-03-01 Д-1 all 30m0s period 1".
func (h *house) bill(f helpdesk.BillingFilter) (lines []helpdesk.BillingLine, sum time.Duration) {
	h.t.Helper()
	seen := map[uuid.UUID]bool{}
	for l, err := range h.as("boss").Billing(h.t.Context(), f) {
		if err != nil {
			h.t.Fatal(err)
		}
		if seen[l.ID] {
			h.t.Errorf("%s comes twice", l.ID)
		}
		seen[l.ID] = true
		lines, sum = append(lines, l), sum+l.Spent
	}
	return lines, sum
}

func TestTheAccountHasEachBookingOnceAndItsSumIsThatOfTheTickets(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		h.contracts()
		var want time.Duration
		var tickets []uuid.UUID
		for i := range 3 {
			id := h.open([]string{"defect", "hosting", "accounting-documents"}[i], "normal")
			tickets = append(tickets, id)
			h.toLevel(id, 2)
			for j := range 70 {
				h.spend(id, helpdesk.Booking{Spent: time.Duration(j+1) * time.Minute, Worked: h.clock().Add(-time.Duration(j) * 24 * time.Hour)})
			}
			want += h.story(id).Ticket.Spent
		}
		lines, sum := h.bill(helpdesk.BillingFilter{})
		if len(lines) != 210 || sum != want {
			t.Errorf("%d lines, %s, want %s", len(lines), sum, want)
		}
		l := lines[len(lines)-1]
		if l.OrganizationName != "ООО «Вектор»" || l.Agent != "Ольга Главная" || l.Agreement == "" || l.ServiceTitle == "" || !strings.HasPrefix(l.Title, "TIC:") {
			t.Errorf("%+v", l)
		}
		parts := time.Duration(0)
		for _, id := range tickets {
			_, sum := h.bill(helpdesk.BillingFilter{Tickets: []uuid.UUID{id}})
			parts += sum
		}
		if parts != want {
			t.Errorf("ticket by ticket it is %s, want %s", parts, want)
		}
		if lines, _ := h.bill(helpdesk.BillingFilter{From: h.clock().Add(-24 * time.Hour), Organizations: []string{"vector"}, Agents: []string{"boss"}, Contracts: []string{"year"}}); len(lines) != 4 {
			t.Errorf("%d lines of two days", len(lines))
		}
		for _, who := range []string{"anna", "agent1", "quality", "vendor1"} {
			for _, err := range h.as(who).Billing(t.Context(), helpdesk.BillingFilter{}) {
				wantCode(t, err, helpdesk.Forbidden)
			}
		}
		h.sound()
	})
}

func TestAClosedPeriodNeverChanges(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.open("defect", "normal")
		h.toLevel(id, 2)
		worked := moscow(t, "2026-02-20 12:00")
		first := h.spend(id, helpdesk.Booking{Spent: time.Hour, Worked: worked})
		h.spend(id, helpdesk.Booking{Spent: 2 * time.Hour})
		for _, through := range []string{"2026-03-02 00:00", "2026-03-05 12:00"} {
			wantCode(t, errOf(h.as("boss").ClosePeriod(ctx, moscow(t, through))), helpdesk.Invalid)
		}
		wantCode(t, errOf(h.as("boss").ClosePeriod(ctx, time.Time{})), helpdesk.Invalid)
		wantCode(t, errOf(h.as("agent1").ClosePeriod(ctx, moscow(t, "2026-02-28 00:00"))), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("agent1").Periods(ctx)), helpdesk.Forbidden)
		p, err := h.as("admin").ClosePeriod(ctx, moscow(t, "2026-02-28 15:00"))
		if err != nil || p.Lines != 1 || p.Spent != time.Hour || p.By != "admin" {
			t.Fatalf("%+v, %v", p, err)
		}
		for _, through := range []string{"2026-02-28 23:59", "2026-01-31 00:00"} {
			wantCode(t, errOf(h.as("admin").ClosePeriod(ctx, moscow(t, through))), helpdesk.Invalid)
		}
		e := wantCode(t, errOf(h.as("boss").Spend(ctx, id, helpdesk.Booking{Spent: time.Minute, Worked: worked})), helpdesk.Refused)
		if e.Reason != "period_closed" || e.Params["closed"] != "2026-02-28" || e.Params["from"] != "2026-03-01T00:00:00+03:00" || e.Params["until"] == "" {
			t.Errorf("%+v", e)
		}
		wantCode(t, errOf(h.as("boss").Correct(ctx, id, helpdesk.Correction{Booking: first, Spent: 0, Note: "Не наше", Worked: worked})), helpdesk.Refused)
		must(t)(h.as("boss").Correct(ctx, id, helpdesk.Correction{Booking: first, Spent: 0, Note: "Не наше"}))
		lines, sum := h.bill(helpdesk.BillingFilter{Until: p.Until})
		if len(lines) != 1 || sum != p.Spent || lines[0].Period != 1 {
			t.Errorf("the period has %d lines, %s", len(lines), sum)
		}
		lines, sum = h.bill(helpdesk.BillingFilter{From: p.Until})
		if len(lines) != 2 || sum != time.Hour || lines[0].Period != 0 {
			t.Errorf("the open one has %d lines, %s", len(lines), sum)
		}
		if list, err := h.as("boss").Periods(ctx); err != nil || len(list) != 1 || list[0] != p {
			t.Errorf("%+v, %v", list, err)
		}
		h.sound()
	})
}

func TestCheckNamesABookingThatWasBroughtIntoAClosedPeriod(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, statement, want string }{
		{"a booking was raised", "UPDATE helpdesk_times SET spent = spent * 2", "a closed period has the bookings that it was closed with"},
		{"a booking was brought forward", "UPDATE helpdesk_times SET worked = worked + 3600000000000", "a closed period has the bookings that it was closed with"},
		{"the sum was changed", "UPDATE helpdesk_periods SET spent = spent + 1", "a closed period has the bookings that it was closed with"},
		{"a period begins too late", "UPDATE helpdesk_periods SET from_at = from_at + 1 WHERE number = 2", "each closed period begins where the one before ended"},
		{"a booking is of another service", "UPDATE helpdesk_times SET service = 'none'", "time is booked on a service of its contract"},
		{"a booking is of no contract that there is", "UPDATE helpdesk_times SET contract = 'none'", "time is of a contract of its desk"},
		{"a task has more time", "UPDATE helpdesk_tasks SET spent = spent + 60000000000 WHERE kind = 'work'", "the time of a ticket and of a task is the sum of its bookings"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			path := sqlitetest.File(t)
			store, _ := sqlitetest.On(t, path)
			h := newHouse(t, store, moscow(t, "2026-03-02 09:00"))
			h.contracts()
			id := h.open("defect", "normal")
			h.toLevel(id, 2)
			h.spend(id, helpdesk.Booking{Spent: time.Hour, Worked: moscow(t, "2026-01-20 12:00")})
			must(t)(h.as("boss").ClosePeriod(t.Context(), moscow(t, "2026-01-31 00:00")))
			must(t)(h.as("boss").ClosePeriod(t.Context(), moscow(t, "2026-02-28 00:00")))
			h.sound()
			if err := store.Close(); err != nil {
				t.Fatal(err)
			}
			alter(t, path, row.statement)
			if found := findings(t, path); !slices.ContainsFunc(found, func(f storage.Finding) bool { return f.Invariant == row.want }) {
				t.Errorf("found %v", found)
			}
		})
	}
}
