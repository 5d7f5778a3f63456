package helpdesk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage/memory"
)

// A handler is told of events after they were committed: at least once, a ticket's in
// their order. A program that runs all the time calls Run; this one delivers by itself.
func ExampleDesk_Handle() {
	ctx := context.Background()
	desk, err := helpdesk.New(ctx, memory.New(), helpdesk.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = desk.Handle([]event.Kind{event.TicketOpened}, "crm", func(ctx context.Context, d helpdesk.Delivery) error {
		fmt.Println("told of", d.Kind, "of", d.Number, "in attempt", d.Attempt)
		if d.Attempt == 1 {
			return errors.New("the CRM does not answer") // it is told again in five seconds
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := desk.Register(ctx); err != nil { // from now on; Run does it too
		fmt.Println(err)
		return
	}
	if _, err := desk.As(helpdesk.Person("anna")).Open(ctx, helpdesk.NewRequest{Subject: "No paper", Text: "The printer is empty.", Category: "defect"}); err != nil {
		fmt.Println(err)
		return
	}
	if _, err := desk.Deliver(ctx); err != nil {
		fmt.Println(err)
	}
	// Output:
	// told of ticket.opened of TIC-1 in attempt 1
}

// A hook before the change sees what was decided and may alter or veto it.
func ExampleBefore() {
	ctx := context.Background()
	desk, err := helpdesk.New(ctx, memory.New(), helpdesk.Config{Before: []helpdesk.Before{
		func(_ context.Context, p *helpdesk.Proposal) error {
			if !p.Was().Opened.IsZero() {
				return nil // it was opened before
			}
			switch subject := p.Ticket().Subject; {
			case strings.Contains(subject, "lottery"):
				return errors.New("we sell no tickets")
			case strings.HasPrefix(subject, "URGENT"):
				return p.Classify("", "urgent")
			}
			return nil
		},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	anna := desk.As(helpdesk.Person("anna"))
	_, err = anna.Open(ctx, helpdesk.NewRequest{Subject: "A lottery", Text: "Win!", Category: "defect"})
	fmt.Println(errors.Is(err, helpdesk.Refused), err)
	made, err := anna.Open(ctx, helpdesk.NewRequest{Subject: "URGENT: no paper", Text: "The printer is empty.", Category: "defect"})
	if err != nil {
		fmt.Println(err)
		return
	}
	request, err := anna.Request(ctx, made.Ticket)
	fmt.Println(request.Number, request.Priority, err)
	// Output:
	// true open: refused (vetoed) because="we sell no tickets": we sell no tickets
	// TIC-2 urgent <nil>
}
