package main

import (
	"context"
	"fmt"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// buy gives an organization what it has bought: most have hours of support and of
// papers in one contract, some have development beside it, some begin in the midst of the
// first week, every fifth has nothing.
func (w *world) buy(ctx context.Context, n int, organization string) error {
	from := w.clock.Now().AddDate(0, -1, 0)
	switch n % 5 {
	case 2:
		from = w.clock.Now().AddDate(0, 0, 2).Add(12 * time.Hour)
	case 4:
		return nil
	}
	bought := []ticket.Contract{{
		ID: organization + "/support", Number: fmt.Sprintf("С-%02d", n+1), Organization: organization, From: from,
		Services: []ticket.Service{
			{Key: "support", Title: "Сопровождение", Bought: 40 * time.Hour},
			{Key: "papers", Title: "Документы", Bought: 8 * time.Hour, Categories: []string{"project-documents", "accounting-documents", "service-change"}},
		},
	}}
	if n%5 == 3 { // it ends first, so it pays what it can
		bought = append(bought, ticket.Contract{
			ID: organization + "/development", Number: fmt.Sprintf("Р-%02d", n+1), Organization: organization,
			From: from, Until: w.clock.Now().AddDate(0, 0, 20),
			Services: []ticket.Service{{Key: "development", Title: "Разработка", Bought: 100 * time.Hour, Categories: []string{"feature", "configuration"}}},
		})
	}
	for _, c := range bought {
		if _, err := w.desk.As(helpdesk.System("setup")).PutContract(ctx, c); err != nil {
			return err
		}
		w.contracts[c.ID] = c
	}
	return nil
}
