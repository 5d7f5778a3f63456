package helpdesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
)

// Code says what kind of failure an Error is. Test with errors.Is:
//
//	if errors.Is(err, helpdesk.NotFound) { … }
type Code string

// The codes.
const (
	Invalid      Code = "invalid"      // the input is wrong: see Faults
	Unauthorized Code = "unauthorized" // nobody is known to be asking
	Forbidden    Code = "forbidden"    // may be read, but not done by this actor; Params["right"] is what he lacks
	NotFound     Code = "not_found"    // is not there, or may not be read
	Refused      Code = "refused"      // cannot be done to the ticket as it is; Params tell what can
	Conflict     Code = "conflict"     // was changed by somebody else in the meantime
	KeyReused    Code = "key_reused"   // the key of idempotency was used for another request
	Unavailable  Code = "unavailable"  // the store cannot be reached just now; trying later may help
	Full         Code = "full"         // the store has no room; nothing was written
	Internal     Code = "internal"     // our own fault
)

// Error makes a Code a target of errors.Is.
func (c Code) Error() string { return strings.ReplaceAll(string(c), "_", " ") }

// Codes lists every code.
func Codes() []Code {
	return []Code{Invalid, Unauthorized, Forbidden, NotFound, Refused, Conflict, KeyReused, Unavailable, Full, Internal}
}

// Error is the one type of error that leaves a desk. Its text is English and for
// developers; channels make texts for readers from the code, the reason and the
// params.
type Error struct {
	Code   Code
	Op     string            // the verb that failed: "move"
	Reason string            // why, as a key, where the code alone does not say: "move_not_allowed"
	Params map[string]string // particulars: what was asked, what is allowed
	Faults []Fault           // of Invalid: every field that is wrong, all at once
	Err    error             // the cause, for logs
}

// Fault is one field of the input that is wrong.
type Fault struct {
	Field  string            // as the input names it: "category", "fields.reason"
	Rule   string            // which rule it breaks: see the Fault… constants
	Params map[string]string // "got", "allowed", "max", …
}

// The rules that a Fault can name.
const (
	FaultRequired   = "required"     // nothing was given
	FaultUnknown    = "unknown"      // "got" is none of "allowed"
	FaultNoSuchName = "no_such_name" // "got" names no field, parameter or order there is: "allowed" are the names
	FaultTooLong    = "too_long"     // longer than "max" characters
	FaultRange      = "range"        // outside "min" and "max"
	FaultFormat     = "format"       // "got" is not written like "like"
	FaultGiven      = "given"        // is set by the desk and cannot be given
	FaultPast       = "past"         // lies in the past
	FaultTaken      = "taken"        // "got" is in use already
	FaultInactive   = "inactive"     // "got" has left
	FaultAbsent     = "absent"       // "got" is absent "until", and nobody stands in
	FaultNotAgent   = "not_agent"    // "got" is not one of the staff who takes tickets
	FaultRejected   = "rejected"     // the host does not take "got"; "text_ru" and "text_en" tell why
)

// Error tells everything on one line, in English.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	b.WriteString(e.Code.Error())
	if e.Reason != "" {
		b.WriteString(" (" + strings.ReplaceAll(e.Reason, "_", " ") + ")")
	}
	writeParams(&b, e.Params)
	for i, f := range e.Faults {
		if i > 0 {
			b.WriteString(";")
		}
		b.WriteString(" " + f.String())
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Is makes errors.Is(err, helpdesk.NotFound) true for an Error with that code.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && code == e.Code
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// String tells the fault in English.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Field + ": " + strings.ReplaceAll(f.Rule, "_", " "))
	writeParams(&b, f.Params)
	return b.String()
}

func writeParams(b *strings.Builder, params map[string]string) {
	keys := make([]string, 0, len(params))
	for k := range params {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		fmt.Fprintf(b, " %s=%q", k, params[k])
	}
}

// fail makes of any error the one that leaves the desk.
func fail(op string, err error) error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		if known.Op == "" {
			known.Op = op
		}
		return known
	}
	code, reason := Internal, ""
	switch {
	case errors.Is(err, storage.ErrRetired):
		code, reason = Refused, "stage_retired"
	case errors.Is(err, storage.ErrNotFound):
		code = NotFound
	case errors.Is(err, storage.ErrConflict), errors.Is(err, storage.ErrKeyUsed):
		code = Conflict
	case errors.Is(err, storage.ErrUnavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		code = Unavailable // also when the caller's time was up: the store may be too slow just now
	case errors.Is(err, storage.ErrFull):
		code = Full
	}
	return &Error{Code: code, Reason: reason, Op: op, Err: err}
}

// faults collects what is wrong with an input.
type faults []Fault

func (f *faults) add(field, rule string, pairs ...string) {
	*f = append(*f, Fault{Field: field, Rule: rule, Params: params(pairs...)})
}

// err is nil when nothing is wrong.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Faults: f}
}

// refuse is the error for what cannot be done to a ticket as it is.
func refuse(reason string, pairs ...string) error {
	return &Error{Code: Refused, Reason: reason, Params: params(pairs...)}
}

// params makes a map of keys and values given in turn.
func params(pairs ...string) map[string]string {
	if len(pairs) == 0 {
		return nil
	}
	m := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}
