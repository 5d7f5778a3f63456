package postgres

import (
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/helpdesk-go/helpdesk/storage/internal/sqlstore"
)

// document writes rows as a JSON array of objects, for jsonb_populate_recordset.
// The columns that are left out are those of the ticket that the rows belong to.
func document(rows sqlstore.Rows) (string, error) {
	b := []byte{'['}
	for i, row := range rows.All() {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '{')
		first := true
		for n, column := range rows.Columns {
			if ofTicket[column] != "" {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			b = append(b, '"')
			b = append(b, column...)
			b = append(b, '"', ':')
			var err error
			if b, err = appendValue(b, row[n]); err != nil {
				return "", fmt.Errorf("%s.%s: %w", rows.Name, column, err)
			}
		}
		b = append(b, '}')
	}
	return string(append(b, ']')), nil
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
		text, err := json.Marshal(v)
		return append(b, text...), err
	}
	return nil, fmt.Errorf("a %T cannot be stored", value)
}
