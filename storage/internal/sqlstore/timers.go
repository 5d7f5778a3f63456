package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

const (
	// claimTimers marks the earliest due timers that nobody holds. It is one
	// statement, so two claims never take the same row; what is free is looked for
	// once, before anything is marked. %s is Dialect.Skip.
	claimTimers = `
WITH free AS MATERIALIZED (
    SELECT p.ticket AS of_ticket, p.cause AS of_cause, p.kind AS of_kind FROM helpdesk_timers p
    WHERE p.desk = ? AND p.at <= ? AND (p.claimed_until IS NULL OR p.claimed_until <= ?)
    ORDER BY p.at, p.ticket, p.cause, p.kind LIMIT ? %s)
UPDATE helpdesk_timers SET owner = ?, claimed_until = ?
FROM free
WHERE desk = ? AND ticket = of_ticket AND cause = of_cause AND kind = of_kind
RETURNING desk, ticket, cause, kind, at`

	dropTimer = `DELETE FROM helpdesk_timers WHERE desk = ? AND ticket = ? AND cause = ? AND kind = ? AND owner = ?`

	selectNextTimer = `SELECT MIN(at) FROM helpdesk_timers WHERE desk = ?`
)

// Claim takes timers that are due at Now and not claimed, the earliest first.
func (s *Store) Claim(ctx context.Context, c storage.Claim) ([]storage.Timer, error) {
	if c.Limit < 1 {
		return nil, nil
	}
	var rows []timerRow
	now := s.d.at(c.Now)
	err := s.put(ctx, &rows, fill(claimTimers, s.d.Skip), c.Desk, now, now, c.Limit, s.d.ID(c.Owner), s.d.at(c.Until), c.Desk)
	if err != nil {
		return nil, err
	}
	claimed := values(rows, timerRow.timer)
	slices.SortFunc(claimed, func(a, b storage.Timer) int {
		return cmp.Or(a.At.Compare(b.At), bytes.Compare(a.Ticket[:], b.Ticket[:]), cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.Kind, b.Kind))
	})
	return claimed, nil
}

// Drop removes a timer that has nothing to do any more, if the owner still holds it.
func (s *Store) Drop(ctx context.Context, owner uuid.UUID, t storage.Timer) error {
	_, err := s.exec(ctx, dropTimer, t.Desk, s.d.ID(t.Ticket), t.Cause, string(t.Kind), s.d.ID(owner))
	return err
}

// NextTimer is the instant of the earliest pending timer; the zero time if there is none.
func (s *Store) NextTimer(ctx context.Context, desk string) (time.Time, error) {
	var at instant
	err := s.get(ctx, &at, selectNextTimer, desk)
	return at.Time, err
}
