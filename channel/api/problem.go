package api

import (
	"errors"
	"log/slog"
	"net/http"
	"slices"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
)

// The reasons for which a request is refused before the desk sees it.
const (
	reasonMalformed   = "malformed_json"
	reasonTooLarge    = "body_too_large"
	reasonMediaType   = "media_type"
	reasonMethod      = "method_not_allowed"
	reasonNoRoute     = "no_route"
	reasonCrossOrigin = "cross_origin"
)

// statuses is the one table from what went wrong to the status of the answer: by code,
// and by code and reason where HTTP knows it more exactly.
var statuses = map[string]int{
	string(helpdesk.Invalid):      http.StatusUnprocessableEntity,
	string(helpdesk.Unauthorized): http.StatusUnauthorized,
	string(helpdesk.Forbidden):    http.StatusForbidden,
	string(helpdesk.NotFound):     http.StatusNotFound,
	string(helpdesk.Refused):      http.StatusConflict,
	string(helpdesk.Conflict):     http.StatusConflict,
	string(helpdesk.KeyReused):    http.StatusUnprocessableEntity,
	string(helpdesk.Unavailable):  http.StatusServiceUnavailable,
	string(helpdesk.Full):         http.StatusInsufficientStorage,
	string(helpdesk.Internal):     http.StatusInternalServerError,

	string(helpdesk.Invalid) + "/" + reasonMalformed: http.StatusBadRequest,
	string(helpdesk.Invalid) + "/" + reasonTooLarge:  http.StatusRequestEntityTooLarge,
	string(helpdesk.Invalid) + "/" + reasonMediaType: http.StatusUnsupportedMediaType,
	string(helpdesk.Invalid) + "/" + reasonMethod:    http.StatusMethodNotAllowed,
	string(helpdesk.Conflict) + "/" + headerMatch:    http.StatusPreconditionFailed,

	string(helpdesk.Invalid) + "/" + helpdesk.FaultNoSuchName: http.StatusBadRequest,
}

// retryAfter is in how many seconds a client may try again when the store is not there.
const retryAfter = "5"

// problem is a problem document of RFC 9457, with what a program needs to act on it.
type problem struct {
	Type   string            `json:"type" doc:"names the kind of problem; the code says the same"`
	Title  string            `json:"title" doc:"the status, in words"`
	Status int               `json:"status"`
	Detail string            `json:"detail" doc:"what is wrong, in the reader's language"`
	Code   string            `json:"code" enum:"invalid,unauthorized,forbidden,not_found,refused,conflict,key_reused,unavailable,full,internal"`
	Reason string            `json:"reason,omitempty" doc:"why, where the code alone does not say"`
	Params map[string]string `json:"params,omitempty" doc:"particulars: what was asked, what is allowed"`
	Faults []faultJSON       `json:"faults,omitempty" doc:"every field that is wrong"`
}

// faultJSON is one field of the input that is wrong.
type faultJSON struct {
	Field  string            `json:"field" doc:"as the input names it, or the parameter or header"`
	Rule   string            `json:"rule" doc:"which rule it breaks: no_such_name, required, unknown, too_long, …"`
	Params map[string]string `json:"params,omitempty"`
	Text   string            `json:"text" doc:"in the reader's language"`
}

// problem answers with what went wrong. Of our own failures it tells nothing but that
// there is one; the log has the rest.
func (a *api) problem(w http.ResponseWriter, r *http.Request, err error) {
	e := outward(err)
	status := statusOf(e, r)
	switch e.Code {
	case helpdesk.Internal:
		a.Log.LogAttrs(r.Context(), slog.LevelError, "a request failed", slog.String("route", r.Pattern), slog.Any("error", err))
	case helpdesk.Unavailable, helpdesk.Full:
		a.Log.LogAttrs(r.Context(), slog.LevelWarn, "a request could not be served", slog.String("route", r.Pattern), slog.Any("error", err))
	}
	if e.Code == helpdesk.Unavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
	if e.Code == helpdesk.NotFound && e.Reason == "" && e.Params == nil {
		e.Params = map[string]string{}
		for _, name := range wildcards(r.Pattern) {
			e.Params[name] = r.PathValue(name)
		}
	}
	language := a.languageOf(r)
	p := problem{
		Type: "urn:helpdesk:problem:" + string(e.Code), Title: http.StatusText(status), Status: status,
		Detail: errorText(e, language), Code: string(e.Code), Reason: e.Reason, Params: e.Params,
	}
	for _, f := range e.Faults {
		p.Faults = append(p.Faults, faultOf(f, language))
	}
	w.Header().Set("Content-Language", language.Code())
	a.write(w, r, status, "application/problem+json", p)
}

func faultOf(f helpdesk.Fault, l *lang.Language) faultJSON {
	return faultJSON{Field: f.Field, Rule: f.Rule, Params: f.Params, Text: faultText(f, l)}
}

// outward is the part of an error that may leave: never its cause.
func outward(err error) helpdesk.Error {
	var known *helpdesk.Error
	if !errors.As(err, &known) {
		return helpdesk.Error{Code: helpdesk.Internal}
	}
	switch known.Code {
	case helpdesk.Internal, helpdesk.Unavailable, helpdesk.Full:
		return helpdesk.Error{Code: known.Code}
	}
	return helpdesk.Error{Code: known.Code, Reason: known.Reason, Params: known.Params, Faults: known.Faults}
}

// statusOf looks an error up in the table. What has a name in it that is not there was
// not understood; a wrong value of what is there was.
func statusOf(e helpdesk.Error, r *http.Request) int {
	why := e.Reason
	if slices.ContainsFunc(e.Faults, func(f helpdesk.Fault) bool { return f.Rule == helpdesk.FaultNoSuchName }) {
		why = helpdesk.FaultNoSuchName
	}
	if e.Code == helpdesk.Conflict && r.Header.Get(headerMatch) != "" {
		why = headerMatch
	}
	if status, ok := statuses[string(e.Code)+"/"+why]; ok {
		return status
	}
	return statuses[string(e.Code)]
}
