package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Contract reads one contract.
func (s *Store) Contract(_ context.Context, desk, id string) (ticket.Contract, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, known := s.desk(desk).contracts[id]
	if !known {
		return ticket.Contract{}, storage.ErrNotFound
	}
	return c.Clone(), nil
}

// ListContracts reads those that match, by number, letters' case ignored, and id.
func (s *Store) ListContracts(_ context.Context, desk string, q storage.ContractQuery) ([]ticket.Contract, error) {
	if err := within(q.Limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []ticket.Contract
	last, begun := s.desk(desk).contracts[q.After]
	if q.After != "" && !begun {
		return nil, nil
	}
	for _, c := range s.desk(desk).contracts {
		if begun && byName(c.Number, c.ID, last.Number, last.ID) <= 0 {
			continue
		}
		if oneOf(q.Organizations, c.Organization) && holds(c.Number, q.Text) && (q.At.IsZero() || c.InForce(ticket.Instant(q.At))) {
			list = append(list, c.Clone())
		}
	}
	slices.SortFunc(list, func(a, b ticket.Contract) int { return byName(a.Number, a.ID, b.Number, b.ID) })
	return list[:min(len(list), q.Limit)], nil
}

// PutContract writes a contract.
func (s *Store) PutContract(_ context.Context, c ticket.Contract) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(c.Desk)
	if d.contracts[c.ID].Version != c.Version {
		return 0, storage.ErrConflict
	}
	number := strings.ToLower(c.Number)
	for _, other := range d.contracts {
		if other.ID != c.ID && strings.ToLower(other.Number) == number {
			return 0, storage.ErrNumberTaken
		}
	}
	c = c.Clone()
	c.Version++
	c.From, c.Until = ticket.Instant(c.From), ticket.Instant(c.Until)
	d.contracts[c.ID] = c
	return c.Version, nil
}

// Spent sums the time booked on each service of contracts.
func (s *Store) Spent(_ context.Context, desk string, contracts ...string) ([]storage.Spent, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	sums := map[storage.Spent]storage.Spent{}
	for _, r := range s.desk(desk).tickets {
		for _, t := range r.times {
			if t.Contract == "" || !slices.Contains(contracts, t.Contract) {
				continue
			}
			of := storage.Spent{Contract: t.Contract, Service: t.Service}
			sum := of
			sum.Spent = sums[of].Spent + t.Spent
			sums[of] = sum
		}
	}
	return slices.SortedFunc(maps.Values(sums), func(a, b storage.Spent) int {
		return cmp.Or(cmp.Compare(a.Contract, b.Contract), cmp.Compare(a.Service, b.Service))
	}), nil
}
