package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
)

// plan says what is to happen.
type plan struct {
	Store    string // sqlite or postgres
	Kills    int    // of the server
	Backends int    // of the database, half of them by kill -9, half by pg_terminate_backend
	Crashes  int    // of the database, which is then started again
	Cuts     int    // of the connection to the database
	Hangs    int    // of the connection: nothing passes, and nobody is told
	Bursts   int    // of one key sent 64 times at once
	Writers  int
	Seed     uint64
	Steady   time.Duration // of writing before the first fault, to see what the server takes
	Timers   bool          // wait at the end until every timer that is due has fired
}

// run is one run of the program.
type run struct {
	plan
	*oracle
	home   home
	book   book
	chance *rand.Rand
	folder string
	binary string
	log    io.Writer
	client *http.Client
	told   io.Writer // what happens, a line each

	mu      sync.Mutex
	changed chan struct{} // closed when another server serves, or none any more
	server  *server

	writers []*writer // those who write, and one more for bursts
	over    atomic.Bool
	begun   atomic.Int64    // writes that were sent
	away    atomic.Int64    // 503s
	longest atomic.Int64    // of the 503s, in ns
	starts  []time.Duration // from the process's begin until it served
	works   []time.Duration // what processors did in them
	idle    int64           // the server's memory before anybody wrote, in bytes
	memory  int64           // the largest seen
}

// home is where the desk is kept while faults happen to it.
type home interface {
	name() string                                               // as the server's --db takes it
	store(context.Context) (storage.Store, func() error, error) // as the judge reads it
	strike(context.Context, fault, *run) error                  // a fault of the database
	close() error
}

// fault is something that happens.
type fault string

// The faults.
const (
	killServer       fault = "kill -9 of the server"
	killBackend      fault = "kill -9 of a backend"
	terminateBackend fault = "pg_terminate_backend"
	crashDatabase    fault = "crash of the database"
	cutLine          fault = "cut of the connection"
	hangLine         fault = "hang of the connection"
	sendBurst        fault = "one key 64 times at once"
)

// faults are all that are to happen, in an order that follows from the seed.
func (r *run) faults() []fault {
	var all []fault
	add := func(f fault, n int) {
		for range n {
			all = append(all, f)
		}
	}
	add(killServer, r.Kills)
	add(killBackend, r.Backends/2)
	add(terminateBackend, r.Backends-r.Backends/2)
	add(crashDatabase, r.Crashes)
	add(cutLine, r.Cuts)
	add(hangLine, r.Hangs)
	add(sendBurst, r.Bursts)
	r.chance.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// newRun prepares a run in a folder of its own, with a binary of the server.
func newRun(p plan, folder, binary string, told io.Writer) (*run, error) {
	log, err := os.Create(filepath.Join(folder, "server.log"))
	if err != nil {
		return nil, err
	}
	return &run{
		plan: p, oracle: &oracle{}, chance: rand.New(rand.NewPCG(p.Seed, 0)), folder: folder, binary: binary, log: log, told: told,
		client:  &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: p.Writers + atOnce}},
		changed: make(chan struct{}),
	}, nil
}

// play makes the desk and lets everything happen that the plan says.
func (r *run) play(ctx context.Context) error {
	if err := r.seat(ctx); err != nil {
		return fmt.Errorf("people for the desk: %w", err)
	}
	for n := range r.Writers + 1 {
		r.writers = append(r.writers, &writer{run: r, n: n, chance: rand.New(rand.NewPCG(r.Seed, uint64(n)+1))})
	}
	return r.goOn(ctx)
}

// goOn lets everything happen that the plan says, on the desk as it is: writers write,
// faults strike; in the end there is quiet, and what was in doubt and is asked again
// is answered.
func (r *run) goOn(ctx context.Context) (err error) {
	if err := r.serve(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.seeIdle(ctx)
	r.over.Store(false)
	var writing sync.WaitGroup
	for _, w := range r.writers[:r.Writers] {
		writing.Go(func() { w.work(ctx) })
	}
	r.seeBusy(ctx)
	for i, f := range r.faults() {
		if err = r.suffer(ctx, f); err != nil {
			err = fmt.Errorf("%s, the %dth fault: %w", f, i+1, err)
			cancel()
			break
		}
		if n := i + 1; n%50 == 0 {
			fmt.Fprintf(r.told, "%s: %d faults, %d writes sent\n", r.Store, n, r.begun.Load())
		}
	}
	r.over.Store(true)
	writing.Wait()
	s := r.current()
	if s == nil { // it did not start again
		return err
	}
	if err == nil {
		err = r.settle(ctx)
	}
	r.put(nil)
	return errors.Join(err, s.stop())
}

// seeIdle sees what the server takes while nobody asks anything of it.
func (r *run) seeIdle(ctx context.Context) {
	if r.Steady > 0 {
		wait(ctx, time.Second)
		r.idle = r.current().memory()
	}
}

// seeBusy sees what the server takes while the writers write, for as long as is planned.
func (r *run) seeBusy(ctx context.Context) {
	for until := time.Now().Add(r.Steady); time.Now().Before(until) && ctx.Err() == nil; {
		wait(ctx, 100*time.Millisecond)
		r.memory = max(r.memory, r.current().memory())
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// suffer lets one fault happen in the midst of writing.
func (r *run) suffer(ctx context.Context, f fault) error {
	if err := r.busy(ctx, 1+r.chance.IntN(3*r.Writers)); err != nil {
		return err
	}
	time.Sleep(time.Duration(r.chance.IntN(3000)) * time.Microsecond) // anywhere within a write
	switch f {
	case killServer:
		return r.restart()
	case sendBurst:
		crowd := r.writers[r.Writers]
		q, t := crowd.next()
		return crowd.burst(ctx, q, t)
	}
	return r.home.strike(ctx, f, r)
}

// busy waits until so many more writes have been sent.
func (r *run) busy(ctx context.Context, n int) error {
	until := r.begun.Load() + int64(n)
	deadline := time.Now().Add(patience)
	for r.begun.Load() < until {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case time.Now().After(deadline):
			return fmt.Errorf("the writers wrote nothing for %s", patience)
		}
		select {
		case <-r.current().gone:
			if !r.current().meant.Load() {
				return errors.New("the server ended by itself")
			}
		case <-time.After(time.Millisecond):
		}
	}
	return nil
}

func (r *run) started() { r.begun.Add(1) }

// turnedAway counts an answer that the store is not there.
func (r *run) turnedAway(took time.Duration) {
	r.away.Add(1)
	for {
		was := r.longest.Load()
		if int64(took) <= was || r.longest.CompareAndSwap(was, int64(took)) {
			return
		}
	}
}

// nap is how long a wait lasts that wakes up by itself.
func (w *writer) nap() time.Duration {
	if !w.Timers {
		return 24 * time.Hour
	}
	return time.Duration(100+w.chance.IntN(3000)) * time.Millisecond
}
