package storage

import (
	"context"
	"time"
)

// Regulation is one published version of a desk's regulation.
type Regulation struct {
	Desk    string
	Version int    // 1, 2, 3 …
	Source  []byte // in YAML, with the days of its calendars as they were known when it was published
	Author  string
	Reason  string
	At      time.Time
}

// Regulations keeps the versions of a desk's regulation.
type Regulations interface {
	// Regulation reads a version, or the newest when version is 0.
	Regulation(ctx context.Context, desk string, version int) (Regulation, error)
	// AddRegulation adds a version: the one after the newest, else ErrConflict.
	AddRegulation(ctx context.Context, r Regulation) error
}
