package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// insertDeliveries makes a delivery of each event of a change for every handler that
// is told of it. What is bound to it gives DeliveriesOf.
const insertDeliveries = `
INSERT INTO helpdesk_deliveries (desk, handler, ticket, person, version, place, event, state, due)
SELECT e.desk, h.handler, e.ticket, '', e.version, e.place, e.id, 'pending', ?
FROM helpdesk_handled h CROSS JOIN helpdesk_events e
WHERE h.desk = ? AND e.desk = h.desk AND e.ticket = ? AND e.version = ? AND (h.kind = e.kind OR h.kind = '')`

// DeliveriesOf gives the statement that makes the deliveries of a change's events, once
// those are written, and what is bound to it. The events of a change are of one instant.
func (d Dialect) DeliveriesOf(c storage.Change) (query string, args []any) {
	return insertDeliveries, []any{d.at(c.Events[0].At.Add(-storage.DueBefore)), c.Ticket.Desk, d.ID(c.Ticket.ID), c.Ticket.Version}
}

const (
	// line tells that a delivery a is of the line of p.
	line = `a.desk = p.desk AND a.handler = p.handler AND a.ticket = p.ticket AND a.person = p.person`

	// head tells that p is the head of its line. It is asked of one row after the other,
	// in the order in which they are due, and so must not become a join of them all.
	head = `(p.version, p.place) = (SELECT a.version, a.place FROM helpdesk_deliveries a
    WHERE ` + line + ` AND a.settled IS NULL ORDER BY a.version, a.place LIMIT 1)`

	// claimDeliveries takes the heads of lines. An event of a ticket is never seen
	// before those of its earlier versions, so a head that is seen is the head.
	// %s is Dialect.Skip.
	claimDeliveries = `
WITH heads AS MATERIALIZED (
    SELECT p.ticket AS of_ticket, p.person AS of_person, p.version AS of_version, p.place AS of_place FROM helpdesk_deliveries p
    WHERE p.desk = ? AND p.handler = ? AND p.state = 'pending' AND NOT p.parked AND p.due <= ? AND ` + head + `
    ORDER BY p.due, p.ticket, p.person LIMIT ? %s)
UPDATE helpdesk_deliveries SET due = ?, token = token + 1, attempts = attempts + 1
FROM heads
WHERE desk = ? AND handler = ? AND ticket = of_ticket AND person = of_person AND version = of_version AND place = of_place
RETURNING ticket, person, version, place, token`

	settleDelivery = `
UPDATE helpdesk_deliveries SET state = ?, due = ?, token = token + 1, attempts = ?, error = ?, settled = ?, settled_by = ?, reason = ?
WHERE desk = ? AND handler = ? AND ticket = ? AND person = ? AND version = ? AND place = ? AND token = ? AND settled IS NULL`

	insertDelivery = `
INSERT INTO helpdesk_deliveries (desk, handler, ticket, person, version, place, event, state, due)
SELECT e.desk, ?, e.ticket, ?, e.version, e.place, e.id, 'pending', ?
FROM helpdesk_events e WHERE e.desk = ? AND e.id = ?
ON CONFLICT (desk, handler, ticket, person, version, place) DO NOTHING`

	selectDeliveries = `
SELECT p.handler, p.person, p.state, p.due, p.token, p.attempts, p.error, p.settled, p.settled_by, p.reason,
       e.id, e.desk, e.ticket, e.number, e.version, e.place, e.kind, e.at, e.actor, e.on_behalf, e.payload
FROM helpdesk_deliveries p JOIN helpdesk_events e ON e.desk = p.desk AND e.id = p.event
WHERE `

	// selectNextDelivery is for one handler.
	selectNextDelivery = `
SELECT due FROM (SELECT p.due FROM helpdesk_deliveries p
    WHERE p.desk = ? AND p.handler = ? AND p.state = 'pending' AND NOT p.parked AND ` + head + `
    ORDER BY p.due LIMIT 1) AS of_handler`

	forgetDeliveries = `DELETE FROM helpdesk_deliveries WHERE desk = ? AND settled < ?`
)

type deliveryRow struct {
	eventRow
	Handler  string  `db:"handler"`
	Person   string  `db:"person"`
	State    string  `db:"state"`
	Due      instant `db:"due"`
	Token    int64   `db:"token"`
	Attempts int     `db:"attempts"`
	Error    string  `db:"error"`
	Settled  instant `db:"settled"`
	By       string  `db:"settled_by"`
	Reason   string  `db:"reason"`
}

func (r deliveryRow) delivery() storage.Delivery {
	return storage.Delivery{
		Handler: r.Handler, Person: r.Person, Event: r.envelope(), State: storage.DeliveryState(r.State), Due: r.Due.Time,
		Token: r.Token, Attempts: r.Attempts, Error: r.Error, Settled: r.Settled.Time, By: r.By, Reason: r.Reason,
	}
}

// ClaimDeliveries takes heads of lines that are due. What was taken is read with
// its events afterwards; a row that was settled in between is somebody else's by then.
func (s *Store) ClaimDeliveries(ctx context.Context, c storage.DeliveryClaim) ([]storage.Delivery, error) {
	if c.Limit < 1 {
		return nil, nil
	}
	var taken []struct {
		Ticket  uuid.UUID `db:"ticket"`
		Person  string    `db:"person"`
		Version int64     `db:"version"`
		Place   int       `db:"place"`
		Token   int64     `db:"token"`
	}
	err := s.put(ctx, &taken, fill(claimDeliveries, s.d.Skip), c.Desk, c.Handler, s.d.at(c.Now), c.Limit, s.d.at(c.Until), c.Desk, c.Handler)
	var announced []storage.Delivery
	if err == nil && len(taken) < c.Limit { // it looked at all that is due
		if err = s.park(ctx, c); err == nil {
			announced, err = s.claimAnnouncement(ctx, c)
		}
	}
	if err != nil || len(taken) == 0 {
		return announced, err
	}
	rows := &where{} // each has the whole key: SQLite would go through the whole handler for a part that is shared
	for _, t := range taken {
		rows.add("p.desk = ? AND p.handler = ? AND p.ticket = ? AND p.person = ? AND p.version = ? AND p.place = ? AND p.token = ?",
			c.Desk, c.Handler, s.d.ID(t.Ticket), t.Person, t.Version, t.Place, t.Token)
	}
	var list []deliveryRow
	if err := s.list(ctx, &list, selectDeliveries+rows.any(), rows.args...); err != nil {
		return nil, err
	}
	claimed := append(values(list, deliveryRow.delivery), announced...)
	slices.SortFunc(claimed, func(a, b storage.Delivery) int {
		return cmp.Or(a.Event.At.Compare(b.Event.At), slices.Compare(a.Event.Ticket[:], b.Event.Ticket[:]), cmp.Compare(a.Person, b.Person))
	})
	return claimed, nil
}

// SettleDelivery writes how an open delivery stands, if the token is the one it has.
func (s *Store) SettleDelivery(ctx context.Context, d storage.Delivery) error {
	k := d.Key()
	if k.Ticket == uuid.Nil {
		return s.settleAnnouncement(ctx, d)
	}
	args := []any{
		string(d.State), s.d.at(d.Due), d.Attempts, d.Error, s.d.at(d.Settled), d.By, d.Reason,
		d.Event.Desk, k.Handler, s.d.ID(k.Ticket), k.Person, k.Version, k.Index, d.Token,
	}
	failed := d.State == storage.DeliveryDead || d.State.Open() && d.Error != ""
	if !failed {
		if n, err := s.exec(ctx, settleDelivery+" AND NOT holds", args...); err != nil || n > 0 {
			return err
		}
	}
	return Within(ctx, s, func(tx *Tx) error {
		n, err := tx.Exec(ctx, settleDelivery, args...)
		switch {
		case err != nil:
			return err
		case n == 0:
			return storage.ErrConflict
		case !d.State.Open():
			return s.unpark(ctx, tx, d.Event.Desk, k)
		case failed:
			return s.hold(ctx, tx, d.Event.Desk, k)
		}
		return nil
	})
}

// AddDeliveries makes pending deliveries of events of the desk.
func (s *Store) AddDeliveries(ctx context.Context, desk string, list []storage.Delivery) error {
	return Within(ctx, s, func(tx *Tx) error {
		for _, d := range list {
			if _, err := tx.Exec(ctx, insertDelivery, d.Handler, d.Person, s.d.at(d.Due), desk, s.d.ID(d.Event.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// ListDeliveries reads deliveries by key.
func (s *Store) ListDeliveries(ctx context.Context, desk string, q storage.DeliveryQuery) ([]storage.Delivery, error) {
	if err := limited(q.Limit); err != nil {
		return nil, err
	}
	w := &where{}
	w.add("p.desk = ?", desk)
	switch {
	case q.Handler != "":
		w.add("p.handler = ?", q.Handler)
	case q.Ticket != uuid.Nil: // the key leads to a ticket's only by way of its handlers
		var handlers []string
		if err := s.list(ctx, &handlers, selectHandlerNames, desk); err != nil || len(handlers) == 0 {
			return nil, err
		}
		oneOf(w, "p.handler", handlers)
	}
	if q.Ticket != uuid.Nil {
		w.add("p.ticket = ?", s.d.ID(q.Ticket))
	}
	oneOf(w, "p.state", q.States)
	if k := q.After; !k.IsZero() {
		w.add("(p.handler, p.ticket, p.person, p.version, p.place) > (?, ?, ?, ?, ?)", k.Handler, s.d.ID(k.Ticket), k.Person, k.Version, k.Index)
	}
	var rows []deliveryRow
	err := s.list(ctx, &rows, selectDeliveries+w.all()+" ORDER BY p.handler, p.ticket, p.person, p.version, p.place LIMIT ?", append(w.args, q.Limit)...)
	if err != nil || q.Ticket != uuid.Nil {
		return values(rows, deliveryRow.delivery), err
	}
	list, err := s.announcements(ctx, desk, q)
	if len(list) == 0 || err != nil {
		return values(rows, deliveryRow.delivery), err
	}
	list = append(list, values(rows, deliveryRow.delivery)...)
	slices.SortStableFunc(list, func(a, b storage.Delivery) int { // by handler, those of no ticket first
		return cmp.Or(cmp.Compare(a.Handler, b.Handler), slices.Compare(a.Event.Ticket[:], b.Event.Ticket[:]))
	})
	return list[:min(len(list), q.Limit)], nil
}

// NextDelivery is the earliest instant at which something can be claimed.
func (s *Store) NextDelivery(ctx context.Context, desk string, handlers []string) (time.Time, error) {
	if len(handlers) == 0 {
		return time.Time{}, nil
	}
	var args []any
	for _, h := range handlers {
		args = append(args, desk, h)
	}
	each := strings.Repeat("\nUNION ALL"+selectNextDelivery, len(handlers))
	var at instant
	err := s.get(ctx, &at, "SELECT MIN(due) FROM ("+strings.TrimPrefix(each, "\nUNION ALL")+") AS next", args...)
	if err != nil {
		return time.Time{}, err
	}
	var announced instant
	if err = s.get(ctx, &announced, selectNextAnnouncement, desk, handlers); err != nil {
		return time.Time{}, err
	}
	if at.IsZero() || !announced.IsZero() && announced.Before(at.Time) {
		at = announced
	}
	return at.Time, nil
}

// ForgetDeliveries drops what was settled before an instant.
func (s *Store) ForgetDeliveries(ctx context.Context, desk string, before time.Time) error {
	_, err := s.exec(ctx, forgetDeliveries, desk, s.d.at(before))
	if err == nil {
		_, err = s.exec(ctx, forgetAnnouncements, desk, s.d.at(before))
	}
	return err
}
