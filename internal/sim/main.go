// Sim lets a real-sized desk live for a month in a few minutes, and proves at the end
// of each of its days that everything holds.
//
//	go run ./internal/sim --store sqlite
//	go run ./internal/sim --store postgres --days 7 --tickets 100 --seed 2
//
// Twelve agents in three teams work for forty organizations, with a vendor of another
// company beside them and an operations manager above. Requesters ask, write, accept,
// reopen or say nothing; agents classify, ask back, wait, escalate, resolve and book
// their time, in working hours alone. Some are ill or on holiday, some leave and others
// come; what is worked is paid by contracts, and the books are closed. Everybody goes
// through a Session, so by the same rights and rules as people do. The clock is a fake
// one: it goes from one thing that happens to the next.
//
// All chance follows from the seed: the same seed makes the same journals to the last
// hash, on every store. The exit status is 1 when anything was found.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// plan says what is to be played.
type plan struct {
	Store   string    `enum:"memory,sqlite,postgres" default:"sqlite" help:"Where the desk is kept: memory, sqlite or postgres."`
	Days    int       `default:"30" help:"How many days."`
	Tickets int       `default:"400" help:"How many tickets are opened on a working day; on a day off a fifth of it."`
	Seed    uint64    `default:"1" help:"What chance follows from."`
	From    time.Time `default:"2026-04-27" format:"2006-01-02" help:"The first day (${default}: a Monday before short days, transferred days and holidays)."`
}

func main() {
	var p plan
	kong.Parse(&p, kong.Name("sim"), kong.Description("Let a desk live for a month, and prove that everything holds."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, p, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sim:", err)
		os.Exit(1)
	}
}

// run plays the plan in a store of its own and prints what came of it.
func run(ctx context.Context, p plan, told io.Writer) error {
	folder, err := os.MkdirTemp("", "helpdesk-sim-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	store, err := openStore(ctx, p.Store, folder)
	if err != nil {
		return err
	}
	defer func() { _ = store.close() }() // it is thrown away
	w, err := newWorld(ctx, p, store.Store)
	if err != nil {
		return err
	}
	w.told = told
	r, err := w.live(ctx)
	if err == nil {
		r.Size, err = store.size(ctx)
	}
	fmt.Fprint(told, r)
	if err == nil && len(r.Findings) > 0 {
		err = fmt.Errorf("%d findings", len(r.Findings))
	}
	return err
}
