package strictyaml

import (
	"encoding"
	"math"
	"reflect"
	"time"

	"go.yaml.in/yaml/v3"
)

var (
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
	durationType = reflect.TypeFor[time.Duration]()
)

// isText tells whether values of the type are read by their own UnmarshalText.
func isText(t reflect.Type) bool { return reflect.PointerTo(t).Implements(textType) }

func unmarshalText(v reflect.Value, text string) error {
	return v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text))
}

func (d *decoder) text(at place, n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode || isNull(n) {
		d.wants(at, n, "text")
		return
	}
	if err := unmarshalText(v, n.Value); err != nil {
		d.fault(at, n, ruleOf(v.Type()), nil, "%v", err)
	}
}

func (d *decoder) scalar(at place, n *yaml.Node, v reflect.Value) {
	switch {
	case v.Type() == durationType:
		d.duration(at, n, v)
	case v.Kind() == reflect.String:
		d.words(at, n, v)
	case v.Kind() == reflect.Bool:
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" || n.Decode(v.Addr().Interface()) != nil {
			d.fault(at, n, "wants_truth", []string{"true", "false"}, "must be true or false, got %s", describe(n))
		}
	case v.CanInt(), v.CanUint():
		d.number(at, n, v, "!!int")
	case v.CanFloat():
		d.number(at, n, v, "!!int", "!!float")
	default:
		d.fault(at, n, "unreadable", nil, "cannot be read into %s", v.Type())
	}
}

func (d *decoder) duration(at place, n *yaml.Node, v reflect.Value) {
	const what = "a duration such as 1h30m"
	if n.Kind != yaml.ScalarNode || isNull(n) {
		d.wants(at, n, what)
		return
	}
	length, err := time.ParseDuration(n.Value)
	if err != nil {
		d.wants(at, n, what)
		return
	}
	v.SetInt(int64(length))
}

// words reads a string. What looks like a date is text too; what looks like a
// number or a truth is not, for it may be written in several ways.
func (d *decoder) words(at place, n *yaml.Node, v reflect.Value) {
	switch {
	case n.Kind != yaml.ScalarNode || isNull(n):
		d.wants(at, n, "text")
	case n.ShortTag() != "!!str" && n.ShortTag() != "!!timestamp":
		d.wants(at, n, "text (put it in quotes)")
	default:
		v.SetString(n.Value)
	}
}

func (d *decoder) number(at place, n *yaml.Node, v reflect.Value, tags ...string) {
	what := "a number"
	if len(tags) == 1 {
		what = "a whole number"
	}
	for _, tag := range tags {
		if n.Kind != yaml.ScalarNode || n.ShortTag() != tag {
			continue
		}
		if n.Decode(v.Addr().Interface()) != nil {
			d.fault(at, n, "number_size", nil, "the number %s does not fit into %s", clip(n.Value), v.Type())
		} else if v.CanFloat() && (math.IsInf(v.Float(), 0) || math.IsNaN(v.Float())) {
			d.wants(at, n, what)
		}
		return
	}
	d.wants(at, n, what)
}
