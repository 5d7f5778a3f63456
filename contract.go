package helpdesk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// PutContract writes a contract: a new one with Version 0, else the version that was
// read. Hours are bought in whole minutes. A service on which time was booked stays in
// it. For administrators.
func (s *Session) PutContract(ctx context.Context, c ticket.Contract) (int64, error) {
	v, err := s.putContract(ctx, c)
	return v, fail("put contract", err)
}

func (s *Session) putContract(ctx context.Context, c ticket.Contract) (int64, error) {
	if _, err := s.mayPeople(ctx); err != nil {
		return 0, err
	}
	rules, err := s.desk.current(ctx)
	if err != nil {
		return 0, err
	}
	var fs faults
	c = c.Clone()
	c.Desk, c.From, c.Until = s.desk.key, ticket.Instant(c.From), ticket.Instant(c.Until)
	c.ID = fs.required("id", c.ID, 200)
	c.Number = fs.required("number", c.Number, 100)
	if c.Organization = fs.required("organization", c.Organization, 200); c.Organization != "" {
		o, err := s.desk.directory.Organization(ctx, c.Organization)
		if isNotFound(err) {
			fs.add("organization", FaultUnknown, "got", c.Organization)
		} else if err != nil {
			return 0, err
		}
		c.Organization = or(o.ID, c.Organization)
	}
	switch {
	case c.From.IsZero():
		fs.add("from", FaultRequired)
	case !c.Until.IsZero() && !c.Until.After(c.From):
		fs.add("until", FaultRange, "got", c.Until.Format(time.RFC3339), "min", c.From.Format(time.RFC3339))
	}
	if c.Plan != "" {
		fs.oneOf("plan", c.Plan, keysOf(rules.Plans, func(p Plan) string { return p.Key }))
	}
	rules.services(&fs, c)
	if err := fs.err(); err != nil {
		return 0, err
	}
	if err := s.keepsServices(ctx, c); err != nil {
		return 0, err
	}
	v, err := s.desk.store.PutContract(ctx, c)
	return v, taken("number", c.Number, err)
}

// mostBought is how many hours can be bought of a service.
const mostBought = 1_000_000 * time.Hour

// services proves what a contract is about.
func (r *rules) services(fs *faults, c ticket.Contract) {
	if len(c.Services) == 0 {
		fs.add("services", FaultRequired)
	}
	seen := map[string]bool{}
	for i := range c.Services {
		s, at := &c.Services[i], fmt.Sprintf("services[%d]", i)
		s.Key = fs.required(at+".key", s.Key, 100)
		s.Title = fs.required(at+".title", s.Title, MaxTitle)
		if s.Key != "" && seen[s.Key] {
			fs.add(at+".key", FaultTaken, "got", s.Key)
		}
		seen[s.Key] = true
		if s.Bought < 0 || s.Bought > mostBought || s.Bought%time.Minute != 0 {
			fs.add(at+".bought", FaultRange, "got", s.Bought.String(), "min", "0m", "max", mostBought.String())
		}
		if len(r.Categories) == 0 { // they are whatever people write
			continue
		}
		for j, category := range s.Categories {
			s.Categories[j] = now(r.successors.categories, category)
			fs.oneOf(at+".categories", s.Categories[j], keysOf(r.Categories, func(c Category) string { return c.Key }))
		}
	}
}

// keepsServices proves that what time was booked on is still in the contract.
func (s *Session) keepsServices(ctx context.Context, c ticket.Contract) error {
	spent, err := s.desk.store.Spent(ctx, s.desk.key, c.ID)
	if err != nil {
		return err
	}
	for _, of := range spent {
		if _, has := c.Service(of.Service); !has {
			return refuse("service_in_use", "service", of.Service, "spent", of.Spent.String())
		}
	}
	return nil
}

// Contract answers one contract. For those of the staff who see the whole desk.
func (s *Session) Contract(ctx context.Context, id string) (ticket.Contract, error) {
	if err := s.seesContracts(ctx); err != nil {
		return ticket.Contract{}, fail("contract", err)
	}
	c, err := s.desk.store.Contract(ctx, s.desk.key, id)
	return c, fail("contract", err)
}

// Contracts answers the contracts that match, by number, at most 200. For those of the
// staff who see the whole desk.
func (s *Session) Contracts(ctx context.Context, q storage.ContractQuery) ([]ticket.Contract, error) {
	if err := s.seesContracts(ctx); err != nil {
		return nil, fail("contracts", err)
	}
	if q.Limit < 1 || q.Limit > 200 {
		q.Limit = 200
	}
	list, err := s.desk.store.ListContracts(ctx, s.desk.key, q)
	return list, fail("contracts", err)
}

func (s *Session) seesContracts(ctx context.Context) error {
	r, err := s.staff(ctx)
	if err == nil && !r.Scope.All && !r.May(VerbPeople) {
		err = forbidden(VerbPeople)
	}
	return err
}

// Balance is a contract as the organization that has it sees it: what was bought of each
// service, and what is left. It has nothing in it that is the staff's alone.
type Balance struct {
	Contract string // its id
	Number   string
	From     time.Time
	Until    time.Time // zero is for ever
	InForce  bool
	Services []ServiceBalance
}

// ServiceBalance is one service of a contract. Left is less than nothing where more was
// spent than bought.
type ServiceBalance struct {
	Key, Title          string
	Bought, Spent, Left time.Duration
}

// Balances answers the contracts of the actor's own organization with what is left of
// them, those in force first, at most 200. None where he belongs to no organization.
func (s *Session) Balances(ctx context.Context) ([]Balance, error) {
	r, err := s.rights(ctx)
	if err != nil || r.Person.Organization == "" || r.Person.Inactive {
		return nil, fail("balances", err)
	}
	list, err := s.desk.balances(ctx, storage.ContractQuery{Organizations: []string{r.Person.Organization}, Limit: 200})
	return list, fail("balances", err)
}

// BalancesOf answers the contracts that match with what is left of them, those in force
// first. For those of the staff who see the whole desk.
func (s *Session) BalancesOf(ctx context.Context, q storage.ContractQuery) ([]Balance, error) {
	if err := s.seesContracts(ctx); err != nil {
		return nil, fail("balances", err)
	}
	if q.Limit < 1 || q.Limit > 200 {
		q.Limit = 200
	}
	list, err := s.desk.balances(ctx, q)
	return list, fail("balances", err)
}

// balances are computed from the bookings; nothing of them is stored.
func (d *Desk) balances(ctx context.Context, q storage.ContractQuery) ([]Balance, error) {
	contracts, err := d.store.ListContracts(ctx, d.key, q)
	if err != nil {
		return nil, err
	}
	spent, err := d.store.Spent(ctx, d.key, keysOf(contracts, func(c ticket.Contract) string { return c.ID })...)
	if err != nil {
		return nil, err
	}
	now := d.Now()
	list := make([]Balance, 0, len(contracts))
	for _, c := range contracts {
		b := Balance{Contract: c.ID, Number: c.Number, From: c.From, Until: c.Until, InForce: c.InForce(now)}
		for _, service := range c.Services {
			of := ServiceBalance{Key: service.Key, Title: service.Title, Bought: service.Bought, Left: service.Bought}
			for _, x := range spent {
				if x.Contract == c.ID && x.Service == service.Key {
					of.Spent, of.Left = x.Spent, service.Bought-x.Spent
				}
			}
			b.Services = append(b.Services, of)
		}
		list = append(list, b)
	}
	slices.SortStableFunc(list, func(a, b Balance) int {
		switch {
		case a.InForce == b.InForce:
			return 0
		case a.InForce:
			return -1
		}
		return 1
	})
	return list, nil
}
