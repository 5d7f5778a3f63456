// Package secret keeps what must not be seen by accident: passwords, and addresses and
// settings that hold one. A secret says nothing of itself in logs, in errors, in JSON or
// when something that holds it is printed, however deep it lies; who needs it reveals it.
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what a secret says of itself.
const Redacted = "[secret]"

// Of is a secret of a type. The zero value keeps the zero value.
//
// It is kept behind a function, for package fmt cannot ask an unexported field of a
// struct how it wants to be printed, and would print whatever data lies there.
type Of[T any] struct{ reveal func() T }

// Keep makes a secret of a value.
func Keep[T any](value T) Of[T] { return Of[T]{func() T { return value }} }

// Reveal answers the value.
func (s Of[T]) Reveal() (value T) {
	if s.reveal != nil {
		value = s.reveal()
	}
	return value
}

// String is Redacted.
func (Of[T]) String() string { return Redacted }

// Format writes Redacted, whatever the verb.
func (Of[T]) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, Redacted) }

// LogValue is Redacted.
func (Of[T]) LogValue() slog.Value { return slog.StringValue(Redacted) }

// MarshalText is Redacted, for JSON, YAML and whatever else writes texts.
func (Of[T]) MarshalText() ([]byte, error) { return []byte(Redacted), nil }
