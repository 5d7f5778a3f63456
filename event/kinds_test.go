package event_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/helpdesk-go/helpdesk/event"
)

// TestEveryKindIsListed reads the constants of the package: one that Kinds leaves out
// could not be handled.
func TestEveryKindIsListed(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []event.Kind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, is := n.(*ast.ValueSpec)
		if !is {
			return true
		}
		if name, is := spec.Type.(*ast.Ident); !is || name.Name != "Kind" {
			return true
		}
		for _, v := range spec.Values {
			text, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			declared = append(declared, event.Kind(text))
		}
		return true
	})
	if len(declared) == 0 || !slices.Equal(declared, event.Kinds()) {
		t.Errorf("declared are %v, listed %v", declared, event.Kinds())
	}
}
