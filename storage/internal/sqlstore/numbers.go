package sqlstore

import (
	"context"
	"fmt"
	"sync"
)

const (
	// leaseNumbers takes the next block of a series and gives its last number.
	leaseNumbers = `
INSERT INTO helpdesk_numbers AS n (desk, series, last) VALUES (?, ?, ?)
ON CONFLICT (desk, series) DO UPDATE SET last = n.last + excluded.last
RETURNING last`

	// returnNumbers gives the rest of a block back, if it is still the newest.
	returnNumbers = `UPDATE helpdesk_numbers SET last = ? WHERE desk = ? AND series = ? AND last = ?`
)

// block is how many numbers are leased at once. A process that dies leaves out at
// most as many, less one, of each series.
const block = 20

// numbers are the leased blocks.
type numbers struct {
	block  int64 // how many are leased at once
	mu     sync.Mutex
	leased map[[2]string]*lease // by desk and series
}

// lease is what is left of a block: the numbers after given, up to last. Whoever
// holds its turn has it to himself.
type lease struct {
	turn        chan struct{}
	given, last int64
}

// of gives the lease of a series.
func (n *numbers) of(desk, series string) *lease {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := [2]string{desk, series}
	l := n.leased[key]
	if l == nil {
		l = &lease{turn: make(chan struct{}, 1)}
		if n.leased == nil {
			n.leased = make(map[[2]string]*lease)
		}
		n.leased[key] = l
	}
	return l
}

// Number gives a number of the series that was never given before, from 1. It is
// known before the change that needs it is made, so it is not part of its
// transaction: numbers are leased in blocks, and what a change does not use, or a
// process that dies had leased, is left out for ever.
func (s *Store) Number(ctx context.Context, desk, series string) (int64, error) {
	l := s.numbers.of(desk, series)
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return 0, fmt.Errorf("waiting for a number: %w", ctx.Err())
	}
	if l.given == l.last {
		var last []int64
		if err := s.put(ctx, &last, leaseNumbers, desk, series, s.numbers.block); err != nil {
			return 0, err
		}
		l.given, l.last = last[0]-s.numbers.block, last[0]
	}
	l.given++
	return l.given, nil
}

// Close gives back what is left of the leased numbers and closes the prepared
// statements. The handles are their owner's.
func (s *Store) Close(ctx context.Context) error {
	s.numbers.mu.Lock()
	defer s.numbers.mu.Unlock()
	var failed error
	for key, l := range s.numbers.leased {
		l.turn <- struct{}{}
		if l.given < l.last {
			if _, err := s.exec(ctx, returnNumbers, l.given, key[0], key[1], l.last); err != nil {
				failed = err
			}
		}
		l.given = l.last
		<-l.turn
	}
	s.read.close()
	s.write.close()
	return failed
}
