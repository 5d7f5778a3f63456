package helpdesk

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// claimFor is how long a claim of timers holds before others may take it over.
const claimFor = 30 * time.Second

// claimAtOnce is how many timers are claimed in one go. What they do is written in
// one transaction.
const claimAtOnce = 100

// longestSleep is how long Run sleeps at most: what another process wrote, and did not
// wake it for, is found no later.
const longestSleep = time.Second

// relieveEvery is how often what people who are absent have is looked for.
const relieveEvery = time.Minute

// Run keeps the desk's promises that come with time: warnings, deadlines, wake-ups,
// closing on silence; those of a new version of the regulation: see CatchUp; it hands to
// those who stand in what people who are absent have: see Relieve; it sees to it that
// nothing is kept for longer than the regulation says: see Retain; and it hands
// events to the handlers of this process: see Handle. While the desk's clock and the
// store's are more than Config.Apart apart, it claims nothing and the desk is not Ready.
// What other processes write is found within a second, and at once where the store has the
// power of storage.Waking.
// It returns when ctx ends, with ctx's error. Any number of processes may run the same desk.
func (d *Desk) Run(ctx context.Context) error {
	forget, relieved := time.Time{}, time.Time{}
	var seen catching
	var workers sync.WaitGroup
	var retaining atomic.Bool
	defer workers.Wait()
	woken := d.listen(ctx)
	for {
		seen.up(ctx, d)
		if err := d.keep(ctx, &workers); err != nil && ctx.Err() == nil && !d.skewed.Load() { // which was told when it was seen
			d.log.Error("timers and deliveries wait", "error", err)
		}
		if now := d.Now(); now.Sub(forget) > time.Hour {
			forget = now
			if err := d.store.ForgetKeys(ctx, d.key, now.Add(-keyLife)); err != nil && ctx.Err() == nil {
				d.log.Error("old keys were not forgotten", "error", err)
			}
			if retaining.CompareAndSwap(false, true) { // beside the timers: it may take long
				workers.Go(func() {
					defer retaining.Store(false)
					if _, err := d.Retain(ctx); err != nil && ctx.Err() == nil {
						d.log.Error("what is old was not forgotten", "error", err)
					}
				})
			}
		}
		if now := d.Now(); now.Sub(relieved) >= relieveEvery {
			relieved = now
			if _, err := d.Relieve(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("those who stand in wait", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-woken:
		case <-time.After(d.sleep(ctx)):
		}
	}
}

// listen is for what wakes Run before its sleep is over: nil, which never does, if the
// store cannot.
func (d *Desk) listen(ctx context.Context) <-chan struct{} {
	if d.waking == nil {
		return nil
	}
	woken := d.waking.Listen(ctx, d.key)
	if woken == nil {
		d.log.Info("this store wakes nobody: what other processes write is found within a moment", "moment", longestSleep)
	}
	return woken
}

// keep does what is due, unless the clock is not to be trusted: then nothing is claimed.
// Handlers come first, so that they are told also of what is overdue when the desk starts.
func (d *Desk) keep(ctx context.Context, workers *sync.WaitGroup) error {
	if err := d.agree(ctx); err != nil {
		return err
	}
	attended := d.attend(ctx, workers)
	_, err := d.Tick(ctx)
	return errors.Join(attended, err)
}

// sleep is how long nothing will be due, as far as is known.
func (d *Desk) sleep(ctx context.Context) time.Duration {
	next, err := d.store.NextTimer(ctx, d.key)
	left := next.Sub(d.now())
	if err != nil || next.IsZero() || left <= 0 { // what is due and could not be claimed is another's
		return longestSleep
	}
	return min(left, longestSleep)
}

// Tick does everything that is due at this instant and answers how many timers fired.
// Run calls it; tests and hosts with a clock of their own may.
func (d *Desk) Tick(ctx context.Context) (int, error) {
	fired := 0
	for {
		owner := d.newID()
		now := d.Now()
		timers, err := d.store.Claim(ctx, storage.Claim{Desk: d.key, Now: now, Until: now.Add(claimFor), Owner: owner, Limit: claimAtOnce})
		if err != nil {
			return fired, fail("tick", err)
		}
		if len(timers) == 0 {
			return fired, nil
		}
		n, err := d.fire(ctx, owner, timers)
		fired += n
		if err != nil {
			return fired, fail("tick", err)
		}
	}
}

// fire does what claimed timers are there for and answers how many are done: all in
// one transaction, or, where that does not go through, ticket by ticket. A ticket that
// fails alone keeps its timers; when the claim runs out they are tried again.
func (d *Desk) fire(ctx context.Context, owner uuid.UUID, timers []storage.Timer) (int, error) {
	b := batch{of: make(map[uuid.UUID][]storage.Timer)}
	for _, t := range timers {
		if b.of[t.Ticket] == nil {
			b.ids = append(b.ids, t.Ticket)
		}
		b.of[t.Ticket] = append(b.of[t.Ticket], t)
	}
	idle, err := d.fireTogether(ctx, b)
	if err != nil && ctx.Err() == nil && !errors.Is(fail("tick", err), Unavailable) {
		idle, err = d.fireOneByOne(ctx, &b)
	}
	if err != nil {
		return 0, err
	}
	for _, id := range idle {
		for _, t := range b.of[id] {
			if err := d.store.Drop(ctx, owner, t); err != nil {
				return 0, err
			}
		}
	}
	return len(timers) - b.failed, nil
}

// batch is timers by ticket, in the order in which they are due.
type batch struct {
	ids    []uuid.UUID
	of     map[uuid.UUID][]storage.Timer
	failed int // timers of tickets that could not be changed
}

// fireTogether writes what all the timers do in one transaction. It answers the
// tickets that did not change, whose timers are still there.
func (d *Desk) fireTogether(ctx context.Context, b batch) (idle []uuid.UUID, err error) {
	return d.As(System("sla")).together(ctx, b.ids, func(c *draft, id uuid.UUID) error { return c.fireAll(b.of[id]) })
}

// fireOneByOne fires each ticket's timers by themselves. A ticket that fails is told
// to the log and keeps its timers.
func (d *Desk) fireOneByOne(ctx context.Context, b *batch) (idle []uuid.UUID, err error) {
	s := d.As(System("sla"))
	for _, id := range b.ids {
		changed := false
		_, err := s.alter(ctx, VerbSystem, id, nil, func(c *draft) error {
			err := c.fireAll(b.of[id])
			changed = len(c.change.Journal) > 0
			return err
		})
		switch {
		case err == nil && changed:
		case err == nil, errors.Is(err, NotFound):
			idle = append(idle, id)
		case ctx.Err() != nil, errors.Is(err, Unavailable):
			return nil, err
		default:
			d.log.Error("timers could not fire", "ticket", id, "timers", len(b.of[id]), "error", err)
			b.failed += len(b.of[id])
		}
	}
	return idle, nil
}

func (d *draft) fireAll(timers []storage.Timer) error {
	for _, t := range timers {
		if err := d.fire(t); err != nil {
			return err
		}
	}
	return nil
}
