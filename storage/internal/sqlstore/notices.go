package sqlstore

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const (
	newsColumns = `
       e.id, e.desk, e.ticket, e.number, e.version, e.place, e.kind, e.at, e.actor, e.on_behalf, e.payload,
       t.subject, t.requester, t.organization`

	// selectNews walks the events, the newest first, and looks at the ticket of each.
	selectNews = `
SELECT ` + newsColumns + `
FROM helpdesk_events e CROSS JOIN helpdesk_tickets t
WHERE e.desk = t.desk AND e.ticket = t.id AND `

	// selectNewsOfFew begins with the tickets, where they are few of the desk: newer
	// events than theirs may be many.
	selectNewsOfFew = `
SELECT ` + newsColumns + `
FROM helpdesk_tickets t CROSS JOIN helpdesk_events e
WHERE e.desk = t.desk AND e.ticket = t.id AND `

	newestFirst = ` ORDER BY e.at DESC, e.id DESC LIMIT ?`

	insertNotice = `
INSERT INTO helpdesk_notices (desk, person, event, ticket, kind, at)
SELECT e.desk, ?, e.id, e.ticket, ?, e.at FROM helpdesk_events e WHERE e.desk = ? AND e.id = ?
ON CONFLICT (desk, person, event) DO NOTHING`

	selectNotices = `
SELECT n.person, n.kind AS notice, n.read_at, ` + newsColumns + `
FROM helpdesk_notices n
JOIN helpdesk_tickets t ON t.desk = n.desk AND t.id = n.ticket
JOIN helpdesk_events e ON e.desk = n.desk AND e.id = n.event
WHERE `

	countNotices = `
SELECT COUNT(*) FROM (
    SELECT 1 FROM helpdesk_notices n JOIN helpdesk_tickets t ON t.desk = n.desk AND t.id = n.ticket
    WHERE n.desk = ? AND n.person = ? AND n.read_at IS NULL AND %s LIMIT ?) AS found`

	readNotices = `UPDATE helpdesk_notices SET read_at = ? WHERE desk = ? AND person = ? AND read_at IS NULL`

	forgetNotices = `DELETE FROM helpdesk_notices WHERE desk = ? AND at < ?`

	selectPreferences = `SELECT desk, person, version, off, quiet FROM helpdesk_preferences WHERE desk = ? AND person = ?`

	insertPreferences = `
INSERT INTO helpdesk_preferences (desk, person, version, off, quiet) VALUES (?, ?, 1, ?, ?)
ON CONFLICT (desk, person) DO NOTHING`

	updatePreferences = `
UPDATE helpdesk_preferences SET version = version + 1, off = ?, quiet = ? WHERE desk = ? AND person = ? AND version = ?`
)

type newsRow struct {
	eventRow
	Subject      string `db:"subject"`
	Requester    string `db:"requester"`
	Organization string `db:"organization"`
}

func (r newsRow) news() storage.News {
	return storage.News{Event: r.envelope(), Subject: r.Subject, Requester: r.Requester, Organization: r.Organization}
}

type noticeRow struct {
	newsRow
	Person string  `db:"person"`
	Notice string  `db:"notice"`
	Read   instant `db:"read_at"`
}

func (r noticeRow) notice() storage.Notice {
	return storage.Notice{News: r.news(), Person: r.Person, Kind: r.Notice, Read: r.Read.Time}
}

// ListNews reads events of tickets within the scope, the newest first.
func (s *Store) ListNews(ctx context.Context, sc storage.Scope, q storage.NewsQuery) ([]storage.News, error) {
	if err := limited(q.Limit); err != nil || len(q.Kinds) == 0 {
		return nil, err
	}
	w := within(sc)
	oneOf(w, "t.organization", q.Organizations)
	oneOf(w, "e.kind", q.Kinds)
	w.add("e.desk = ?", sc.Desk)
	s.before(w, q.Before)
	query := selectNews
	if len(q.Organizations) > 0 || !sc.All && sc.Agent == "" && len(named(sc.Teams)) == 0 {
		query = selectNewsOfFew
	}
	var rows []newsRow
	err := s.list(ctx, &rows, query+w.all()+newestFirst, append(w.args, q.Limit)...)
	return values(rows, newsRow.news), err
}

// before narrows to what is older than a place in a list that begins with the newest.
func (s *Store) before(w *where, c storage.Cursor) {
	if !c.IsZero() {
		w.add("(e.at, e.id) < (?, ?)", s.d.at(c.At), s.d.ID(c.ID))
	}
}

// AddNotices adds notices of events of the desk.
func (s *Store) AddNotices(ctx context.Context, desk string, list []storage.Notice) error {
	return Within(ctx, s, func(tx *Tx) error {
		for _, n := range list {
			if _, err := tx.Exec(ctx, insertNotice, n.Person, n.Kind, desk, s.d.ID(n.Event.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// ListNotices reads a person's notices of tickets within the scope, the newest first.
func (s *Store) ListNotices(ctx context.Context, sc storage.Scope, q storage.NoticeQuery) ([]storage.Notice, error) {
	if err := limited(q.Limit); err != nil {
		return nil, err
	}
	w := &where{}
	w.add("n.desk = ? AND n.person = ?", sc.Desk, q.Person)
	if q.Unread {
		w.add("n.read_at IS NULL")
	}
	scope := within(sc)
	w.add(scope.all(), scope.args...)
	s.before(w, q.Before)
	var rows []noticeRow
	err := s.list(ctx, &rows, selectNotices+w.all()+newestFirst, append(w.args, q.Limit)...)
	return values(rows, noticeRow.notice), err
}

// CountNotices counts those that a person has not read, never further than most.
func (s *Store) CountNotices(ctx context.Context, sc storage.Scope, person string, most int) (int, error) {
	w := within(sc)
	args := append([]any{sc.Desk, person}, w.args...)
	var n int
	err := s.get(ctx, &n, fill(countNotices, w.all()), append(args, max(most, 0))...)
	return n, err
}

// ReadNotices marks a person's notices of these events as read, all if none is named.
func (s *Store) ReadNotices(ctx context.Context, desk, person string, at time.Time, events ...uuid.UUID) error {
	query, args := readNotices, []any{s.d.at(at), desk, person}
	if len(events) > 0 {
		ids := make([]any, len(events))
		for i, id := range events {
			ids[i] = s.d.ID(id)
		}
		query, args = query+" AND event IN (?)", append(args, ids)
	}
	_, err := s.exec(ctx, query, args...)
	return err
}

// ForgetNotices drops those of events from before an instant.
func (s *Store) ForgetNotices(ctx context.Context, desk string, before time.Time) error {
	_, err := s.exec(ctx, forgetNotices, desk, s.d.at(before))
	return err
}

// Preferences reads those of a person.
func (s *Store) Preferences(ctx context.Context, desk, person string) (ticket.Preferences, error) {
	var row struct {
		Desk    string                  `db:"desk"`
		Person  string                  `db:"person"`
		Version int64                   `db:"version"`
		Off     document[[]ticket.Mute] `db:"off"`
		Quiet   document[ticket.Quiet]  `db:"quiet"`
	}
	if err := s.get(ctx, &row, selectPreferences, desk, person); err != nil {
		return ticket.Preferences{}, err
	}
	return ticket.Preferences{Desk: row.Desk, Person: row.Person, Version: row.Version, Off: row.Off.value, Quiet: row.Quiet.value}, nil
}

// PutPreferences writes those of a person.
func (s *Store) PutPreferences(ctx context.Context, p ticket.Preferences) (int64, error) {
	set := []any{document[[]ticket.Mute]{p.Off}, document[ticket.Quiet]{p.Quiet}}
	return s.versioned(ctx, s.exec, versioned{p.Desk, p.Person, p.Version, insertPreferences, updatePreferences, set})
}
