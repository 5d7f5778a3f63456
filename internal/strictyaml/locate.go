package strictyaml

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Places knows where the values of a document stand.
type Places struct{ root *yaml.Node }

// PlacesOf reads a document for its places. Of one that does not read it knows none.
func PlacesOf(data []byte) Places {
	var document yaml.Node
	if len(data) > maxSize || yaml.Unmarshal(data, &document) != nil || len(document.Content) == 0 {
		return Places{}
	}
	return Places{document.Content[0]}
}

// Find answers where the value of a path such as plans.urgent.steps[2] stands; where
// it is not there, the place of the nearest value around it. Line and column count
// from 1 and are 0 where nothing is known.
func (p Places) Find(path string) (line, column int) {
	n := p.root
	if n == nil {
		return 0, 0
	}
	line, column = n.Line, n.Column
	for path != "" && n != nil {
		var name string
		name, path = cut(path)
		key, value := child(n, name)
		if value == nil {
			break
		}
		line, column = value.Line, value.Column
		if key != nil && (value.Kind == yaml.MappingNode || value.Kind == yaml.SequenceNode) {
			line, column = key.Line, key.Column
		}
		n = value
	}
	return line, column
}

// cut takes the first name off a path: a key, or an index in its brackets.
func cut(path string) (name, rest string) {
	path = strings.TrimPrefix(path, ".")
	if strings.HasPrefix(path, "[") {
		name, rest, _ = strings.Cut(path, "]")
		return name + "]", rest
	}
	i := strings.IndexAny(path, ".[")
	if i < 0 {
		return path, ""
	}
	return path[:i], path[i:]
}

func child(n *yaml.Node, name string) (key, value *yaml.Node) {
	if index, ok := strings.CutPrefix(name, "["); ok {
		i, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
		if err != nil || n.Kind != yaml.SequenceNode || i < 0 || i >= len(n.Content) {
			return nil, nil
		}
		return nil, n.Content[i]
	}
	if n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}
