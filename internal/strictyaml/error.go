package strictyaml

import (
	"fmt"
	"strings"
)

// maxFaults is how many faults are told of one document; a note that there are
// more follows the last.
const maxFaults = 200

// Fault is one thing that is wrong with a document.
type Fault struct {
	// Path is the place in the manner of plans.urgent.steps[2]; it is empty
	// for the document itself.
	Path string
	// Line and Column count from 1. They are 0 where there is no such place.
	Line, Column int
	// Rule names what is wrong, for those who say it in another language, and Args
	// are its particulars: what was given, what was meant.
	Rule string
	Args []string
	// Problem tells what is wrong, in English.
	Problem string
	// Allowed lists what could stand there instead, if that is a closed set.
	Allowed []string
}

// String tells the fault on one line.
func (f Fault) String() string {
	var b strings.Builder
	switch {
	case f.Line > 0 && f.Column > 0:
		fmt.Fprintf(&b, "line %d:%d ", f.Line, f.Column)
	case f.Line > 0:
		fmt.Fprintf(&b, "line %d ", f.Line)
	}
	if f.Path == "" {
		f.Path = "document"
	}
	fmt.Fprintf(&b, "%s: %s", f.Path, f.Problem)
	if len(f.Allowed) > 0 {
		fmt.Fprintf(&b, " (allowed: %s)", strings.Join(f.Allowed, ", "))
	}
	return b.String()
}

// Error is every fault of a document, in the order in which they were met.
//
// Of a document that is at fault nearly everywhere the first 200 are told.
type Error struct{ Faults []Fault }

// Error tells one fault per line.
func (e *Error) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}
