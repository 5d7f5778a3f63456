package strictyaml

import (
	"reflect"
	"slices"
	"strings"
)

// shape is what a mapping that is read into a struct may hold.
type shape struct {
	fields map[string]field
	names  []string // the keys of fields, as they are declared
}

// field is where a key's value goes.
type field struct {
	index    []int
	required bool
}

func (d *decoder) shape(t reflect.Type) shape {
	s, ok := d.shapes[t]
	if !ok {
		s = shapeOf(t)
		d.shapes[t] = s
	}
	return s
}

// shapeOf reads a struct's tags. Fields of inlined structs count as its own.
func shapeOf(t reflect.Type) shape {
	s := shape{fields: map[string]field{}}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
		case f.Type.Kind() == reflect.Struct && slices.Contains(strings.Split(options, ","), "inline"):
			inner := shapeOf(f.Type)
			for _, name := range inner.names {
				deeper := inner.fields[name]
				s.add(name, field{append([]int{i}, deeper.index...), deeper.required})
			}
		case !f.IsExported():
		case name == "":
			s.add(strings.ToLower(f.Name), field{[]int{i}, isRequired(f)})
		default:
			s.add(name, field{[]int{i}, isRequired(f)})
		}
	}
	return s
}

func (s *shape) add(name string, f field) {
	s.fields[name] = f
	s.names = append(s.names, name)
}

func isRequired(f reflect.StructField) bool { return f.Tag.Get("required") == "true" }
