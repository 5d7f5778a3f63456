package storagetest

import (
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

var contractTests = []test{
	{"a contract is written if the stored one has the value's version, every field comes back", func(d *desk) {
		full := ticket.Contract{
			Desk: d.key, ID: "1", Version: 1, Number: "Д-17/2026", Organization: "acme", From: start, Until: after(9), Plan: "urgent",
			Services: []ticket.Service{
				{Key: "support", Title: "Поддержка «1С»", Bought: 90*time.Minute + time.Microsecond, Categories: []string{"defect", odd[0]}},
				{Key: "rest", Title: "Прочее"},
			},
		}
		d.filled(full)
		full.Version = 0
		versioned(d, full, func(c *ticket.Contract) *int64 { return &c.Version },
			func(c *ticket.Contract) {
				c.Number, c.Until, c.Plan, c.Services = odd[0], time.Time{}, "", nil
			},
			func() (ticket.Contract, error) { return d.store.Contract(d.ctx, d.key, "1") },
			func(c ticket.Contract) (int64, error) { return d.store.PutContract(d.ctx, c) })
	}},
	{"a number is one contract's, letters' case ignored, and each desk has its own", func(d *desk) {
		d.contract("1", "Д-1", "acme")
		_, err := d.store.PutContract(d.ctx, ticket.Contract{Desk: d.key, ID: "2", Number: "д-1", Organization: "acme", From: start})
		d.is(err, storage.ErrNumberTaken)
		d.contract("2", "Д-2", "acme")
		_, err = d.store.PutContract(d.ctx, ticket.Contract{Desk: d.key, ID: "2", Version: 1, Number: "д-1", Organization: "acme", From: start})
		d.is(err, storage.ErrNumberTaken)
		_, err = d.store.PutContract(d.ctx, ticket.Contract{Desk: d.key, ID: "1", Version: 1, Number: "д-1", Organization: "acme", From: start})
		d.ok(err)
		other := d.beside()
		other.contract("1", "Д-1", "acme")
		list, err := other.store.ListContracts(d.ctx, other.key, storage.ContractQuery{Limit: 9})
		d.ok(err)
		same(d, len(list), 1)
	}},
	{"contracts are found by organization, number and an instant at which they hold, by number and id", func(d *desk) {
		d.contract("3", "в-100%", "zeta")
		d.contract("2", "Б-2", "acme", after(10))
		d.contract("1", "а-1", "acme", after(5))
		for _, c := range []struct {
			q    storage.ContractQuery
			want string
		}{
			{storage.ContractQuery{}, "1 2 3"},
			{storage.ContractQuery{Limit: 1}, "1"},
			{storage.ContractQuery{After: "1"}, "2 3"},
			{storage.ContractQuery{After: "1", Limit: 1}, "2"},
			{storage.ContractQuery{After: "3"}, ""},
			{storage.ContractQuery{After: "none"}, ""},
			{storage.ContractQuery{Organizations: []string{"acme"}}, "1 2"},
			{storage.ContractQuery{Text: "б-"}, "2"},
			{storage.ContractQuery{Text: "%"}, "3"},
			{storage.ContractQuery{At: start.Add(-time.Microsecond)}, ""},
			{storage.ContractQuery{At: start}, "1 2 3"},
			{storage.ContractQuery{At: after(5)}, "2 3"},
			{storage.ContractQuery{At: after(5), Organizations: []string{"zeta"}, Text: "В"}, "3"},
		} {
			if c.q.Limit == 0 {
				c.q.Limit = 200
			}
			list, err := d.store.ListContracts(d.ctx, d.key, c.q)
			d.ok(err)
			var ids []string
			for _, x := range list {
				ids = append(ids, x.ID)
			}
			same(d, ids, strings.Fields(c.want))
		}
		for _, limit := range []int{0, 201} {
			if _, err := d.store.ListContracts(d.ctx, d.key, storage.ContractQuery{Limit: limit}); err == nil || !strings.Contains(err.Error(), "limit") {
				d.t.Errorf("limit %d: error %v", limit, err)
			}
		}
	}},
	{"what is read of a contract belongs to the caller", func(d *desk) {
		c := ticket.Contract{Desk: d.key, ID: "1", Number: "1", From: start, Services: []ticket.Service{{Key: "a", Categories: []string{"x"}}}}
		_, err := d.store.PutContract(d.ctx, c)
		d.ok(err)
		c.Services[0].Categories[0] = "changed"
		for range 2 {
			got, err := d.store.Contract(d.ctx, d.key, "1")
			d.ok(err)
			same(d, got.Services, []ticket.Service{{Key: "a", Categories: []string{"x"}}})
			got.Services[0].Key, got.Services[0].Categories[0] = "changed", "changed"
		}
	}},
	{"what was spent is summed by contract and service, corrections included", func(d *desk) {
		d.contract("1", "1", "acme")
		d.contract("2", "2", "acme")
		book := func(contract, service string, spent time.Duration) {
			d.made(d.booked(start, spent, func(s *ticket.Spending) { s.Contract, s.Service = contract, service }))
		}
		book("1", "a", time.Hour)
		book("1", "a", -20*time.Minute)
		book("1", "b", time.Minute)
		book("2", "a", 2*time.Hour)
		book("", "", time.Hour)
		got, err := d.store.Spent(d.ctx, d.key, "1", "2", "none", "")
		d.ok(err)
		same(d, got, []storage.Spent{
			{Contract: "1", Service: "a", Spent: 40 * time.Minute},
			{Contract: "1", Service: "b", Spent: time.Minute},
			{Contract: "2", Service: "a", Spent: 2 * time.Hour},
		})
		got, err = d.store.Spent(d.ctx, d.key, "2")
		d.ok(err)
		same(d, got, []storage.Spent{{Contract: "2", Service: "a", Spent: 2 * time.Hour}})
		for _, none := range [][]string{nil, {"none"}} {
			got, err = d.store.Spent(d.ctx, d.key, none...)
			d.ok(err)
			same(d, got, nil)
		}
		got, err = d.store.Spent(d.ctx, d.beside().key, "1")
		d.ok(err)
		same(d, got, nil)
	}},
}

// contract makes a contract from the start on, until an instant if one is given.
func (d *desk) contract(id, number, organization string, until ...time.Time) {
	d.t.Helper()
	c := ticket.Contract{Desk: d.key, ID: id, Number: number, Organization: organization, From: start}
	if len(until) > 0 {
		c.Until = until[0]
	}
	_, err := d.store.PutContract(d.ctx, c)
	d.ok(err)
}

// booked lets a change book time that was worked at an instant.
func (d *desk) booked(worked time.Time, spent time.Duration, edits ...func(*ticket.Spending)) func(*storage.Change) {
	return func(c *storage.Change) {
		s := ticket.Spending{ID: newID(), Ticket: c.Ticket.ID, Person: "vera", At: after(100), Worked: worked, Spent: spent}
		for _, edit := range edits {
			edit(&s)
		}
		c.Times = append(c.Times, s)
	}
}
