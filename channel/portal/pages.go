package portal

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
)

//go:embed templates/*.html
var templates embed.FS

// link is an address with its words.
type link struct {
	Title   string
	URL     string
	Key     string
	Current bool
	Count   string
}

// page is what every page has around what is its own.
type page struct {
	Title     string
	Desk      string
	Lang      string
	Style     string
	Head      template.HTML
	Header    template.HTML
	Console   bool // the staff's dense look
	Person    string
	Bell      *link // to the notices, with how many were not read
	Nav       []link
	Languages []link
	SignOut   string
	Done      string // what has just been done, in words
	Watch     watch
	Body      any
}

// parse reads the templates once for each language.
func (p *portal) parse() (map[string]*template.Template, error) {
	pages := map[string]*template.Template{}
	for _, code := range lang.Codes() {
		t, err := template.New("portal").Funcs(p.funcs(lang.In(code))).ParseFS(templates, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("portal: %w", err)
		}
		pages[code] = t
	}
	return pages, nil
}

// funcs are what the templates can say and do, in one language.
func (p *portal) funcs(say *lang.Language) template.FuncMap {
	return template.FuncMap{
		"t": func(key string, pairs ...any) string {
			params := map[string]string{}
			for i := 0; i+1 < len(pairs); i += 2 {
				params[fmt.Sprint(pairs[i])] = fmt.Sprint(pairs[i+1])
			}
			return say.Text(key, params)
		},
		"n":        say.Count,
		"at":       p.at,
		"when":     func(t time.Time) template.HTML { return p.when(say, t) },
		"ago":      func(t time.Time) template.HTML { return p.ago(say, t) },
		"duration": say.Duration,
		"short":    short,
		"icon":     icon,
		"dict":     dict,
		"stars":    func() []string { return []string{"1", "2", "3", "4", "5"} },
		"lines":    func(s string) []string { return strings.Split(s, "\n") },
		"input":    func(t time.Time) string { return t.In(p.Location).Format(inputTime) },
	}
}

// when is an instant as one says it, with the exact one in the title.
func (p *portal) when(say *lang.Language, t time.Time) template.HTML {
	if t.IsZero() {
		return ""
	}
	return instant(t, say.Time(t, p.desk.Now(), p.Location), say.Exact(t, p.Location))
}

// ago is how long ago an instant was, with the exact one in the title.
func (p *portal) ago(say *lang.Language, t time.Time) template.HTML {
	if t.IsZero() {
		return ""
	}
	text := say.Text("time.ago", map[string]string{"time": say.Duration(p.desk.Now().Sub(t))})
	return instant(t, text, say.Exact(t, p.Location))
}

func instant(t time.Time, text, exact string) template.HTML {
	return template.HTML(`<time datetime="` + t.UTC().Format(time.RFC3339) + `" title="` + template.HTMLEscapeString(exact) + `">` + template.HTMLEscapeString(text) + `</time>`)
}

// dict gives a part of a page several values by name.
func dict(pairs ...any) (map[string]any, error) {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// show writes a page. It is made whole before the first byte goes out.
func (v *visit) show(status int, name, title string, body any) {
	p := page{
		Title: title, Desk: v.Title, Lang: v.say.Code(), Style: v.at("static", v.style.name), Head: v.Head, Header: v.Header,
		Console: v.rights.Staff && !v.calm(),
		Person:  v.rights.Person.Name, Bell: v.bell(), Watch: v.ticking(), Nav: v.nav(), Languages: v.otherLanguages(), SignOut: v.SignOut, Body: body,
	}
	if p.Desk == "" {
		p.Desk = v.rules.Title.In(v.say.Code())
	}
	if done := "done." + v.r.URL.Query().Get("done"); v.r.Method == http.MethodGet && v.say.Has(done) {
		p.Done = v.say.Text(done, nil)
	}
	var b bytes.Buffer
	if err := v.pages[v.say.Code()].ExecuteTemplate(&b, name, p); err != nil {
		v.Log.ErrorContext(v.ctx, "a page could not be made", "page", name, "error", err)
		http.Error(v.w, v.say.Text("error.internal", nil), http.StatusInternalServerError)
		return
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", v.say.Code())
	v.w.WriteHeader(status)
	_, _ = b.WriteTo(v.w) // whoever went away needs no answer
}

// calm tells whether the page is one of the requester's area.
func (v *visit) calm() bool {
	return strings.HasPrefix(v.r.URL.Path, v.at("requests")) || strings.HasPrefix(v.r.URL.Path, v.at("ask"))
}

// bell leads to the notices. That they cannot be counted does not keep a page away.
func (v *visit) bell() *link {
	if v.session == nil || v.session.Actor().IsZero() {
		return nil
	}
	b := &link{Title: v.say.Text("nav.notices", nil), URL: v.at("notices"), Current: v.r.URL.Path == v.at("notices")}
	n, err := v.session.Unread(v.ctx)
	if err != nil {
		v.Log.WarnContext(v.ctx, "notices could not be counted", "error", err)
	}
	if n > 0 {
		b.Count, b.Title = strconv.Itoa(n), v.say.Count("nav.unread", n)
	}
	return b
}

// nav is the way to the other pages.
func (v *visit) nav() []link {
	if v.session == nil {
		return nil
	}
	add := func(list []link, key string, parts ...string) []link {
		address := v.at(parts...)
		return append(list, link{Title: v.say.Text("nav."+key, nil), URL: address, Key: key, Current: strings.HasPrefix(v.r.URL.Path, v.at(parts[0])) || key == "requests" && v.calm()})
	}
	if !v.rights.Staff {
		list := add(add(nil, "requests", "requests"), "news", "news")
		if v.rights.Person.Organization != "" {
			list = add(list, "balance", "balance")
		}
		return list
	}
	list := add(nil, "queues", "queues", "mine")
	list[0].Current = list[0].Current || strings.HasPrefix(v.r.URL.Path, v.at("tickets"))
	list = add(list, "overview", "overview")
	if v.rights.May(helpdesk.VerbTask) {
		list = add(list, "schedule", "schedule")
	}
	if v.rights.May(helpdesk.VerbReview) {
		list = add(list, "sample", "sample")
	}
	list = add(list, "people", "people")
	at := &list[len(list)-1] // the records are all under it
	for _, part := range []string{"organizations", "teams", "absences", "contracts", "billing", "privacy", "certificates", "add"} {
		at.Current = at.Current || strings.HasPrefix(v.r.URL.Path, v.at(part))
	}
	if v.rights.May(helpdesk.VerbPublish) {
		list = add(list, "regulation", "regulation")
	}
	list = add(list, "register", "register")
	return add(list, "requests", "requests")
}
