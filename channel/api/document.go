package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// document is the OpenAPI document in the making.
type document struct{ huma.OpenAPI }

func newDocument(basePath string) *document {
	return &document{huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title:       "Help desk",
			Version:     "1",
			Description: "Every verb and every read of the desk. A ticket is named by its id or its number. Errors are problem documents (RFC 9457).",
		},
		Servers:    []*huma.Server{{URL: basePath}},
		Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName)},
	}}
}

// schemaName names a type in the document: ticketJSON is Ticket, openInput is OpenInput.
func schemaName(t reflect.Type, hint string) string {
	return strings.TrimSuffix(huma.DefaultSchemaNamer(t, hint), "JSON")
}

// describe adds a route and answers the schema of its body: if it takes none, that of an
// object without anything.
func (d *document) describe(rt route) *huma.Schema {
	op := &huma.Operation{
		Method: rt.method, Path: rt.path, OperationID: rt.id, Summary: rt.summary,
		Responses: map[string]*huma.Response{"default": {
			Description: "A problem",
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: d.schema(reflect.TypeFor[problem]())}},
		}},
	}
	for _, name := range wildcards(rt.path) {
		op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "path", Required: true, Description: wildcardNotes[name], Schema: &huma.Schema{Type: huma.TypeString}})
	}
	for _, p := range rt.query {
		op.Parameters = append(op.Parameters, &huma.Param{Name: p.name, In: "query", Description: p.about, Schema: &p.schema})
	}
	for _, p := range rt.headers {
		op.Parameters = append(op.Parameters, &huma.Param{Name: p.name, In: "header", Description: p.about, Schema: &p.schema})
	}
	for _, status := range rt.statuses {
		if len(rt.files) > 0 {
			op.Responses[strconv.Itoa(status)] = fileResponse(rt.files)
			continue
		}
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status),
			Content:     map[string]*huma.MediaType{"application/json": {Schema: d.schema(rt.answer)}},
		}
	}
	if rt.body != nil {
		op.RequestBody = &huma.RequestBody{
			Required: true,
			Content:  map[string]*huma.MediaType{"application/json": {Schema: d.schema(rt.body)}},
		}
	}
	d.AddOperation(op)
	if rt.body == nil {
		return &huma.Schema{Type: huma.TypeObject}
	}
	return d.inline(d.Components.Schemas.Schema(rt.body, false, ""))
}

// inline is a schema without references to others: what a body is held against. Types
// of bodies hold no others of their own kind.
func (d *document) inline(s *huma.Schema) *huma.Schema {
	if s == nil {
		return nil
	}
	if s.Ref != "" {
		s = d.Components.Schemas.SchemaFromRef(s.Ref)
	}
	whole := *s
	whole.Items = d.inline(s.Items)
	whole.Properties = make(map[string]*huma.Schema, len(s.Properties))
	for name, of := range s.Properties {
		whole.Properties[name] = d.inline(of)
	}
	return &whole
}

// fileResponse describes a file of one of several types.
func fileResponse(types []string) *huma.Response {
	r := &huma.Response{Description: "A file", Content: map[string]*huma.MediaType{}}
	for _, contentType := range types {
		r.Content[contentType] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	return r
}

// wildcardNotes tells what stands in a path.
var wildcardNotes = map[string]string{
	"ref":     "a ticket, by its id or its number",
	"task":    "the id of a task of the ticket",
	"booking": "the id of a booking of the ticket",
	"version": "the number of a version of the regulation",
	"clock":   "the key of a clock of the regulation",
	"kind":    "a kind of link",
	"key":     "what the linked thing is called there",
	"person":  "the id of a person",
	"id":      "an id, as the desk's host gives it",
}

func (d *document) schema(t reflect.Type) *huma.Schema {
	return d.Components.Schemas.Schema(t, true, "")
}

// write answers the document in JSON, and what makes it in YAML: few ask for that, and it
// takes longer than everything else that a handler needs.
func (d *document) write() (asJSON []byte, asYAML func() ([]byte, error), err error) {
	asJSON, err = json.Marshal(&d.OpenAPI)
	return asJSON, sync.OnceValues(d.YAML), err
}
