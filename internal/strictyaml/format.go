package strictyaml

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Format writes a document anew: indented by two spaces, with one blank line where
// there were some. Keys keep their order, values their quotes, and comments stay where
// they are. A document that does not read is an *Error. What is formatted already
// stays as it is.
func Format(data []byte) ([]byte, error) {
	d := &decoder{}
	root := d.parse(data)
	if root == nil {
		return nil, d.result()
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, fmt.Errorf("strictyaml: format: %w", err)
	}
	return rewrite(data, &document)
}

// rewrite writes a document that was read from data, with the blank lines that it had.
func rewrite(data []byte, document *yaml.Node) ([]byte, error) {
	written, err := Encode(document)
	if err != nil {
		return nil, err
	}
	var again yaml.Node
	if err := yaml.Unmarshal(written, &again); err != nil || !same(document, &again) {
		return nil, &Error{Faults: []Fault{{Problem: "holds something that cannot be formatted without changing it"}}}
	}
	gaps := map[int]bool{}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	source, lines := strings.Split(string(data), "\n"), strings.Split(string(written), "\n")
	align(document, &again, func(was, is *yaml.Node) {
		from, to := firstLine(was), firstLine(is)
		if blank(source, from-1) && !blank(lines, to-1) {
			gaps[to] = true
		}
	})
	var b bytes.Buffer
	for i, line := range lines {
		if gaps[i+1] {
			b.WriteByte('\n')
		}
		b.WriteString(strings.TrimRight(line, " \t"))
		if i < len(lines)-1 {
			b.WriteByte('\n')
		}
	}
	return b.Bytes(), nil
}

// align walks two trees of one shape side by side and shows the nodes before which a
// blank line may stand: keys and items of lists.
func align(was, is *yaml.Node, show func(was, is *yaml.Node)) {
	if len(was.Content) != len(is.Content) {
		return
	}
	for i := range was.Content {
		inBlock := was.Style&yaml.FlowStyle == 0
		if inBlock && (was.Kind == yaml.MappingNode && i%2 == 0 || was.Kind == yaml.SequenceNode) {
			show(was.Content[i], is.Content[i])
		}
		align(was.Content[i], is.Content[i], show)
	}
}

// firstLine is where a node begins, with the comment above it.
func firstLine(n *yaml.Node) int {
	if n.HeadComment == "" {
		return n.Line
	}
	return n.Line - strings.Count(n.HeadComment, "\n") - 1
}

// blank tells whether there is such a line, counted from 1, and nothing is in it.
func blank(lines []string, n int) bool {
	return n >= 1 && n <= len(lines) && strings.TrimSpace(lines[n-1]) == ""
}

// same tells whether two trees hold the same values.
func same(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.ShortTag() != b.ShortTag() || a.Value != b.Value || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !same(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}
