package postgres

import (
	"fmt"
	"strings"
	"sync"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlstore"
)

// One change is one statement. The ticket's row is written first; all that belongs
// to it hangs on that row: where it was not written, because the ticket has moved
// on, nothing is.
//
// The rows are bound value by value, so there is a statement for each number of
// rows of each part. They are few, because use cases are: each is made once, and
// prepared once for each connection.

// shape is how many rows a change has of each part, and whether it is of a ticket
// that is there.
type shape struct {
	there bool
	fresh bool     // see fixed
	rests bool     // on a person, who must be as he was read; only of a new ticket, see isOne
	rows  [8]uint8 // as many as parts
}

// usual is how many rows a change may have to be written value by value. With more,
// it is written as several are: by documents.
const usual = 24

// few tells whether a change has so few.
func few(c storage.Change) bool {
	total := len(c.Ticket.Observers) + len(c.Messages) + len(c.Journal) + len(c.Tasks) + len(c.Times) + len(c.Timers) + len(c.Events)
	if c.Key != nil {
		total++
	}
	return total <= usual
}

// statements are those that were made, by shape. They are the same text for all who
// need them.
type statements struct{ made sync.Map }

// of gives the statement of a shape.
func (m *statements) of(s shape) string {
	query, made := m.made.Load(s)
	if !made {
		query, _ = m.made.LoadOrStore(s, s.statement())
	}
	return query.(string)
}

// prepareOne is a change as a statement.
func (s *Store) prepareOne(c storage.Change) (prepared, error) {
	if !few(c) {
		return s.prepareSeveral([]storage.Change{c})
	}
	var lists [len(shape{}.rows)]sqlstore.Rows
	of := shape{there: c.From != 0, fresh: isFresh(c), rests: c.Person != nil}
	for i, p := range parts {
		lists[i] = p.rows(s.dialect, c)
		of.rows[i] = uint8(len(lists[i].All()))
	}
	args := make([]any, 0, 160)
	bind := func(table sqlstore.Table, row []any) {
		for i, column := range table.Columns {
			if of.stands(table, column) == "" {
				args = append(args, row[i])
			}
		}
	}
	bind(ticketTable, s.dialect.TicketRow(c.Ticket).All()[0])
	for _, list := range lists {
		for _, row := range list.All() {
			bind(list.Table, row)
		}
	}
	if of.there {
		args = append(args, c.From)
	}
	if of.rests {
		args = append(args, c.Person.ID, c.Person.Version)
	}
	return prepared{s.statements.of(of), args}, nil
}

// ofTicket are the columns of parts that are the ticket's own, and where they come
// from: its columns are bound first.
var ofTicket = map[string]string{"desk": "$1", "ticket": "$2"}

// stands is what stands for a column's value that is not bound, as SQL.
func (s shape) stands(table sqlstore.Table, column string) string {
	if s.fresh {
		if text := fixed[table.Name][column]; text != "" {
			return text
		}
	}
	if table.Name == ticketTable.Name {
		return ""
	}
	return ofTicket[column]
}

// statement writes the statement of a shape. The parameters are the columns of the
// ticket, those of the rows of each part but for what stands for itself, the version
// that was read, if the ticket is there already, and the person whom it rests on.
func (s shape) statement() string {
	columns := ticketTable.Columns
	next := 0
	bind := func() string { next++; return parameter(next) }
	bound := make(map[string]string) // the ticket's parameters
	for _, column := range columns {
		if s.stands(ticketTable, column) == "" {
			bound[column] = bind()
		}
	}
	value := func(table sqlstore.Table, column string) string {
		switch text := s.stands(table, column); {
		case text == opened:
			return bound[opened]
		case text != "":
			return text
		case table.Name == ticketTable.Name:
			return bound[column]
		}
		return bind()
	}
	var set, values []string
	for _, column := range columns {
		values = append(values, value(ticketTable, column))
		if column != "desk" && column != "id" {
			set = append(set, column+" = "+values[len(values)-1])
		}
	}
	var tail strings.Builder
	for i, p := range parts {
		s.write(&tail, p, int(s.rows[i]), value)
	}
	if s.there {
		return "\nWITH t AS (\n    UPDATE helpdesk_tickets SET " + strings.Join(set, ", ") +
			" WHERE desk = $1 AND id = $2 AND version = " + bind() + " RETURNING desk, id, version)" + tail.String() + written
	}
	if s.rests {
		values[1] = fmt.Sprintf(idWhile, bind(), bind())
	}
	return "\nWITH t AS (\n    INSERT INTO helpdesk_tickets (" + strings.Join(columns, ", ") +
		") VALUES (" + strings.Join(values, ", ") + ") RETURNING desk, id, version)" + tail.String() + written
}

// personChanged is what stands for the id of a ticket whose person is not as he was read. It
// is none, and so nothing is written, and PostgreSQL says no more of it in its log.
const personChanged = "helpdesk: the person was changed"

// idWhile is the id of a new ticket, as long as the person is as he was read. To hang all the
// rows on him would take longer.
const idWhile = `CAST(COALESCE((
    SELECT CAST(CAST($2 AS uuid) AS text) FROM helpdesk_people u WHERE u.desk = $1 AND u.id = %s AND u.version = %s
    ), '` + personChanged + `') AS uuid)`

// write writes the part of a statement that writes rows of a part.
func (s shape) write(b *strings.Builder, p part, rows int, value func(sqlstore.Table, string) string) {
	table := p.table()
	var list, stay []string // the rows, and the keys of those that stay
	for range rows {
		values := make(map[string]string)
		for _, column := range table.Columns {
			values[column] = "CAST(" + value(table, column) + " AS " + kind(column) + ")"
		}
		list = append(list, "("+strings.Join(pick(values, table.Columns), ", ")+")")
		stay = append(stay, "("+strings.Join(pick(values, p.key), ", ")+")")
	}
	if rows > 0 {
		columns := strings.Join(table.Columns, ", ")
		b.WriteString(",\nnew_" + short(table) + " AS (\n    INSERT INTO " + table.Name + " (" + columns + ")\n    ")
		if s.there {
			b.WriteString("SELECT r.* FROM t CROSS JOIN (VALUES " + strings.Join(list, ", ") + ") AS r(" + columns + ")" + p.over)
		} else { // nothing is there that could keep it from being written
			b.WriteString("VALUES " + strings.Join(list, ", "))
		}
		b.WriteString(p.then + ")")
	}
	if s.there && len(p.key) > 0 {
		b.WriteString(",\nold_" + short(table) + " AS (\n    DELETE FROM " + table.Name + " p USING t WHERE p.desk = t.desk AND p.ticket = t.id")
		if rows > 0 {
			b.WriteString(" AND (p." + strings.Join(p.key, ", p.") + ") NOT IN (" + strings.Join(stay, ", ") + ")")
		}
		b.WriteString(")")
	}
}

// pick gives the values of keys.
func pick(values map[string]string, keys []string) []string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = values[k]
	}
	return list
}

// kinds are the types of the columns of parts that are no texts. A column of the
// same name has the same type in every table.
var kinds = map[string]string{
	"id": "uuid", "ticket": "uuid", "parent": "uuid", "follows": "uuid", "task": "uuid", "part": "uuid", "corrects": "uuid",
	"version": "bigint", "spent": "bigint", "effort": "bigint", "seq": "integer", "place": "integer",
	"at": "timestamptz", "effective": "timestamptz", "due": "timestamptz", "created": "timestamptz", "ended": "timestamptz", "worked": "timestamptz",
	"automatic": "boolean", "salt": "bytea", "prev": "bytea", "hash": "bytea",
}

func kind(column string) string {
	if k := kinds[column]; k != "" {
		return k
	}
	return "text"
}
