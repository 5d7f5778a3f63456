package helpdesk

import (
	"embed"
	"errors"
	"strconv"
	"strings"

	"github.com/helpdesk-go/helpdesk/internal/strictyaml"
)

//go:embed regulations/*.yaml
var builtin embed.FS

// Levels is the built-in regulation of a desk with four levels of support, in
// Russian and English. Every call gives a value of its own, to be changed at will.
func Levels() Regulation { return mustRead(LevelsSource()) }

// LevelsSource is the text of Levels, with its comments.
func LevelsSource() []byte { return source("levels") }

// Simple is the built-in regulation of a desk without levels: one team, plans by
// priority alone, waiting with dates of the next contact, and clocks of the first and
// the next response and of the resolution. Every call gives a value of its own.
func Simple() Regulation { return mustRead(SimpleSource()) }

// SimpleSource is the text of Simple, with its comments.
func SimpleSource() []byte { return source("simple") }

func mustRead(source []byte) Regulation {
	r, err := ReadRegulation(source)
	if err != nil {
		panic("a built-in regulation does not read: " + err.Error()) // a test of ours reads it
	}
	return r
}

func source(name string) []byte {
	b, err := builtin.ReadFile("regulations/" + name + ".yaml")
	if err != nil {
		panic(err) // it is embedded
	}
	return b
}

// ReadRegulation reads a regulation from YAML. It is strict: an unknown key, a key
// given twice or a value of another kind is a Fault with the line and the column,
// and all of them are told at once. What was read is not yet proved: see Prove.
func ReadRegulation(source []byte) (Regulation, error) {
	var r Regulation
	err := strictyaml.Decode(source, &r)
	var unread *strictyaml.Error
	switch {
	case errors.As(err, &unread):
		var fs faults
		for _, f := range unread.Faults {
			fs.add(f.Path, FaultUnread, "line", strconv.Itoa(f.Line), "column", strconv.Itoa(f.Column),
				"problem", f.Problem, "allowed", strings.Join(f.Allowed, ", "))
		}
		return Regulation{}, &Error{Code: Invalid, Op: "read regulation", Faults: fs}
	case err != nil:
		return Regulation{}, &Error{Code: Invalid, Op: "read regulation", Err: err}
	}
	return r, nil
}

// WriteRegulation writes a regulation as YAML that ReadRegulation reads back equal.
func WriteRegulation(r Regulation) ([]byte, error) {
	b, err := strictyaml.Encode(r)
	if err != nil {
		return nil, &Error{Code: Internal, Op: "write regulation", Err: err}
	}
	return b, nil
}
