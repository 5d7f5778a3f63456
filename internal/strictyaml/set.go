package strictyaml

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Set writes a text into a document, at a path such as plans.urgent.steps[2], and leaves
// all else as it is: comments, order, blank lines. A last key that is not there is added
// to its map, and so is a map that would hold it; anything else around it has to be there.
func Set(data []byte, path, value string) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil || len(document.Content) == 0 {
		return nil, fmt.Errorf("strictyaml: set: the document does not read: %w", err)
	}
	n := document.Content[0]
	for rest := path; rest != ""; {
		var name string
		name, rest = cut(rest)
		_, next := child(n, name)
		if next == nil {
			next = add(n, name, rest != "")
		}
		if next == nil {
			return nil, fmt.Errorf("strictyaml: set: there is no %s in %s", name, path)
		}
		n = next
	}
	if n.Kind != yaml.ScalarNode {
		return nil, fmt.Errorf("strictyaml: set: %s holds no text", path)
	}
	inPlace := replaced(data, n, value)
	n.Value, n.Tag, n.Style = value, "!!str", 0
	var again yaml.Node
	if inPlace != nil && yaml.Unmarshal(inPlace, &again) == nil && same(&document, &again) {
		return inPlace, nil
	}
	return rewrite(data, &document)
}

// add puts a key into a map, with an empty map or an empty text; nil where there is no map.
func add(n *yaml.Node, name string, holder bool) *yaml.Node {
	if n.Kind != yaml.MappingNode || strings.HasPrefix(name, "[") {
		return nil
	}
	value := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str"}
	if holder {
		value = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: yaml.FlowStyle}
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name}, value)
	return value
}

// replaced is the document with a plain text exchanged where it stands; nil where that is
// not as simple.
func replaced(data []byte, n *yaml.Node, value string) []byte {
	lines := bytes.SplitAfter(data, []byte("\n"))
	if n.Style != 0 || n.Line < 1 || n.Line > len(lines) || n.Value == "" {
		return nil
	}
	line := []rune(string(lines[n.Line-1])) // columns count letters
	if n.Column < 1 || n.Column > len(line) || !strings.HasPrefix(string(line[n.Column-1:]), n.Value) {
		return nil
	}
	changed := string(line[:n.Column-1]) + value + strings.TrimPrefix(string(line[n.Column-1:]), n.Value)
	lines[n.Line-1] = []byte(changed)
	return bytes.Join(lines, nil)
}
