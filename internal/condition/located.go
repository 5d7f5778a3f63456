package condition

import (
	"errors"
	"regexp"

	"github.com/expr-lang/expr/file"
)

// usual are the problems that people meet, as the library tells them, with the rule
// that names each. What stands in brackets becomes the rule's particulars.
var usual = []struct {
	rule string
	told *regexp.Regexp
}{
	{"ends", regexp.MustCompile(`^unexpected (?:token EOF|end of expression)`)},
	{"token", regexp.MustCompile(`^unexpected token \w+\((".*")\)`)},
	{"token", regexp.MustCompile(`^unexpected token (\S+)`)},
	{"quote", regexp.MustCompile(`^literal not terminated`)},
	{"character", regexp.MustCompile(`^unrecognized character: U\+\w+ ('.+')`)},
	{"number", regexp.MustCompile(`^(?:bad number syntax: "(.*)"|invalid \w+ literal: (.*)|\w+ literal is too large)`)},
	{"types", regexp.MustCompile(`^invalid operation: (\S+) \(mismatched types (.+)\)`)},
	{"types", regexp.MustCompile(`^invalid operation: (\S+) `)},
	{"no_truth", regexp.MustCompile(`^(?:expected bool, but got (\S+)|non-bool expression \(type (\S+)\))`)},
	{"too_big", regexp.MustCompile(`exceeds maximum allowed nodes`)},
	{"no_name", regexp.MustCompile(`^unknown name (\S+)`)},
	{"function", regexp.MustCompile(`^unknown builtin (\S+)`)},
	{"arguments", regexp.MustCompile(`(?:number of arguments|not enough arguments|too many arguments|invalid argument for)`)},
	{"pattern", regexp.MustCompile(`^error parsing regexp: (.*)`)},
}

// located is an error of the library with its place and the rule that names it.
func located(err error) error {
	e := &Error{Problem: err.Error()}
	var at *file.Error
	if errors.As(err, &at) {
		e.Line, e.Column, e.Problem = at.Line, at.Column+1, at.Message
	}
	for _, u := range usual {
		found := u.told.FindStringSubmatch(e.Problem)
		if found == nil {
			continue
		}
		e.Rule = u.rule
		for _, particular := range found[1:] {
			if particular != "" {
				e.Args = append(e.Args, particular)
			}
		}
		break
	}
	return e
}
