package workflow

import (
	"fmt"
	"strings"

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
		return m.mermaid()
	case Dot:
		return fsm.VisualizeWithType(m.newEngine(), fsm.GRAPHVIZ)
	default:
		return "", fmt.Errorf("workflow: no diagram format %q, only %s, %s", format, Mermaid, Dot)
	}
}

// mermaid draws numbered stages and tells their keys below: Mermaid does not
// read a hyphen in the name of a state.
func (m *Machine) mermaid() (string, error) {
	names := make(map[string]string, len(m.stages))
	for i, stage := range m.stages {
		names[stage.Key] = fmt.Sprintf("s%02d", i)
	}
	name := func(stage string) string { return names[stage] }
	drawn, err := fsm.VisualizeWithType(fsm.NewFSM(name(m.initial), m.events(name), nil), fsm.MermaidStateDiagram)
	if err != nil {
		return "", fmt.Errorf("workflow: diagram: %w", err)
	}
	var b strings.Builder
	b.WriteString(drawn)
	for _, stage := range m.stages {
		fmt.Fprintf(&b, "    %s: %s\n", name(stage.Key), stage.Key)
	}
	return b.String(), nil
}
