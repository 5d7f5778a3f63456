package helpdesk_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

var update = flag.Bool("update", false, "write the files that are made of the code")

const schemaFile = "regulations/schema.json"

func TestTheSchemaIsWhatTheTypesSay(t *testing.T) {
	t.Parallel()
	made := schemaOfRegulation(t)
	if *update {
		if err := os.WriteFile(schemaFile, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(made), string(kept)); diff != "" {
		t.Errorf("%s is old: go test -run TestTheSchema -update .\n%s", schemaFile, diff)
	}
	if !*update && !bytes.Equal(helpdesk.RegulationSchema(), kept) {
		t.Error("another schema is embedded")
	}
}

func TestTheSchemaTakesEveryRegulationThatIsProvedAndRefusesOthers(t *testing.T) {
	t.Parallel()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaOfRegulation(t)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("regulation.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("regulation.json")
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string][]byte{"levels": helpdesk.LevelsSource(), "simple": helpdesk.SimpleSource()}
	for _, pattern := range []string{"regulations/examples/*.yaml", "examples/customfields/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if sources[f], err = os.ReadFile(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, source := range sources {
		if err := schema.Validate(asJSON(t, string(source))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	levels := string(helpdesk.LevelsSource())
	for _, row := range []struct{ old, wrong string }{
		{"language: ru", "language: ru\ncolour: red"},
		{"phase: open", "phase: opened"},
		{"reaction: 2d", "reaction: soon"},
		{`"09:00-13:00"`, `"9 to 13"`},
		{"kind: lines", "kind: [lines]"},
		{"requester: fills", "requester: maybe"},
		{"name: levels\n", ""},
	} {
		if schema.Validate(asJSON(t, strings.Replace(levels, row.old, row.wrong, 1))) == nil {
			t.Errorf("%q is taken", row.wrong)
		}
	}
}

func asJSON(t *testing.T, source string) any {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(source), &value); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if value, err = jsonschema.UnmarshalJSON(bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	return value
}

// schemaOfRegulation makes the schema of the types and of the comments beside them.
func schemaOfRegulation(t *testing.T) []byte {
	t.Helper()
	s := schemas{comments: map[string]string{}, defs: map[string]any{}}
	for _, dir := range []string{".", "sla"} {
		s.read(t, dir)
	}
	root := s.object(reflect.TypeFor[helpdesk.Regulation]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "A regulation of a help desk"
	root["$defs"] = s.defs
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type schemas struct {
	comments map[string]string // by type, or by type and field
	defs     map[string]any
}

// read takes in the comments of a package's types and fields.
func (s schemas) read(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			g, ok := n.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				return true
			}
			for _, spec := range g.Specs {
				ts := spec.(*ast.TypeSpec)
				s.comments[ts.Name.Name] = commentOf(g.Doc)
				if st, ok := ts.Type.(*ast.StructType); ok {
					for _, field := range st.Fields.List {
						for _, name := range field.Names {
							s.comments[ts.Name.Name+"."+name.Name] = strings.TrimSpace(commentOf(field.Doc) + " " + commentOf(field.Comment))
						}
					}
				}
			}
			return true
		})
	}
}

func commentOf(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }

// enums are the texts of which a value is one.
var enums = map[reflect.Type][]string{
	reflect.TypeFor[ticket.Phase]():        {string(ticket.PhaseOpen), string(ticket.PhaseWaiting), string(ticket.PhaseResolved), string(ticket.PhaseDone)},
	reflect.TypeFor[sla.ClockKind]():       {string(sla.StageClock), string(sla.FirstResponse), string(sla.NextResponse), string(sla.Resolution)},
	reflect.TypeFor[helpdesk.FieldRight](): {string(helpdesk.RequesterSees), string(helpdesk.RequesterFills)},
	reflect.TypeFor[helpdesk.Sight]():      {string(helpdesk.SightDesk), string(helpdesk.SightTeams)},
	reflect.TypeFor[helpdesk.Colleagues](): {string(helpdesk.ColleaguesApart), string(helpdesk.ColleaguesRead)},
}

// patterns are what texts of a type look like.
var patterns = map[reflect.Type]string{
	reflect.TypeFor[sla.Target](): `^-?([0-9]+(\.[0-9]+)?(d|h|m|s))+$`,
	reflect.TypeFor[sla.Shift]():  `^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$`,
	reflect.TypeFor[sla.Date]():   `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`,
}

// words are the texts that single fields may hold.
var words = map[string][]string{
	"Move.By":      workflow.Roles(),
	"MoveField.As": {helpdesk.FieldReason, helpdesk.FieldSolution, helpdesk.FieldAnswer, helpdesk.FieldRating, helpdesk.FieldArticle, helpdesk.FieldNextContact, helpdesk.FieldOfTicket},
	"Move.Upon":    {helpdesk.UponAssignment, helpdesk.UponAnswer, helpdesk.UponRequesterMessage, helpdesk.UponNextContact},
	"Move.Later":   {helpdesk.LaterFollowUp},
	"Stage.Task":   {string(ticket.TaskClassification), string(ticket.TaskWork)},

	"Regulation.Language": {"ru", "en"},
}

func (s schemas) of(t reflect.Type) map[string]any {
	if t.Kind() == reflect.Pointer {
		return s.of(t.Elem())
	}
	if values, ok := enums[t]; ok {
		return map[string]any{"type": "string", "enum": values}
	}
	if pattern, ok := patterns[t]; ok {
		return map[string]any{"type": "string", "pattern": pattern}
	}
	if t == reflect.TypeFor[time.Duration]() {
		return map[string]any{"type": "string", "description": "A length of time on the wall, such as 336h or 1h30m."}
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Struct:
		if _, known := s.defs[t.Name()]; !known {
			s.defs[t.Name()] = nil // it may hold itself
			s.defs[t.Name()] = s.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": s.of(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	}
	return map[string]any{"type": "string"}
}

// object is the schema of a struct.
func (s schemas) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		p := s.of(f.Type)
		if values, ok := words[t.Name()+"."+f.Name]; ok {
			if items, list := p["items"].(map[string]any); list {
				items["enum"] = values
			} else {
				p["enum"] = values
			}
		}
		if c := s.comments[t.Name()+"."+f.Name]; c != "" {
			p["description"] = c
		}
		properties[name] = p
		if !strings.Contains(options, "omitempty") {
			required = append(required, name)
		}
	}
	slices.Sort(required)
	o := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if c := s.comments[t.Name()]; c != "" {
		o["description"] = c
	}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}
