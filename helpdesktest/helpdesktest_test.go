package helpdesktest_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/helpdesktest"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func open(t *testing.T, d *helpdesktest.Desk) helpdesk.Receipt {
	t.Helper()
	made, err := d.By(helpdesktest.Requester).Open(t.Context(), helpdesk.NewRequest{
		Subject: "Не печатаются акты", Text: "Пустая страница.", Category: "defect",
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestARequesterIsKnownWithOrganizationAndPhone(t *testing.T) {
	t.Parallel()
	d := helpdesktest.New(t, helpdesktest.WithPeople())
	made := open(t, d)
	got, err := d.By(helpdesktest.Agent1).Ticket(t.Context(), made.Ticket)
	if err != nil {
		t.Fatal(err)
	}
	if got.Organization != helpdesktest.Organization || got.Phone != helpdesktest.Phone {
		t.Errorf("organization %q and phone %q", got.Organization, got.Phone)
	}
}

func TestTimersFireAtTheirOwnInstantsWhileTimePasses(t *testing.T) {
	t.Parallel()
	d := helpdesktest.New(t, helpdesktest.WithPeople())
	made := open(t, d) // reaction within an hour, warning at 0.8 of it
	start := d.Clock.Now()
	if n := d.Pass(24 * time.Hour); n != 2 {
		t.Errorf("%d timers fired, want the warning and the due", n)
	}
	if want := start.Add(24 * time.Hour); !d.Now().Equal(want) {
		t.Errorf("the clock stands at %s, want %s", d.Now(), want)
	}
	want := []event.Kind{event.TicketOpened, event.ClockWarned, event.ClockBreached}
	if got := d.Kinds(made.Ticket); !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	events := d.Events(made.Ticket)
	for i, after := range []time.Duration{0, 48 * time.Minute, time.Hour} {
		if got := events[i].At.Sub(start); got != after {
			t.Errorf("%s came after %s, want %s", events[i].Kind, got, after)
		}
	}
}

func TestSilenceClosesWhileTimePasses(t *testing.T) {
	t.Parallel()
	d := helpdesktest.New(t, helpdesktest.WithPeople())
	made := open(t, d)
	if _, err := d.By(helpdesktest.Agent1).Classify(t.Context(), made.Ticket, helpdesk.Classification{}); err != nil {
		t.Fatal(err)
	}
	for _, m := range []struct {
		by   string
		move helpdesk.Transition
	}{
		{helpdesktest.Agent1, helpdesk.Transition{Event: "process"}},
		{helpdesktest.Agent2, helpdesk.Transition{Event: "resolve", Fields: map[string]string{"solution": "Обновлён шаблон."}}},
	} {
		if _, err := d.By(m.by).Move(t.Context(), made.Ticket, m.move); err != nil {
			t.Fatal(err)
		}
	}
	d.Pass(7 * 24 * time.Hour)
	got, err := d.By(helpdesktest.Operations).Ticket(t.Context(), made.Ticket)
	if err != nil {
		t.Fatal(err)
	}
	if got.Phase != ticket.PhaseDone {
		t.Errorf("a week after the solution the ticket is %s", got.Phase)
	}
}

func TestTheVendorSeesOnlyWhatItWasGiven(t *testing.T) {
	t.Parallel()
	d := helpdesktest.New(t, helpdesktest.WithPeople())
	made := open(t, d)
	vendor := d.By(helpdesktest.VendorAgent)
	if _, err := vendor.Ticket(t.Context(), made.Ticket); err == nil {
		t.Error("the vendor sees a ticket that nobody gave to it")
	}
	team := helpdesktest.Vendor
	if _, err := d.By(helpdesktest.Operations).Assign(t.Context(), made.Ticket, helpdesk.Assignment{Vendor: &team}); err != nil {
		t.Fatal(err)
	}
	if _, err := vendor.Ticket(t.Context(), made.Ticket); err != nil {
		t.Errorf("the vendor does not see what it was given: %v", err)
	}
}

func TestTheOptionsAreTaken(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, time.May, 8, 9, 0, 0, 0, time.UTC)
	first := helpdesktest.New(t, helpdesktest.At(start), helpdesktest.With(helpdesk.Config{Desk: "it"}))
	if !first.Now().Equal(start) || first.Key() != "it" {
		t.Errorf("the desk %q begins at %s", first.Key(), first.Now())
	}
	second := helpdesktest.New(t, helpdesktest.In(first.Store))
	if second.Store != first.Store || second.Key() != "main" {
		t.Error("the second desk is not in the store of the first")
	}
}

func TestTheClockIsSafeForManyAtOnce(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, time.June, 1, 7, 0, 0, 0, time.UTC)
	c := helpdesktest.NewClock(start)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { c.Advance(time.Minute); c.Now() })
	}
	all.Wait()
	if got := c.Now().Sub(start); got != 50*time.Minute {
		t.Errorf("50 minutes were added one by one, %s passed", got)
	}
}

func TestHandlersAreToldWhileTimePasses(t *testing.T) {
	t.Parallel()
	d := helpdesktest.New(t, helpdesktest.WithPeople())
	var told []event.Kind
	tries := 0
	d.Handle([]event.Kind{event.TicketOpened, event.ClockWarned}, "crm", func(_ context.Context, v helpdesk.Delivery) error {
		if tries++; tries < 3 {
			return errors.New("not yet")
		}
		told = append(told, v.Kind)
		return nil
	})
	open(t, d)
	d.Pass(time.Hour)
	if want := []event.Kind{event.TicketOpened, event.ClockWarned}; !slices.Equal(told, want) || tries != 4 {
		t.Errorf("told %v in %d tries", told, tries)
	}
	if n, err := d.By(helpdesktest.Agent1).Unread(t.Context()); n != 3 || err != nil { // queued, warned, breached
		t.Errorf("%d notices, %v", n, err)
	}
}
