package sqlstore

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// instant reads an instant from a column: microseconds since 1970 where the
// database has no type for it, a time where it has one, NULL for none.
type instant struct{ time.Time }

// Scan implements sql.Scanner.
func (i *instant) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		i.Time = time.Time{}
	case int64:
		i.Time = time.UnixMicro(v).UTC()
	case time.Time:
		i.Time = ticket.Instant(v)
	default:
		return fmt.Errorf("%w: an instant is stored as %T", storage.ErrCorrupt, value)
	}
	return nil
}

// at is an instant as an argument, NULL for the zero time.
func (d Dialect) at(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return d.Instant(ticket.Instant(t))
}

// ref is an id as an argument, NULL for none.
func (d Dialect) ref(id uuid.UUID) any {
	if id == uuid.Nil {
		return nil
	}
	return d.ID(id)
}

// document is a value that is stored as JSON; NULL when it is empty.
type document[T any] struct{ value T }

// Scan implements sql.Scanner.
func (d *document[T]) Scan(value any) error {
	var text []byte
	switch v := value.(type) {
	case nil:
		return nil
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("%w: a document is stored as %T", storage.ErrCorrupt, value)
	}
	if err := json.Unmarshal(text, &d.value); err != nil {
		return fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	return nil
}

// Value implements driver.Valuer.
func (d document[T]) Value() (driver.Value, error) {
	text, err := json.Marshal(d.value)
	switch string(text) {
	case "null", "{}", "[]":
		return nil, err
	}
	return string(text), err
}

// fold is a text as it is compared when letters' case is ignored. The databases'
// own functions know ASCII only, or another alphabet than the next database.
func fold(text string) string { return strings.ToLower(text) }

// limited proves that a limit is what the port allows.
func limited(limit int) error {
	if limit < 1 || limit > 200 {
		return fmt.Errorf("limit: %d is not within 1 to 200", limit)
	}
	return nil
}
