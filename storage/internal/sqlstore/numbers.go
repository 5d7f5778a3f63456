package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
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
// most as many, less one, of each series; half as many more if it was in a hurry.
const block = 20

// hurry is how fast half a block must be used for the next one to be leased ahead, so
// that nobody waits for its commit.
const hurry = time.Second

// aheadWithin is how long leasing ahead may take.
const aheadWithin = 5 * time.Second

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
	since       time.Time   // when the block was begun
	ahead       chan leased // gives the next block, where one is being leased ahead; else nil
}

// leased is what came of a leasing: the last number of the block.
type leased struct {
	last int64
	err  error
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
		last, err := s.next(ctx, l, desk, series)
		if err != nil {
			return 0, err
		}
		l.given, l.last, l.since = last-s.numbers.block, last, time.Now()
	}
	l.given++
	if l.ahead == nil && l.last-l.given < s.numbers.block/2 && time.Since(l.since) < hurry {
		l.ahead = make(chan leased, 1)
		go s.leaseAhead(context.WithoutCancel(ctx), l.ahead, desk, series)
	}
	return l.given, nil
}

// next gives the last number of the next block: of the one that was leased ahead, if
// that came to something.
func (s *Store) next(ctx context.Context, l *lease, desk, series string) (int64, error) {
	if l.ahead != nil {
		select {
		case got := <-l.ahead:
			l.ahead = nil
			if got.err == nil {
				return got.last, nil
			}
		case <-ctx.Done():
			return 0, fmt.Errorf("waiting for a number: %w", ctx.Err())
		}
	}
	return s.lease(ctx, desk, series)
}

func (s *Store) leaseAhead(ctx context.Context, into chan<- leased, desk, series string) {
	ctx, cancel := context.WithTimeout(ctx, aheadWithin)
	defer cancel()
	last, err := s.lease(ctx, desk, series)
	into <- leased{last, err}
}

func (s *Store) lease(ctx context.Context, desk, series string) (int64, error) {
	var last []int64
	if err := s.put(ctx, &last, leaseNumbers, desk, series, s.numbers.block); err != nil {
		return 0, err
	}
	return last[0], nil
}

// Close gives back what is left of the leased numbers and closes the prepared
// statements. The handles are their owner's.
func (s *Store) Close(ctx context.Context) error {
	s.numbers.mu.Lock()
	defer s.numbers.mu.Unlock()
	var failed error
	for key, l := range s.numbers.leased {
		l.turn <- struct{}{}
		if l.ahead != nil {
			if got := <-l.ahead; got.err == nil {
				failed = errors.Join(failed, s.giveBack(ctx, key, got.last-s.numbers.block, got.last))
			}
			l.ahead = nil
		}
		failed = errors.Join(failed, s.giveBack(ctx, key, l.given, l.last))
		l.given = l.last
		<-l.turn
	}
	s.read.close()
	s.write.close()
	return failed
}

// giveBack gives back the numbers of a series after given, up to last.
func (s *Store) giveBack(ctx context.Context, of [2]string, given, last int64) error {
	if given == last {
		return nil
	}
	_, err := s.exec(ctx, returnNumbers, given, of[0], of[1], last)
	return err
}
