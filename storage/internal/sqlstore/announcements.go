package sqlstore

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// An announcement is the delivery of a publication. It is of no ticket, and its event is
// kept with the version; the versions of a desk are the line of each handler.
const (
	// insertAnnouncements makes one for every handler that is told of publications.
	insertAnnouncements = `
INSERT INTO helpdesk_announcements (desk, handler, version, state, due)
SELECT h.desk, h.handler, ?, 'pending', ?
FROM helpdesk_handled h WHERE h.desk = ? AND (h.kind = ? OR h.kind = ?)`

	// announced is the head of the line of p.
	announced = `p.state = 'pending' AND p.version = (SELECT MIN(a.version) FROM helpdesk_announcements a
    WHERE a.desk = p.desk AND a.handler = p.handler AND a.settled IS NULL)`

	selectNextAnnouncement = `SELECT MIN(p.due) FROM helpdesk_announcements p WHERE p.desk = ? AND p.handler IN (?) AND ` + announced

	claimAnnouncement = `
UPDATE helpdesk_announcements AS p SET due = ?, token = token + 1, attempts = attempts + 1
WHERE p.desk = ? AND p.handler = ? AND p.due <= ? AND ` + announced + `
RETURNING version`

	settleAnnouncement = `
UPDATE helpdesk_announcements SET state = ?, due = ?, token = token + 1, attempts = ?, error = ?, settled = ?, settled_by = ?, reason = ?
WHERE desk = ? AND handler = ? AND version = ? AND token = ? AND settled IS NULL`

	selectAnnouncements = `
SELECT p.desk, p.handler, p.version, p.state, p.due, p.token, p.attempts, p.error, p.settled, p.settled_by, p.reason,
       r.event, r.author, r.reason AS why, r.at, r.open_follow
FROM helpdesk_announcements p JOIN helpdesk_regulations r ON r.desk = p.desk AND r.version = p.version
WHERE `

	forgetAnnouncements = `DELETE FROM helpdesk_announcements WHERE desk = ? AND settled < ?`
)

type announcementRow struct {
	Desk       string    `db:"desk"`
	Handler    string    `db:"handler"`
	Version    int       `db:"version"`
	State      string    `db:"state"`
	Due        instant   `db:"due"`
	Token      int64     `db:"token"`
	Attempts   int       `db:"attempts"`
	Error      string    `db:"error"`
	Settled    instant   `db:"settled"`
	By         string    `db:"settled_by"`
	Reason     string    `db:"reason"`
	Event      uuid.UUID `db:"event"`
	Author     string    `db:"author"`
	Why        string    `db:"why"`
	At         instant   `db:"at"`
	OpenFollow bool      `db:"open_follow"`
}

func (r announcementRow) delivery() storage.Delivery {
	version := storage.Regulation{Desk: r.Desk, Version: r.Version, Author: r.Author, Reason: r.Why, At: r.At.Time, Event: r.Event, OpenFollow: r.OpenFollow}
	return storage.Delivery{
		Handler: r.Handler, Event: version.Published(), State: storage.DeliveryState(r.State), Due: r.Due.Time,
		Token: r.Token, Attempts: r.Attempts, Error: r.Error, Settled: r.Settled.Time, By: r.By, Reason: r.Reason,
	}
}

// claimAnnouncement takes the head of a handler's line, if it is due. There is hardly ever
// one: so it looks before it writes.
func (s *Store) claimAnnouncement(ctx context.Context, c storage.DeliveryClaim) ([]storage.Delivery, error) {
	var due instant
	if err := s.get(ctx, &due, selectNextAnnouncement, c.Desk, []string{c.Handler}); err != nil || due.IsZero() || due.After(c.Now) {
		return nil, err
	}
	var versions []int
	if err := s.put(ctx, &versions, claimAnnouncement, s.d.at(c.Until), c.Desk, c.Handler, s.d.at(c.Now)); err != nil || len(versions) == 0 {
		return nil, err
	}
	var rows []announcementRow
	err := s.list(ctx, &rows, selectAnnouncements+"p.desk = ? AND p.handler = ? AND p.version = ?", c.Desk, c.Handler, versions[0])
	return values(rows, announcementRow.delivery), err
}

func (s *Store) settleAnnouncement(ctx context.Context, d storage.Delivery) error {
	n, err := s.exec(ctx, settleAnnouncement, string(d.State), s.d.at(d.Due), d.Attempts, d.Error, s.d.at(d.Settled), d.By, d.Reason,
		d.Event.Desk, d.Handler, d.Event.Version, d.Token)
	if err == nil && n == 0 {
		err = storage.ErrConflict
	}
	return err
}

// announcements reads those that a query asks for, by key.
func (s *Store) announcements(ctx context.Context, desk string, q storage.DeliveryQuery) ([]storage.Delivery, error) {
	w := &where{}
	w.add("p.desk = ?", desk)
	if q.Handler != "" {
		w.add("p.handler = ?", q.Handler)
	}
	oneOf(w, "p.state", q.States)
	switch k := q.After; {
	case k.IsZero():
	case k.Ticket != uuid.Nil: // all of that handler's come before
		w.add("p.handler > ?", k.Handler)
	case k.Index < 0: // the one of that version comes after
		w.add("(p.handler, p.version) >= (?, ?)", k.Handler, k.Version)
	default:
		w.add("(p.handler, p.version) > (?, ?)", k.Handler, k.Version)
	}
	var rows []announcementRow
	err := s.list(ctx, &rows, selectAnnouncements+w.all()+" ORDER BY p.handler, p.version LIMIT ?", append(w.args, q.Limit)...)
	return values(rows, announcementRow.delivery), err
}
