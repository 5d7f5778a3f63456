package sqlstore

import (
	"context"
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

// numbers are the leased blocks, by desk and series.
type numbers struct {
	block  int64 // how many are leased at once
	mu     sync.Mutex
	leased map[[2]string]lease
}

// lease is what is left of a block: the numbers after given, up to last.
type lease struct{ given, last int64 }

// Number gives a number of the series that was never given before, from 1. It is
// known before the change that needs it is made, so it is not part of its
// transaction: numbers are leased in blocks, and what a change does not use, or a
// process that dies had leased, is left out for ever.
func (s *Store) Number(ctx context.Context, desk, series string) (int64, error) {
	s.numbers.mu.Lock()
	defer s.numbers.mu.Unlock()
	key := [2]string{desk, series}
	l := s.numbers.leased[key]
	if l.given == l.last {
		var last []int64
		if err := s.put(ctx, &last, leaseNumbers, desk, series, s.numbers.block); err != nil {
			return 0, err
		}
		l = lease{last[0] - s.numbers.block, last[0]}
	}
	l.given++
	if s.numbers.leased == nil {
		s.numbers.leased = make(map[[2]string]lease)
	}
	s.numbers.leased[key] = l
	return l.given, nil
}

// Close gives back what is left of the leased numbers and closes the prepared
// statements. The handles are their owner's.
func (s *Store) Close(ctx context.Context) error {
	s.numbers.mu.Lock()
	defer s.numbers.mu.Unlock()
	var failed error
	for key, l := range s.numbers.leased {
		if l.given < l.last {
			if _, err := s.exec(ctx, returnNumbers, l.given, key[0], key[1], l.last); err != nil {
				failed = err
			}
		}
		delete(s.numbers.leased, key)
	}
	s.read.close()
	s.write.close()
	return failed
}
