package api

import (
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// duration is a time.Duration as it is written: "1h30m".
type duration time.Duration

// formatDuration marks durations in schemas. JSON Schema's own "duration" is of ISO 8601.
const formatDuration = "go-duration"

// MarshalText writes the duration without units that are nothing.
func (d duration) MarshalText() ([]byte, error) {
	text := time.Duration(d).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return []byte(text), nil
}

// UnmarshalText reads what time.ParseDuration reads.
func (d *duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = duration(v)
	return err
}

// Schema describes a duration.
func (duration) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: formatDuration, Examples: []any{"1h30m"}}
}
