// Package condition reads the conditions of a regulation's rules: expressions that
// are true or false of a ticket, such as
//
//	priority == "critical" and fields.product in ["mail", "phone"]
//
// They are written in the language of expr-lang/expr, cut down to what has no loops
// and no names of its own, so that a condition costs no more than its length: it is
// checked against the variables there are when it is compiled, and it always ends.
package condition

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// The bounds of a condition.
const (
	MaxLength = 2000 // bytes of its source
	maxNodes  = 300  // operators, names and values in it
	maxMemory = 10_000
)

// functions are what a condition may call. None of them loops over what it is given
// more than once, and none makes more of it.
var functions = []string{
	"len", "lower", "upper", "trim", "hasPrefix", "hasSuffix", "int", "float", "abs", "ceil", "floor", "round", "min", "max",
}

// Error tells what is wrong with a condition, and where in it.
type Error struct {
	Line, Column int // count from 1; 0 where there is no such place
	// Rule names what is wrong, for those who say it in another language, and Args are
	// its particulars. It is empty for what only the library of expressions has words for.
	Rule    string
	Args    []string
	Problem string   // in English
	Allowed []string // what could stand there, if that is a closed set
}

// Error tells the problem with its place.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Problem
	}
	return fmt.Sprintf("%d:%d %s", e.Line, e.Column, e.Problem)
}

// Condition is a condition made ready. It never changes and is safe for concurrent use.
type Condition struct {
	scope   *Scope
	tree    ast.Node
	program *vm.Program
}

// Compile reads a condition over the scope's variables. The error is an *Error.
func (s *Scope) Compile(source string) (*Condition, error) {
	if strings.TrimSpace(source) == "" {
		return nil, &Error{Rule: "empty", Problem: "is empty"}
	}
	if len(source) > MaxLength {
		return nil, &Error{Rule: "too_long", Args: []string{strconv.Itoa(MaxLength)}, Problem: fmt.Sprintf("is longer than %d bytes", MaxLength)}
	}
	options := s.options()
	config := conf.CreateNew()
	for _, option := range options {
		option(config)
	}
	for name := range config.Disabled {
		delete(config.Builtins, name)
	}
	tree, err := parser.ParseWithConfig(source, config)
	if err != nil {
		return nil, located(err)
	}
	if err := s.check(source, tree.Node); err != nil {
		return nil, err
	}
	program, err := expr.Compile(source, options...)
	if err != nil {
		return nil, located(err)
	}
	return &Condition{scope: s, tree: tree.Node, program: program}, nil
}

func (s *Scope) options() []expr.Option {
	options := []expr.Option{expr.Env(s.types()), expr.AsBool(), expr.MaxNodes(maxNodes), expr.DisableAllBuiltins()}
	for _, f := range functions {
		options = append(options, expr.EnableBuiltin(f))
	}
	return options
}

// Holds tells whether the condition is true of the values, by the names of the
// scope's variables. It fails on values that an operation cannot be done with; a
// failure is never a panic.
func (c *Condition) Holds(values map[string]any) (bool, error) {
	machine := vm.VM{MemoryBudget: maxMemory}
	answer, err := machine.Run(c.program, values)
	if err != nil {
		return false, located(err)
	}
	truth, ok := answer.(bool)
	if !ok {
		return false, &Error{Problem: fmt.Sprintf("is %v, neither true nor false", answer)}
	}
	return truth, nil
}
