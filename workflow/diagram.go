package workflow

import (
	"fmt"

	"github.com/looplab/fsm"
)

// Format is a language that diagrams are written in.
type Format string

const (
	// Mermaid is what many readers of Markdown draw by themselves.
	Mermaid Format = "mermaid"
	// Dot is what Graphviz draws.
	Dot Format = "dot"
)

// Diagram draws the stages and moves. The same machine always gives the same
// text. A format other than Mermaid and Dot is an error.
func (m *Machine) Diagram(format Format) (string, error) {
	switch format {
	case Mermaid:
		return fsm.VisualizeWithType(m.newEngine(), fsm.MermaidStateDiagram)
	case Dot:
		return fsm.VisualizeWithType(m.newEngine(), fsm.GRAPHVIZ)
	default:
		return "", fmt.Errorf("workflow: no diagram format %q, only %s, %s", format, Mermaid, Dot)
	}
}
