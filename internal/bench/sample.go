package main

import (
	"context"
	"slices"
	"sync"
	"time"
)

// sample is what was measured of one side: how long each call took, and how long
// the turns took together.
type sample struct {
	calls []time.Duration
	spent time.Duration
	turns []sample
}

func (s *sample) add(o sample) {
	s.calls = append(s.calls, o.calls...)
	s.spent += o.spent
	s.turns = append(s.turns, o)
}

// beside is the middle one of the ratios of turns that followed each other: what else
// the machine does changes from minute to minute, and meets both of a pair.
func (s *sample) beside(o sample, of func(*sample) float64) float64 {
	var ratios []float64
	for i := range s.turns {
		ratios = append(ratios, of(&s.turns[i])/of(&o.turns[i]))
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}

func (s *sample) median() time.Duration {
	if len(s.calls) == 0 {
		return 0
	}
	slices.Sort(s.calls)
	return s.calls[len(s.calls)/2]
}

// rate is how many calls ended in a second.
func (s *sample) rate() float64 { return float64(len(s.calls)) / s.spent.Seconds() }

// side is one of two things that are compared: it works for a turn.
type side func(ctx context.Context, round int) (sample, error)

// byTurns lets two sides work in turn, so that what else the machine does meets
// both. The first turn of each warms up and does not count.
func (b *bench) byTurns(ctx context.Context, ours, bare side) (o, r sample, err error) {
	for round := range b.rounds + 1 {
		for _, s := range []struct {
			work side
			sum  *sample
		}{{ours, &o}, {bare, &r}} {
			got, err := s.work(ctx, round)
			if err != nil {
				return o, r, err
			}
			if round > 0 {
				s.sum.add(got)
			}
		}
	}
	return o, r, nil
}

// call is one call of one side.
type call func(ctx context.Context) error

// byCalls lets two sides make one call each in turn, where both are of this process.
func (b *bench) byCalls(ctx context.Context, ours, bare call) (o, r sample, err error) {
	warm := time.Now().Add(b.round)
	end := warm.Add(b.round * time.Duration(b.rounds))
	for at := time.Now(); at.Before(end); at = time.Now() {
		if err := ours(ctx); err != nil {
			return o, r, err
		}
		between := time.Now()
		if err := bare(ctx); err != nil {
			return o, r, err
		}
		if at.After(warm) {
			o.calls = append(o.calls, between.Sub(at))
			r.calls = append(r.calls, time.Since(between))
		}
	}
	o.turns, r.turns = []sample{o}, []sample{r}
	return o, r, nil
}

// clients calls do again and again from so many goroutines for a turn. The number
// that it is given is another in every call of a turn.
func (b *bench) clients(n int, do func(ctx context.Context, client, call int) error) side {
	return func(ctx context.Context, _ int) (sample, error) {
		var mu sync.Mutex
		var sum sample
		var failed error
		var wg sync.WaitGroup
		began := time.Now()
		for client := range n {
			wg.Go(func() {
				var calls []time.Duration
				var err error
				for call := 0; err == nil && time.Since(began) < b.round; call++ {
					at := time.Now()
					err = do(ctx, client, call)
					calls = append(calls, time.Since(at))
				}
				mu.Lock()
				defer mu.Unlock()
				sum.calls = append(sum.calls, calls...)
				if failed == nil {
					failed = err
				}
			})
		}
		wg.Wait()
		sum.spent = time.Since(began)
		return sum, failed
	}
}
