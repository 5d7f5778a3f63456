package sqlstore

import (
	"context"

	"github.com/helpdesk-go/helpdesk/storage"
)

// What stands in its line behind a delivery that failed or is dead would be looked at
// by every claim, in vain. So it is put aside: it is parked, and the one before it, which
// is then known to hold it up, takes the next out when it is settled. Whoever holds is
// never parked himself; so the head of a line never is, whatever comes together.
const (
	// waiting are deliveries p that are due and not parked.
	waiting = `p.desk = ? AND p.handler = ? AND p.state = 'pending' AND NOT p.parked AND NOT p.holds AND p.due <= ?`

	// failing tells that a stands before p and failed.
	failing = line + ` AND a.settled IS NULL AND (a.state = 'dead' OR a.error <> '') AND (a.version, a.place) < (p.version, p.place)`

	// selectWaiting tells whether anything is to be parked.
	selectWaiting = `
SELECT COUNT(*) FROM (SELECT 1 AS one FROM helpdesk_deliveries p
    WHERE ` + waiting + ` AND (SELECT COUNT(*) FROM helpdesk_deliveries a WHERE ` + failing + `) > 0 LIMIT 1) AS found`

	// holdDeliveries marks those that hold others up. %s is Dialect.Skip.
	holdDeliveries = `
WITH behind AS MATERIALIZED (
    SELECT p.ticket, p.person, p.version, p.place FROM helpdesk_deliveries p
    WHERE ` + waiting + ` AND (SELECT COUNT(*) FROM helpdesk_deliveries a WHERE ` + failing + `) > 0 LIMIT ?),
holding AS MATERIALIZED (
    SELECT a.ticket AS of_ticket, a.person AS of_person, a.version AS of_version, a.place AS of_place FROM helpdesk_deliveries a
    WHERE a.desk = ? AND a.handler = ? AND a.settled IS NULL AND NOT a.holds AND (a.state = 'dead' OR a.error <> '')
      AND (a.ticket, a.person) IN (SELECT ticket, person FROM behind) %s)
UPDATE helpdesk_deliveries SET holds = TRUE
FROM holding
WHERE desk = ? AND handler = ? AND ticket = of_ticket AND person = of_person AND version = of_version AND place = of_place`

	// parkDeliveries puts aside what stands behind one that holds. %s is Dialect.Skip.
	parkDeliveries = `
WITH behind AS MATERIALIZED (
    SELECT p.ticket AS of_ticket, p.person AS of_person, p.version AS of_version, p.place AS of_place FROM helpdesk_deliveries p
    WHERE ` + waiting + ` AND (SELECT COUNT(*) FROM helpdesk_deliveries a WHERE ` + failing + ` AND a.holds) > 0
    LIMIT ? %s)
UPDATE helpdesk_deliveries SET parked = TRUE
FROM behind
WHERE desk = ? AND handler = ? AND ticket = of_ticket AND person = of_person AND version = of_version AND place = of_place`

	// holdDelivery and parkLine put aside what stands behind one that has just failed.
	holdDelivery = `
UPDATE helpdesk_deliveries SET holds = TRUE
WHERE desk = ? AND handler = ? AND ticket = ? AND person = ? AND version = ? AND place = ?`

	parkLine = `
UPDATE helpdesk_deliveries SET parked = TRUE
WHERE desk = ? AND handler = ? AND ticket = ? AND person = ? AND (version, place) > (?, ?)
  AND state = 'pending' AND NOT parked AND NOT holds`

	// unparkDelivery takes the new head of a line out. It is then the one that holds.
	unparkDelivery = `
UPDATE helpdesk_deliveries SET parked = FALSE, holds = TRUE
WHERE desk = ? AND handler = ? AND ticket = ? AND person = ? AND (version, place) = (
    SELECT a.version, a.place FROM helpdesk_deliveries a
    WHERE a.desk = ? AND a.handler = ? AND a.ticket = ? AND a.person = ? AND a.settled IS NULL
    ORDER BY a.version, a.place LIMIT 1)`

	// parkAtOnce is how many are parked in one go.
	parkAtOnce = 1000
)

// park puts aside what stands behind deliveries that failed. A claim looks past it from
// then on.
func (s *Store) park(ctx context.Context, c storage.DeliveryClaim) error {
	now := s.d.at(c.Now)
	var found int
	if err := s.get(ctx, &found, selectWaiting, c.Desk, c.Handler, now); err != nil || found == 0 {
		return err
	}
	_, err := s.exec(ctx, fill(holdDeliveries, s.d.Skip), c.Desk, c.Handler, now, parkAtOnce, c.Desk, c.Handler, c.Desk, c.Handler)
	if err == nil {
		_, err = s.exec(ctx, fill(parkDeliveries, s.d.Skip), c.Desk, c.Handler, now, parkAtOnce, c.Desk, c.Handler)
	}
	return err
}

// hold puts aside what stands behind a delivery that has just failed.
func (s *Store) hold(ctx context.Context, tx *Tx, desk string, k storage.DeliveryKey) error {
	for _, query := range []string{holdDelivery, parkLine} {
		if _, err := tx.Exec(ctx, query, desk, k.Handler, s.d.ID(k.Ticket), k.Person, k.Version, k.Index); err != nil {
			return err
		}
	}
	return nil
}

// unpark lets the head of a line be claimed.
func (s *Store) unpark(ctx context.Context, tx *Tx, desk string, k storage.DeliveryKey) error {
	_, err := tx.Exec(ctx, unparkDelivery, desk, k.Handler, s.d.ID(k.Ticket), k.Person, desk, k.Handler, s.d.ID(k.Ticket), k.Person)
	return err
}
