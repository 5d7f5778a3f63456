package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/internal/sqlstore"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Several changes are one statement, too: the tickets and each kind of part are
// given as a document, so that the statement is the same however many there are.
var (
	insertSeveral = several(false)
	updateSeveral = several(true)

	ticketTable = dialect.TicketRow(ticket.Ticket{}).Table
)

const (
	insertTickets = `
WITH r AS (
    SELECT * FROM jsonb_populate_recordset(CAST(NULL AS helpdesk_tickets), CAST($1 AS jsonb))),
t AS (
    INSERT INTO helpdesk_tickets (%[1]s) SELECT %[1]s FROM r RETURNING desk, id, version)`

	// updateTickets sets every column but the key. The rows are locked in the order
	// of their ids, whatever way the update finds them.
	updateTickets = `
WITH r AS (
    SELECT * FROM jsonb_populate_recordset(CAST(NULL AS helpdesk_tickets), CAST($1 AS jsonb))),
held AS MATERIALIZED (
    SELECT h.desk, h.id FROM helpdesk_tickets h JOIN r ON r.desk = h.desk AND r.id = h.id
    WHERE h.version = r.version - 1 ORDER BY h.id FOR UPDATE OF h),
t AS (
    UPDATE helpdesk_tickets h SET %s FROM r JOIN held ON held.desk = r.desk AND held.id = r.id
    WHERE h.desk = r.desk AND h.id = r.id AND h.version = r.version - 1 RETURNING h.desk, h.id, h.version)`

	// insertRows is for a table, its name in the statement, its columns, the
	// parameter of the document, and what else is to happen.
	insertRows = `,
new_%[2]s AS (
    INSERT INTO %[1]s (%[3]s)
    SELECT r.%[4]s FROM t JOIN jsonb_populate_recordset(CAST(NULL AS %[1]s), CAST(%[5]s AS jsonb)) AS r ON r.desk = t.desk AND r.ticket = t.id%[6]s)`

	// deleteRows is for a table, its name in the statement, the parameter of the
	// document of the rows that stay, and how they are known.
	deleteRows = `,
old_%[2]s AS (
    DELETE FROM %[1]s p USING t
    WHERE p.desk = t.desk AND p.ticket = t.id AND NOT EXISTS (
        SELECT 1 FROM jsonb_populate_recordset(CAST(NULL AS %[1]s), CAST(%[3]s AS jsonb)) AS r
        WHERE r.desk = p.desk AND r.ticket = p.ticket%[4]s))`
)

// several writes the statement of new tickets, or of tickets that are there.
func several(there bool) string {
	columns := dialect.TicketRow(ticket.Ticket{}).Columns
	var b strings.Builder
	if there {
		var set []string
		for _, column := range columns {
			if column != "desk" && column != "id" {
				set = append(set, column+" = r."+column)
			}
		}
		fmt.Fprintf(&b, updateTickets, strings.Join(set, ", "))
	} else {
		fmt.Fprintf(&b, insertTickets, strings.Join(columns, ", "))
	}
	for i, p := range parts {
		table := p.table()
		also := p.then
		if there {
			also = p.over + p.then
		}
		document := parameter(i + 2)
		fmt.Fprintf(&b, insertRows, table.Name, short(table), strings.Join(table.Columns, ", "), strings.Join(table.Columns, ", r."), document, also)
		if there && len(p.key) > 0 {
			var same strings.Builder
			for _, k := range p.key {
				same.WriteString(" AND r." + k + " = p." + k)
			}
			fmt.Fprintf(&b, deleteRows, table.Name, short(table), document, same.String())
		}
	}
	b.WriteString(written)
	return b.String()
}

// prepareSeveral is changes as a statement. All of them make new tickets, or none.
func (s *Store) prepareSeveral(changes []storage.Change) (prepared, error) {
	p := prepared{query: insertSeveral}
	if changes[0].From != 0 {
		p.query = updateSeveral
	}
	for _, rows := range append([]func(sqlstore.Dialect, storage.Change) sqlstore.Rows{ticketRows}, rowsOf()...) {
		text, err := document(s.dialect, changes, rows)
		if err != nil {
			return prepared{}, err
		}
		p.args = append(p.args, text)
	}
	return p, nil
}

func ticketRows(d sqlstore.Dialect, c storage.Change) sqlstore.Rows { return d.TicketRow(c.Ticket) }

func rowsOf() (list []func(sqlstore.Dialect, storage.Change) sqlstore.Rows) {
	for _, p := range parts {
		list = append(list, p.rows)
	}
	return list
}

// atOnce is how many changes one statement writes.
const atOnce = 100

// applySeveral writes changes, which are in the order of their ids, within a transaction.
func (s *Store) applySeveral(ctx context.Context, tx *sqlstore.Tx, changes []storage.Change) error {
	var made, changed []storage.Change
	for _, c := range changes {
		if c.From == 0 {
			made = append(made, c)
		} else {
			changed = append(changed, c)
		}
	}
	for _, list := range [][]storage.Change{made, changed} {
		for some := range slices.Chunk(list, atOnce) {
			p, err := s.prepareSeveral(some)
			if err != nil {
				return err
			}
			rows, err := tx.Exec(ctx, p.query, p.args...)
			if err != nil {
				return fmt.Errorf("%d tickets from %s on: %w", len(some), some[0].Ticket.ID, err)
			}
			if rows != int64(len(some)) {
				return fmt.Errorf("%d of %d tickets from %s on: %w", int64(len(some))-rows, len(some), some[0].Ticket.ID, storage.ErrConflict)
			}
		}
	}
	return nil
}
