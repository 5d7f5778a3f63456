package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
)

// line is a row of the export, by what stands in its cells.
type line struct {
	organization, contract, number, agent, corrects string
	period                                          int
	spent                                           time.Duration
	frozen                                          string // everything that a closed period must keep
}

// export reads rows as the files of the export have them, by the ids of the bookings.
func (w *world) export(ctx context.Context, f helpdesk.BillingFilter) (map[string]line, error) {
	columns := map[string]int{}
	for i, key := range helpdesk.BillingColumns() {
		columns[key] = i
	}
	lines := map[string]line{}
	for row, err := range helpdesk.BillingRows(w.desk.As(helpdesk.Person(manager)).Billing(ctx, f), w.office.Location()) {
		if err != nil {
			return nil, err
		}
		text := func(key string) string {
			if cell := row[columns[key]]; cell != nil {
				return fmt.Sprint(cell)
			}
			return ""
		}
		minutes, _ := row[columns["minutes"]].(int)
		period, _ := row[columns["period"]].(int)
		id := text("booking")
		if _, twice := lines[id]; twice {
			w.find(billedOnce, uuid.Nil, "booking %s stands in two lines", id)
		}
		l := line{
			organization: text("organization"), contract: text("contract"), number: text("ticket"), agent: text("agent"),
			corrects: text("corrects"), period: period, spent: time.Duration(minutes) * time.Minute,
		}
		for _, key := range []string{"worked", "organization", "contract", "service", "ticket", "agent", "minutes", "hours", "note", "booked", "corrects"} {
			l.frozen += text(key) + "\n"
		}
		lines[id] = l
	}
	return lines, nil
}

// billing holds the export against the bookings that the journals tell of: line by line,
// and by the sums that are asked for by organization, contract, agent and ticket.
func (e *evening) billing(ctx context.Context) error {
	all, err := e.export(ctx, helpdesk.BillingFilter{})
	if err != nil {
		return err
	}
	e.report.Lines, e.report.Billed = len(all), 0
	for id, l := range all {
		e.report.Billed += l.spent
		b := e.bookings[id]
		if b == nil {
			e.find(billedOnce, uuid.Nil, "%s: booking %s is billed, no journal tells of it", l.number, id)
			continue
		}
		want := line{
			organization: e.titles[b.organization], contract: e.contracts[b.contract].Number, number: b.number, agent: b.agent,
			corrects: b.corrects, period: e.period(b.worked), spent: b.spent, frozen: l.frozen,
		}
		if l != want {
			e.find(billedOnce, b.ticket, "booking %s is billed as %+v, the journal tells of %+v", id, l, want)
		}
	}
	for id, b := range e.bookings {
		if _, is := all[id]; !is {
			e.find(billedOnce, b.ticket, "%s: booking %s is not billed", b.number, id)
		}
	}
	return e.sums(ctx)
}

// period is the number of the closed period of an instant.
func (w *world) period(at time.Time) int {
	for _, b := range w.closed {
		if at.Before(b.Until) {
			return b.Number
		}
	}
	return 0
}

// asked is how many tickets are asked for one by one each evening.
const asked = 20

// sums asks for each organization, contract and agent, and for some of the tickets.
func (e *evening) sums(ctx context.Context) error {
	for _, by := range []struct {
		name   string
		of     func(*booking) string
		filter func(string) helpdesk.BillingFilter
		most   int
	}{
		{"organization", func(b *booking) string { return b.organization }, func(id string) helpdesk.BillingFilter { return helpdesk.BillingFilter{Organizations: []string{id}} }, organizations},
		{"contract", func(b *booking) string { return b.contract }, func(id string) helpdesk.BillingFilter { return helpdesk.BillingFilter{Contracts: []string{id}} }, 2 * organizations},
		{"agent", func(b *booking) string { return b.agent }, func(id string) helpdesk.BillingFilter { return helpdesk.BillingFilter{Agents: []string{id}} }, 2 * organizations},
		{"ticket", func(b *booking) string { return b.ticket.String() }, func(id string) helpdesk.BillingFilter {
			return helpdesk.BillingFilter{Tickets: []uuid.UUID{uuid.MustParse(id)}}
		}, asked},
		{"task", func(b *booking) string { return b.task }, func(id string) helpdesk.BillingFilter {
			return helpdesk.BillingFilter{Tasks: []uuid.UUID{uuid.MustParse(id)}}
		}, asked},
	} {
		sums := map[string]time.Duration{}
		for _, b := range e.bookings {
			if key := by.of(b); key != "" {
				sums[key] += b.spent
			}
		}
		keys := slices.Sorted(maps.Keys(sums))
		for i := 0; i < len(keys); i += max(1, len(keys)/by.most) {
			lines, err := e.export(ctx, by.filter(keys[i]))
			if err != nil {
				return err
			}
			var sum time.Duration
			for _, l := range lines {
				sum += l.spent
			}
			if sum != sums[keys[i]] {
				e.find(billedOnce, uuid.Nil, "%s %s is billed %s, %s were booked", by.name, keys[i], sum, sums[keys[i]])
			}
		}
	}
	return nil
}

// balances holds what is left of each service against the bookings.
func (e *evening) balances(ctx context.Context) error {
	list, err := e.desk.As(helpdesk.Person(manager)).BalancesOf(ctx, storage.ContractQuery{})
	if err != nil {
		return err
	}
	spent := map[[2]string]time.Duration{}
	for _, b := range e.bookings {
		spent[[2]string{b.contract, b.service}] += b.spent
	}
	told := 0
	for _, c := range list {
		for _, s := range c.Services {
			told++
			bought, _ := e.contracts[c.Contract].Service(s.Key)
			if is := spent[[2]string{c.Contract, s.Key}]; s.Spent != is || s.Left != bought.Bought-is {
				e.find(balancesAgree, uuid.Nil, "of %s, %s, %s are spent and %s left: %s were bought and %s booked", c.Number, s.Key, s.Spent, s.Left, bought.Bought, is)
			}
		}
	}
	for _, c := range e.contracts {
		told -= len(c.Services)
	}
	if told != 0 {
		e.find(balancesAgree, uuid.Nil, "%d services too many have a balance", told)
	}
	return nil
}

// frozen is a closed period as it is exported.
func (w *world) frozen(ctx context.Context, p storage.Period) (map[string]string, error) {
	lines, err := w.export(ctx, helpdesk.BillingFilter{From: p.From, Until: p.Until})
	rows := map[string]string{}
	for id, l := range lines {
		rows[id] = l.frozen
	}
	return rows, err
}

// periods holds each closed period against what it was closed with.
func (e *evening) periods(ctx context.Context) error {
	for _, b := range e.closed {
		is, err := e.frozen(ctx, b.Period)
		if err != nil {
			return err
		}
		for id := range is {
			if _, was := b.rows[id]; !was {
				e.find(closedStays, uuid.Nil, "booking %s came into period %d", id, b.Number)
			}
		}
		for id, was := range b.rows {
			if is[id] != was {
				e.find(closedStays, uuid.Nil, "booking %s of period %d was %q, it is %q", id, b.Number, was, is[id])
			}
		}
		if len(b.rows) != b.Lines {
			e.find(closedStays, uuid.Nil, "period %d was closed with %d bookings, it had %d", b.Number, b.Lines, len(b.rows))
		}
	}
	e.report.Periods = len(e.closed)
	return nil
}
