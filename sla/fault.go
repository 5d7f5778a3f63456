package sla

import (
	"fmt"
	"strings"
)

// Fault is one thing that is wrong with a value, and where.
type Fault struct {
	Field string   // path of the field, such as "week.mon-fri[1]" or "days[3].date"
	Rule  string   // names what is wrong, for those who say it in another language
	Args  []string // its particulars: what was given, what it goes against
	Text  string   // what is wrong and what is allowed, in English
}

// String is the fault as a line for people.
func (f Fault) String() string { return f.Field + ": " + f.Text }

// Faults are all the things that are wrong with a value, in the order of its
// fields, so that they can be put right in one go.
type Faults []Fault

// Error lists the faults, one a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

func (f *Faults) add(field, rule, text string, args ...any) {
	fault := Fault{Field: field, Rule: rule, Text: fmt.Sprintf(text, args...)}
	for _, a := range args {
		fault.Args = append(fault.Args, fmt.Sprint(a))
	}
	*f = append(*f, fault)
}

// err is nil without faults: a nil Faults in an error would not be nil.
func (f Faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}
