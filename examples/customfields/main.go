// Customfields is a desk whose regulation names what its program writes in Go: a kind
// of field that checks a taxpayer's number, a guard that looks into the stock, and an
// effect that plans the visit.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

//go:embed repairs.yaml
var regulation []byte

// stock is what the host knows: how many of each part are there.
type stock map[string]int

func main() {
	ctx := context.Background()
	repairs := must(helpdesk.ReadRegulation(regulation))
	parts := stock{"drum": 1}
	desk := must(helpdesk.New(ctx, memory.New(), helpdesk.Config{
		Now:        func() time.Time { return time.Date(2026, time.June, 1, 9, 0, 0, 0, time.UTC) },
		Regulation: &repairs,
		FieldKinds: map[string]helpdesk.FieldKind{"inn": inn},
		Guards:     map[string]helpdesk.Guard{"part-in-stock": parts.has},
		Effects:    map[string]helpdesk.Effect{"plan-visit": parts.planVisit},
	}))
	must(desk.As(helpdesk.System("setup")).PutPerson(ctx, ticket.Person{
		ID: "oleg", Name: "Олег Громов", Roles: []ticket.Role{ticket.RoleOperationsManager},
	}))
	anna, oleg := desk.As(helpdesk.Person("anna")), desk.As(helpdesk.Person("oleg"))

	request := helpdesk.NewRequest{Subject: "Полосы на печати", Text: "На каждом листе полоса.", Fields: map[string]string{"payer": "7712345672"}}
	_, err := anna.Open(ctx, request)
	fmt.Println("the kind:", told(err))
	request.Fields["payer"] = "7712 345671"
	made := must(anna.Open(ctx, request))

	must(oleg.Fill(ctx, made.Ticket, helpdesk.Filling{Fields: map[string]string{"part": "fuser"}}))
	_, err = oleg.Move(ctx, made.Ticket, helpdesk.Transition{Event: "visit"})
	fmt.Println("the guard:", told(err))
	must(oleg.Move(ctx, made.Ticket, helpdesk.Transition{Event: "visit", Fields: map[string]string{"part": "drum"}}))

	story := must(oleg.Story(ctx, made.Ticket))
	fmt.Println("the effect:", story.Tasks[0].Title, "·", story.Ticket.Fields["order"])
	fmt.Println("for whom:", story.Ticket.Fields["payer"])
}

// inn is a kind of field: a taxpayer's number of ten digits, of which the last proves
// the nine before it.
func inn(_ context.Context, _ helpdesk.Field, value string) (string, helpdesk.Text, error) {
	digits := strings.ReplaceAll(value, " ", "")
	sum := 0
	for i, weight := range []int{2, 4, 10, 3, 5, 9, 4, 6, 8} {
		if len(digits) != 10 || digits[i] < '0' || digits[i] > '9' {
			return "", helpdesk.Text{"ru": "В ИНН организации десять цифр.", "en": "An organization's INN has ten digits."}, nil
		}
		sum += weight * int(digits[i]-'0')
	}
	if int(digits[9]-'0') != sum%11%10 {
		return "", helpdesk.Text{"ru": "В этом ИНН опечатка.", "en": "This INN has a misprint."}, nil
	}
	return digits, nil, nil
}

// has is a guard: nobody goes out for a part that is not there. The passage has the
// fields that the move was given.
func (s stock) has(_ context.Context, p helpdesk.Passage) (helpdesk.Text, error) {
	if part := p.Ticket.Fields["part"]; s[part] == 0 {
		return helpdesk.Text{"ru": "На складе нет: " + part + ".", "en": "Not in stock: " + part + "."}, nil
	}
	return nil, nil
}

// planVisit is an effect: it answers what is to be written with the move. It may be
// asked twice for one move, so it takes nothing from the stock; that is for a handler
// of the event.
func (s stock) planVisit(_ context.Context, p helpdesk.Passage) (helpdesk.Outcome, error) {
	return helpdesk.Outcome{
		Fields: map[string]string{"order": "https://erp.example/orders?ticket=" + p.Ticket.Number},
		Tasks:  []helpdesk.NewTask{{Title: "Выезд: заменить " + p.Ticket.Fields["part"]}},
	}, nil
}

// told is what a reader of Russian is told of a refusal.
func told(err error) string {
	var e *helpdesk.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	for _, f := range e.Faults {
		return f.Params["text_ru"]
	}
	return e.Params["text_ru"]
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
