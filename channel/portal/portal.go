// Package portal shows a desk as web pages: a calm area for those who ask, and a
// dense console for those who answer. It is one http.Handler to mount:
//
//	mux.Handle("/support/", pages) // portal.New(desk, portal.Config{BasePath: "/support/", …})
//
// The pages need no script. They are in Russian and English, light and dark, and
// look after themselves: their style is served under BasePath, a host changes its
// tokens (--hd-accent, --hd-surface, …) through Config.Head.
package portal

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
)

// Config says how the pages are mounted and who comes to them.
type Config struct {
	// BasePath is the path under which the handler is mounted: "/support/". "/" when empty.
	BasePath string
	// Authenticate tells who asks. An error means that nobody is signed in, unless it
	// is a *helpdesk.Error with another code. Required.
	Authenticate func(*http.Request) (helpdesk.Actor, error)
	// SignIn is where those who are not signed in are sent, with the page they wanted
	// in the parameter "return". They see a page of their own (401) when empty.
	SignIn string
	// SignOut is where the link of that name leads. There is none when empty.
	SignOut string
	// Title stands in the header. The regulation's title when empty.
	Title string
	// Log takes what operators should know. Silent when nil.
	Log *slog.Logger
	// Location is the zone in which times are shown and read. That of the
	// regulation's calendar when nil.
	Location *time.Location
	// Head is put into every page's head, after the portal's own style. What it
	// loads must come from the same host.
	Head template.HTML
	// Header is put above the portal's own header.
	Header template.HTML
}

// mostBody is the largest form that is read: a text of helpdesk.MaxText, encoded.
const mostBody = 16 << 20

type portal struct {
	Config
	desk  *helpdesk.Desk
	style asset
	pages map[string]*template.Template // by language
}

// New makes the pages of a desk. The error names what is wrong with the Config.
func New(desk *helpdesk.Desk, c Config) (http.Handler, error) {
	if desk == nil {
		return nil, errors.New("portal: a desk is required")
	}
	if c.Authenticate == nil {
		return nil, errors.New("portal: Config.Authenticate is required: it tells who asks")
	}
	base, err := basePath(c.BasePath)
	if err != nil {
		return nil, err
	}
	c.BasePath = base
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Location == nil {
		if c.Location, err = zone(desk); err != nil {
			return nil, err
		}
	}
	p := &portal{Config: c, desk: desk, style: style()}
	if p.pages, err = p.parse(); err != nil {
		return nil, err
	}
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(p.serve(func(*visit) error { return &helpdesk.Error{Code: helpdesk.Forbidden} }))
	return headers(guard.Handler(p.routes())), nil
}

func basePath(given string) (string, error) {
	base := "/" + strings.Trim(given, "/") + "/"
	if base == "//" {
		return "/", nil
	}
	if u, err := url.Parse(base); err != nil || u.Path != base || u.Host != "" || strings.ContainsAny(base, "{} ") {
		return "", fmt.Errorf("portal: Config.BasePath %q: want a path such as \"/support/\"", given)
	}
	return base, nil
}

// zone is that of the calendar that the desk's regulation names.
func zone(desk *helpdesk.Desk) (*time.Location, error) {
	r, _, err := desk.Regulation(context.Background())
	if err != nil {
		return nil, fmt.Errorf("portal: %w", err)
	}
	loc, err := time.LoadLocation(r.Calendars[r.Calendar].Zone)
	if err != nil {
		return nil, fmt.Errorf("portal: the zone of the regulation's calendar: %w", err)
	}
	return loc, nil
}

// headers keeps browsers from doing with the pages what they are not made for.
func headers(next http.Handler) http.Handler {
	const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		r.Body = http.MaxBytesReader(w, r.Body, mostBody)
		next.ServeHTTP(w, r)
	})
}
