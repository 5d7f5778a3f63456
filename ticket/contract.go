package ticket

import (
	"slices"
	"time"
)

// Contract is what an organization has bought: services, each with hours, for a time.
// The ID is the host's own and opaque.
type Contract struct {
	Desk         string
	ID           string
	Version      int64
	Number       string // as people say it; one contract's in the desk, letters' case ignored
	Organization string
	From         time.Time // it is in force from this instant on
	Until        time.Time // and before this one; zero is for ever
	Plan         string    // the SLA plan that it gives, for rules to choose by; empty for none
	Services     []Service
}

// Service is something of which a contract buys hours.
type Service struct {
	Key        string        `json:"key"`
	Title      string        `json:"title"`
	Bought     time.Duration `json:"bought"`
	Categories []string      `json:"categories,omitempty"` // of the tickets whose time it pays; all when empty
}

// InForce tells whether the contract holds at an instant.
func (c Contract) InForce(at time.Time) bool {
	return !at.Before(c.From) && (c.Until.IsZero() || at.Before(c.Until))
}

// ServiceFor is the service that pays time on tickets of a category: the first that
// names it, else the first that pays for all.
func (c Contract) ServiceFor(category string) (Service, bool) {
	for _, pays := range []func(Service) bool{
		func(s Service) bool { return slices.Contains(s.Categories, category) },
		func(s Service) bool { return len(s.Categories) == 0 },
	} {
		if i := slices.IndexFunc(c.Services, pays); i >= 0 {
			return c.Services[i], true
		}
	}
	return Service{}, false
}

// Service is the contract's service of that key.
func (c Contract) Service(key string) (Service, bool) {
	i := slices.IndexFunc(c.Services, func(s Service) bool { return s.Key == key })
	if i < 0 {
		return Service{}, false
	}
	return c.Services[i], true
}

// Clone is a copy that shares nothing that can change with the original.
func (c Contract) Clone() Contract {
	c.Services = slices.Clone(c.Services)
	for i, s := range c.Services {
		c.Services[i].Categories = slices.Clone(s.Categories)
	}
	return c
}
