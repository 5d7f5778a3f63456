// Hello is a whole help desk in one screen: a request is opened, classified,
// worked on and resolved, in memory.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func main() {
	ctx := context.Background()
	moscow := time.FixedZone("MSK", 3*60*60)
	monday := time.Date(2026, time.June, 1, 10, 0, 0, 0, moscow) // leave Config.Now out for the real time
	desk, err := helpdesk.New(ctx, memory.New(), helpdesk.Config{Now: func() time.Time { return monday }})
	check(err)

	setup := desk.As(helpdesk.System("setup"))
	_, err = setup.PutPerson(ctx, ticket.Person{ID: "oleg", Name: "Олег Громов", Roles: []ticket.Role{ticket.RoleAgent}})
	check(err)
	for _, line := range []string{"line1", "line2"} {
		_, err = setup.PutTeam(ctx, ticket.Team{ID: line, Name: line, Members: []string{"oleg"}})
		check(err)
	}

	anna, oleg := desk.As(helpdesk.Person("anna")), desk.As(helpdesk.Person("oleg"))
	made, err := anna.Open(ctx, helpdesk.NewRequest{
		Subject: "Не печатаются акты", Text: "Принтер выдаёт пустую страницу.", Category: "defect",
	})
	check(err)
	tell(ctx, oleg, made, moscow)
	_, err = oleg.Classify(ctx, made.Ticket, helpdesk.Classification{Priority: "urgent", Agent: "oleg"})
	check(err)
	_, err = oleg.Move(ctx, made.Ticket, helpdesk.Transition{Event: "process"})
	check(err)
	tell(ctx, oleg, made, moscow)
	_, err = oleg.Move(ctx, made.Ticket, helpdesk.Transition{
		Event: "resolve", Fields: map[string]string{"solution": "Обновили шаблон акта, печать проверили."},
	})
	check(err)
	tell(ctx, oleg, made, moscow)
}

// tell prints where the ticket stands and when it is due.
func tell(ctx context.Context, s *helpdesk.Session, made helpdesk.Receipt, zone *time.Location) {
	t, err := s.Ticket(ctx, made.Ticket)
	check(err)
	due := "no due"
	if !t.Due.IsZero() {
		due = "due " + t.Due.In(zone).Format("15:04")
	}
	fmt.Println(t.Number, t.Stage, due)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
