package portal

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// noticesPage is what somebody was told, and of what he wants to be told.
type noticesPage struct {
	Notices []noticeRow
	Unread  int
	ReadAll string // the address that marks all as read
	Older   string // the address of the next page
	Form    form   // of the preferences
	Action  string
	Kinds   []noticeKind
	Zone    string // the one that counts where none is given
}

// noticeRow is one notice; opening it marks it as read.
type noticeRow struct {
	Title, URL string
	At         time.Time
	Read       bool
}

// noticeKind is a kind that can be turned off.
type noticeKind struct {
	Key, Title string
	On         bool
}

func (v *visit) notices() error { return v.noticesAs(http.StatusOK, nil) }

// noticesAs shows the page; returned is the form that came back with something wrong.
func (v *visit) noticesAs(status int, returned *form) error {
	const most = 30
	before := storage.Cursor{}
	if at, id, ok := strings.Cut(v.r.URL.Query().Get("before"), "_"); ok {
		before.At, _ = time.Parse(time.RFC3339Nano, at)
		before.ID, _ = uuid.Parse(id)
	}
	list, err := v.session.Notices(v.ctx, storage.NoticeQuery{Limit: most, Before: before})
	if err != nil {
		return err
	}
	preferences, err := v.session.Preferences(v.ctx)
	if err != nil {
		return err
	}
	p := noticesPage{ReadAll: v.at("notices", "read"), Action: v.at("notices", "preferences"), Zone: v.Location.String()}
	if p.Unread, err = v.session.Unread(v.ctx); err != nil {
		return err
	}
	for _, n := range list {
		area := areaRequester
		if n.Kind.ForStaff() {
			area = areaStaff
		}
		p.Notices = append(p.Notices, noticeRow{Title: n.Title, URL: v.at("notices", n.ID.String(), area, n.Number), At: n.At, Read: !n.Read.IsZero()})
	}
	if len(list) == most {
		last := list[most-1]
		p.Older = v.at("notices") + "?" + url.Values{"before": {last.At.UTC().Format(time.RFC3339Nano) + "_" + last.ID.String()}}.Encode()
	}
	if p.Form = blank("preferences", "version", strconv.FormatInt(preferences.Version, 10),
		"quiet.from", preferences.Quiet.From, "quiet.to", preferences.Quiet.To, "quiet.zone", preferences.Quiet.Zone); returned != nil {
		p.Form = *returned
	}
	for _, k := range helpdesk.NoticeKinds() {
		if !k.ForStaff() || v.rights.Staff {
			on := !preferences.Mutes(string(k), "")
			if returned != nil {
				on = returned.Values.Has("on." + string(k))
			}
			p.Kinds = append(p.Kinds, noticeKind{string(k), v.say.Text("notice.kind."+string(k), nil), on})
		}
	}
	v.show(status, "notices", v.say.Text("notices.title", nil), p)
	return nil
}

// notice marks a notice as read and leads to its ticket.
func (v *visit) notice() error {
	id, err := uuid.Parse(v.r.PathValue("notice"))
	if err != nil {
		return notThere
	}
	if err := v.session.MarkRead(v.ctx, id); err != nil { // another's, and what is not there, stays as it is
		return err
	}
	area := v.r.PathValue("area")
	if area != areaStaff && area != areaRequester {
		return notThere
	}
	return v.see(v.at(area, v.r.PathValue("number")))
}

// The areas of the pages in which tickets are shown.
const (
	areaStaff     = "tickets"
	areaRequester = "requests"
)

func (v *visit) noticesRead() error {
	if err := v.session.MarkRead(v.ctx); err != nil {
		return err
	}
	return v.see(v.at("notices") + "?done=read")
}

// preferred keeps of what somebody wants to be told. Kinds are turned off for every
// channel; what he said of single channels elsewhere stays.
func (v *visit) preferred() error {
	f := v.r.PostForm
	p, err := v.session.Preferences(v.ctx)
	if err != nil {
		return err
	}
	p.Version, _ = strconv.ParseInt(f.Get("version"), 10, 64) // a wrong one is a conflict
	var off []ticket.Mute
	for _, m := range p.Off {
		if m.Channel != "" || m.Kind == "" {
			off = append(off, m)
		}
	}
	for _, k := range helpdesk.NoticeKinds() {
		if (!k.ForStaff() || v.rights.Staff) && !f.Has("on."+string(k)) {
			off = append(off, ticket.Mute{Kind: string(k)})
		}
	}
	p.Off = off
	p.Quiet = ticket.Quiet{From: strings.TrimSpace(f.Get("quiet.from")), To: strings.TrimSpace(f.Get("quiet.to")), Zone: strings.TrimSpace(f.Get("quiet.zone"))}
	if _, err := v.session.PutPreferences(v.ctx, p); err != nil {
		returned, status, err := v.back("preferences", err)
		if err != nil {
			return err
		}
		return v.noticesAs(status, &returned)
	}
	return v.see(v.at("notices") + "?done=preferences")
}
