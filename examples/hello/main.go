// Hello is a whole help desk in one screen: a request is opened, classified,
// worked on and resolved, in memory.
package main

import (
	"context"
	"fmt"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

func main() {
	ctx := context.Background()
	desk := must(helpdesk.New(ctx, memory.New(), helpdesk.Config{}))
	must(desk.As(helpdesk.System("setup")).PutPerson(ctx, ticket.Person{
		ID: "oleg", Name: "Олег Громов", Roles: []ticket.Role{ticket.RoleOperationsManager},
	}))
	anna, oleg := desk.As(helpdesk.Person("anna")), desk.As(helpdesk.Person("oleg"))

	made := must(anna.Open(ctx, helpdesk.NewRequest{
		Subject: "Не печатаются акты", Text: "Принтер выдаёт пустую страницу.", Category: "defect",
	}))
	must(oleg.Classify(ctx, made.Ticket, helpdesk.Classification{Priority: "urgent", Agent: "oleg"}))
	must(oleg.Move(ctx, made.Ticket, helpdesk.Transition{Event: "process"}))
	must(oleg.Move(ctx, made.Ticket, helpdesk.Transition{
		Event: "resolve", Fields: map[string]string{"solution": "Обновили шаблон акта."},
	}))

	seen := must(anna.Request(ctx, made.Ticket))
	fmt.Println(seen.Number, seen.Step, "—", seen.Solution)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
