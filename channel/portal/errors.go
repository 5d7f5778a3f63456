package portal

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk"
)

var notThere = &helpdesk.Error{Code: helpdesk.NotFound}

// statuses says which HTTP status each code is.
var statuses = map[helpdesk.Code]int{
	helpdesk.Invalid:      http.StatusUnprocessableEntity,
	helpdesk.Unauthorized: http.StatusUnauthorized,
	helpdesk.Forbidden:    http.StatusForbidden,
	helpdesk.NotFound:     http.StatusNotFound,
	helpdesk.Refused:      http.StatusConflict,
	helpdesk.Conflict:     http.StatusConflict,
	helpdesk.KeyReused:    http.StatusConflict,
	helpdesk.Unavailable:  http.StatusServiceUnavailable,
	helpdesk.Full:         http.StatusServiceUnavailable,
	helpdesk.Internal:     http.StatusInternalServerError,
}

// retryAfter is in how many seconds a browser may try again when the store is not there.
const retryAfter = "5"

// trouble is a page that tells what went wrong and where to go from here.
type trouble struct {
	Status  int
	Heading string
	Text    string
	Home    string
	Retry   string // the address to try again; empty where that is no use
	Typed   []typed
	SignIn  string // where to sign in again, in another tab
}

// typed is one field of a form that could not be taken: it is sent again from the
// page, so that nothing that was written is lost.
type typed struct{ Name, Value string }

// fail shows the page of an error. Those who are not signed in are sent to sign in.
func (v *visit) fail(err error) {
	e := asError(err)
	if e.Code == helpdesk.Unauthorized && v.SignIn != "" && len(v.r.PostForm) == 0 {
		_ = v.see(withReturn(v.SignIn, v.r))
		return
	}
	status := statuses[e.Code]
	if status >= http.StatusInternalServerError {
		v.Log.ErrorContext(v.ctx, "a page failed", "method", v.r.Method, "path", v.r.URL.Path, "error", err)
	}
	if e.Code == helpdesk.Unavailable {
		v.w.Header().Set("Retry-After", retryAfter)
	}
	t := trouble{Status: status, Text: v.problem(e), Home: v.at(), Heading: v.say.Text("trouble."+string(e.Code), nil)}
	if e.Code == helpdesk.Unauthorized {
		t.SignIn = v.SignIn
	}
	if status >= http.StatusInternalServerError || e.Code == helpdesk.Unauthorized && len(v.r.PostForm) > 0 {
		t.Retry = v.r.URL.RequestURI()
		t.Typed = sent(v.r.PostForm)
	}
	v.show(status, "trouble", t.Heading, t)
}

// sent is a form as a list, in a fixed order.
func sent(form url.Values) []typed {
	var list []typed
	for name, values := range form {
		for _, value := range values {
			list = append(list, typed{name, value})
		}
	}
	slices.SortStableFunc(list, func(a, b typed) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func withReturn(address string, r *http.Request) string {
	u, err := url.Parse(address)
	if err != nil || r.Method != http.MethodGet {
		return address
	}
	q := u.Query()
	q.Set("return", r.URL.RequestURI())
	u.RawQuery = q.Encode()
	return u.String()
}

func asError(err error) *helpdesk.Error {
	var e *helpdesk.Error
	if errors.As(err, &e) {
		return e
	}
	return &helpdesk.Error{Code: helpdesk.Internal, Err: err}
}

// problem says an error in the reader's language, with what is allowed.
func (v *visit) problem(e *helpdesk.Error) string {
	key := "error." + string(e.Code)
	if e.Reason != "" && v.say.Has(key+"."+e.Reason) {
		key += "." + e.Reason
	}
	params := map[string]string{}
	for k, value := range e.Params {
		params[k] = value
	}
	if e.Reason == "not_estimated" {
		params["allowed"] = v.titles(params["allowed"], v.category)
	} else {
		params["allowed"] = v.titles(withoutRoles(params["allowed"]), v.event)
	}
	params["right"] = v.rightTitle(params["right"])
	params["roles"] = v.titles(params["roles"], func(role string) string { return v.say.Text("role."+role, nil) })
	params["by"] = v.titles(params["by"], func(role string) string { return v.say.Text("role."+role, nil) })
	v.humane(params)
	return v.say.Text(key, params)
}

func (v *visit) rightTitle(right string) string {
	if key := "right." + right; right != "" && v.say.Has(key) {
		return v.say.Text(key, nil)
	}
	return right
}

// titles says a list of keys by their titles.
func (v *visit) titles(keys string, title func(string) string) string {
	if keys == "" {
		return ""
	}
	list := strings.Split(keys, ", ")
	for i, k := range list {
		list[i] = title(k)
	}
	return strings.Join(slices.Compact(list), ", ")
}

// withoutRoles takes from "resolve (staff), accept (requester, behalf)" who may make each.
func withoutRoles(moves string) string {
	var b strings.Builder
	depth := 0
	for _, c := range moves {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0:
			b.WriteRune(c)
		}
	}
	return strings.ReplaceAll(strings.TrimSpace(b.String()), " ,", ",")
}
