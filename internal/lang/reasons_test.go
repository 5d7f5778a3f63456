package lang_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk/internal/lang"
)

// reasons finds, in the sources of the root package, every reason that an error gives,
// as "code.reason", each with the place where it is first given.
func reasons(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../../*.go")
	if err != nil || len(paths) == 0 {
		t.Fatal(err, "there are no sources")
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	consts := map[string]string{}
	each := func(see func(ast.Node)) {
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool { see(n); return true })
		}
	}
	text := func(e ast.Expr) string {
		switch e := e.(type) {
		case *ast.BasicLit:
			s, _ := strconv.Unquote(e.Value)
			return s
		case *ast.Ident:
			return consts[e.Name]
		}
		return ""
	}
	each(func(n ast.Node) {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, name := range spec.Names {
				if i < len(spec.Values) {
					consts[name.Name] = text(spec.Values[i])
				}
			}
		}
	})
	found := map[string]string{}
	add := func(at ast.Node, code string, reason ast.Expr) {
		if r := text(reason); r != "" {
			found[code+"."+r] = set.Position(at.Pos()).String()
		}
	}
	each(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "refuse" {
				add(n, "refused", n.Args[0])
			} else if ok && f.Name == "barred" {
				add(n, "forbidden", n.Args[0])
			}
		case *ast.CompositeLit:
			var code string
			var reason ast.Expr
			for _, el := range n.Elts {
				pair, ok := el.(*ast.KeyValueExpr)
				if !ok {
					continue
				}
				switch key, _ := pair.Key.(*ast.Ident); {
				case key == nil:
				case key.Name == "Code":
					code = text(pair.Value)
				case key.Name == "Reason":
					reason = pair.Value
				}
			}
			if kind, ok := n.Type.(*ast.Ident); ok && kind.Name == "Error" && reason != nil {
				add(n, code, reason)
			}
		}
	})
	return found
}

func TestEveryReasonOfAnErrorHasItsWords(t *testing.T) {
	t.Parallel()
	found := reasons(t)
	if found["forbidden.member"] == "" || found["refused.not_a_requesters_verb"] == "" || found["conflict.step_moved"] == "" || len(found) < 40 {
		t.Fatalf("the sources are read wrongly: %v", found)
	}
	for reason, at := range found {
		for _, code := range lang.Codes() {
			if !lang.In(code).Has("error." + reason) {
				t.Errorf("%s: nothing in %s says error.%s", at, code, reason)
			}
		}
	}
}
