package condition

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/types"
)

// Kind is what a variable holds.
type Kind int

// The kinds of variable, with the Go type of their values.
const (
	Text   Kind = iota // string
	Number             // float64
	Truth              // bool
	Parts              // map[string]any: its own variables, written after a dot
)

// Variable is a name that conditions may use.
type Variable struct {
	Name    string
	Kind    Kind
	Allowed []string   // of a text: all the values that it can have; nil for any
	Parts   []Variable // of Parts
}

// Scope is the variables that conditions may use. It never changes.
type Scope struct {
	variables []Variable
}

// NewScope makes a scope of variables.
func NewScope(variables ...Variable) *Scope { return &Scope{variables} }

func (s *Scope) types() types.Map { return typesOf(s.variables) }

func typesOf(variables []Variable) types.Map {
	m := types.Map{}
	for _, v := range variables {
		switch v.Kind {
		case Text:
			m[v.Name] = types.String
		case Number:
			m[v.Name] = types.Float64
		case Truth:
			m[v.Name] = types.Bool
		case Parts:
			m[v.Name] = typesOf(v.Parts)
		}
	}
	return m
}

// find answers the variable that a path such as "fields.product" names.
func (s *Scope) find(path string) (Variable, bool) {
	variables := s.variables
	for {
		name, rest, deeper := strings.Cut(path, ".")
		i := slices.IndexFunc(variables, func(v Variable) bool { return v.Name == name })
		if i < 0 {
			return Variable{}, false
		}
		if !deeper {
			return variables[i], true
		}
		variables, path = variables[i].Parts, rest
	}
}

// check refuses what conditions may not be made of, and values that a variable never has.
func (s *Scope) check(source string, root ast.Node) error {
	walker := &walker{scope: s}
	walker.walk(root, 0)
	if walker.fault == nil {
		return nil
	}
	at := &file.Error{Location: walker.at}
	at = at.Bind(file.NewSource(source))
	walker.fault.Line, walker.fault.Column = at.Line, at.Column+1
	return walker.fault
}

// walker goes through a condition and stops at its first fault.
type walker struct {
	scope *Scope
	fault *Error
	at    file.Location
}

// maxNesting is how deep brackets may stand inside one another.
const maxNesting = 60

func (w *walker) refuse(n ast.Node, rule string, allowed []string, problem string, args ...any) {
	if w.fault == nil {
		w.fault = &Error{Rule: rule, Problem: fmt.Sprintf(problem, args...), Allowed: allowed}
		for _, a := range args {
			w.fault.Args = append(w.fault.Args, fmt.Sprint(a))
		}
		w.at = n.Location()
	}
}

func (w *walker) walk(n ast.Node, depth int) {
	if depth > maxNesting {
		w.refuse(n, "nested", nil, "is nested more than %d deep", maxNesting)
	}
	if w.fault != nil {
		return
	}
	depth++
	switch n := n.(type) {
	case *ast.IdentifierNode:
		if _, known := w.scope.find(n.Value); !known {
			w.refuse(n, "no_name", names(w.scope.variables), "there is no %s", n.Value)
		}
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.StringNode:
	case *ast.UnaryNode:
		w.walk(n.Node, depth)
	case *ast.BinaryNode:
		w.binary(n, depth)
	case *ast.MemberNode:
		w.member(n)
	case *ast.ConditionalNode:
		w.walk(n.Cond, depth)
		w.walk(n.Exp1, depth)
		w.walk(n.Exp2, depth)
	case *ast.ArrayNode:
		for _, item := range n.Nodes {
			w.walk(item, depth)
		}
	case *ast.BuiltinNode:
		if !slices.Contains(functions, n.Name) {
			w.refuse(n, "function", functions, "%s cannot be called in a condition", n.Name)
		}
		for _, argument := range n.Arguments {
			w.walk(argument, depth)
		}
	case *ast.CallNode:
		w.refuse(n, "function", functions, "there is no such function")
	default:
		w.refuse(n, "construct", nil, "this cannot stand in a condition: comparisons, and, or, not, in and the functions can")
	}
}

func (w *walker) member(n *ast.MemberNode) {
	path, ok := pathOf(n)
	if !ok {
		w.refuse(n, "parts", nil, "a dot or bracket can only follow a variable that has parts")
		return
	}
	if _, known := w.scope.find(path); known {
		return
	}
	above, name, _ := cutLast(path)
	of, _ := w.scope.find(above)
	w.refuse(n, "no_part", names(of.Parts), "there is no %s in %s", name, above)
}

func (w *walker) binary(n *ast.BinaryNode, depth int) {
	w.walk(n.Left, depth)
	w.walk(n.Right, depth)
	switch n.Operator {
	case "..":
		w.refuse(n, "range", nil, "a range cannot stand in a condition")
	case "matches":
		if _, constant := n.Right.(*ast.StringNode); !constant {
			w.refuse(n.Right, "constant_pattern", nil, "the pattern of matches has to be written out in quotes")
		}
	}
	if v, literals, ok := w.scope.comparison(n); ok && v.Allowed != nil {
		for _, literal := range literals {
			if !slices.Contains(v.Allowed, literal.Value) {
				w.refuse(literal, "never", v.Allowed, "%s is never %q", v.Name, literal.Value)
			}
		}
	}
}

// pathOf writes a name, with its parts, with dots.
func pathOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value, true
	case *ast.MemberNode:
		above, ok := pathOf(n.Node)
		name, constant := n.Property.(*ast.StringNode)
		if !ok || !constant || n.Method {
			return "", false
		}
		return above + "." + name.Value, true
	}
	return "", false
}

func cutLast(path string) (above, name string, found bool) {
	i := strings.LastIndex(path, ".")
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

func names(variables []Variable) []string {
	var list []string
	for _, v := range variables {
		list = append(list, v.Name)
	}
	return list
}

// comparison answers the text variable and the written-out values of a comparison
// with ==, != or in; ok is false for anything else.
func (s *Scope) comparison(n *ast.BinaryNode) (v Variable, literals []*ast.StringNode, ok bool) {
	variable, other := n.Left, n.Right
	switch n.Operator {
	case "==", "!=":
		if _, constant := variable.(*ast.StringNode); constant {
			variable, other = other, variable
		}
		literal, constant := other.(*ast.StringNode)
		if !constant {
			return Variable{}, nil, false
		}
		literals = []*ast.StringNode{literal}
	case "in":
		list, constant := other.(*ast.ArrayNode)
		if !constant {
			return Variable{}, nil, false
		}
		for _, item := range list.Nodes {
			literal, constant := item.(*ast.StringNode)
			if !constant {
				return Variable{}, nil, false
			}
			literals = append(literals, literal)
		}
	default:
		return Variable{}, nil, false
	}
	path, named := pathOf(variable)
	if !named {
		return Variable{}, nil, false
	}
	v, ok = s.find(path)
	v.Name = path
	return v, literals, ok && v.Kind == Text
}
