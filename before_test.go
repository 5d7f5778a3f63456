package helpdesk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/helpdesktest"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// before is a desk with people in it and hooks before its changes.
func before(t *testing.T, hooks ...helpdesk.Before) *helpdesktest.Desk {
	t.Helper()
	return helpdesktest.New(t, helpdesktest.WithPeople(), helpdesktest.With(helpdesk.Config{Before: hooks}))
}

func askedOf(t *testing.T, d *helpdesktest.Desk, subject string) (helpdesk.Receipt, error) {
	t.Helper()
	return d.By(helpdesktest.Requester).Open(t.Context(), helpdesk.NewRequest{Subject: subject, Text: "Пусто.", Category: "defect"})
}

func TestAHookVetoesWhatWasDecided(t *testing.T) {
	t.Parallel()
	own := &helpdesk.Error{Code: helpdesk.Invalid, Faults: []helpdesk.Fault{{Field: "subject", Rule: helpdesk.FaultTooLong}}}
	d := before(t, func(_ context.Context, p *helpdesk.Proposal) error {
		switch {
		case strings.Contains(p.Ticket().Subject, "реклама"):
			return errors.New("рекламу не берём")
		case strings.Contains(p.Ticket().Subject, "длинно"):
			return own
		}
		return nil
	})
	_, err := askedOf(t, d, "реклама")
	if e := wantCode(t, err, helpdesk.Refused); e.Reason != "vetoed" || e.Params["because"] != "рекламу не берём" {
		t.Errorf("%+v", e)
	}
	_, err = askedOf(t, d, "длинно")
	wantCode(t, err, helpdesk.Invalid)
	page, err := d.By(helpdesktest.Operations).Tickets(t.Context(), storage.Query{})
	if err != nil || len(page.Tickets) != 0 {
		t.Errorf("%d tickets were opened, %v", len(page.Tickets), err)
	}
}

func TestAHookAltersWhatWasDecidedAndTheJournalSaysSo(t *testing.T) {
	t.Parallel()
	line2 := "line2"
	d := before(t, func(_ context.Context, p *helpdesk.Proposal) error {
		if !p.Was().Opened.IsZero() {
			return nil
		}
		if len(p.Messages()) != 1 || p.Events()[0].Kind != event.TicketOpened || p.Actor() != helpdesktest.Requester {
			t.Errorf("proposed %v by %s", p.Events(), p.Actor())
		}
		return errors.Join(p.Classify("", "critical"), p.Assign(helpdesk.Assignment{Team: &line2}), p.Note("Важный заказчик"))
	})
	r, err := askedOf(t, d, "Не печатаются акты")
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.By(helpdesktest.Agent2).Ticket(t.Context(), r.Ticket)
	if err != nil || got.Priority != "critical" || got.Plan != "outage" || got.Team != line2 || r.Version != 1 {
		t.Errorf("%s %s %s, version %d, %v", got.Priority, got.Plan, got.Team, r.Version, err)
	}
	want := []event.Kind{event.TicketOpened, event.TicketClassified, event.TicketAssigned, event.NoteAdded}
	if kinds := d.Kinds(r.Ticket); !slices.Equal(kinds, want) {
		t.Errorf("told %v", kinds)
	}
	for i, e := range d.Events(r.Ticket) {
		if by := map[bool]string{true: helpdesktest.Requester, false: "system:before"}[i == 0]; e.Actor != by {
			t.Errorf("%s is by %s", e.Kind, e.Actor)
		}
	}
	if _, err := d.Check(t.Context(), func(f storage.Finding) { t.Errorf("%s: %s", f.Invariant, f.Text) }); err != nil {
		t.Fatal(err)
	}
}

func TestAHookSeesANewDecisionWhenSomebodyElseWasQuicker(t *testing.T) {
	t.Parallel()
	var d *helpdesktest.Desk
	var versions []int64
	d = before(t, func(ctx context.Context, p *helpdesk.Proposal) error {
		if p.Actor() != helpdesktest.Agent1 {
			return nil
		}
		versions = append(versions, p.Ticket().Version)
		if len(versions) == 1 {
			_, err := d.By(helpdesktest.Requester).Reply(ctx, p.Ticket().ID, helpdesk.Answer{Text: "Ещё одно"})
			return err
		}
		return nil
	})
	r, err := askedOf(t, d, "Не печатаются акты")
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.By(helpdesktest.Agent1).Reply(t.Context(), r.Ticket, helpdesk.Answer{Text: "Смотрим", Channel: ticket.ChannelPortal})
	if err != nil || !slices.Equal(versions, []int64{2, 3}) || got.Version != 3 {
		t.Errorf("seen %v, written %d, %v", versions, got.Version, err)
	}
}
