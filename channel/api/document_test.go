package api_test

import (
	"strings"
	"testing"
)

func TestEveryOperationOfTheDocumentIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	document := w.want(200, "", "GET", "/api/v1/openapi.json", "")
	if document.body["openapi"] != "3.1.0" {
		t.Errorf("it is of OpenAPI %v", document.body["openapi"])
	}
	n := 0
	for path, item := range at(t, document.body, "paths").(map[string]any) {
		for method := range item.(map[string]any) {
			n++
			// Nobody is let in, but what is not there would not be found.
			w.want(401, "", strings.ToUpper(method), "/api/v1"+strings.NewReplacer("{", "", "}", "").Replace(path), "")
		}
	}
	if n < 77 {
		t.Errorf("it has no more than %d operations", n)
	}
	if yaml := w.want(200, "", "GET", "/api/v1/openapi.yaml", ""); !strings.Contains(yaml.text, "openapi: 3.1.0") {
		t.Errorf("in YAML it is %.200s", yaml.text)
	}
}
