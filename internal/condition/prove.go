package condition

import (
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
)

// Never tells whether the condition is false of every ticket: it is written out to be
// so, or its parts contradict each other. A no is not a proof that it can hold.
func (c *Condition) Never() bool {
	truth, known := c.truth(c.tree)
	return known && !truth
}

// Always tells whether the condition is true of every ticket. A no is not a proof
// that it can fail.
func (c *Condition) Always() bool {
	truth, known := c.truth(c.tree)
	return known && truth
}

// Covers tells whether the condition is true wherever the other is, as far as their
// parts joined by "and" show it: then no ticket reaches the other behind this one.
func (c *Condition) Covers(other *Condition) bool {
	parts := map[string]bool{}
	for _, part := range conjuncts(other.tree) {
		parts[part.String()] = true
	}
	for _, part := range conjuncts(c.tree) {
		if truth, known := c.truth(part); known && truth {
			continue
		}
		if !parts[part.String()] {
			return false
		}
	}
	return true
}

// conjuncts are the parts that are joined by "and".
func conjuncts(n ast.Node) []ast.Node {
	if b, ok := n.(*ast.BinaryNode); ok && (b.Operator == "and" || b.Operator == "&&") {
		return append(conjuncts(b.Left), conjuncts(b.Right)...)
	}
	return []ast.Node{n}
}

// truth is the value of a node that has the same one for every ticket.
func (c *Condition) truth(n ast.Node) (value, known bool) {
	switch n := n.(type) {
	case *ast.BoolNode:
		return n.Value, true
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			value, known = c.truth(n.Node)
			return !value, known
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&":
			return c.all(n)
		case "or", "||":
			left, knownLeft := c.truth(n.Left)
			right, knownRight := c.truth(n.Right)
			if knownLeft && left || knownRight && right {
				return true, true
			}
			return false, knownLeft && knownRight
		}
		if v, _, ok := c.scope.comparison(n); ok && v.Allowed != nil {
			left := c.permitted(n, v.Allowed)
			return len(left) > 0, len(left) == 0 || len(left) == len(v.Allowed)
		}
	}
	return c.constant(n)
}

// all is the value of parts joined by "and".
func (c *Condition) all(n ast.Node) (value, known bool) {
	everyOne := true
	possible := map[string][]string{} // of each variable, what all parts together permit
	for _, part := range conjuncts(n) {
		truth, sure := c.truth(part)
		if sure && !truth {
			return false, true
		}
		everyOne = everyOne && sure
		b, ok := part.(*ast.BinaryNode)
		if !ok {
			continue
		}
		v, literals, ok := c.scope.comparison(b)
		if !ok || v.Allowed == nil && b.Operator == "!=" {
			continue
		}
		from, narrowed := possible[v.Name]
		if !narrowed {
			from = v.Allowed
			if from == nil {
				for _, l := range literals {
					from = append(from, l.Value)
				}
			}
		}
		if possible[v.Name] = c.permitted(b, from); len(possible[v.Name]) == 0 {
			return false, true
		}
	}
	return everyOne, everyOne
}

// permitted are those of the values with which a comparison holds.
func (c *Condition) permitted(n *ast.BinaryNode, values []string) []string {
	_, literals, _ := c.scope.comparison(n)
	var left []string
	for _, value := range values {
		among := slices.ContainsFunc(literals, func(l *ast.StringNode) bool { return l.Value == value })
		if among != (n.Operator == "!=") {
			left = append(left, value)
		}
	}
	return left
}

// constant works a node out that names no variable.
func (c *Condition) constant(n ast.Node) (value, known bool) {
	finder := &variableFinder{}
	ast.Walk(&n, finder)
	if finder.found {
		return false, false
	}
	answer, err := expr.Eval(n.String(), nil)
	if err != nil {
		return false, false
	}
	value, known = answer.(bool)
	return value, known
}

type variableFinder struct{ found bool }

func (f *variableFinder) Visit(n *ast.Node) {
	if _, ok := (*n).(*ast.IdentifierNode); ok {
		f.found = true
	}
}
