package strictyaml_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/helpdesk-go/helpdesk/internal/strictyaml"
)

// colour is a text with a closed set of values.
type colour string

func (c *colour) UnmarshalText(text []byte) error {
	switch string(text) {
	case "red", "Red":
		*c = "red"
	case "blue":
		*c = "blue"
	default:
		return fmt.Errorf("must be red or blue, got %q", text)
	}
	return nil
}

func (c colour) MarshalText() ([]byte, error) { return []byte(c), nil }

type common struct {
	Name string `yaml:"name" required:"true"`
	Note string `yaml:"note,omitempty"`
}

type plan struct {
	common   `yaml:",inline"`
	Reaction time.Duration  `yaml:"reaction"`
	Share    float64        `yaml:"share,omitempty"`
	Colour   *colour        `yaml:"colour,omitempty"`
	Levels   []int8         `yaml:"levels,omitempty"`
	Words    map[string]int `yaml:"words,omitempty"`
}

type house struct {
	Title   string            `yaml:"title"`
	Open    bool              `yaml:"open"`
	Port    uint16            `yaml:"port"`
	Since   time.Time         `yaml:"since"`
	Plans   map[string]plan   `yaml:"plans,omitempty"`
	Order   []plan            `yaml:"order,omitempty"`
	Paint   map[colour]string `yaml:"paint,omitempty"`
	Nested  *house            `yaml:"nested,omitempty"`
	Default string
	secret  string
	Skipped string `yaml:"-"`
}

const sound = `
title: "Дом"
open: true
port: 8080
since: 2026-01-09T09:00:00Z
default: 2026-01-09
plans:
  urgent:
    name: Urgent
    reaction: 1h30m
    share: 0.8
    colour: red
    levels: [1, 0x10, -3]
    words: {one: 1, 2: 2, "no": 3}
order:
  - name: First
    reaction: 15m
    share: 1
    colour:
    levels:
paint: {red: "#f00", blue: "#00f"}
nested: {title: Annex}
`

func soundHouse() house {
	red := colour("red")
	return house{
		Title: "Дом", Open: true, Port: 8080, Since: time.Date(2026, 1, 9, 9, 0, 0, 0, time.UTC), Default: "2026-01-09",
		Plans: map[string]plan{"urgent": {
			common: common{Name: "Urgent"}, Reaction: 90 * time.Minute, Share: 0.8, Colour: &red,
			Levels: []int8{1, 16, -3}, Words: map[string]int{"one": 1, "2": 2, "no": 3},
		}},
		Order:  []plan{{common: common{Name: "First"}, Reaction: 15 * time.Minute, Share: 1}},
		Paint:  map[colour]string{"red": "#f00", "blue": "#00f"},
		Nested: &house{Title: "Annex"},
	}
}

var comparing = cmp.AllowUnexported(house{}, plan{})

func TestASoundDocumentIsReadWhole(t *testing.T) {
	t.Parallel()
	var got house
	if err := strictyaml.Decode([]byte(sound), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(soundHouse(), got, comparing); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsEncodedIsDecodedToTheSame(t *testing.T) {
	t.Parallel()
	data, err := strictyaml.Encode(soundHouse())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), "\n  urgent:\n    name: Urgent\n") {
		t.Errorf("not indented by two spaces:\n%s", data)
	}
	var got house
	if err := strictyaml.Decode(data, &got); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if diff := cmp.Diff(soundHouse(), got, comparing); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatTheDocumentLeavesOutStays(t *testing.T) {
	t.Parallel()
	got := house{Title: "before", Port: 1, secret: "kept"}
	if err := strictyaml.Decode([]byte("port: 2"), &got); err != nil || got.Title != "before" || got.Port != 2 || got.secret != "kept" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestEveryFaultIsToldWithItsPlace(t *testing.T) {
	t.Parallel()
	const planKeys = " (allowed: name, note, reaction, share, colour, levels, words)"
	const houseKeys = " (allowed: title, open, port, since, plans, order, paint, nested, default)"
	for _, row := range []struct{ name, document, want string }{
		{"an unknown key with a near one", "plans:\n  urgent:\n    name: U\n    reacton: 1h\n",
			`line 4:5 plans.urgent.reacton: there is no such key, did you mean "reaction"?` + planKeys},
		{"an unknown key with none near", "furniture: 3\n", "line 1:1 furniture: there is no such key" + houseKeys},
		{"unexported and skipped fields", "secret: a\nskipped: b\n",
			"line 1:1 secret: there is no such key" + houseKeys + "\nline 2:1 skipped: there is no such key" + houseKeys},
		{"a key of another case", "Title: a\n", `line 1:1 Title: there is no such key, did you mean "title"?` + houseKeys},
		{"a key with odd characters", "\"a.b\": 1\n", `line 1:1 "a.b": there is no such key` + houseKeys},
		{"a key twice", "title: a\nopen: true\ntitle: b\n", "line 3:1 title: the key stands on line 1 already"},
		{"a key twice in a map", "plans: {a: {name: x}, \"a\": {name: y}}\n", "line 1:23 plans.a: the key stands on line 1 already"},
		{"two keys that mean the same", "paint: {red: x, Red: y}\n", "line 1:17 paint.Red: means the same key as one before it"},
		{"a key that is no text", "? [a, b]\n: 1\n", "line 1:3 document: a key must be plain text"},
		{"a key whose own reading fails", "paint:\n  green: x\n", `line 2:3 paint.green: must be red or blue, got "green"`},
		{"something that is missing", "plans:\n  a:\n    reaction: 1h\norder: [{}]\n",
			"line 3:5 plans.a.name: is missing\nline 4:9 order[0].name: is missing"},
		{"a number for text", "title: 12\n", "line 1:8 title: must be text (put it in quotes), got the number 12"},
		{"a truth for text", "title: true\n", `line 1:8 title: must be text (put it in quotes), got "true"`},
		{"nothing for text", "title:\n", "line 1:7 title: must be text, got nothing"},
		{"a list for text", "title: [a]\n", "line 1:8 title: must be text, got a list"},
		{"keys for a list", "order: {a: 1}\n", "line 1:8 order: must be a list, got keys and values"},
		{"text for keys", "plans: none\nnested: 5\n", "line 1:8 plans: must be keys and values, got \"none\"\nline 2:9 nested: must be keys and values, got the number 5"},
		{"nothing for a struct", "plans: {a: }\n", "line 1:12 plans.a: must be keys and values, got nothing"},
		{"yes for a truth", "open: yes\n", `line 1:7 open: must be true or false, got "yes" (allowed: true, false)`},
		{"a list for a truth", "open: [true]\n", `line 1:7 open: must be true or false, got a list (allowed: true, false)`},
		{"text for a number", "port: \"80\"\n", `line 1:7 port: must be a whole number, got "80"`},
		{"a fraction for a whole number", "port: 1.5\n", "line 1:7 port: must be a whole number, got the number 1.5"},
		{"a number too large", "port: 65536\norder: [{name: a, levels: [128]}]\n",
			"line 1:7 port: the number 65536 does not fit into uint16\nline 2:28 order[0].levels[0]: the number 128 does not fit into int8"},
		{"a number below zero", "port: -1\n", "line 1:7 port: the number -1 does not fit into uint16"},
		{"no number at all", "order: [{name: a, share: .nan}, {name: b, share: .inf}, {name: c, share: half}]\n",
			"line 1:26 order[0].share: must be a number, got the number .nan\nline 1:50 order[1].share: must be a number, got the number .inf\nline 1:74 order[2].share: must be a number, got \"half\""},
		{"a duration without a unit", "order: [{name: a, reaction: 30}]\n", "line 1:29 order[0].reaction: must be a duration such as 1h30m, got the number 30"},
		{"a duration that is a list", "order: [{name: a, reaction: []}]\n", "line 1:29 order[0].reaction: must be a duration such as 1h30m, got a list"},
		{"text that its type refuses", "order: [{name: a, colour: green}]\n", `line 1:27 order[0].colour: must be red or blue, got "green"`},
		{"keys for text of its own", "since: {a: b}\n", "line 1:8 since: must be text, got keys and values"},
		{"an alias", "title: &t a\ndefault: *t\n", "line 2:10 default: aliases are not supported, write the value out"},
		{"a merge key", "nested:\n  <<: {title: a}\n", "line 2:3 nested: merge keys are not supported, write the values out"},
		{"a merge key in a map", "plans:\n  <<: {a: {name: b}}\n", "line 2:3 plans: merge keys are not supported, write the values out"},
		{"a tag", "title: !!str 12\nnested: !mine {title: a}\n",
			"line 1:8 title: the tag !!str is not supported, put text in quotes instead\nline 2:9 nested: the tag !mine is not supported, put text in quotes instead"},
		{"a second document", "title: a\n---\ntitle: b\n", "line 2:1 document: a second document begins, one is allowed"},
		{"an empty document", "", "line 1:1 document: the document is empty"},
		{"comments alone", "# nothing\n", "line 1:1 document: the document is empty"},
		{"a null document", "---\n...\n", "line 2:1 document: must be keys and values, got nothing"},
		{"a list for the document", "- a\n", "line 1:1 document: must be keys and values, got a list"},
		{"broken syntax", "title: [a\n", "line 1 document: did not find expected ',' or ']'"},
		{"an anchor that is not there", "title: *t\n", "document: unknown anchor 't' referenced"},
		{"several at once", "titel: a\nopen: 1\nport: x\n",
			"line 1:1 titel: there is no such key, did you mean \"title\"?" + houseKeys +
				"\nline 2:7 open: must be true or false, got the number 1 (allowed: true, false)\nline 3:7 port: must be a whole number, got \"x\""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var into house
			err := strictyaml.Decode([]byte(row.document), &into)
			var faults *strictyaml.Error
			if !errors.As(err, &faults) {
				t.Fatalf("got %v, want faults", err)
			}
			if diff := cmp.Diff(row.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLimitsHold(t *testing.T) {
	t.Parallel()
	nested := func(depth int) string {
		return strings.Repeat("{nested: ", depth) + "{}" + strings.Repeat("}", depth)
	}
	for _, row := range []struct{ name, document, want string }{
		{"32 levels", nested(32), ""},
		{"33 levels", nested(33), "stands more than 32 levels deep"},
		{"512 KiB", "title: a #" + strings.Repeat("-", 512<<10-10), ""},
		{"512 KiB and a byte", "title: a #" + strings.Repeat("-", 512<<10-9), "the document has 524289 bytes, at most 524288 are read"},
		{"brackets without end", strings.Repeat("[", 512<<10), "depth"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			err := strictyaml.Decode([]byte(row.document), &house{})
			if row.want == "" && err != nil || row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)) {
				t.Errorf("got %v, want %q", err, row.want)
			}
		})
	}
}

func TestAHostileDocumentGetsAShortReport(t *testing.T) {
	t.Parallel()
	var document strings.Builder
	document.WriteString("plans:\n  " + strings.Repeat("k", 1000) + ":\n")
	for i := range 4000 {
		fmt.Fprintf(&document, "    %s%d: 1\n", strings.Repeat("x", 100), i)
	}
	err := strictyaml.Decode([]byte(document.String()), &house{})
	var faults *strictyaml.Error
	if !errors.As(err, &faults) || len(faults.Faults) != 201 || len(err.Error()) > 100_000 {
		t.Fatalf("got a report of %d bytes", len(fmt.Sprint(err)))
	}
	if last := faults.Faults[200].Problem; !strings.Contains(last, "more faults") {
		t.Errorf("the last is %q", last)
	}
}

func TestReadingIntoWhatCannotBeReadIntoIsAnError(t *testing.T) {
	t.Parallel()
	var none *house
	for name, into := range map[string]any{
		"nothing": nil, "a struct": house{}, "a nil pointer": none,
		"an interface": new(any), "a channel": new(chan int), "a map by number": &map[int]string{},
	} {
		if err := strictyaml.Decode([]byte("a: 1\n"), into); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		sound, "", "#", "---\n---\n", "? a\n", "<<: *a", "a: &a [*a]", "!!binary a", "- - - -", "{[: ]}", "plans: {? : }", "paint: {red: , Red: }",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, second house
		err := strictyaml.Decode(data, &first)
		if err != nil {
			var faults *strictyaml.Error
			if !errors.As(err, &faults) || err.Error() == "" {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		written, err := strictyaml.Encode(first)
		if err != nil {
			t.Fatal(err)
		}
		if err := strictyaml.Decode(written, &second); err != nil {
			t.Fatalf("what was read cannot be read again: %v\n%s", err, written)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	shapes := map[string]string{
		"sound":    sound,
		"brackets": strings.Repeat("[", 1<<20),
		"dashes":   strings.Repeat("- ", 1<<19),
		"structs":  "order: [" + strings.Repeat("{},", 1<<18-10) + "]",
		"keys":     "words: {" + strings.Repeat("?,", 1<<19-10) + "}",
		"comments": strings.Repeat("#\n", 1<<19),
		"text":     "title: " + strings.Repeat("\\\"", 1<<19-10),
		"steps":    strings.Repeat("a:\n", 1<<18),
		"anchors":  strings.Repeat("- &a b\n", 1<<20/7),
		"tags":     strings.Repeat("- !t b\n", 1<<20/7),
		"quotes":   "[" + strings.Repeat("'',", 1<<18),
		"spaces":   "a:" + strings.Repeat(" \n", 1<<19-2),
		"tabs":     "a: \"" + strings.Repeat("\n\n", 1<<19-4) + "\"",
	}
	for name, document := range shapes {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_ = strictyaml.Decode([]byte(document), &house{})
			}
		})
	}
}
