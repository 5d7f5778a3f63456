package helpdesk_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// BenchmarkWhatIf goes through a whole desk on SQLite: the rows of the journals alone,
// the same read as values, and what another regulation would have made of them. The desk
// has 10,000 tickets, or as many as HELPDESK_BENCH_TICKETS says.
func BenchmarkWhatIf(b *testing.B) {
	tickets := 10_000
	if text := os.Getenv("HELPDESK_BENCH_TICKETS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		tickets = n
	}
	path := filepath.Join(b.TempDir(), "helpdesk.db")
	desk, store := pastDesk(b, path, tickets)
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	pass := func(name string, read func(b *testing.B) int) {
		b.Run(name, func(b *testing.B) {
			best := 24 * time.Hour // the rest is the machine's other business
			for b.Loop() {
				began := time.Now()
				if n := read(b); n != tickets {
					b.Fatalf("%d tickets, want %d", n, tickets)
				}
				best = min(best, time.Since(began))
			}
			b.ReportMetric(float64(best.Microseconds())/float64(tickets), "µs/ticket")
			b.ReportMetric(0, "ns/op")
		})
	}
	pass("bare rows", func(b *testing.B) int { return bareRows(b, db) })
	pass("histories", func(b *testing.B) (n int) {
		for after := uuid.Nil; ; {
			page, err := store.Histories(b.Context(), storage.Everything("main"), storage.HistoryQuery{After: after, Limit: 200})
			if err != nil {
				b.Fatal(err)
			}
			if len(page) == 0 {
				return n
			}
			n, after = n+len(page), page[len(page)-1].Ticket
		}
	})
	pass("what if", func(b *testing.B) int {
		var most uint64
		summary, err := desk.As(helpdesk.System("bench")).WhatIf(b.Context(), helpdesk.WhatIf{Regulation: urged(), Progress: func(int, int) {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapInuse)
		}})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(most)/(1<<20), "MiB-heap")
		return summary.Tickets
	})
}

// bareRows reads every row of the journals as it is stored, and counts the tickets.
func bareRows(b *testing.B, db *sql.DB) (tickets int) {
	b.Helper()
	rows, err := db.QueryContext(b.Context(), `SELECT ticket, seq, version, at, effective, actor, on_behalf, event, facts, prev, hash
FROM helpdesk_journal WHERE desk = 'main' ORDER BY ticket, seq`)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	values := make([]sql.RawBytes, 11)
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
		if string(values[1]) == "1" {
			tickets++
		}
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return tickets
}

// pastDesk is a desk with so many tickets that came and went, on a database file.
// A hundred of them are made by their verbs, the others are copies.
func pastDesk(b *testing.B, path string, tickets int) (*helpdesk.Desk, storage.Store) {
	b.Helper()
	store := openPast(b, path)
	must(b)(nil, store.Migrate(b.Context()))
	now := moscow(b, "2025-03-03 09:00")
	desk, err := helpdesk.New(b.Context(), store, helpdesk.Config{Now: func() time.Time { return now }})
	must(b)(nil, err)
	setup := desk.As(helpdesk.System("setup"))
	must(b)(setup.PutPerson(b.Context(), ticket.Person{ID: "boss", Name: "Ольга", Roles: []ticket.Role{ticket.RoleOperationsManager}}))
	boss := desk.As(helpdesk.Person("boss"))
	const made = 100
	for n := range made {
		id := openOne(b, desk, n)
		step := time.Duration(10+n) * time.Minute
		for _, do := range []func() (helpdesk.Receipt, error){
			func() (helpdesk.Receipt, error) { return boss.Classify(b.Context(), id, helpdesk.Classification{}) },
			func() (helpdesk.Receipt, error) {
				return boss.Move(b.Context(), id, helpdesk.Transition{Event: "process"})
			},
			func() (helpdesk.Receipt, error) {
				return boss.Reply(b.Context(), id, helpdesk.Answer{Text: "Смотрим"})
			},
			func() (helpdesk.Receipt, error) {
				return boss.Move(b.Context(), id, helpdesk.Transition{Event: "resolve", Fields: map[string]string{"solution": "Готово"}})
			},
			func() (helpdesk.Receipt, error) {
				return desk.As(helpdesk.Person("anna")).Move(b.Context(), id, helpdesk.Transition{Event: "accept"})
			},
		} {
			now = now.Add(step)
			must(b)(do())
		}
	}
	must(b)(nil, store.Close())
	copies(b, path, (tickets-made)/made)
	store = openPast(b, path)
	desk, err = helpdesk.New(b.Context(), store, helpdesk.Config{})
	must(b)(nil, err)
	return desk, store
}

func openPast(b *testing.B, path string) *sqlite.Store {
	b.Helper()
	store, err := sqlite.Open(path)
	must(b)(nil, err)
	b.Cleanup(func() { _ = store.Close() })
	return store
}

// copies gives every ticket of the database so many copies, with their journals.
func copies(b *testing.B, path string, times int) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=foreign_keys(0)")
	must(b)(nil, err)
	defer db.Close()
	const id = "unhex(printf('%%016x', n) || hex(substr(%s, 9)))" // its own for each copy, in no order of making
	for table, change := range map[string]map[string]string{
		"helpdesk_tickets": {"id": fmt.Sprintf(id, "id"), "number": "number || '-' || n", "number_folded": "number_folded || '-' || n"},
		"helpdesk_journal": {"ticket": fmt.Sprintf(id, "ticket")},
	} {
		rows, err := db.Query("SELECT name FROM pragma_table_info(?)", table)
		must(b)(nil, err)
		var columns, values []string
		for rows.Next() {
			var name string
			must(b)(nil, rows.Scan(&name))
			columns, values = append(columns, name), append(values, name)
			if own, ok := change[name]; ok {
				values[len(values)-1] = own
			}
		}
		must(b)(nil, rows.Err())
		must(b)(nil, rows.Close())
		must(b)(db.Exec(fmt.Sprintf(`INSERT INTO %[1]s (%[2]s)
WITH RECURSIVE c (n) AS (SELECT 1 WHERE 0 < %[4]d UNION ALL SELECT n + 1 FROM c WHERE n < %[4]d)
SELECT %[3]s FROM c CROSS JOIN (SELECT * FROM %[1]s) AS made`, table, strings.Join(columns, ", "), strings.Join(values, ", "), times)))
	}
}
