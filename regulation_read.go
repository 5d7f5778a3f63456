package helpdesk

import (
	"bytes"
	"embed"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/helpdesk-go/helpdesk/internal/strictyaml"
)

//go:embed regulations/*.yaml regulations/schema.json
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

// asWritten is the text of the built-in regulation that WriteRegulation makes this of, with
// its comments; the text itself when it is none.
func asWritten(text []byte) []byte {
	for _, b := range written() {
		if bytes.Equal(b.text, text) {
			return bytes.Clone(b.source)
		}
	}
	return text
}

// writing is a built-in regulation: its text with the comments, and as WriteRegulation
// writes it.
type writing struct{ source, text []byte }

// written are the built-in regulations, written once.
var written = sync.OnceValue(func() (list []writing) {
	for _, source := range [][]byte{LevelsSource(), SimpleSource()} {
		text, err := WriteRegulation(mustRead(source))
		if err != nil {
			panic("a built-in regulation cannot be written: " + err.Error()) // a test of ours writes it
		}
		list = append(list, writing{source, text})
	}
	return list
})

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
	if err != nil {
		return Regulation{}, unread("read regulation", err)
	}
	return r, nil
}

// unread makes an error of this package of what is wrong with a text.
func unread(op string, err error) error {
	var wrong *strictyaml.Error
	if !errors.As(err, &wrong) {
		return &Error{Code: Invalid, Op: op, Err: err}
	}
	var fs faults
	for _, f := range wrong.Faults {
		fs.add(f.Path, FaultUnread, "line", strconv.Itoa(f.Line), "column", strconv.Itoa(f.Column), "rule", f.Rule,
			"got", strings.Join(f.Args, ", "), "problem", f.Problem, "allowed", strings.Join(f.Allowed, ", "))
	}
	return &Error{Code: Invalid, Op: op, Faults: fs}
}

// ProveSource reads a regulation and proves it: see ReadRegulation and Prove. Every
// fault has the line and the column where it stands, as its params "line" and "column".
func ProveSource(source []byte, known ...string) (Regulation, error) {
	r, err := ReadRegulation(source)
	if err != nil {
		return r, err
	}
	err = r.Prove(known...)
	var e *Error
	if errors.As(err, &e) {
		places := strictyaml.PlacesOf(source)
		for i, f := range e.Faults {
			line, column := places.Find(f.Field)
			if e.Faults[i].Params = maps.Clone(f.Params); f.Params == nil {
				e.Faults[i].Params = map[string]string{}
			}
			e.Faults[i].Params["line"], e.Faults[i].Params["column"] = strconv.Itoa(line), strconv.Itoa(column)
		}
		slices.SortStableFunc(e.Faults, func(a, b Fault) int { return lineOf(a) - lineOf(b) })
	}
	return r, err
}

func lineOf(f Fault) int {
	n, _ := strconv.Atoi(f.Params["line"])
	return n
}

// FormatRegulation writes the text of a regulation anew: indented by two spaces, with
// its comments, its order and its blank lines. It proves nothing but that it is YAML.
func FormatRegulation(source []byte) ([]byte, error) {
	b, err := strictyaml.Format(source)
	if err != nil {
		return nil, unread("format regulation", err)
	}
	return b, nil
}

// RegulationSchema is the JSON Schema of regulations, for editors that help to write
// them. It knows what stands where; what belongs together is for Prove.
func RegulationSchema() []byte {
	b, err := builtin.ReadFile("regulations/schema.json")
	if err != nil {
		panic(err) // it is embedded
	}
	return b
}

// WriteRegulation writes a regulation as YAML that ReadRegulation reads back equal.
func WriteRegulation(r Regulation) ([]byte, error) {
	b, err := strictyaml.Encode(r)
	if err != nil {
		return nil, &Error{Code: Internal, Op: "write regulation", Err: err}
	}
	return b, nil
}
