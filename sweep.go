package helpdesk

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// sweep goes once through the tickets that match and lets each be changed, as the
// session's actor. Those that come to match behind it, by processes that do not know
// the newest version yet, are for the next time.
func (d *Desk) sweep(ctx context.Context, s *Session, f ticket.Filter, decide func(*draft) error) (int, error) {
	return d.sweepScope(ctx, s, storage.Everything(d.key), f, anyTicket, decide)
}

func anyTicket(ticket.Ticket) bool { return true }

// sweepScope is sweep within a scope, through those that are wanted.
func (d *Desk) sweepScope(ctx context.Context, s *Session, scope storage.Scope, f ticket.Filter, wanted func(ticket.Ticket) bool, decide func(*draft) error) (int, error) {
	changed := 0
	q := storage.Query{Filter: f, Order: ticket.ByOpened, Limit: 200}
	for {
		page, err := d.store.List(ctx, scope, q)
		if err != nil {
			return changed, err
		}
		found := slices.DeleteFunc(page.Tickets, func(t ticket.Ticket) bool { return !wanted(t) })
		for part := range slices.Chunk(found, catchUpAtOnce) {
			n, err := d.changeAll(ctx, s, keysOf(part, func(t ticket.Ticket) uuid.UUID { return t.ID }), decide)
			if changed += n; err != nil {
				return changed, err
			}
		}
		if page.Next.IsZero() {
			return changed, nil
		}
		q.After = page.Next
	}
}

// changeAll changes tickets in one transaction; again where somebody was at one of
// them, be it another process that does the same; and ticket by ticket where that does
// not help. A ticket that fails is told to the log and left for the next time.
func (d *Desk) changeAll(ctx context.Context, s *Session, ids []uuid.UUID, decide func(*draft) error) (int, error) {
	for range 3 {
		idle, err := s.together(ctx, ids, func(c *draft, _ uuid.UUID) error { return decide(c) })
		if err == nil {
			return len(ids) - len(idle), nil
		}
		if !errors.Is(err, storage.ErrConflict) {
			break
		}
	}
	changed := 0
	for _, id := range ids {
		did := false
		_, err := s.alter(ctx, VerbSystem, id, nil, func(c *draft) error {
			err := decide(c)
			did = len(c.change.Journal) > 0
			return err
		})
		switch {
		case err == nil && did:
			changed++
		case err == nil, errors.Is(err, NotFound):
		case ctx.Err() != nil, errors.Is(err, Unavailable):
			return changed, err
		default:
			d.log.Error("a ticket could not be changed with the others", "actor", s.actor.ID, "ticket", id, "error", err)
		}
	}
	return changed, nil
}

// together changes several tickets in one transaction: all of them, or none. It
// answers those that are not there or to which there was nothing to do.
func (s *Session) together(ctx context.Context, ids []uuid.UUID, decide func(*draft, uuid.UUID) error) (idle []uuid.UUID, err error) {
	rights, err := s.rights(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.desk.store.Work(ctx, rights.Scope, ids...)
	if err != nil {
		return nil, err
	}
	work := make(map[uuid.UUID]storage.Work, len(found))
	for _, w := range found {
		work[w.Ticket.ID] = w
	}
	var changes []storage.Change
	for _, id := range ids {
		w, is := work[id]
		if !is {
			idle = append(idle, id)
			continue
		}
		c, err := s.begin(ctx, rights, w)
		if err == nil {
			err = decide(c, id)
		}
		if err != nil {
			return nil, err
		}
		change, err := c.finish()
		if err != nil {
			return nil, err
		}
		if len(change.Journal) == 0 {
			idle = append(idle, id)
			continue
		}
		changes = append(changes, change)
	}
	return idle, s.desk.write(ctx, changes...)
}
