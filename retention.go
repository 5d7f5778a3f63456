package helpdesk

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// retentionAtOnce is how many tickets are looked up in one go; each is a change of its own.
const retentionAtOnce = 50

// Retain does what the regulation's Retention asks for at this instant: it takes the data
// of their requesters out of tickets that were closed long enough ago, and forgets old
// notices and deliveries. It answers how many tickets it changed. A ticket in which it
// cannot is told to the log and left for the next time. Run does it every hour; it may be
// broken off at any point and goes on where it was, in any process.
func (d *Desk) Retain(ctx context.Context) (int, error) {
	n, err := d.retain(ctx)
	return n, fail("retain", err)
}

func (d *Desk) retain(ctx context.Context) (int, error) {
	r, err := d.current(ctx)
	if err != nil {
		return 0, err
	}
	set, now := r.retention(), d.Now()
	err = errors.Join(
		d.store.ForgetDeliveries(ctx, d.key, now.Add(-time.Duration(set.Deliveries)*day)),
		d.store.ForgetNotices(ctx, d.key, now.Add(-time.Duration(set.Notices)*day)),
	)
	if err != nil || set.Months == 0 {
		return 0, err
	}
	return d.retainTickets(ctx, r, set, r.closedBefore(now, set.Months))
}

// Retain does at once what the regulation's Retention asks for, and answers how many
// tickets it changed: see Desk.Retain, which is done every hour anyway. For administrators.
func (s *Session) Retain(ctx context.Context) (int, error) {
	if _, err := s.mayErase(ctx); err != nil {
		return 0, fail("retain", err)
	}
	return s.desk.Retain(ctx)
}

// retainTickets goes through the tickets that were closed before an instant. Those in
// which it failed are still there; they are passed over.
func (d *Desk) retainTickets(ctx context.Context, r *rules, set Retention, closed time.Time) (changed int, err error) {
	s := d.As(System("retention"))
	rights, err := s.rights(ctx)
	if err != nil {
		return 0, err
	}
	e := &erasure{Session: s, rights: rights, texts: set.Texts, plain: r.plainFields()}
	failed := map[uuid.UUID]bool{}
	for {
		ids, err := d.store.Kept(ctx, d.key, closed, min(retentionAtOnce+len(failed), 200))
		if err != nil {
			return changed, err
		}
		left := 0
		for _, id := range ids {
			if failed[id] {
				continue
			}
			left++
			switch err := e.retain(ctx, id); {
			case err == nil:
				changed++
			case ctx.Err() != nil, errors.Is(fail("retain", err), Unavailable):
				return changed, err
			default:
				failed[id] = true
				d.log.Error("a ticket keeps what it should not", "ticket", id, "error", err)
			}
		}
		if left == 0 {
			return changed, nil
		}
	}
}

// retain erases what a ticket has of its requester.
func (e *erasure) retain(ctx context.Context, id uuid.UUID) error {
	return ignoreGone(e.trying(ctx, id, func(d *draft) error {
		t := d.was
		if t.Closed.IsZero() || !t.Erased.IsZero() { // reopened, or erased by another process
			return nil
		}
		p, err := e.desk.directory.Person(ctx, t.Requester)
		if err != nil && !isNotFound(err) {
			return err
		}
		_, err = d.erase(words{
			id: t.Requester, person: map[string]bool{t.Requester: true}, requester: t.Requester,
			texts: e.texts, known: contact(p), plain: e.plain,
		}, uuid.Nil)
		return err
	}))
}

// RetentionPreview tells what a Retention would do at this instant.
type RetentionPreview struct {
	Retention
	Closed   time.Time // tickets that were closed before; zero where none are erased
	Tickets  int       // that would be erased, counted to MostRetained
	Earliest time.Time // when the first of them was closed; zero if there is none
}

// MostRetained is how far RetentionPreview counts.
const MostRetained = 10_000

// PreviewRetention tells what a Retention would do; that of the regulation in force when
// it is nil. For administrators.
func (s *Session) PreviewRetention(ctx context.Context, of *Retention) (RetentionPreview, error) {
	p, err := s.previewRetention(ctx, of)
	return p, fail("preview retention", err)
}

func (s *Session) previewRetention(ctx context.Context, of *Retention) (p RetentionPreview, err error) {
	if _, err := s.mayErase(ctx); err != nil {
		return p, err
	}
	r, err := s.desk.current(ctx)
	if err != nil {
		return p, err
	}
	if of != nil {
		var proven proof
		proven.retention(of)
		if err := proven.err(); err != nil {
			return p, err
		}
		other := *r
		other.Retention = of
		r = &other
	}
	p.Retention = r.retention()
	if p.Months == 0 {
		return p, nil
	}
	p.Closed = ticket.Instant(r.closedBefore(s.desk.Now(), p.Months))
	if p.Tickets, err = s.desk.store.CountKept(ctx, s.desk.key, p.Closed, MostRetained); err != nil || p.Tickets == 0 {
		return p, err
	}
	ids, err := s.desk.store.Kept(ctx, s.desk.key, p.Closed, 1)
	if err != nil || len(ids) == 0 {
		return p, err
	}
	first, err := s.desk.store.Ticket(ctx, storage.Everything(s.desk.key), ids[0])
	p.Earliest = first.Closed
	return p, ignoreGone(err)
}
