package api

import (
	"context"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type serviceInput struct {
	Key        string   `json:"key,omitempty" required:"true"`
	Title      string   `json:"title,omitempty" required:"true"`
	Bought     duration `json:"bought,omitempty" doc:"whole minutes"`
	Categories []string `json:"categories,omitempty" doc:"of the tickets whose time it pays; all when left out"`
}

type contractInput struct {
	Number       string         `json:"number,omitempty" required:"true"`
	Organization string         `json:"organization,omitempty" required:"true"`
	From         time.Time      `json:"from,omitzero" required:"true"`
	Until        time.Time      `json:"until,omitzero" doc:"it is in force before this instant; for ever when left out"`
	Plan         string         `json:"plan,omitempty" doc:"the SLA plan that it gives"`
	Services     []serviceInput `json:"services,omitempty" required:"true"`
}

type serviceJSON struct {
	Key        string   `json:"key"`
	Title      string   `json:"title"`
	Bought     duration `json:"bought"`
	Categories []string `json:"categories"`
}

type contractJSON struct {
	ID           string        `json:"id"`
	Version      int64         `json:"version"`
	Number       string        `json:"number"`
	Organization string        `json:"organization"`
	From         time.Time     `json:"from"`
	Until        time.Time     `json:"until,omitzero"`
	Plan         string        `json:"plan,omitempty"`
	Services     []serviceJSON `json:"services"`
}

type contractsJSON struct {
	Contracts []contractJSON `json:"contracts"`
}

// balanceJSON is a contract as the organization that has it sees it.
type balanceJSON struct {
	Contract string               `json:"contract" doc:"its id"`
	Number   string               `json:"number"`
	From     time.Time            `json:"from"`
	Until    time.Time            `json:"until,omitzero"`
	InForce  bool                 `json:"in_force"`
	Services []serviceBalanceJSON `json:"services"`
}

type serviceBalanceJSON struct {
	Key    string   `json:"key"`
	Title  string   `json:"title"`
	Bought duration `json:"bought"`
	Spent  duration `json:"spent"`
	Left   duration `json:"left" doc:"less than nothing where more was spent than bought"`
}

type balancesJSON struct {
	Balances []balanceJSON `json:"balances"`
}

// contractRoutes read and write contracts, and tell what is left of them.
func contractRoutes() []route {
	which := []parameter{
		{"organization", "ids of organizations", several},
		{"text", "a part of the number", textual},
		{"at", "those in force at this instant", instant},
		{"after", "the id of the last contract of the page before", textual},
		{"limit", "how many at most, 1 to 200; 200 when left out", whole},
	}
	return []route{
		read("/contracts", "listContracts", "List contracts by number, for the staff", listContracts).with(which...),
		read("/contracts/{id}", "readContract", "Read a contract, for the staff", readContract),
		put("/contracts/{id}", "putContract", "Write a contract", putContract),
		read("/contracts/balances", "listBalances", "List what is left of contracts by service, for the staff", listBalances).with(which...),
		read("/balances", "readBalances", "Read what is left of the contracts of one's own organization, by service", readBalances),
	}
}

func (c *call) contractQuery() storage.ContractQuery {
	return storage.ContractQuery{
		Organizations: list[string](c, "organization"), Text: c.text("text"), At: c.instant("at"), After: c.text("after"), Limit: c.whole("limit", 200, 200),
	}
}

func listContracts(c *call) (contractsJSON, error) {
	q := c.contractQuery()
	s, err := c.session()
	if err != nil {
		return contractsJSON{}, err
	}
	found, err := s.Contracts(c.Context(), q)
	return contractsJSON{each(found, contractOf)}, err
}

func readContract(c *call) (contractJSON, error) {
	s, err := c.session()
	if err != nil {
		return contractJSON{}, err
	}
	found, err := s.Contract(c.Context(), c.PathValue("id"))
	if err == nil {
		c.tag(found.Version)
	}
	return contractOf(found), err
}

func putContract(ctx context.Context, s *helpdesk.Session, id string, version int64, in contractInput) (int64, error) {
	return s.PutContract(ctx, ticket.Contract{
		ID: id, Version: version, Number: in.Number, Organization: in.Organization, From: in.From, Until: in.Until, Plan: in.Plan,
		Services: each(in.Services, func(x serviceInput) ticket.Service {
			return ticket.Service{Key: x.Key, Title: x.Title, Bought: time.Duration(x.Bought), Categories: x.Categories}
		}),
	})
}

func listBalances(c *call) (balancesJSON, error) {
	q := c.contractQuery()
	s, err := c.session()
	if err != nil {
		return balancesJSON{}, err
	}
	found, err := s.BalancesOf(c.Context(), q)
	return balancesJSON{each(found, balanceOf)}, err
}

func readBalances(c *call) (balancesJSON, error) {
	s, err := c.session()
	if err != nil {
		return balancesJSON{}, err
	}
	found, err := s.Balances(c.Context())
	return balancesJSON{each(found, balanceOf)}, err
}

func contractOf(c ticket.Contract) contractJSON {
	return contractJSON{
		ID: c.ID, Version: c.Version, Number: c.Number, Organization: c.Organization, From: c.From, Until: c.Until, Plan: c.Plan,
		Services: each(c.Services, func(s ticket.Service) serviceJSON {
			return serviceJSON{Key: s.Key, Title: s.Title, Bought: duration(s.Bought), Categories: each(s.Categories, same)}
		}),
	}
}

func balanceOf(b helpdesk.Balance) balanceJSON {
	return balanceJSON{
		Contract: b.Contract, Number: b.Number, From: b.From, Until: b.Until, InForce: b.InForce,
		Services: each(b.Services, func(s helpdesk.ServiceBalance) serviceBalanceJSON {
			return serviceBalanceJSON{Key: s.Key, Title: s.Title, Bought: duration(s.Bought), Spent: duration(s.Spent), Left: duration(s.Left)}
		}),
	}
}
