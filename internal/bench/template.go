package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// column is a column of a table with its type.
type column struct{ name, kind string }

// row is a row as it lies in the database, each value as text.
type row struct {
	table   string
	columns []column
	key     []string // the columns of the primary key
	values  map[string]sql.NullString
}

// same tells whether two rows have the same primary key.
func (r row) same(o row) bool {
	return r.table == o.table && !slices.ContainsFunc(r.key, func(c string) bool { return r.values[c] != o.values[c] })
}

// names are the columns' names.
func (r row) names() []string {
	var list []string
	for _, c := range r.columns {
		list = append(list, c.name)
	}
	return list
}

const (
	selectTables = `
SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relname LIKE 'helpdesk\_%' AND c.relkind = 'r' AND a.attname = 'ticket' ORDER BY c.relname`

	selectColumns = `
SELECT a.attname, format_type(a.atttypid, a.atttypmod),
       a.attnum = ANY((SELECT i.indkey FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary)::int2[])
FROM pg_attribute a WHERE a.attrelid = CAST($1 AS regclass) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`
)

// rowsOf reads every row of a ticket, its own first.
func (b *bench) rowsOf(ctx context.Context, id uuid.UUID) ([]row, error) {
	tables := []string{"helpdesk_tickets"}
	found, err := b.db.QueryContext(ctx, selectTables)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			return nil, err
		}
		tables = append(tables, name)
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	var all []row
	for _, table := range tables {
		rows, err := b.rowsIn(ctx, table, id)
		if err != nil {
			return nil, fmt.Errorf("the rows of %s: %w", table, err)
		}
		all = append(all, rows...)
	}
	return all, nil
}

func (b *bench) rowsIn(ctx context.Context, table string, id uuid.UUID) ([]row, error) {
	empty := row{table: table}
	found, err := b.db.QueryContext(ctx, selectColumns, table)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var texts []string
	for found.Next() {
		var c column
		var key bool
		if err := found.Scan(&c.name, &c.kind, &key); err != nil {
			return nil, err
		}
		empty.columns = append(empty.columns, c)
		if key {
			empty.key = append(empty.key, c.name)
		}
		texts = append(texts, "CAST("+c.name+" AS text)")
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	by := "ticket"
	if table == "helpdesk_tickets" {
		by = "id"
	}
	read, err := b.db.QueryContext(ctx, "SELECT "+strings.Join(texts, ", ")+" FROM "+table+" WHERE "+by+" = $1 ORDER BY "+strings.Join(empty.key, ", "), id.String())
	if err != nil {
		return nil, err
	}
	defer func() { _ = read.Close() }()
	var rows []row
	for read.Next() {
		values := make([]sql.NullString, len(texts))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := read.Scan(into...); err != nil {
			return nil, err
		}
		r := empty
		r.values = make(map[string]sql.NullString, len(values))
		for i, c := range r.columns {
			r.values[c.name] = values[i]
		}
		rows = append(rows, r)
	}
	return rows, read.Err()
}

// idOf is the id of the nth copy of something, as an expression; place tells apart
// what belongs to one ticket, and 0 is the ticket.
func idOf(copies string, place int, n string) string {
	return fmt.Sprintf("CAST('%s-%04x-7000-8000-' || lpad(to_hex(CAST(%s AS bigint)), 12, '0') AS uuid)", copies, place, n)
}

// copyID is the same id in Go, of a ticket.
func copyID(copies string, n int) uuid.UUID {
	return uuid.MustParse(fmt.Sprintf("%s-0000-7000-8000-%012x", copies, n))
}

// multiply copies a ticket with all its rows but those of the tables that are left
// out: first to last. set says, by column of the ticket, what is to be another in each
// copy, as an expression of the copy's number, n.
func (b *bench) multiply(ctx context.Context, id uuid.UUID, copies, desk string, first, last int, set map[string]string, without ...string) error {
	rows, err := b.rowsOf(ctx, id)
	if err != nil {
		return err
	}
	conn, err := b.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	// Every copy belongs to its ticket: that need not be proved row by row.
	if _, err := conn.ExecContext(ctx, "SET session_replication_role = replica"); err != nil {
		return err
	}
	for place, r := range rows {
		if slices.Contains(without, r.table) {
			continue
		}
		values := make([]string, len(r.columns))
		var args []any
		for i, c := range r.columns {
			special, is := set[c.name]
			switch {
			case c.name == "desk":
				values[i] = "'" + desk + "'"
			case c.name == "ticket", r.table == "helpdesk_tickets" && c.name == "id":
				values[i] = idOf(copies, 0, "n")
			case c.name == "id":
				values[i] = idOf(copies, place, "n")
			case c.name == "number" && r.table == "helpdesk_tickets":
				values[i] = "'" + strings.ToUpper(copies) + "-' || n"
			case c.name == "number_folded":
				values[i] = "'" + copies + "-' || n"
			case is && r.table == "helpdesk_tickets":
				values[i] = "CAST(" + special + " AS " + c.kind + ")"
			default:
				args = append(args, r.values[c.name])
				// By way of a text, because a driver may take a string for the bytes themselves.
				values[i] = fmt.Sprintf("CAST(CAST($%d AS text) AS %s)", len(args), c.kind)
			}
		}
		query := fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM generate_series(%d, %d) n",
			r.table, strings.Join(r.names(), ", "), strings.Join(values, ", "), first, last)
		if _, err := conn.ExecContext(ctx, query, args...); err != nil {
			return fmt.Errorf("copying a row of %s: %w", r.table, err)
		}
	}
	_, err = conn.ExecContext(ctx, "RESET session_replication_role")
	return err
}
