// Package strictyaml reads YAML that people write by hand into Go structs, and
// tells everything that is wrong with it at once, with its place: a key that
// does not exist is a mistake here, not a remark.
//
// It reads structs, maps whose keys are text, slices, pointers, strings,
// booleans, numbers, time.Duration and everything that is an
// encoding.TextUnmarshaler, as a value or as a key of a map. Fields are named
// by their yaml tag, else by their name in lower case; the options "inline"
// (for structs) and "omitempty" (for Encode) are understood, and a field
// tagged `required:"true"` has to be there. Aliases, merge keys, explicit tags
// and more than one document are refused.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	// maxSize is the longest document that is read, in bytes.
	maxSize = 512 << 10
	// maxDepth is how deep values may stand inside one another.
	maxDepth = 32
)

// Decode reads one document into the value that into points to. Keys that the
// document does not hold leave their fields as they are.
//
// If the document is at fault the error is an *Error with every fault, and into
// may be filled in part. An into that is no pointer is an error of its own.
func Decode(data []byte, into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("strictyaml: a pointer is needed to read into, got %T", into)
	}
	d := &decoder{shapes: map[reflect.Type]shape{}}
	if root := d.parse(data); root != nil {
		d.value(place{}, root, v.Elem())
	}
	return d.result()
}

// decoder gathers the faults of one document.
type decoder struct {
	faults []Fault
	shapes map[reflect.Type]shape // of the structs met so far
}

func (d *decoder) result() error {
	if len(d.faults) == 0 {
		return nil
	}
	return &Error{Faults: d.faults}
}

// fault notes a problem. Past the limit it notes that there are more, once.
func (d *decoder) fault(at place, n *yaml.Node, rule string, allowed []string, problem string, args ...any) {
	switch {
	case len(d.faults) < maxFaults:
		f := Fault{Path: at.String(), Line: n.Line, Column: n.Column, Rule: rule, Problem: fmt.Sprintf(problem, args...), Allowed: allowed}
		for _, a := range args {
			f.Args = append(f.Args, fmt.Sprint(a))
		}
		d.faults = append(d.faults, f)
	case len(d.faults) == maxFaults:
		d.faults = append(d.faults, Fault{Line: n.Line, Column: n.Column, Rule: "more", Problem: "and there are more faults from here on"})
	}
}

// full tells whether no more faults are told: then looking for them is of no use.
func (d *decoder) full() bool { return len(d.faults) > maxFaults }

// parse answers the only document's root, or nil after noting why not.
func (d *decoder) parse(data []byte) *yaml.Node {
	if len(data) > maxSize {
		d.fault(place{}, &yaml.Node{}, "too_large", nil, "the document has %d bytes, at most %d are read", len(data), maxSize)
		return nil
	}
	var document, more yaml.Node
	stream := yaml.NewDecoder(bytes.NewReader(data))
	switch err := stream.Decode(&document); {
	case errors.Is(err, io.EOF):
		d.fault(place{}, &yaml.Node{Line: 1, Column: 1}, "empty", nil, "the document is empty")
		return nil
	case err != nil:
		d.syntax(err)
		return nil
	}
	switch err := stream.Decode(&more); {
	case err == nil:
		d.fault(place{}, &more, "second_document", nil, "a second document begins, one is allowed")
	case !errors.Is(err, io.EOF):
		d.syntax(err)
	}
	return document.Content[0]
}

var syntaxError = regexp.MustCompile(`(?s)^yaml: (?:line (\d+): )?(.*)$`)

func (d *decoder) syntax(err error) {
	problem, line := err.Error(), 0
	if parts := syntaxError.FindStringSubmatch(problem); parts != nil {
		line, _ = strconv.Atoi(parts[1])
		problem = parts[2]
	}
	d.fault(place{}, &yaml.Node{Line: line}, syntaxRule(problem), nil, "%s", problem)
}

// value reads a node into a settable value.
func (d *decoder) value(at place, n *yaml.Node, v reflect.Value) {
	switch {
	case d.full():
	case n.Kind == yaml.AliasNode:
		d.fault(at, n, "alias", nil, "aliases are not supported, write the value out")
	case n.Style&yaml.TaggedStyle != 0:
		d.fault(at, n, "tag", nil, "the tag %s is not supported, put text in quotes instead", clip(n.Tag))
	case at.depth > maxDepth:
		d.fault(at, n, "too_deep", nil, "stands more than %d levels deep", maxDepth)
	case v.Kind() == reflect.Pointer:
		d.pointer(at, n, v)
	case isText(v.Type()):
		d.text(at, n, v)
	case v.Kind() == reflect.Struct:
		d.structure(at, n, v)
	case v.Kind() == reflect.Map:
		d.table(at, n, v)
	case v.Kind() == reflect.Slice:
		d.list(at, n, v)
	default:
		d.scalar(at, n, v)
	}
}

func (d *decoder) pointer(at place, n *yaml.Node, v reflect.Value) {
	if isNull(n) {
		v.SetZero()
		return
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	d.value(at, n, v.Elem())
}

func (d *decoder) structure(at place, n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.wants(at, n, "keys and values")
		return
	}
	shape := d.shape(v.Type())
	seen := map[string]bool{}
	for key, value := range d.pairs(at, n) {
		f, known := shape.fields[key.Value]
		if !known {
			if near := nearest(key.Value, shape.names); near != "" {
				d.fault(at.key(key.Value), key, "near_key", shape.names, "there is no such key, did you mean %q?", near)
			} else {
				d.fault(at.key(key.Value), key, "no_key", shape.names, "there is no such key")
			}
			continue
		}
		seen[key.Value] = true
		d.value(at.key(key.Value), value, v.FieldByIndex(f.index))
	}
	for _, name := range shape.names {
		if shape.fields[name].required && !seen[name] {
			d.fault(at.key(name), n, "missing", nil, "is missing")
		}
	}
}

func (d *decoder) table(at place, n *yaml.Node, v reflect.Value) {
	if isNull(n) {
		v.SetZero()
		return
	}
	if n.Kind != yaml.MappingNode {
		d.wants(at, n, "keys and values")
		return
	}
	t := v.Type()
	if t.Key().Kind() != reflect.String && !isText(t.Key()) {
		d.fault(at, n, "unreadable", nil, "cannot be read into %s", t)
		return
	}
	v.Set(reflect.MakeMapWithSize(t, len(n.Content)/2))
	for key, value := range d.pairs(at, n) {
		k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		if isText(t.Key()) {
			if err := unmarshalText(k, key.Value); err != nil {
				d.fault(at.key(key.Value), key, ruleOf(t.Key()), nil, "%v", err)
				continue
			}
		} else {
			k.SetString(key.Value)
		}
		if v.MapIndex(k).IsValid() {
			d.fault(at.key(key.Value), key, "same_key", nil, "means the same key as one before it")
			continue
		}
		d.value(at.key(key.Value), value, e)
		v.SetMapIndex(k, e)
	}
}

// pairs walks a mapping's keys and values, past those keys that no mapping may have.
func (d *decoder) pairs(at place, n *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		first := make(map[string]*yaml.Node, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			if d.full() {
				return
			}
			key, value := n.Content[i], n.Content[i+1]
			before, twice := first[key.Value]
			switch {
			case key.Kind != yaml.ScalarNode || key.Style&yaml.TaggedStyle != 0:
				d.fault(at, key, "plain_key", nil, "a key must be plain text")
				continue
			case key.ShortTag() == "!!merge":
				d.fault(at, key, "merge", nil, "merge keys are not supported, write the values out")
				continue
			case twice:
				d.fault(at.key(key.Value), key, "key_twice", nil, "the key stands on line %d already", before.Line)
				continue
			}
			first[key.Value] = key
			if !yield(key, value) {
				return
			}
		}
	}
}

func (d *decoder) list(at place, n *yaml.Node, v reflect.Value) {
	if isNull(n) {
		v.SetZero()
		return
	}
	if n.Kind != yaml.SequenceNode {
		d.wants(at, n, "a list")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		if d.full() {
			return
		}
		d.value(at.item(i), item, v.Index(i))
	}
}

// kinds are the rules of what a value must be.
var kinds = map[string]string{
	"keys and values": "wants_keys", "a list": "wants_list", "text": "wants_text", "text (put it in quotes)": "wants_quotes",
	"a number": "wants_number", "a whole number": "wants_whole", "a duration such as 1h30m": "wants_duration",
}

// ruleOf names the rule of values that have a way of writing of their own, by their type.
func ruleOf(t reflect.Type) string { return "value_" + strings.ToLower(t.Name()) }

// wants notes a value of the wrong kind.
func (d *decoder) wants(at place, n *yaml.Node, what string) {
	got := describe(n)
	d.fault(at, n, kinds[what], nil, "must be %s, got %s", what, got)
	if n.Kind == yaml.ScalarNode && len(d.faults) > 0 {
		d.faults[len(d.faults)-1].Args = []string{clip(n.Value)}
	}
}

func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys and values"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!int", "!!float":
		return "the number " + clip(n.Value)
	default:
		return strconv.Quote(clip(n.Value))
	}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// clip keeps what strangers wrote from filling the report.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
