package strictyaml

import (
	"reflect"
	"strings"
)

// field is where a key of a mapping goes.
type field struct {
	index    []int
	required bool
}

// fieldsOf answers a struct's fields by key, and the keys in the order in which
// they are declared. Fields of inlined structs are among them.
func fieldsOf(t reflect.Type) (map[string]field, []string) {
	fields, names := map[string]field{}, []string(nil)
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		if f.Type.Kind() == reflect.Struct && hasOption(options, "inline") {
			inner, innerNames := fieldsOf(f.Type)
			for _, name := range innerNames {
				deeper := inner[name]
				deeper.index = append([]int{i}, deeper.index...)
				fields[name] = deeper
			}
			names = append(names, innerNames...)
			continue
		}
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		fields[name] = field{[]int{i}, f.Tag.Get("required") == "true"}
		names = append(names, name)
	}
	return fields, names
}

func hasOption(options, want string) bool {
	for option := range strings.SplitSeq(options, ",") {
		if option == want {
			return true
		}
	}
	return false
}
