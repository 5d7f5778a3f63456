package helpdesk_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// hostPeople is a host's own directory that can do no more than it must.
type hostPeople struct {
	storage.Store
	desk string
}

func (h hostPeople) Person(ctx context.Context, id string) (ticket.Person, error) {
	return h.Store.Person(ctx, h.desk, id)
}

func (h hostPeople) People(ctx context.Context, q storage.PeopleQuery) ([]ticket.Person, error) {
	return h.ListPeople(ctx, h.desk, q)
}

func (h hostPeople) Organization(ctx context.Context, id string) (ticket.Organization, error) {
	return h.Store.Organization(ctx, h.desk, id)
}

func (h hostPeople) Teams(ctx context.Context) ([]ticket.Team, error) {
	return h.ListTeams(ctx, h.desk, "")
}

func TestRightsAreTheSameWhetherADirectoryReadsMembershipsInOneGoOrNot(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("defect", "normal")
		plain, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Directory: hostPeople{h.store, h.Key()}, Now: h.clock})
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"anna", "boris", "agent1", "agent2", "vendor1", "boss", "quality", "admin", "stranger"} {
			same, err := h.as(who).Rights(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got, err := plain.As(helpdesk.Person(who)).Rights(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(same, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s (-one read +several):\n%s", who, diff)
			}
		}
		must(t)(plain.As(helpdesk.Person("agent1")).Note(t.Context(), id, "своё"))
	})
}

func TestWhoIsTakenOutOfATeamHasLostItsTicketsAtOnce(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("defect", "normal")
		must(t)(h.as("agent1").Reply(t.Context(), id, helpdesk.Answer{Text: "Смотрим"}))
		must(t)(h.As(helpdesk.System("setup")).PutTeam(t.Context(), ticket.Team{ID: "line1", Version: 1, Name: "1 линия"}))
		wantCode(t, errOf(h.as("agent1").Reply(t.Context(), id, helpdesk.Answer{Text: "Ещё"})), helpdesk.Forbidden)
	})
}
