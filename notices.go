package helpdesk

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Notice tells a person of something, in his language.
type Notice struct {
	ID       uuid.UUID // of the event that it tells of
	Kind     NoticeKind
	Person   string
	Ticket   uuid.UUID
	Number   string
	Version  int64 // of the ticket, when it happened
	At       time.Time
	Read     time.Time // zero while it was not read
	Language string
	Title    string // one line
	Text     string // the whole of it, for letters
}

// noticeLife is how long notices are kept in the desk.
const noticeLife = 90 * 24 * time.Hour

// Notices answers what the actor was told of tickets that he may still read, the newest
// first. The limit is 50 when 0.
func (s *Session) Notices(ctx context.Context, q storage.NoticeQuery) ([]Notice, error) {
	list, err := s.notices(ctx, q)
	return list, fail("notices", err)
}

func (s *Session) notices(ctx context.Context, q storage.NoticeQuery) ([]Notice, error) {
	r, err := s.rights(ctx)
	if err != nil {
		return nil, err
	}
	if q.Limit, err = pageLimit(q.Limit); err != nil {
		return nil, err
	}
	q.Person = s.actor.ID
	list, err := s.desk.store.ListNotices(ctx, r.Scope, q)
	if err != nil {
		return nil, err
	}
	if !r.Staff { // he may have been of the staff when he was told
		kept := list[:0]
		for _, n := range list {
			if !NoticeKind(n.Kind).ForStaff() {
				kept = append(kept, n)
			}
		}
		list = kept
	}
	return s.desk.tell(ctx, list)
}

// pageLimit is the size of a page: 50 when none is asked for.
func pageLimit(limit int) (int, error) {
	var fs faults
	if limit == 0 {
		limit = 50
	}
	if limit < 1 || limit > 200 {
		fs.add("limit", FaultRange, "got", itoa(int64(limit)), "min", "1", "max", "200")
	}
	return limit, fs.err()
}

// Unread counts what the actor was told and has not read, to 100.
func (s *Session) Unread(ctx context.Context) (int, error) {
	r, err := s.rights(ctx)
	if err != nil {
		return 0, fail("unread", err)
	}
	n, err := s.desk.store.CountNotices(ctx, r.Scope, s.actor.ID, 100)
	return n, fail("unread", err)
}

// MarkRead marks notices of the actor as read, by their IDs; all of them if none is named.
func (s *Session) MarkRead(ctx context.Context, notices ...uuid.UUID) error {
	if _, err := s.member(ctx); err != nil {
		return fail("mark read", err)
	}
	if len(notices) > 200 {
		var fs faults
		fs.add("notices", FaultTooLong, "max", "200")
		return fail("mark read", fs.err())
	}
	return fail("mark read", s.desk.store.ReadNotices(ctx, s.desk.key, s.actor.ID, s.desk.Now(), notices...))
}

// Preferences answers of what the actor wants to be told. Version is 0 if he never said.
func (s *Session) Preferences(ctx context.Context) (ticket.Preferences, error) {
	if _, err := s.member(ctx); err != nil {
		return ticket.Preferences{}, fail("preferences", err)
	}
	p, err := s.desk.preferences(ctx, s.actor.ID)
	return p, fail("preferences", err)
}

func (d *Desk) preferences(ctx context.Context, person string) (ticket.Preferences, error) {
	p, err := d.store.Preferences(ctx, d.key, person)
	if isNotFound(err) {
		return ticket.Preferences{Desk: d.key, Person: person}, nil
	}
	return p, err
}

// Channels are those by which notices come: the desk itself, and who else is registered to carry them.
func (s *Session) Channels(ctx context.Context) ([]string, error) {
	if _, err := s.member(ctx); err != nil {
		return nil, fail("channels", err)
	}
	list, err := s.desk.channels(ctx)
	return list, fail("channels", err)
}

func (d *Desk) channels(ctx context.Context) ([]string, error) {
	handlers, err := d.store.ListHandlers(ctx, d.key)
	channels := []string{ChannelDesk}
	for _, h := range handlers {
		if h.Carries {
			channels = append(channels, h.Name)
		}
	}
	return channels, err
}

// PutPreferences says of what the actor wants to be told from now on: with the version
// that was read. An unknown kind, channel, hour or zone is Invalid.
func (s *Session) PutPreferences(ctx context.Context, p ticket.Preferences) (int64, error) {
	v, err := s.putPreferences(ctx, p)
	return v, fail("put preferences", err)
}

func (s *Session) putPreferences(ctx context.Context, p ticket.Preferences) (int64, error) {
	if _, err := s.member(ctx); err != nil {
		return 0, err
	}
	channels, err := s.desk.channels(ctx)
	if err != nil {
		return 0, err
	}
	var fs faults
	p.Desk, p.Person = s.desk.key, s.actor.ID
	for _, m := range p.Off {
		if m.Kind != "" {
			fs.oneOf("off.kind", m.Kind, texts(NoticeKinds()))
		}
		if m.Channel != "" {
			fs.oneOf("off.channel", m.Channel, channels)
		}
	}
	if len(p.Off) > 200 {
		fs.add("off", FaultTooLong, "max", "200")
	}
	quietHours(&fs, p.Quiet)
	if err := fs.err(); err != nil {
		return 0, err
	}
	return s.desk.store.PutPreferences(ctx, p)
}

func quietHours(fs *faults, q ticket.Quiet) {
	if q == (ticket.Quiet{}) {
		return
	}
	for field, hour := range map[string]string{"quiet.from": q.From, "quiet.to": q.To} {
		if _, err := ticket.ParseHour(hour); err != nil {
			fs.add(field, FaultFormat, "got", clip(hour), "like", "22:00")
		}
	}
	if q.From == q.To && q.From != "" {
		fs.add("quiet.to", FaultGiven, "got", q.To)
	}
	if q.Zone != "" {
		if _, err := time.LoadLocation(q.Zone); err != nil || strings.EqualFold(q.Zone, "local") {
			fs.add("quiet.zone", FaultUnknown, "got", clip(q.Zone), "allowed", "Europe/Moscow, Asia/Almaty, …")
		}
	}
}
