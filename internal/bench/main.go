// Bench measures what the library costs beside the bare database: it starts a
// PostgreSQL of its own, set as a real one, runs each thing by turns through the
// library and as the same rows in bare SQL, and prints one table of the ratios.
//
// Everything goes through a Session, from the input to the acknowledged commit. A
// ratio compares two figures of the same run; the figures themselves are those of
// the machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

func main() {
	var o options
	flag.DurationVar(&o.round, "round", 250*time.Millisecond, "how long each turn takes")
	flag.IntVar(&o.rounds, "rounds", 24, "how many turns each side has")
	flag.IntVar(&o.tickets, "tickets", 1_000_000, "how many tickets are read among")
	flag.IntVar(&o.timers, "timers", 100_000, "how many timers are due at once")
	only := flag.String("only", "", "parts to measure, separated by commas: "+strings.Join(names(), ", "))
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, o, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options say how much is measured.
type options struct {
	round           time.Duration
	rounds          int
	tickets, timers int
}

// parts are what can be measured, in the order of the table.
var parts = []struct {
	name    string
	measure func(context.Context, *bench) error
}{
	{"create", measureCreate},
	{"change", measureChanges},
	{"hot", measureHotDesk},
	{"sqlite", measureSQLite},
	{"timers", measureTimers},
	{"reads", measureReads},
}

func names() []string {
	var list []string
	for _, p := range parts {
		list = append(list, p.name)
	}
	return list
}

// run measures the wanted parts, all when none is named, and prints the table, also
// that of a run which is cut short.
func run(ctx context.Context, out io.Writer, o options, only string) (err error) {
	// The heap of this program is so small that it would be collected a hundred times a
	// second, which no host's is. 16 MB before the first collection are a small host's.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	wanted := names()
	if only != "" {
		wanted = strings.Split(only, ",")
	}
	for _, w := range wanted {
		if !slices.Contains(names(), w) {
			return fmt.Errorf("-only: there is no part %q; there are %s", w, strings.Join(names(), ", "))
		}
	}
	b, err := start(ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		b.table.print(out)
		err = errors.Join(err, b.close())
	}()
	for _, p := range parts {
		if !slices.Contains(wanted, p.name) {
			continue
		}
		began := time.Now()
		if err := p.measure(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Fprintf(os.Stderr, "%s: measured in %s\n", p.name, time.Since(began).Round(time.Second))
	}
	return nil
}
