package helpdesk

import (
	"iter"
	"time"

	"github.com/google/uuid"
)

// BillingColumns are the keys of the cells of a billing line as a row of a table, in
// their order.
func BillingColumns() []string {
	return []string{
		"worked", "organization", "contract", "service", "ticket", "subject", "category", "task", "agent",
		"minutes", "hours", "note", "booked", "period", "closed", "booking", "corrects",
	}
}

// Cells are the line as a row of a table, by BillingColumns: texts, whole numbers, hours
// as a number with a fraction, and days as instants in the zone; nil where there is nothing.
func (l BillingLine) Cells(zone *time.Location) []any {
	day := func(at time.Time) any {
		if at.IsZero() {
			return nil
		}
		return at.In(zone)
	}
	row := []any{
		day(l.Worked), l.OrganizationName, l.Agreement, l.ServiceTitle, l.Number, l.Subject, l.Category, l.Title, l.Agent,
		int(l.Spent / time.Minute), l.Spent.Hours(), l.Note, day(l.At), nil, day(l.Closed), l.ID.String(), nil,
	}
	if l.Period > 0 {
		row[13] = l.Period
	}
	if l.Corrects != uuid.Nil {
		row[16] = l.Corrects.String()
	}
	return row
}

// BillingRows are lines as rows of a table.
func BillingRows(lines iter.Seq2[BillingLine, error], zone *time.Location) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for l, err := range lines {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(l.Cells(zone), nil) {
				return
			}
		}
	}
}
