package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/helpdesk-go/helpdesk"
)

// workers is how many work on the timers at once.
const workers = 2

// measureTimers lets many timers fall due at once, each of a ticket of its own whose
// deadline has passed, and compares what two workers get done in a second with the
// same rows written in bare SQL, batch by batch.
func measureTimers(ctx context.Context, b *bench) error {
	const key = "timers"
	_, own, err := b.desks(ctx, key)
	if err != nil {
		return err
	}
	// A ticket that was opened days ago, and warned of since.
	clock := &clock{at: time.Now().Add(-20 * 24 * time.Hour)}
	past, err := helpdesk.New(ctx, b.store, helpdesk.Config{Desk: key, Directory: hostPeople{}, Now: clock.now})
	if err != nil {
		return err
	}
	made, err := past.As(helpdesk.Person("anna")).Open(ctx, request)
	if err != nil {
		return err
	}
	if err := clock.beforeLast(ctx, b, key); err != nil {
		return err
	}
	if _, err := past.Tick(ctx); err != nil {
		return err
	}
	before, err := b.rowsOf(ctx, made.Ticket)
	if err != nil {
		return err
	}
	for part, copies := range []string{"dddddddd", "eeeeeeee"} { // the library's, and those of the bare SQL
		desk := []string{key, key + "-bare"}[part]
		if err := b.multiply(ctx, made.Ticket, copies, desk, 1, b.timers, nil); err != nil {
			return err
		}
	}
	if _, err := b.db.ExecContext(ctx, "VACUUM ANALYZE"); err != nil {
		return err
	}
	began := time.Now()
	fired, err := together(func() (int, error) { return own.Tick(ctx) })
	if err != nil {
		return err
	}
	ours := float64(fired) / time.Since(began).Seconds()
	after, err := b.rowsOf(ctx, made.Ticket)
	if err != nil {
		return err
	}
	bare, err := newBreaches(b, key+"-bare", before, after)
	if err != nil {
		return err
	}
	began = time.Now()
	written, err := together(func() (int, error) { return bare.all(ctx) })
	if err != nil {
		return err
	}
	if fired < b.timers || written < b.timers {
		return fmt.Errorf("of %d timers %d fired, and %d in bare SQL", b.timers, fired, written)
	}
	theirs := float64(written) / time.Since(began).Seconds()
	b.table.done(fmt.Sprintf("%d timers due at once, %d workers", b.timers, workers), ours, theirs, ours/theirs, 0.5)
	return b.lateness(ctx)
}

// together lets the workers work and answers how much they did.
func together(work func() (int, error)) (done int, failed error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			n, err := work()
			mu.Lock()
			defer mu.Unlock()
			done += n
			if failed == nil {
				failed = err
			}
		})
	}
	wg.Wait()
	return done, failed
}

// clock is a clock that is set.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// beforeLast sets the clock to just before a desk's last timer.
func (c *clock) beforeLast(ctx context.Context, b *bench, desk string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var last time.Time
	if err := b.db.QueryRowContext(ctx, "SELECT max(at) FROM helpdesk_timers WHERE desk = $1", desk).Scan(&last); err != nil {
		return err
	}
	c.at = last.Add(-time.Second)
	return nil
}

// breaches write in bare SQL what it takes to note the breach of many tickets.
type breaches struct {
	b    *bench
	desk string
	// The statements, and the columns' values of one ticket for each: they are sent
	// for every ticket, as they would be if they were others.
	statements []string
	columns    [][]string
}

// newBreaches makes the statements out of what the breach of one ticket changed.
func newBreaches(b *bench, desk string, before, after []row) (*breaches, error) {
	w := &breaches{b: b, desk: desk}
	var set, from []string
	var values []string
	t, was := after[0], before[0]
	for _, c := range t.columns {
		if t.values[c.name] != was.values[c.name] {
			set = append(set, c.name+" = r."+c.name)
			from = append(from, fmt.Sprintf("CAST($%d AS %s[])", len(from)+3, c.kind))
			values = append(values, t.values[c.name].String)
		}
	}
	names := make([]string, len(set))
	for i, s := range set {
		names[i], _, _ = strings.Cut(s, " ")
	}
	w.statements = append(w.statements, "UPDATE helpdesk_tickets t SET "+strings.Join(set, ", ")+
		" FROM unnest(CAST($2 AS uuid[]), "+strings.Join(from, ", ")+") AS r(id, "+strings.Join(names, ", ")+") WHERE t.desk = $1 AND t.id = r.id")
	w.columns = append(w.columns, values)
	for _, r := range after[1:] {
		if slices.ContainsFunc(before, r.same) {
			continue
		}
		w.insert(r)
	}
	if len(w.statements) < 3 {
		return nil, fmt.Errorf("the breach wrote too little to be one: %d tables", len(w.statements))
	}
	return w, nil
}

func (w *breaches) insert(r row) {
	var names, from, values []string
	for _, c := range r.columns {
		if c.name == "desk" || c.name == "ticket" || !r.values[c.name].Valid {
			continue
		}
		names = append(names, c.name)
		values = append(values, r.values[c.name].String)
		from = append(from, fmt.Sprintf("CAST($%d AS %s[])", len(from)+3, c.kind))
	}
	list := strings.Join(names, ", ")
	w.statements = append(w.statements, "INSERT INTO "+r.table+" (desk, ticket, "+list+") SELECT $1, r.ticket, "+"r."+strings.Join(names, ", r.")+
		" FROM unnest(CAST($2 AS uuid[]), "+strings.Join(from, ", ")+") AS r(ticket, "+list+")")
	if i := slices.Index(names, "id"); i >= 0 {
		values[i] = "" // another for each
	}
	w.columns = append(w.columns, values)
}

const (
	claimBare = `
UPDATE helpdesk_timers SET owner = $2, claimed_until = $3
WHERE desk = $1 AND (ticket, cause, kind) IN (
    SELECT p.ticket, p.cause, p.kind FROM helpdesk_timers p
    WHERE p.desk = $1 AND p.at <= $4 AND (p.claimed_until IS NULL OR p.claimed_until <= $4)
    ORDER BY p.at, p.ticket, p.cause, p.kind LIMIT 100 FOR UPDATE SKIP LOCKED)
RETURNING ticket`
	dropBare = `DELETE FROM helpdesk_timers WHERE desk = $1 AND ticket = ANY($2)`
)

// all works until nothing is due.
func (w *breaches) all(ctx context.Context) (done int, err error) {
	for {
		tickets, err := w.claim(ctx)
		if err != nil || len(tickets) == 0 {
			return done, err
		}
		if err := w.write(ctx, tickets); err != nil {
			return done, err
		}
		done += len(tickets)
	}
}

func (w *breaches) claim(ctx context.Context) (tickets []string, err error) {
	now := time.Now()
	rows, err := w.b.db.QueryContext(ctx, claimBare, w.desk, uuid.NewString(), now.Add(30*time.Second), now)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		tickets = append(tickets, id)
	}
	return tickets, rows.Err()
}

// write writes the rows of a batch in one transaction, a statement for each table.
func (w *breaches) write(ctx context.Context, tickets []string) error {
	slices.Sort(tickets)
	tx, err := w.b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for i, statement := range w.statements {
		args := []any{w.desk, pq.Array(tickets)}
		for _, value := range w.columns[i] {
			column := make([]string, len(tickets))
			for n := range column {
				if column[n] = value; value == "" {
					column[n] = uuid.NewString()
				}
			}
			args = append(args, pq.Array(column))
		}
		if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, dropBare, w.desk, pq.Array(tickets)); err != nil {
		return err
	}
	return tx.Commit()
}

// lateness tells how late a timer fires while nothing else is to be done: from its
// instant to the instant that the journal holds.
func (b *bench) lateness(ctx context.Context) error {
	const key, waits = "idle", 12
	_, own, err := b.desks(ctx, key)
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); _ = own.Run(running) }()
	defer func() { stop(); <-ended }()
	agent := own.As(helpdesk.Person("agent"))
	var late sample
	for n := range waits {
		made, err := b.working(ctx, own)
		if err != nil {
			return err
		}
		until := time.Now().Add(time.Duration(700+137*n) * time.Millisecond)
		if _, err := agent.Wait(ctx, made, helpdesk.Waiting{Reason: "ждём", Until: until}); err != nil {
			return err
		}
		for woken := false; !woken; time.Sleep(5 * time.Millisecond) {
			story, err := agent.Story(ctx, made)
			if err != nil {
				return err
			}
			if woken = !story.Ticket.Wait.On(); woken {
				late.calls = append(late.calls, story.Ticket.Updated.Sub(until))
			}
		}
	}
	b.table.told("A timer's lateness while the desk is idle, median", late.median())
	b.table.told("A timer's lateness while the desk is idle, the worst of 12", late.calls[len(late.calls)-1])
	return nil
}
