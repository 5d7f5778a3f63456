package api

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

type noticeJSON struct {
	ID      uuid.UUID           `json:"id" format:"uuid" doc:"of the event that it tells of"`
	Kind    helpdesk.NoticeKind `json:"kind"`
	Ticket  uuid.UUID           `json:"ticket" format:"uuid"`
	Number  string              `json:"number"`
	Version int64               `json:"version" doc:"of the ticket, when it happened"`
	At      time.Time           `json:"at"`
	Read    time.Time           `json:"read,omitzero" doc:"left out while it was not read"`
	Title   string              `json:"title"`
	Text    string              `json:"text"`
}

type noticesJSON struct {
	Notices []noticeJSON `json:"notices" doc:"the newest first"`
	Unread  int          `json:"unread" doc:"of all, counted to 100"`
	Next    string       `json:"next,omitempty" doc:"where the next page begins"`
}

type readInput struct {
	Notices []uuid.UUID `json:"notices,omitempty" doc:"their ids, at most 200; all when left out"`
}

type unreadJSON struct {
	Unread int `json:"unread" doc:"counted to 100"`
}

type preferencesInput struct {
	Off       []string `json:"off,omitempty" doc:"what is not told: a kind of notices, or kind@channel, or @channel"`
	QuietFrom string   `json:"quiet_from,omitempty" doc:"from then on nothing is sent" example:"22:00"`
	QuietTo   string   `json:"quiet_to,omitempty" doc:"then it comes" example:"08:00"`
	Zone      string   `json:"zone,omitempty" doc:"of the quiet hours; the desk's own when left out" example:"Europe/Moscow"`
}

type preferencesJSON struct {
	Version   int64                 `json:"version" doc:"0 when nothing was ever said; the ETag is the same"`
	Off       []string              `json:"off" doc:"what is not told: a kind of notices, or kind@channel, or @channel"`
	QuietFrom string                `json:"quiet_from,omitempty" example:"22:00"`
	QuietTo   string                `json:"quiet_to,omitempty" example:"08:00"`
	Zone      string                `json:"zone,omitempty" example:"Europe/Moscow"`
	Kinds     []helpdesk.NoticeKind `json:"kinds" doc:"that can be turned off"`
	Channels  []string              `json:"channels" doc:"by which notices come"`
}

type newsJSON struct {
	ID           uuid.UUID         `json:"id" format:"uuid"`
	Kind         helpdesk.NewsKind `json:"kind"`
	At           time.Time         `json:"at"`
	Ticket       uuid.UUID         `json:"ticket" format:"uuid"`
	Number       string            `json:"number"`
	Subject      string            `json:"subject"`
	Organization string            `json:"organization,omitempty"`
	Name         string            `json:"name,omitempty" doc:"who did it, or has it now"`
	Step         string            `json:"step,omitempty" doc:"a key of the regulation"`
	Closes       time.Time         `json:"closes,omitzero" doc:"when it closes unless somebody writes"`
	Request      *requestJSON      `json:"request,omitempty" doc:"of a new one: what was filled in"`
}

type feedJSON struct {
	News []newsJSON `json:"news" doc:"the newest first"`
	Next string     `json:"next,omitempty" doc:"where the next page begins"`
}

// What a page token of a list says it is of.
const (
	placeInNotices ticket.Order = "notices"
	placeInNews    ticket.Order = "news"
)

// noticeRoutes tell people what concerns them.
func noticeRoutes() []route {
	limit := parameter{"limit", "how many at most, 1 to 200; 50 when left out", whole}
	next := parameter{"page", "where the page begins: \"next\" of the page before", textual}
	return []route{
		read("/notices", "listNotices", "List what the caller was told", listNotices).with(parameter{"unread", "only those that were not read", flag}, limit, next),
		{
			method: http.MethodPost, path: "/notices/read", id: "readNotices", summary: "Mark notices of the caller as read", statuses: []int{http.StatusOK},
			body: reflect.TypeFor[readInput](), answer: reflect.TypeFor[unreadJSON](), do: readNotices,
		},
		read("/preferences", "readPreferences", "Read of what the caller wants to be told", readPreferences),
		{
			method: http.MethodPut, path: "/preferences", id: "putPreferences", summary: "Say of what the caller wants to be told", statuses: []int{http.StatusOK},
			headers: []parameter{matchHeader}, body: reflect.TypeFor[preferencesInput](), answer: reflect.TypeFor[preferencesJSON](), do: putPreferences,
		},
		read("/news", "listNews", "List what has happened lately to tickets that the caller may read", listNews).with(
			parameter{"organization", "only of its tickets", textual}, limit, next),
	}
}

// before is where a page begins that leads from the newest to the oldest.
func (c *call) before(of ticket.Order) storage.Cursor {
	got := c.text("page")
	if got == "" {
		return storage.Cursor{}
	}
	place, ok := placeOf(got, of)
	if !ok {
		c.faults.add("page", helpdesk.FaultFormat, "got", got, "like", "\"next\" of the page before")
	}
	return place
}

func listNotices(c *call) (out noticesJSON, err error) {
	q := storage.NoticeQuery{Unread: c.flag("unread"), Limit: c.whole("limit", 200, 50), Before: c.before(placeInNotices)}
	s, err := c.session()
	if err != nil {
		return out, err
	}
	list, err := s.Notices(c.Context(), q)
	if err != nil {
		return out, err
	}
	out.Notices = each(list, func(n helpdesk.Notice) noticeJSON {
		return noticeJSON{ID: n.ID, Kind: n.Kind, Ticket: n.Ticket, Number: n.Number, Version: n.Version, At: n.At, Read: n.Read, Title: n.Title, Text: n.Text}
	})
	if n := len(list); n == q.Limit {
		out.Next = token(storage.Cursor{At: list[n-1].At, ID: list[n-1].ID}, placeInNotices)
	}
	out.Unread, err = s.Unread(c.Context())
	return out, err
}

func readNotices(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	if err := s.MarkRead(c.Context(), c.body.(*readInput).Notices...); err != nil {
		return nil, err
	}
	n, err := s.Unread(c.Context())
	return unreadJSON{n}, err
}

func readPreferences(c *call) (preferencesJSON, error) {
	s, err := c.session()
	if err != nil {
		return preferencesJSON{}, err
	}
	return c.preferences(s)
}

func putPreferences(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	in := c.body.(*preferencesInput)
	p := ticket.Preferences{Version: c.match, Quiet: ticket.Quiet{From: in.QuietFrom, To: in.QuietTo, Zone: in.Zone}}
	for _, off := range in.Off {
		kind, channel, _ := strings.Cut(off, "@")
		p.Off = append(p.Off, ticket.Mute{Kind: kind, Channel: channel})
	}
	if _, err := s.PutPreferences(c.Context(), p); err != nil {
		return nil, err
	}
	return c.preferences(s)
}

func (c *call) preferences(s *helpdesk.Session) (preferencesJSON, error) {
	p, err := s.Preferences(c.Context())
	if err != nil {
		return preferencesJSON{}, err
	}
	channels, err := s.Channels(c.Context())
	if err != nil {
		return preferencesJSON{}, err
	}
	if p.Version > 0 {
		c.tag(p.Version)
	}
	return preferencesJSON{
		Version: p.Version, Off: each(p.Off, offText), QuietFrom: p.Quiet.From, QuietTo: p.Quiet.To, Zone: p.Quiet.Zone,
		Kinds: helpdesk.NoticeKinds(), Channels: channels,
	}, nil
}

// offText writes what is turned off as it is read.
func offText(m ticket.Mute) string {
	if m.Channel == "" {
		return m.Kind
	}
	return m.Kind + "@" + m.Channel
}

func listNews(c *call) (out feedJSON, err error) {
	q := helpdesk.NewsQuery{Organization: c.text("organization"), Limit: c.whole("limit", 200, 50), Before: c.before(placeInNews)}
	s, err := c.session()
	if err != nil {
		return out, err
	}
	list, next, err := s.News(c.Context(), q)
	if err != nil {
		return out, err
	}
	out.Next = token(next, placeInNews)
	out.News = each(list, func(n helpdesk.News) newsJSON {
		entry := newsJSON{
			ID: n.ID, Kind: n.Kind, At: n.At, Ticket: n.Ticket, Number: n.Number, Subject: n.Subject, Organization: n.Organization,
			Name: n.Name, Step: n.Step, Closes: n.Closes,
		}
		if n.Request != nil {
			r := requestOf(*n.Request)
			entry.Request = &r
		}
		return entry
	})
	return out, nil
}
