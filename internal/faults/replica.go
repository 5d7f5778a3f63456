package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
)

// replicaCommand is one process of those that share a desk. It does what Desk.Run does,
// and leaves its mark on everything that it writes.
type replicaCommand struct {
	DB    string        `required:"" help:"The database."`
	Mark  uint8         `required:"" help:"By which it is known: the last byte of every id that it makes."`
	Epoch int64         `help:"The instant, in microseconds of Unix, from which its clock goes at another speed."`
	Speed int64         `default:"1" help:"How much faster than the time its clock goes."`
	Ahead time.Duration `help:"How far its clock is ahead."`
}

// told is what the handler of the replicas writes: a row for each time that it is told
// of an event. By the token, one that was overtaken can be known.
const (
	createTold = `CREATE TABLE told (event uuid, token bigint, ticket uuid, version bigint, place integer, replica integer, began timestamptz, ended timestamptz, PRIMARY KEY (event, token))`
	insertTold = `INSERT INTO told VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp(), NULL)`
	updateTold = `UPDATE told SET ended = clock_timestamp() WHERE event = $1 AND token = $2`
)

// handler is the name of the handler of the replicas.
const handler = "sink"

// Run keeps the desk's promises until it is told to stop.
func (c *replicaCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	store, err := postgres.Open(c.DB, postgres.Config{})
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	db, err := sql.Open("postgres", c.DB) // of the handler
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxIdleConns(8)
	config := helpdesk.Config{Desk: desk, Now: c.now, NewID: c.newID, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)).With("replica", c.Mark)}
	if c.Speed != 1 {
		config.Apart = -1 // its clock is not that of the database, by intent
	}
	d, err := helpdesk.New(ctx, store, config)
	if err != nil {
		return err
	}
	kinds := []event.Kind{event.ClockWarned, event.ClockBreached}
	if err := d.Handle(kinds, handler, func(ctx context.Context, v helpdesk.Delivery) error { return c.take(ctx, db, v) }); err != nil {
		return err
	}
	if err := d.Ready(ctx); err != nil {
		fmt.Println("not ready:", err)
	} else {
		fmt.Println("ready")
	}
	if err := d.Run(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// now is the replica's clock.
func (c *replicaCommand) now() time.Time {
	if c.Speed == 1 {
		return time.Now().Add(c.Ahead)
	}
	epoch := time.UnixMicro(c.Epoch)
	return epoch.Add(time.Since(epoch) * time.Duration(c.Speed)).Add(c.Ahead)
}

// newID is an id that tells who made it, and when by his clock.
func (c *replicaCommand) newID() uuid.UUID {
	id := uuid.Must(uuid.NewV7())
	ms := c.now().UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	id[15] = c.Mark
	return id
}

// madeBy tells who made an id, and when by his clock, to the millisecond.
func madeBy(id uuid.UUID) (mark uint8, at time.Time) {
	var ms int64
	for i := range 6 {
		ms = ms<<8 | int64(id[i])
	}
	return id[15], time.UnixMilli(ms)
}

// take is the handler: it notes when it was told of what, and when it was done with it.
func (c *replicaCommand) take(ctx context.Context, db *sql.DB, v helpdesk.Delivery) error {
	if _, err := db.ExecContext(ctx, insertTold, v.ID.String(), v.Token, v.Ticket.String(), v.Version, v.Index, int(c.Mark)); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, updateTold, v.ID.String(), v.Token)
	return err
}
