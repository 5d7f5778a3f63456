package helpdesk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// treeOf is a regulation as it is written, as maps, lists and texts.
func treeOf(r Regulation) map[string]any {
	var tree map[string]any
	source, err := WriteRegulation(r)
	if err == nil {
		err = yaml.Unmarshal(source, &tree)
	}
	if err != nil {
		return nil // what was read can be written
	}
	return tree
}

// item is one of the things that a section holds, known by its key.
type item struct {
	key   string
	was   string // its keys in older versions
	value any
}

// itemsOf are the items of a section; nil when it is a value itself. Several of one
// key, here or in the other regulation, are told apart by where they begin.
func itemsOf(section string, v, other any) []item {
	if m, ok := v.(map[string]any); ok && section == "calendars" {
		items := []item{}
		for _, key := range slices.Sorted(maps.Keys(m)) {
			items = append(items, item{key: key, value: m[key]})
		}
		return items
	}
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return nil
	}
	if _, ok := list[0].(map[string]any); !ok {
		return nil
	}
	items := make([]item, 0, len(list))
	several := repeated(v)
	maps.Copy(several, repeated(other))
	for i, x := range list {
		m, _ := x.(map[string]any)
		key := identity(x)
		switch {
		case key == "":
			key = fmt.Sprint(i + 1)
		case several[key]:
			key += " " + compact(m["from"])
		}
		items = append(items, item{key: key, was: compact(m["was"]), value: x})
	}
	return items
}

// repeated are the keys that stand in a list more than once: events of moves.
func repeated(v any) map[string]bool {
	list, _ := v.([]any)
	seen, several := map[string]bool{}, map[string]bool{}
	for _, x := range list {
		key := identity(x)
		if seen[key] {
			several[key] = true
		}
		seen[key] = true
	}
	return several
}

// identity is the key by which something in a list is known; empty for none.
func identity(v any) string {
	m, _ := v.(map[string]any)
	for _, k := range []string{"key", "event", "date", "field"} {
		if s, ok := m[k]; ok {
			return compact(s)
		}
	}
	return ""
}

// summary is what a new item is told with, when it has no title.
func (x item) summary() string {
	m, ok := x.value.(map[string]any)
	if _, titled := m["title"]; !ok || titled {
		return ""
	}
	return compact(x.value)
}

// untitled is a value in one line, without what it is called.
func untitled(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return compact(v)
	}
	m = maps.Clone(m)
	delete(m, "title")
	delete(m, "key")
	return compact(m)
}

// parts are the elements of a list whose elements are known by keys; nil for anything else.
func parts(v any) []item {
	list, ok := v.([]any)
	if !ok || len(list) == 0 || identity(list[0]) == "" {
		return nil
	}
	return itemsOf("", v, nil)
}

func partOf(list []item, key string) any {
	for _, x := range list {
		if x.key == key {
			return x.value
		}
	}
	return nil
}

// union is the keys of both lists: those of the second in order, then those that are gone.
func union(was, is []item) []string {
	keys := keysOf(is, func(x item) string { return x.key })
	for _, x := range was {
		if !slices.Contains(keys, x.key) {
			keys = append(keys, x.key)
		}
	}
	return keys
}

// compact is a value in one line.
func compact(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		return strings.Join(keysOf(v, compact), ", ")
	case map[string]any:
		var list []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			list = append(list, k+": "+compact(v[k]))
		}
		return "{" + strings.Join(list, ", ") + "}"
	}
	return fmt.Sprint(v)
}

// refersTo is the section whose keys stand below a path of an item.
func refersTo(section string, path []string) string {
	if len(path) != 1 {
		return ""
	}
	switch section + "." + path[0] {
	case "categories.plans":
		return "priorities"
	case "categories.teams":
		return "stages"
	case "plans.targets":
		return "clocks"
	}
	return ""
}

// valueRefersTo is the section whose keys the values at a path are.
func valueRefersTo(section string, path []string) string {
	switch path[0] {
	case "plan", "plans":
		return "plans"
	case "team", "teams":
		return "teams"
	case "step":
		return "steps"
	case "group":
		return "groups"
	case "from", "to", "stages", "pauses", "ends":
		return "stages"
	case "categories":
		return "categories"
	case "kinds":
		return "kinds"
	case "estimates":
		return "clocks"
	case "section":
		return "sections"
	case "field":
		return "fields"
	}
	return ""
}
