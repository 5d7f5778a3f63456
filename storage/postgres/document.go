package postgres

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlstore"
)

// document writes rows of changes as a JSON array of objects, for
// jsonb_populate_recordset.
func document(d sqlstore.Dialect, changes []storage.Change, of func(sqlstore.Dialect, storage.Change) sqlstore.Rows) (string, error) {
	b := append(make([]byte, 0, 1024), '[')
	for _, c := range changes {
		rows := of(d, c)
		for _, row := range rows.All() {
			if len(b) > 1 {
				b = append(b, ',')
			}
			var err error
			if b, err = appendRow(b, rows.Table, row); err != nil {
				return "", err
			}
		}
	}
	return string(append(b, ']')), nil
}

func appendRow(b []byte, table sqlstore.Table, row []any) ([]byte, error) {
	for n, column := range table.Columns {
		b = append(b, "{,"[min(n, 1)], '"')
		b = append(b, column...)
		b = append(b, '"', ':')
		var err error
		if b, err = appendValue(b, row[n]); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", table.Name, column, err)
		}
	}
	return append(b, '}'), nil
}

// appendValue writes what would be bound to a parameter.
func appendValue(b []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case time.Time:
		b = append(b, '"')
		b = v.AppendFormat(b, "2006-01-02T15:04:05.999999Z07:00")
		return append(b, '"'), nil
	case []byte:
		if v == nil {
			return append(b, "null"...), nil
		}
		b = append(b, `"\\x`...)
		b = hex.AppendEncode(b, v)
		return append(b, '"'), nil
	case driver.Valuer:
		plain, err := v.Value()
		if err != nil {
			return nil, err
		}
		return appendValue(b, plain)
	case string:
		return appendText(b, v), nil
	}
	return nil, fmt.Errorf("a %T cannot be stored", value)
}

// appendText writes a text as JSON. What is not UTF-8 stays as it is, for the
// database to refuse: encoding/json would put other letters in its place.
func appendText(b []byte, text string) []byte {
	const hexes = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := range len(text) {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, text[from:i]...)
		from = i + 1
		if c < ' ' {
			b = append(b, '\\', 'u', '0', '0', hexes[c>>4], hexes[c&15])
		} else {
			b = append(b, '\\', c)
		}
	}
	b = append(b, text[from:]...)
	return append(b, '"')
}
