package strictyaml

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// Encode writes a value as a document that Decode reads back, indented by two
// spaces.
func Encode(value any) ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("strictyaml: write %T: %w", value, err)
	}
	if err := e.Close(); err != nil {
		return nil, fmt.Errorf("strictyaml: write %T: %w", value, err)
	}
	return b.Bytes(), nil
}
