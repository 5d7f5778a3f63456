package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	_ "modernc.org/sqlite" // the driver of the bare SQL beside the library

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

// bareSQLite is set as the library sets its own.
const bareSQLite = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_txlock=immediate"

// measureSQLite opens tickets, and writes the same rows with prepared INSERTs of one
// row each, in one transaction of the same driver with the same settings.
func measureSQLite(ctx context.Context, b *bench) (err error) {
	path := filepath.Join(b.dir, "helpdesk.db")
	store, err := sqlite.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	host, err := helpdesk.New(ctx, store, helpdesk.Config{Directory: hostPeople{}})
	if err != nil {
		return err
	}
	own, err := helpdesk.New(ctx, store, helpdesk.Config{})
	if err != nil {
		return err
	}
	if err := settle(ctx, own); err != nil {
		return err
	}
	made, err := host.As(helpdesk.Person("anna")).Open(ctx, request)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+path+bareSQLite)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	rows, err := liteRows(ctx, db, made.Ticket)
	if err != nil {
		return err
	}
	written := 0
	bare := func(ctx context.Context) error {
		written++
		return insertAll(ctx, db, rows, written)
	}
	for _, d := range []struct {
		whose string
		desk  *helpdesk.Desk
	}{{"the host's directory", host}, {"the built-in directory", own}} {
		ours, theirs, err := b.byCalls(ctx, func(ctx context.Context) error { return opens(d.desk)(ctx, 0, 0) }, bare)
		if err != nil {
			return err
		}
		b.table.slower("SQLite: Open, "+d.whose, ours, theirs, 1.6)
	}
	first, err := firstAnswer(ctx, path, made.Ticket)
	b.table.told("SQLite: the library's first answer on a desk that is there", first)
	return err
}

// liteRow is a row as it lies in the database, and what writes another like it.
type liteRow struct {
	table   string
	columns []string
	values  []any
	insert  *sql.Stmt
}

// liteRows reads every row of a ticket.
func liteRows(ctx context.Context, db *sql.DB, id uuid.UUID) ([]liteRow, error) {
	var all []liteRow
	for _, table := range []string{"tickets", "observers", "messages", "journal", "tasks", "timers", "events"} {
		by := "ticket"
		if table == "tickets" {
			by = "id"
		}
		found, err := db.QueryContext(ctx, "SELECT * FROM helpdesk_"+table+" WHERE "+by+" = ?", id[:])
		if err != nil {
			return nil, err
		}
		columns, err := found.Columns()
		if err != nil {
			return nil, err
		}
		for found.Next() {
			r := liteRow{table: table, columns: columns, values: make([]any, len(columns))}
			into := make([]any, len(columns))
			for i := range into {
				into[i] = &r.values[i]
			}
			if err := found.Scan(into...); err != nil {
				return nil, err
			}
			all = append(all, r)
		}
		if err := found.Close(); err != nil {
			return nil, err
		}
	}
	for i, r := range all {
		var err error
		query := "INSERT INTO helpdesk_" + r.table + " (" + strings.Join(r.columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(r.columns)-1) + ")"
		if all[i].insert, err = db.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// insertAll writes the rows under new ids, in one transaction.
func insertAll(ctx context.Context, db *sql.DB, rows []liteRow, n int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	id := uuid.Must(uuid.NewV7())
	for _, r := range rows {
		values := make([]any, len(r.values))
		for i, column := range r.columns {
			switch values[i] = r.values[i]; {
			case column == "ticket" || column == "id" && r.table == "tickets":
				values[i] = id[:]
			case column == "id":
				part := uuid.Must(uuid.NewV7())
				values[i] = part[:]
			case strings.HasPrefix(column, "number") && r.table == "tickets":
				values[i] = fmt.Sprint("bare-", n)
			}
		}
		if _, err := tx.StmtContext(ctx, r.insert).ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// firstAnswer is how long a desk on a database that is there takes from its opening
// to its first answer.
func firstAnswer(ctx context.Context, path string, id uuid.UUID) (time.Duration, error) {
	began := time.Now()
	store, err := sqlite.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = store.Close() }()
	desk, err := helpdesk.New(ctx, store, helpdesk.Config{})
	if err != nil {
		return 0, err
	}
	_, err = desk.As(helpdesk.Person("anna")).Request(ctx, id)
	return time.Since(began), err
}
