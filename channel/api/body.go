package api

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// readBody reads the body into a value of the route's type. What is not JSON is an
// error; what does not fit the route's schema becomes faults, all of them at once.
// Whether something needed is missing is for the desk to say. A route that takes no body
// takes an empty one, or an empty object.
func (c *call) readBody(from io.Reader, rt route) (any, error) {
	contentType := asJSON(c.Header.Get("Content-Type"))
	if contentType != nil && rt.body != nil {
		return nil, contentType
	}
	text, err := io.ReadAll(from)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, refuseBody(reasonTooLarge, "max", strconv.FormatInt(tooLarge.Limit, 10))
	case err != nil:
		return nil, refuseBody(reasonMalformed, "problem", "the body ended too early")
	case len(text) == 0 && rt.body == nil:
		return nil, nil
	case contentType != nil:
		return nil, contentType
	case !utf8.Valid(text):
		return nil, refuseBody(reasonMalformed, "problem", "the text is not UTF-8")
	}
	var loose any
	if err := json.Unmarshal(text, &loose); err != nil {
		return nil, refuseBody(reasonMalformed, "problem", err.Error())
	}
	before := len(c.faults)
	c.faults.fit(rt.input, "", loose)
	if len(c.faults) > before || rt.body == nil {
		return nil, c.faults.err()
	}
	body := reflect.New(rt.body).Interface()
	if err := json.Unmarshal(text, body); err != nil {
		return nil, refuseBody(reasonMalformed, "problem", err.Error())
	}
	return body, nil
}

// asJSON refuses a type of content that is not JSON in UTF-8.
func asJSON(contentType string) error {
	kind, params, err := mime.ParseMediaType(contentType)
	charset := strings.ToLower(params["charset"])
	if err == nil && kind == "application/json" && (charset == "" || charset == "utf-8") {
		return nil
	}
	return refuseBody(reasonMediaType, "got", strings.ToValidUTF8(contentType, "?"), "allowed", "application/json")
}

func refuseBody(reason string, pairs ...string) error {
	params := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		params[pairs[i]] = pairs[i+1]
	}
	return &helpdesk.Error{Code: helpdesk.Invalid, Reason: reason, Params: params}
}

// fit proves that a value is written as the schema says.
func (f *faults) fit(s *huma.Schema, field string, value any) {
	if value == nil && field != "" {
		return // as good as not given
	}
	switch v := value.(type) {
	case string:
		f.fitText(s, field, v)
		return
	case float64:
		if s.Type == huma.TypeInteger && v == math.Trunc(v) && math.Abs(v) < 1<<31 {
			return
		}
	case bool:
		if s.Type == huma.TypeBoolean {
			return
		}
	case []any:
		if s.Type == huma.TypeArray {
			for i, item := range v {
				f.fit(s.Items, field+"["+strconv.Itoa(i)+"]", item)
			}
			return
		}
	case map[string]any:
		if s.Type == huma.TypeObject {
			f.fitObject(s, field, v)
			return
		}
	}
	f.unlike(s, field, value)
}

func (f *faults) fitText(s *huma.Schema, field, text string) {
	ok := s.Type == huma.TypeString
	switch s.Format {
	case "date-time":
		_, ok = instantOf(text)
	case "uuid":
		_, err := uuid.Parse(text)
		ok = err == nil
	case formatDuration:
		_, err := time.ParseDuration(text)
		ok = err == nil
	}
	switch {
	case !ok:
		f.unlike(s, field, text)
	case !sound(text):
		f.add(field, helpdesk.FaultFormat, "like", "UTF-8 without NUL")
	}
}

func (f *faults) fitObject(s *huma.Schema, field string, object map[string]any) {
	known := slices.Sorted(maps.Keys(s.Properties))
	for _, key := range slices.Sorted(maps.Keys(object)) {
		inner := key
		if field != "" {
			inner = field + "." + key
		}
		of, ok := s.Properties[key]
		if values, free := s.AdditionalProperties.(*huma.Schema); !ok && free {
			of, ok = values, sound(key)
		}
		if !ok {
			f.add(inner, helpdesk.FaultNoSuchName, "got", key, "allowed", strings.Join(known, ", "))
			continue
		}
		f.fit(of, inner, object[key])
	}
}

// unlike adds that a value is written in another way than the schema says.
func (f *faults) unlike(s *huma.Schema, field string, value any) {
	got, _ := json.Marshal(value) // it came from JSON
	if r := []rune(string(got)); len(r) > 60 {
		got = []byte(string(r[:60]) + "…")
	}
	if field == "" {
		field = "body"
	}
	f.add(field, helpdesk.FaultFormat, "got", string(got), "like", likes[s.Type+s.Format])
}

// likes shows how values are written, by the type and the format of their schema.
var likes = map[string]string{
	huma.TypeString:                  `"text"`,
	huma.TypeString + "date-time":    `"` + likeInstant + `"`,
	huma.TypeString + "uuid":         `"0198c0de-0000-7000-8000-000000000000"`,
	huma.TypeString + formatDuration: `"1h30m"`,
	huma.TypeInteger + "int64":       "12",
	huma.TypeBoolean:                 "true",
	huma.TypeArray:                   `["one", "two"]`,
	huma.TypeObject:                  `{"key": "value"}`,
}
