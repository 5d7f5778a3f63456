package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

const crowd = "crowd"

// measureReads fills a desk with very many tickets, one in ten of them open, and
// reads the queue of an agent at several depths, and tickets with their stories.
func measureReads(ctx context.Context, b *bench) error {
	host, own, err := b.desks(ctx, crowd)
	if err != nil {
		return err
	}
	if err := b.fill(ctx, host); err != nil {
		return err
	}
	for _, d := range []struct {
		whose string
		desk  *helpdesk.Desk
	}{{"the host's directory", host}, {"the built-in directory", own}} {
		if err := b.queue(ctx, d.desk, d.whose); err != nil {
			return err
		}
		if err := b.stories(ctx, d.desk, d.whose); err != nil {
			return err
		}
	}
	return nil
}

// fill makes the tickets: copies of one that is open, and of one that is over, without
// the events of that, which nobody reads here.
func (b *bench) fill(ctx context.Context, desk *helpdesk.Desk) error {
	began := time.Now()
	open, err := b.working(ctx, desk)
	if err != nil {
		return err
	}
	over, err := b.working(ctx, desk)
	if err != nil {
		return err
	}
	agent := desk.As(helpdesk.Person("agent"))
	if _, err := agent.Move(ctx, over, helpdesk.Transition{Event: "resolve", Fields: map[string]string{"solution": "Обновили шаблон акта."}}); err != nil {
		return err
	}
	if _, err := desk.As(helpdesk.Person("anna")).Move(ctx, over, helpdesk.Transition{Event: "accept"}); err != nil {
		return err
	}
	set := map[string]string{
		"requester":    "'person-' || n % 20000",
		"organization": "'org-' || n % 500",
		"agent":        "'agent-' || n % 60",
		"team":         "'line' || 1 + n % 3",
		"opened":       "timestamptz '2025-01-01 00:00:00Z' + n * interval '30 seconds'",
		"updated":      "timestamptz '2025-01-01 00:00:00Z' + n * interval '31 seconds'",
	}
	openSet := map[string]string{"due": "timestamptz '2025-06-01 00:00:00Z' + (n * 7919 % 100003) * interval '61 seconds'"}
	for column, value := range set {
		openSet[column] = value
	}
	var wg sync.WaitGroup
	failed := make([]error, 4)
	tenth := b.tickets / 10
	for i, job := range []func() error{
		func() error { return b.multiply(ctx, open, "aaaaaaaa", crowd, 1, tenth, openSet) },
		func() error {
			return b.multiply(ctx, over, "a0000000", crowd, tenth+1, tenth*4, set, "helpdesk_events")
		},
		func() error {
			return b.multiply(ctx, over, "a1000000", crowd, tenth*4+1, tenth*7, set, "helpdesk_events")
		},
		func() error {
			return b.multiply(ctx, over, "a2000000", crowd, tenth*7+1, b.tickets, set, "helpdesk_events")
		},
	} {
		wg.Go(func() { failed[i] = job() })
	}
	wg.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	_, err = b.db.ExecContext(ctx, "VACUUM ANALYZE")
	fmt.Fprintf(os.Stderr, "reads: %d tickets with their parts were there in %s\n", b.tickets, time.Since(began).Round(time.Second))
	return err
}

// queue reads pages of 50 open tickets by due. The bare SQL beside it reads the same
// rows by the index that covers its conditions, as they lie, into bytes.
func (b *bench) queue(ctx context.Context, desk *helpdesk.Desk, whose string) error {
	agent := desk.As(helpdesk.Person("agent"))
	bare, err := b.db.PrepareContext(ctx, `
SELECT * FROM helpdesk_tickets WHERE desk = $1 AND phase = 'open' AND (due, id) > ($2, $3) ORDER BY due, id LIMIT 50`)
	if err != nil {
		return err
	}
	defer func() { _ = bare.Close() }()
	for _, depth := range []int{0, 50, 100} {
		after := storage.Cursor{At: time.Unix(0, 0).UTC(), ID: uuid.Nil}
		if depth > 0 {
			err := b.db.QueryRowContext(ctx, "SELECT due, id FROM helpdesk_tickets WHERE desk = $1 AND phase = 'open' AND due < '9999-01-01' ORDER BY due, id LIMIT 1 OFFSET $2",
				crowd, (b.tickets/10-51)*depth/100).Scan(&after.At, &after.ID)
			if err != nil {
				return err
			}
		}
		query := storage.Query{Filter: ticket.Filter{Phases: []ticket.Phase{ticket.PhaseOpen}}, Limit: 50}
		if depth > 0 {
			query.After = after
		}
		ours, theirs, err := b.byCalls(ctx, func(ctx context.Context) error {
			page, err := agent.Tickets(ctx, query)
			if err == nil && len(page.Tickets) != 50 {
				err = fmt.Errorf("a page of %d tickets", len(page.Tickets))
			}
			return err
		}, func(ctx context.Context) error {
			n, err := raw(bare.QueryContext(ctx, crowd, after.At, after.ID.String()))
			if err == nil && n != 50 {
				err = fmt.Errorf("a page of %d rows", n)
			}
			return err
		})
		if err != nil {
			return err
		}
		b.table.slower(fmt.Sprintf("The queue of %d open among %d, 50 rows %d %% down, %s", b.tickets/10, b.tickets, depth, whose), ours, theirs, 3)
	}
	return nil
}

// stories reads tickets with all that belongs to them; bare, by one query for the
// ticket, one for each kind of part, and one for the names.
func (b *bench) stories(ctx context.Context, desk *helpdesk.Desk, whose string) error {
	agent := desk.As(helpdesk.Person("agent"))
	var bare []*sql.Stmt
	for _, query := range []string{
		"SELECT * FROM helpdesk_tickets WHERE desk = $1 AND id = $2",
		"SELECT * FROM helpdesk_messages WHERE desk = $1 AND ticket = $2 ORDER BY version, place",
		"SELECT * FROM helpdesk_tasks WHERE desk = $1 AND ticket = $2 ORDER BY version, place",
		"SELECT * FROM helpdesk_times WHERE desk = $1 AND ticket = $2 ORDER BY version, place",
		"SELECT * FROM helpdesk_journal WHERE desk = $1 AND ticket = $2 ORDER BY seq",
	} {
		stmt, err := b.db.PrepareContext(ctx, query)
		if err != nil {
			return err
		}
		defer func() { _ = stmt.Close() }()
		bare = append(bare, stmt)
	}
	people, err := b.db.PrepareContext(ctx, "SELECT * FROM helpdesk_people WHERE desk = $1 AND id IN ("+strings.Join([]string{"$2", "$3", "$4"}, ", ")+")")
	if err != nil {
		return err
	}
	defer func() { _ = people.Close() }()
	any := func() uuid.UUID { return copyID("aaaaaaaa", 1+rand.IntN(b.tickets/10)) }
	ours, theirs, err := b.byCalls(ctx, func(ctx context.Context) error {
		_, err := agent.Story(ctx, any())
		return err
	}, func(ctx context.Context) error {
		id := any().String()
		for _, stmt := range bare {
			if _, err := raw(stmt.QueryContext(ctx, crowd, id)); err != nil {
				return err
			}
		}
		_, err := raw(people.QueryContext(ctx, crowd, "anna", "agent", "vector"))
		return err
	})
	if err != nil {
		return err
	}
	b.table.slower(fmt.Sprintf("A ticket with its story among %d, %s", b.tickets, whose), ours, theirs, 3)
	return nil
}

// raw reads all rows as they come and counts them.
func raw(rows *sql.Rows, err error) (n int, _ error) {
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(sql.RawBytes)
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}
