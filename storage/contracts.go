package storage

import (
	"context"
	"time"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// Contracts keeps what organizations have bought.
type Contracts interface {
	// Contract reads one contract.
	Contract(ctx context.Context, desk, id string) (ticket.Contract, error)
	// ListContracts reads those that match, by number, letters' case ignored, and id.
	ListContracts(ctx context.Context, desk string, q ContractQuery) ([]ticket.Contract, error)
	// PutContract writes a contract; ErrNumberTaken if another one has its number,
	// letters' case ignored.
	PutContract(ctx context.Context, c ticket.Contract) (int64, error)
	// Spent sums the time booked on each service of these contracts, by contract and
	// service. What nothing was booked on is left out.
	Spent(ctx context.Context, desk string, contracts ...string) ([]Spent, error)
}

// ContractQuery says which contracts are wanted. Every field that is set narrows.
type ContractQuery struct {
	Organizations []string
	Text          string    // a part of the number, letters' case ignored
	At            time.Time // in force at this instant
	Limit         int       // 1 to 200
	After         string    // the id of the last one read; empty is the beginning
}

// Spent is the time booked on a service of a contract.
type Spent struct {
	Contract, Service string
	Spent             time.Duration
}
