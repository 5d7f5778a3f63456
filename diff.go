package helpdesk

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/sla"
)

// DifferenceKind says how a part of a regulation differs from what it was.
type DifferenceKind string

// The kinds of difference.
const (
	DifferenceAdded   DifferenceKind = "added"   // an item is new
	DifferenceRemoved DifferenceKind = "removed" // an item is gone
	DifferenceRetired DifferenceKind = "retired" // a stage is gone, and its tickets go to New
	DifferenceRenamed DifferenceKind = "renamed" // an item has the key New and had Old
	DifferenceOrdered DifferenceKind = "ordered" // the items of a section come in another order
	DifferenceChanged DifferenceKind = "changed" // a value was Old and is New
)

// Difference is one thing in which a regulation differs from another. Text says it
// to people.
type Difference struct {
	Kind     DifferenceKind
	Section  string   // the part of the regulation, by its key: "plans"
	Key      string   // of the item in it; empty when the section is a value itself
	Title    Text     // of the item
	Path     []string // to the value below the item: "targets", "level2"
	Old, New string   // as written; empty for what is not there
	// What Old and New refer to, and the last of Path, where that has a title.
	OldTitle, NewTitle, PathTitle Text
	Tickets                       Shift // of a preview: the open tickets that it concerns
}

// Compare tells everything in which a regulation differs from an older one, in the
// order in which regulations are written. Nothing is left out: what has no words of
// its own is told by its place and its values. Calendars are compared as they are
// given; see Frozen.
func Compare(old, is Regulation) []Difference {
	c := comparison{old: old, is: is, titles: titlesOf(old, is)}
	was, now := treeOf(renamedIn(old, successorsOf(is))), treeOf(is)
	sections := slices.Concat(order, slices.Sorted(maps.Keys(was)), slices.Sorted(maps.Keys(now)))
	seen := map[string]bool{"retired": true} // told with the stages
	for _, s := range sections {
		if !seen[s] {
			seen[s] = true
			c.section(s, was[s], now[s])
		}
	}
	return c.found
}

// Frozen is the regulation with the days of its calendars written down as this build
// knows them, which is how versions keep them.
func (r Regulation) Frozen() (Regulation, error) {
	calendars := make(map[string]sla.Schedule, len(r.Calendars))
	for key, s := range r.Calendars {
		frozen, err := s.Freeze(sla.FirstYear, sla.LastYear)
		if err != nil {
			return Regulation{}, &Error{Code: Invalid, Op: "freeze", Faults: calendarFaults(key, err)}
		}
		calendars[key] = frozen
	}
	r.Calendars = calendars
	return r, nil
}

// order is the order in which sections are told.
var order = []string{
	"name", "title", "language", "numbering", "stages", "steps", "moves", "clocks", "priorities", "kinds", "groups", "categories",
	"plans", "exceptions", "routes", "calendar", "calendars", "sections", "fields", "forms", "teams", "templates",
}

// comparison gathers differences.
type comparison struct {
	old, is Regulation
	titles  map[string]map[string]Text // by section and key
	found   []Difference
}

func (c *comparison) add(d Difference) {
	d.Title = c.titles[d.Section][d.Key]
	if n := len(d.Path); n > 0 {
		if len(d.PathTitle) == 0 {
			d.PathTitle = c.titles[refersTo(d.Section, d.Path[:n-1])][d.Path[n-1]]
		}
		section := valueRefersTo(d.Section, d.Path)
		d.OldTitle, d.NewTitle = titleOf(c.titles[section], d.Old), titleOf(c.titles[section], d.New)
	}
	if d.Kind == DifferenceRetired {
		d.NewTitle = c.titles["stages"][d.New]
	}
	c.found = append(c.found, d)
}

// section compares a section.
func (c *comparison) section(name string, was, is any) {
	oldItems, newItems := itemsOf(name, was, is), itemsOf(name, is, was)
	if oldItems == nil && newItems == nil {
		c.value(Difference{Section: name}, was, is)
		return
	}
	c.items(name, oldItems, newItems)
}

// items compares the items of a section, each with the one that it was.
func (c *comparison) items(section string, was, is []item) {
	find := func(list []item, key string) int {
		return slices.IndexFunc(list, func(x item) bool { return x.key == key })
	}
	var stayed []string
	for _, x := range was {
		if find(is, x.key) >= 0 {
			stayed = append(stayed, x.key)
			continue
		}
		if into := retirementOf(c.is, section, x.key); into != "" {
			c.add(Difference{Kind: DifferenceRetired, Section: section, Key: x.key, New: into})
			continue
		}
		c.add(Difference{Kind: DifferenceRemoved, Section: section, Key: x.key})
	}
	for _, x := range is {
		i := find(was, x.key)
		if i < 0 {
			c.add(Difference{Kind: DifferenceAdded, Section: section, Key: x.key, New: x.summary()})
			continue
		}
		if x.was != was[i].was && x.was != "" {
			for old := range strings.SplitSeq(x.was, ", ") {
				if !slices.Contains(strings.Split(was[i].was, ", "), old) && hadKey(c.old, section, old) {
					c.add(Difference{Kind: DifferenceRenamed, Section: section, Key: x.key, Old: old, New: x.key})
				}
			}
		}
		c.value(Difference{Section: section, Key: x.key}, was[i].value, x.value)
	}
	now := slices.DeleteFunc(keysOf(is, func(x item) string { return x.key }), func(k string) bool { return !slices.Contains(stayed, k) })
	if !slices.Equal(stayed, now) && ordered[section] {
		c.add(Difference{Kind: DifferenceOrdered, Section: section, Old: strings.Join(stayed, ", "), New: strings.Join(now, ", ")})
	}
}

// ordered are the sections whose order says something.
var ordered = map[string]bool{
	"stages": true, "steps": true, "priorities": true, "kinds": true, "categories": true, "exceptions": true, "routes": true, "groups": true,
	"moves": true, "sections": true, "fields": true,
}

// value compares values below an item, down to those that are not made of others.
func (c *comparison) value(at Difference, was, is any) {
	oldMap, oldIs := was.(map[string]any)
	newMap, newIs := is.(map[string]any)
	if (oldIs || was == nil) && (newIs || is == nil) && (oldIs || newIs) {
		keys := map[string]bool{}
		for k := range oldMap {
			keys[k] = true
		}
		for k := range newMap {
			keys[k] = true
		}
		for _, k := range slices.Sorted(maps.Keys(keys)) {
			if k == "was" {
				c.renamed(at, oldMap[k], newMap[k])
			}
			if k == "was" || k == "key" && len(at.Path) == 0 {
				continue
			}
			below := at
			below.Path = append(slices.Clone(at.Path), k)
			if k == "official" {
				c.official(below)
				continue
			}
			c.value(below, oldMap[k], newMap[k])
		}
		return
	}
	oldList, newList := parts(was), parts(is)
	if oldList != nil || newList != nil {
		for _, k := range union(oldList, newList) {
			below := at
			below.Path = append(slices.Clone(at.Path), k)
			a, b := partOf(oldList, k), partOf(newList, k)
			if a == nil || b == nil { // told whole
				if m, ok := cmp.Or(a, b).(map[string]any); ok {
					below.PathTitle = textOf(m["title"])
				}
				c.leaf(below, untitled(a), untitled(b))
				continue
			}
			c.value(below, a, b)
		}
		return
	}
	c.leaf(at, compact(was), compact(is))
}

// renamed tells that a choice of a field has another key; items of sections are told by items.
func (c *comparison) renamed(at Difference, was, is any) {
	if len(at.Path) != 2 || at.Section != "fields" || at.Path[0] != "choices" {
		return
	}
	known := func(key string) bool {
		return slices.ContainsFunc(c.old.Fields, func(f Field) bool {
			return now(successorsOf(c.is).fields, f.Key) == at.Key && slices.ContainsFunc(f.Choices, func(x Choice) bool { return x.Key == key })
		})
	}
	before := strings.Split(compact(was), ", ")
	for old := range strings.SplitSeq(compact(is), ", ") {
		if !slices.Contains(before, old) && known(old) {
			d := at
			d.Kind, d.Old, d.New = DifferenceRenamed, old, at.Path[1]
			if f, ok := c.is.Field(at.Key); ok {
				i := slices.IndexFunc(f.Choices, func(x Choice) bool { return x.Key == d.New })
				d.PathTitle = f.Choices[i].Title
			}
			c.add(d)
		}
	}
}

func (c *comparison) leaf(at Difference, was, is string) {
	if was != is {
		at.Kind, at.Old, at.New = DifferenceChanged, was, is
		c.add(at)
	}
}

// official compares the editions of official days, where both have them written down.
func (c *comparison) official(at Difference) {
	was, is := c.old.Calendars[at.Key], c.is.Calendars[at.Key]
	if was.Official == nil || is.Official == nil {
		return
	}
	old, now := was.Editions(), is.Editions()
	for _, year := range slices.Sorted(maps.Keys(now)) {
		if old[year] != now[year] {
			below := at
			below.Path = append(slices.Clone(at.Path), fmt.Sprint(year))
			c.leaf(below, old[year], now[year])
		}
	}
}

// retirementOf is the stage where the tickets of a stage that is gone go.
func retirementOf(r Regulation, section, key string) string {
	if section != "stages" {
		return ""
	}
	for _, x := range r.Retired {
		if x.Stage == key {
			return x.Into
		}
	}
	return ""
}

// hadKey tells whether a regulation had an item with the key.
func hadKey(r Regulation, section, key string) bool {
	return slices.ContainsFunc(itemsOf(section, treeOf(r)[section], nil), func(x item) bool { return x.key == key })
}

// titlesOf are the titles of everything that has a key, the newest where there are two.
func titlesOf(regulations ...Regulation) map[string]map[string]Text {
	titles := map[string]map[string]Text{}
	trees := keysOf(regulations, treeOf)
	for i, tree := range trees {
		for section, value := range tree {
			if titles[section] == nil {
				titles[section] = map[string]Text{}
			}
			for _, x := range itemsOf(section, value, trees[len(trees)-1-i][section]) {
				if m, ok := x.value.(map[string]any); ok {
					titles[section][x.key] = textOf(cmp.Or[any](m["title"], m["reason"]))
				}
			}
		}
	}
	return titles
}

// titleOf are the titles of a key, or of several; nil if one has none.
func titleOf(titles map[string]Text, keys string) Text {
	whole := Text{}
	if keys == "" || titles == nil {
		return nil
	}
	for i, key := range strings.Split(keys, ", ") {
		if len(titles[key]) == 0 {
			return nil
		}
		for _, language := range []string{"ru", "en"} {
			if i > 0 {
				whole[language] += ", "
			}
			whole[language] += titles[key].In(language)
		}
	}
	return whole
}

func textOf(v any) Text {
	m, _ := v.(map[string]any)
	t := Text{}
	for k, s := range m {
		t[k] = fmt.Sprint(s)
	}
	return t
}
