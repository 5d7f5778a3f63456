// Faults kills a help desk again and again while people write to it, and proves
// afterwards that nothing was lost and nothing happened twice.
//
//	go run ./internal/faults --store sqlite --kills 500
//	go run ./internal/faults --store postgres --kills 500 --backends 100 --crashes 20 --cuts 50 --hangs 5
//	go run ./internal/faults replicas
//
// It builds the reference server, runs it in a process of its own on a store of its
// own, and lets writers ask for everything that people ask for, with keys of
// idempotency. What was asked and what was answered is kept here, outside the store.
// In between it kills the server with SIGKILL and starts it again; on PostgreSQL it
// also kills backends, and cuts the connection between server and database.
//
// In the end it holds the store against what it knows, and lets the desk check itself.
// The exit status is 1 when anything was found. The folder with the store and the
// server's log is kept then; its name is printed. A run of the same seed plays the same
// faults and lets each writer begin alike; what they come to depends on the moments at
// which the faults strike.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// commands is the command line.
type commands struct {
	Kill     commandLine     `cmd:"" default:"withargs" help:"Kill a server that people write to. This is what happens when no command is named."`
	Replicas replicasCommand `cmd:"" help:"Let several processes fight for the timers of one desk on PostgreSQL; one is stopped past its lease, one is killed, one has another time."`
	Replica  replicaCommand  `cmd:"" hidden:"" help:"Be one of these processes."`
}

// commandLine is that of killing a server.
type commandLine struct {
	Store    string        `enum:"sqlite,postgres" default:"sqlite" help:"Where the desk is kept: sqlite or postgres."`
	Kills    int           `default:"20" help:"How often the server is killed."`
	Backends int           `help:"How many backends of the database are killed, by SIGKILL and by pg_terminate_backend in turn."`
	Crashes  int           `help:"How often the database crashes and is started again."`
	Cuts     int           `help:"How often the connection to the database is cut and restored."`
	Hangs    int           `help:"How often the connection to the database hangs: nothing passes, and nobody is told."`
	Bursts   int           `default:"10" help:"How often one key is sent 64 times at once."`
	Writers  int           `default:"8" help:"How many write at once."`
	Steady   time.Duration `help:"How long they write undisturbed before the first fault, to see what the server takes."`
	Seed     uint64        `default:"1" help:"What chance follows from."`
	Time     time.Duration `default:"30m" help:"How long it may take at most."`
}

func main() {
	var c commands
	parsed := kong.Parse(&c, kong.Name("faults"), kong.Description("Kill a help desk again and again, and prove that nothing was lost."))
	if err := parsed.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

// Run plays a run and prints what came of it.
func (c *commandLine) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, c.Time)
	defer cancel()
	return c.run(ctx, os.Stdout)
}

// run plays one run in a folder of its own, which stays only when something was found.
func (c commandLine) run(ctx context.Context, told io.Writer) error {
	folder, err := os.MkdirTemp("", "helpdesk-faults-")
	if err != nil {
		return err
	}
	binary := filepath.Join(folder, "server")
	if err := build(ctx, binary); err != nil {
		return err
	}
	p := plan{
		Store: c.Store, Kills: c.Kills, Backends: c.Backends, Crashes: c.Crashes, Cuts: c.Cuts, Hangs: c.Hangs, Bursts: c.Bursts,
		Writers: c.Writers, Steady: c.Steady, Seed: c.Seed, Timers: true,
	}
	report, err := playAndProve(ctx, p, folder, binary, told)
	fmt.Fprint(told, report)
	if err == nil && len(report.Findings) > 0 {
		err = fmt.Errorf("%d findings", len(report.Findings))
	}
	if err != nil {
		return fmt.Errorf("%w; see %s", err, folder)
	}
	return os.RemoveAll(folder)
}

// report is what came of a run.
type report struct {
	plan
	verdict
	Took                    time.Duration
	Sent                    int64 // writes, with those that were sent again
	Asked                   int
	Acknowledged, Refused   int
	InDoubt                 int
	TurnedAway              int64
	LongestTurn             time.Duration
	FirstAnswer, LastAnswer time.Duration // the median and the longest until a server served
	Work                    time.Duration // of processors until then, on average
	Idle, Memory            int64         // resident of a server: before anybody wrote, and the largest seen; in bytes
}

// playAndProve plays a run and judges what is left.
func playAndProve(ctx context.Context, p plan, folder, binary string, told io.Writer) (r report, err error) {
	one, err := newRun(p, folder, binary, told)
	if err != nil {
		return r, err
	}
	if one.home, err = newHome(ctx, p.Store, folder); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, one.home.close()) }()
	began := time.Now()
	if err := one.play(ctx); err != nil {
		return r, err
	}
	r = report{
		plan: p, Took: time.Since(began), Sent: one.begun.Load(), Asked: len(one.requests),
		Acknowledged: one.count(done), Refused: one.count(refused), InDoubt: one.count(inDoubt),
		TurnedAway: one.away.Load(), LongestTurn: time.Duration(one.longest.Load()), Idle: one.idle, Memory: one.memory,
	}
	slices.Sort(one.starts)
	r.FirstAnswer, r.LastAnswer = one.starts[len(one.starts)/2], one.starts[len(one.starts)-1]
	for _, w := range one.works {
		r.Work += w / time.Duration(len(one.works))
	}
	r.verdict, err = one.prove(ctx)
	return r, err
}

func newHome(ctx context.Context, store, folder string) (home, error) {
	switch store {
	case "sqlite":
		return newFile(folder), nil
	case "postgres":
		return newCluster(ctx)
	}
	return nil, fmt.Errorf("%q is no store that faults can happen to", store)
}

// String prints the report for people.
func (r report) String() string {
	s := fmt.Sprintf(`%s, seed %d: %d kills of the server, %d of backends, %d crashes of the database, %d cuts, %d hangs, %d bursts in %s
asked           %d (sent %d times)
acknowledged    %d
refused         %d
in doubt        %d, of which %d are stored
turned away     %d, the slowest after %s
server serves   after %s (median), %s at most; %s of processors' work
server's memory %d MB at most%s
stored          %d tickets, %d requests
findings        %d
`, r.Store, r.Seed, r.Kills, r.Backends, r.Crashes, r.Cuts, r.Hangs, r.Bursts, r.Took.Round(time.Millisecond),
		r.Asked, r.Sent, r.Acknowledged, r.Refused, r.InDoubt, r.Late, r.TurnedAway, r.LongestTurn.Round(time.Millisecond),
		r.FirstAnswer.Round(time.Millisecond), r.LastAnswer.Round(time.Millisecond), r.Work.Round(time.Millisecond), r.Memory>>20, r.rested(), r.Tickets, r.Stored, len(r.Findings))
	for _, f := range r.Findings {
		s += f.Invariant + ": " + f.Text + "\n"
	}
	return s
}

// rested is what was seen before anybody wrote, if that was looked at.
func (r report) rested() string {
	if r.Idle == 0 {
		return ""
	}
	return fmt.Sprintf(", %d MB idle", r.Idle>>20)
}
