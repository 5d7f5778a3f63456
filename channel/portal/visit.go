package portal

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// visit is one request to the pages: who asks, in which language, by which rules.
type visit struct {
	*portal
	w       http.ResponseWriter
	r       *http.Request
	ctx     context.Context
	session *helpdesk.Session
	rights  helpdesk.Rights
	rules   helpdesk.Regulation
	version int // of the rules
	say     *lang.Language
	known   map[string]string // names of people whom fields name, by id
	ticks   *watch            // the stopwatch, once it was read
	now     time.Time
	tooLong ticket.WaitLimit // the waits that are too long
}

// serve makes a handler of a page. Whatever goes wrong becomes a page too.
func (p *portal) serve(page func(*visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{portal: p, w: w, r: r, ctx: r.Context(), now: p.desk.Now()}
		v.remember()
		v.say = lang.In(v.language(""))
		err := v.read()
		if err == nil {
			err = v.enter()
		}
		if err == nil {
			err = page(v)
		}
		if err != nil {
			v.fail(err)
		}
	})
}

// enter finds out who asks and by which rules the desk works.
func (v *visit) enter() error {
	rules, version, err := v.desk.Regulation(v.ctx)
	if err != nil {
		return err
	}
	v.rules, v.version = rules, version
	if v.tooLong, err = v.desk.TooLong(v.ctx); err != nil {
		return err
	}
	actor, err := v.Authenticate(v.r)
	var known *helpdesk.Error
	switch {
	case errors.As(err, &known):
		return known
	case err != nil || actor.IsZero():
		return &helpdesk.Error{Code: helpdesk.Unauthorized, Err: err}
	}
	v.session = v.desk.As(actor).Via(ticket.ChannelPortal)
	if v.rights, err = v.session.Rights(v.ctx); err != nil {
		return err
	}
	v.say = lang.In(v.language(v.rights.Person.Language))
	return nil
}

// read reads the form that was sent. It comes first of all, so that what was typed
// can be given back whatever else fails.
func (v *visit) read() error {
	err := v.r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return &helpdesk.Error{Code: helpdesk.Invalid, Reason: "form_too_large", Err: err}
	case err != nil:
		return &helpdesk.Error{Code: helpdesk.Invalid, Reason: "form_unreadable", Err: err}
	}
	return nil
}

// languageCookie keeps the language that a visitor chose.
const languageCookie = "hd_lang"

// language is the one to speak: the one just chosen, the one chosen before, the
// person's own, the browser's, the desk's.
func (v *visit) language(persons string) string {
	chosen := v.r.URL.Query().Get("lang")
	if known(chosen) {
		return chosen
	}
	if c, err := v.r.Cookie(languageCookie); err == nil && known(c.Value) {
		return c.Value
	}
	for _, l := range []string{persons, lang.Match(v.r.Header.Get("Accept-Language")), v.rules.Language} {
		if known(l) {
			return l
		}
	}
	return lang.Codes()[0]
}

// remember keeps the language that was just chosen for the next visits.
func (v *visit) remember() {
	if chosen := v.r.URL.Query().Get("lang"); known(chosen) {
		http.SetCookie(v.w, &http.Cookie{
			Name: languageCookie, Value: chosen, Path: v.BasePath, MaxAge: 365 * 24 * 60 * 60,
			HttpOnly: true, Secure: v.r.TLS != nil, SameSite: http.SameSiteLaxMode,
		})
	}
}

func known(language string) bool {
	for _, c := range lang.Codes() {
		if c == language {
			return true
		}
	}
	return false
}

// home leads everybody to where their work is.
func (v *visit) home() error {
	if v.rights.Staff {
		return v.see(v.at("queues", "mine"))
	}
	return v.see(v.at("requests"))
}

// see sends the browser to another page.
func (v *visit) see(address string) error {
	http.Redirect(v.w, v.r, address, http.StatusSeeOther)
	return nil
}

// at is the address of a page.
func (p *portal) at(parts ...string) string {
	address := p.BasePath
	for i, part := range parts {
		if i > 0 {
			address += "/"
		}
		address += url.PathEscape(part)
	}
	return address
}

// staff is an error for those who are not of the desk's people.
func (v *visit) staff() error {
	if v.rights.Staff {
		return nil
	}
	return &helpdesk.Error{Code: helpdesk.Forbidden}
}

// named is the ticket that the address names.
func (v *visit) named() (uuid.UUID, error) {
	return v.session.Find(v.ctx, v.r.PathValue("number"))
}
