package main

import (
	"context"
	"fmt"
	"time"
)

// every is how often the desk looks whether something is to be delivered, and whether
// somebody is away. In between, timers fire at their own instants. Where nothing was to be
// done and nothing has happened since, it looks once an hour.
const every = 5 * time.Minute

// pass lets time pass up to an instant, and the desk keep its promises on the way.
func (w *world) pass(ctx context.Context, until time.Time) error {
	for {
		now := w.clock.Now()
		next, err := w.store.NextTimer(ctx, w.desk.Key())
		if err != nil {
			return err
		}
		timer := !next.IsZero() && !next.After(until)
		look := now.Truncate(every).Add(every)
		switch {
		case !look.After(until) && (!timer || look.Before(next)):
			w.clock.Set(look)
			if w.idle && look.Minute() > 0 {
				continue
			}
			if err := w.look(ctx); err != nil {
				return err
			}
		case timer:
			if next.After(now) {
				w.clock.Set(next)
			}
			fired, err := w.desk.Tick(ctx)
			if err != nil || fired == 0 {
				return fmt.Errorf("%d timers fired at %s: %w", fired, next, err)
			}
			w.report.Fired += fired
			w.idle = false
		default:
			w.clock.Set(until)
			return nil
		}
	}
}

// look delivers what has happened, and lets those who stand in have what is theirs.
func (w *world) look(ctx context.Context) error {
	delivered, err := w.desk.Deliver(ctx)
	if err != nil {
		return err
	}
	relieved, err := w.desk.Relieve(ctx)
	w.report.Delivered += delivered
	w.report.Relieved += relieved
	w.idle = delivered+relieved == 0
	return err
}
