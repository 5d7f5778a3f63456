package helpdesk

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const (
	spentIsSum       = "the time of a ticket and of a task is the sum of its bookings"
	bookedOnService  = "time is booked on a service of its contract"
	periodIsClosed   = "a closed period has the bookings that it was closed with"
	periodsInARow    = "each closed period begins where the one before ended"
	balanceIsOfLines = "the balance of a service is the sum of its bookings"
)

// proveSpent holds the times of the ticket and of its tasks against the bookings.
func (c *checked) proveSpent() error {
	var all time.Duration
	on := map[uuid.UUID]time.Duration{}
	for _, t := range c.times {
		all += t.Spent
		on[t.Task] += t.Spent
		if t.Contract == "" {
			continue
		}
		contract, err := c.store.Contract(c.ctx, c.key, t.Contract)
		if err != nil && !isNotFound(err) {
			return err
		}
		if _, has := contract.Service(t.Service); !has {
			c.tell(bookedOnService, "booked time %s is of %q of contract %q, which has none", t.ID, t.Service, t.Contract)
		}
	}
	if all != c.row.Spent {
		c.tell(spentIsSum, "the row tells of %s, the bookings of %s", c.row.Spent, all)
	}
	for _, t := range c.tasks {
		if on[t.ID] != t.Spent {
			c.tell(spentIsSum, "task %s tells of %s, the bookings of %s", t.ID, t.Spent, on[t.ID])
		}
	}
	return nil
}

// proveBilling holds the closed periods and the balances against the bookings.
func (d *Desk) proveBilling(ctx context.Context, found func(storage.Finding)) error {
	periods, err := d.store.ListPeriods(ctx, d.key, 200)
	if err != nil {
		return err
	}
	for i, p := range periods { // the newest first
		if i+1 < len(periods) && (!p.From.Equal(periods[i+1].Until) || p.Number != periods[i+1].Number+1) {
			found(storage.Finding{Invariant: periodsInARow, Text: fmt.Sprintf("period %d begins at %s, the one before ended at %s",
				p.Number, p.From.Format(time.RFC3339), periods[i+1].Until.Format(time.RFC3339))})
		}
		sum, err := d.store.SumLines(ctx, d.key, p.From, p.Until)
		if err != nil {
			return err
		}
		if sum != p.Sum {
			found(storage.Finding{Invariant: periodIsClosed, Text: fmt.Sprintf("period %d was closed with %d bookings, %s; there are %d, %s",
				p.Number, p.Lines, p.Spent, sum.Lines, sum.Spent)})
		}
	}
	return d.proveBalances(ctx, found)
}

// proveBalances sums the bookings of each contract line by line.
func (d *Desk) proveBalances(ctx context.Context, found func(storage.Finding)) error {
	q := storage.ContractQuery{Limit: 200}
	for {
		contracts, err := d.store.ListContracts(ctx, d.key, q)
		if err != nil {
			return err
		}
		for _, c := range contracts {
			if err := d.proveBalance(ctx, c, found); err != nil {
				return err
			}
			q.After = c.ID
		}
		if len(contracts) < q.Limit {
			return nil
		}
	}
}

// proveBalance looks again while somebody books on the contract.
func (d *Desk) proveBalance(ctx context.Context, c ticket.Contract, found func(storage.Finding)) error {
	for try := 0; ; try++ {
		before, err := d.spentOn(ctx, c.ID)
		if err != nil {
			return err
		}
		lines, err := d.linesOf(ctx, c.ID)
		if err != nil {
			return err
		}
		wrong := differing(before, lines)
		if wrong == "" {
			return nil
		}
		after, err := d.spentOn(ctx, c.ID)
		if err != nil {
			return err
		}
		if differing(before, after) == "" || try == mostLooks {
			found(storage.Finding{Invariant: balanceIsOfLines, Text: fmt.Sprintf("contract %s, service %q: the balance tells of %s, the bookings of %s",
				c.Number, wrong, before[wrong], lines[wrong])})
			return nil
		}
	}
}

// spentOn is what the balance of a contract is made of, by service.
func (d *Desk) spentOn(ctx context.Context, contract string) (map[string]time.Duration, error) {
	list, err := d.store.Spent(ctx, d.key, contract)
	spent := map[string]time.Duration{}
	for _, s := range list {
		spent[s.Service] = s.Spent
	}
	return spent, err
}

// linesOf sums the bookings of a contract by service.
func (d *Desk) linesOf(ctx context.Context, contract string) (map[string]time.Duration, error) {
	spent := map[string]time.Duration{}
	q := storage.LineQuery{Contracts: []string{contract}, Limit: 200}
	for {
		page, err := d.store.ListLines(ctx, storage.Everything(d.key), q)
		if err != nil {
			return nil, err
		}
		for _, l := range page {
			spent[l.Service] += l.Spent
		}
		if len(page) < q.Limit {
			return spent, nil
		}
		last := page[len(page)-1]
		q.After = storage.Cursor{At: last.Worked, ID: last.ID}
	}
}

// differing is a service of which the sums are not the same; "" if there is none.
func differing(a, b map[string]time.Duration) string {
	for _, m := range []map[string]time.Duration{a, b} {
		for service := range m {
			if a[service] != b[service] {
				return service
			}
		}
	}
	return ""
}

// sameSpending compares what the journal tells of a booking.
func sameSpending(a, b ticket.Spending) bool {
	return a.Spent == b.Spent && a.Task == b.Task && a.Person == b.Person && a.At.Equal(b.At) && a.Worked.Equal(b.Worked) &&
		a.Contract == b.Contract && a.Service == b.Service && a.Corrects == b.Corrects
}
