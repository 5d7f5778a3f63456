package portal

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// form is a form of a page: what stands in it, and what is wrong with it.
type form struct {
	Name    string
	Key     string // of idempotency: however often it is sent, it is done once
	Values  url.Values
	Faults  map[string]string // by field
	Problem string            // with the form as a whole
}

// blank is a form that nobody has filled in yet; pairs are what stands in it.
func blank(name string, pairs ...string) form {
	f := form{Name: name, Key: rand.Text(), Values: url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// Value is what stands in a field.
func (f form) Value(field string) string { return f.Values.Get(field) }

// Fault is what is wrong with a field, in words; empty when nothing is. Of a field of
// several lines it is what is wrong with each.
func (f form) Fault(field string) string {
	if text := f.Faults[field]; text != "" {
		return text
	}
	var list []string
	for name, text := range f.Faults {
		if line, ok := strings.CutPrefix(name, field+"["); ok {
			n, _ := strconv.Atoi(strings.TrimSuffix(line, "]")) // as the desk has counted them
			list = append(list, strconv.Itoa(n+1)+": "+text)
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// Failed tells whether the form came back to be corrected.
func (f form) Failed() bool { return f.Problem != "" }

// back is the form as it was sent, with what is wrong with it. Errors that no
// correction helps are given back.
func (v *visit) back(name string, err error) (form, int, error) {
	e := asError(err)
	switch e.Code {
	case helpdesk.Invalid, helpdesk.Refused, helpdesk.Conflict, helpdesk.KeyReused:
	case helpdesk.Forbidden:
	default:
		return form{}, 0, err
	}
	f := form{Name: name, Key: v.r.PostForm.Get("key"), Values: v.r.PostForm, Problem: v.problem(e), Faults: map[string]string{}}
	if e.Code == helpdesk.KeyReused || f.Key == "" {
		f.Key = rand.Text()
	}
	for _, fault := range e.Faults {
		f.Faults[fault.Field] = v.fault(fault)
	}
	return f, statuses[e.Code], nil
}

// stray is a form that came back when the page offers it no more: its problem and its
// texts are shown all the same, so that nothing that was written is lost.
type stray struct {
	Problem string
	Typed   []typed
}

// written are the fields in which people write.
var written = []string{"text", "reason", "note", "comment", "title", "checklist"}

// strayed answers the form that came back if it is none of those that are offered.
func strayed(failed form, offered ...string) *stray {
	if failed.Name == "" || slices.Contains(offered, failed.Name) {
		return nil
	}
	s := &stray{Problem: failed.Problem}
	for _, t := range sent(failed.Values) {
		if slices.Contains(written, t.Name) || strings.HasPrefix(t.Name, "fields.") {
			s.Typed = append(s.Typed, t)
		}
	}
	return s
}

// fault says one fault in the reader's language.
func (v *visit) fault(f helpdesk.Fault) string {
	params := map[string]string{}
	for k, value := range f.Params {
		params[k] = value
	}
	title := map[string]func(string) string{
		"category": v.category, "priority": v.priority, "kind": v.kind, "team": v.team, "vendor": v.team, "clock": v.clock,
		"closing": func(key string) string { return v.finding(ticket.Closing(key)) },
	}[f.Field]
	if title != nil {
		params["allowed"] = v.titles(params["allowed"], title)
	}
	v.humane(params)
	text, _ := v.say.Fault(f.Rule, params)
	return text
}

// humane says instants and lengths of time among params as people say them.
func (v *visit) humane(params map[string]string) {
	for name, value := range params {
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			params[name] = v.say.Time(at, v.now, v.Location)
		}
		if d, err := time.ParseDuration(value); err == nil && d >= 0 && slices.Contains([]string{"got", "min", "max"}, name) && !isNumber(value) {
			params[name] = v.span(d)
		}
	}
}

// isNumber tells whether a text is a number without a unit.
func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// once lets a verb be done once for the form that was sent. Somebody who was quicker
// may have been the same form, sent twice: then the second finds what the first did.
func (v *visit) once(s *helpdesk.Session, do func(*helpdesk.Session) (helpdesk.Receipt, error)) (helpdesk.Receipt, error) {
	if key := v.r.PostForm.Get("key"); key != "" {
		s = s.Once(key)
	}
	receipt, err := do(s)
	if errors.Is(err, helpdesk.Conflict) {
		receipt, err = do(s)
	}
	return receipt, err
}

// expecting holds the session to the version that the form was made from.
func (v *visit) expecting(s *helpdesk.Session) *helpdesk.Session {
	if n, err := strconv.ParseInt(v.r.PostForm.Get("version"), 10, 64); err == nil && n > 0 {
		return s.Expecting(n)
	}
	return s
}

// value is a field of the form that was sent, without the blanks around it.
func (v *visit) value(field string) string { return strings.TrimSpace(v.r.PostForm.Get(field)) }

// instant reads a field of date and time, in the zone of the pages; the zero time when it is empty.
func (v *visit) instant(field string) (time.Time, error) {
	text := v.value(field)
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{inputTime, "2006-01-02T15:04:05", "2006-01-02 15:04", "02.01.2006 15:04"} {
		if t, err := time.ParseInLocation(layout, text, v.Location); err == nil && t.Year() > 1900 && t.Year() < 9999 {
			return t, nil
		}
	}
	return time.Time{}, &helpdesk.Error{Code: helpdesk.Invalid, Faults: []helpdesk.Fault{
		{Field: field, Rule: helpdesk.FaultFormat, Params: map[string]string{"got": text, "like": v.now.In(v.Location).Format("02.01.2006 15:04")}},
	}}
}

// inputTime is how browsers write date and time.
const inputTime = "2006-01-02T15:04"

// otherLanguages are the addresses of this page in each language.
func (v *visit) otherLanguages() []link {
	var links []link
	for _, code := range lang.Codes() {
		u := *v.r.URL
		if v.r.Method != http.MethodGet {
			u = url.URL{Path: v.BasePath}
		}
		q := u.Query()
		q.Set("lang", code)
		u.RawQuery = q.Encode()
		links = append(links, link{Title: lang.In(code).Text("language", nil), URL: u.RequestURI(), Key: code, Current: code == v.say.Code()})
	}
	return links
}
