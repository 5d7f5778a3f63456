package helpdesk_test

import (
	"context"
	"slices"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/rightstest"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// A requester whom the desk has seen is not read again to open a ticket, and yet whatever
// another process changes of him holds from then on.
func TestWhoWasSeenOpensByWhoHeIsWithoutBeingRead(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx, counted := t.Context(), &rightstest.Counted{Store: h.store}
		desk, err := helpdesk.New(ctx, counted, helpdesk.Config{Now: h.clock})
		if err != nil {
			t.Fatal(err)
		}
		elsewhere := h.As(helpdesk.System("elsewhere"))
		ask := func(who string) (helpdesk.Receipt, error) {
			return desk.As(helpdesk.Person(who)).Open(ctx, helpdesk.NewRequest{Subject: "Не печатает", Text: "Совсем.", Category: "defect"})
		}
		asked := func(who string, reads ...string) ticket.Ticket {
			t.Helper()
			counted.Forget()
			made, err := ask(who)
			if err != nil {
				t.Fatal(err)
			}
			if got := counted.Forget(); !slices.Equal(got, reads) {
				t.Errorf("%s asks, and %q are read, want %q", who, got, reads)
			}
			return h.story(made.Ticket).Ticket
		}
		change := func(who string, edit func(*ticket.Person)) {
			t.Helper()
			p, err := h.store.Person(ctx, h.Key(), who)
			if err != nil {
				t.Fatal(err)
			}
			edit(&p)
			must(t)(elsewhere.PutPerson(ctx, p))
		}
		asked("anna", "Member")
		asked("anna")
		if got := asked("anna"); got.Requester != "anna" || got.Organization != "vector" || got.Phone != "+7 495 000-00-01" {
			t.Errorf("opened for %s of %s, %s", got.Requester, got.Organization, got.Phone)
		}

		must(t)(elsewhere.PutOrganization(ctx, ticket.Organization{ID: "other", Name: "Другая"}))
		change("anna", func(p *ticket.Person) { p.Organization, p.Phone = "other", "+7 495 000-00-02" })
		if got := asked("anna", "Member"); got.Organization != "other" || got.Phone != "+7 495 000-00-02" {
			t.Errorf("after a move: opened for %s, %s", got.Organization, got.Phone)
		}
		asked("anna")

		change("anna", func(p *ticket.Person) { p.Inactive = true })
		wantCode(t, errOf(ask("anna")), helpdesk.Forbidden)
		wantCode(t, errOf(ask("anna")), helpdesk.Forbidden)
		change("anna", func(p *ticket.Person) { p.Inactive = false })
		asked("anna", "Member")

		asked("boris", "Member")
		must(t)(elsewhere.MergePeople(ctx, "boris", "anna"))
		if got := asked("boris", "Member", "Member"); got.Requester != "anna" { // himself, and who he is
			t.Errorf("after a merge: opened for %s", got.Requester)
		}

		request := helpdesk.NewRequest{Subject: "Звонок", Text: "Нет связи.", Category: "defect", Requester: "boris", Answer: "Проверим."}
		wantCode(t, errOf(desk.As(helpdesk.Person("anna")).Open(ctx, request)), helpdesk.Forbidden)
		change("anna", func(p *ticket.Person) { p.Roles = []ticket.Role{ticket.RoleAgent} })
		must(t)(desk.As(helpdesk.Person("anna")).Open(ctx, request))
		h.sound()
	})
}

// A veto is of who the requester is, not of who he was.
func TestAHookDecidesByWhoTheRequesterIs(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		ctx := t.Context()
		desk, err := helpdesk.New(ctx, h.store, helpdesk.Config{Now: h.clock, Before: []helpdesk.Before{
			func(_ context.Context, p *helpdesk.Proposal) error {
				if p.Ticket().Organization == "vector" {
					return &helpdesk.Error{Code: helpdesk.Refused, Reason: "unpaid"}
				}
				return nil
			},
		}})
		if err != nil {
			t.Fatal(err)
		}
		anna := desk.As(helpdesk.Person("anna"))
		request := helpdesk.NewRequest{Subject: "Не печатает", Text: "Совсем.", Category: "defect"}
		for range 2 {
			wantCode(t, errOf(anna.Open(ctx, request)), helpdesk.Refused)
		}
		p, err := h.store.Person(ctx, h.Key(), "anna")
		if err != nil {
			t.Fatal(err)
		}
		p.Organization = ""
		must(t)(h.As(helpdesk.System("elsewhere")).PutPerson(ctx, p))
		must(t)(anna.Open(ctx, request))
	})
}
