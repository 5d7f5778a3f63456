package postgres

import (
	"database/sql/driver"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Nothing that a ticket is opened with may be lost because its column is fixed: whatever
// single thing is changed of a fresh change, it is fresh no more, or its rows have what
// is fixed all the same.
func TestAFreshTicketHasWhatIsWrittenForIt(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)
	id := uuid.New()
	c := storage.Change{
		Ticket:   ticket.Ticket{Desk: "it", ID: id, Version: 1, Opened: at, Entered: at, Updated: at},
		Messages: []ticket.Message{{ID: uuid.New(), Ticket: id, Version: 1, At: at}},
		Journal:  []ticket.Entry{{Ticket: id, Seq: 1, Version: 1, At: at}},
		Tasks:    []ticket.Task{{ID: uuid.New(), Ticket: id, Created: at}},
		Timers:   []storage.Timer{{Desk: "it", Ticket: id, At: at}},
		Events:   []event.Envelope{{ID: uuid.New(), Desk: "it", Ticket: id, Version: 1, At: at}},
	}
	if !isFresh(c) {
		t.Fatal("it is not fresh")
	}
	fresh, stale := 0, 0
	each(reflect.ValueOf(&c).Elem(), "", func(field string) {
		if c.Ticket.Version != c.From+1 || !isFresh(c) { // the one is refused before
			stale++
			return
		}
		fresh++
		for name, columns := range fixed {
			for _, rows := range append(rowsOf(), ticketRows) {
				list := rows(dialect, c)
				if list.Name != name {
					continue
				}
				for _, row := range list.All() {
					for i, column := range list.Columns {
						want, is := columns[column]
						if is && plain(t, row[i]) != meaning(t, want, c) {
							t.Errorf("%s changed: %s.%s is %v, and %s is written", field, name, column, row[i], want)
						}
					}
				}
			}
		}
	})
	if fresh < 10 || stale < 40 {
		t.Errorf("%d changes were fresh, %d not", fresh, stale)
	}
}

// plain is a value as it is bound.
func plain(t *testing.T, v any) any {
	t.Helper()
	if valuer, ok := v.(driver.Valuer); ok {
		var err error
		if v, err = valuer.Value(); err != nil {
			t.Fatal(err)
		}
	}
	v, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// meaning is the value that an SQL text stands for.
func meaning(t *testing.T, text string, c storage.Change) any {
	t.Helper()
	v, known := map[string]any{"NULL": nil, "''": "", "false": false, "0": int64(0), "1": int64(1), opened: ticket.Instant(c.Ticket.Opened)}[text]
	if !known {
		t.Fatalf("what is %s?", text)
	}
	return v
}

// each changes every single thing of a value in turn and puts it back.
func each(v reflect.Value, path string, try func(string)) {
	was := reflect.New(v.Type()).Elem()
	was.Set(v)
	set := func(to any) {
		v.Set(reflect.ValueOf(to).Convert(v.Type()))
		try(path)
		v.Set(was)
	}
	switch x := v.Interface().(type) {
	case time.Time:
		set(x.Add(time.Hour))
		set(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC))
		return
	case uuid.UUID:
		set(uuid.New())
		return
	case json.RawMessage, []byte:
		set([]byte(`"x"`))
		return
	}
	switch v.Kind() {
	case reflect.String:
		set("x")
	case reflect.Bool:
		set(!v.Bool())
	case reflect.Int, reflect.Int64:
		v.SetInt(v.Int() + 1)
		try(path)
		v.Set(was)
	case reflect.Struct:
		for i := range v.NumField() {
			each(v.Field(i), path+"."+v.Type().Field(i).Name, try)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), path, try)
		}
		if v.Len() == 0 {
			v.Set(reflect.Append(v, reflect.New(v.Type().Elem()).Elem()))
			each(v.Index(0), path, try)
			try(path)
			v.Set(was)
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"x": "y"}).Convert(v.Type()))
		try(path)
		v.Set(was)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		try(path)
		v.Set(was)
	}
}
