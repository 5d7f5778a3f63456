package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/helpdesk-go/helpdesk/internal/pgtest"
	"github.com/helpdesk-go/helpdesk/storage/postgres"
)

// replicasCommand lets several processes fight for the timers of one desk.
type replicasCommand struct {
	Tickets int           `default:"50000" help:"How many tickets: each has two timers, a warning and a due. The warnings are all overdue at the start, the dues come later."`
	Lead    time.Duration `default:"6m" help:"How long after the first ticket is opened the first due comes: the tickets are to be there by then."`
	Window  time.Duration `default:"2m" help:"In how long the dues come, by the replicas' clock."`
	Speed   int64         `default:"1" help:"How much faster than the time the replicas' clock goes. It is held against the database's only at 1."`
	Time    time.Duration `default:"1h" help:"How long it may take at most."`
}

// Those who share the desk. One is stopped past its lease, one is killed, one has a
// clock that is an hour ahead.
const (
	stopped = 1
	killed  = 2
	working = 4 // with the two above
	ahead   = 5
)

// lease is how long a claim of timers holds, and a little more.
const lease = 32 * time.Second

// replicas is a run of them.
type replicas struct {
	replicasCommand
	url    string
	db     *sql.DB
	store  *postgres.Store
	base   time.Time // from which the dues are counted
	epoch  time.Time // when the replicas start
	log    io.Writer
	all    map[int]*replica
	report replicasReport
}

// replica is a process.
type replica struct {
	process *exec.Cmd
	said    string // whether it is ready
}

func (c *replicasCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), c.Time)
	defer cancel()
	report, err := c.play(ctx, os.Stderr)
	fmt.Print(report)
	if err == nil && len(report.Findings) > 0 {
		err = fmt.Errorf("%d findings", len(report.Findings))
	}
	return err
}

// play plays a run on a server of its own, and judges what is left.
func (c *replicasCommand) play(ctx context.Context, log io.Writer) (report replicasReport, err error) {
	if c.Tickets < 1 || c.Speed < 1 || c.Lead+c.Window >= dueAfter-warnedAfter {
		return report, fmt.Errorf("there must be a ticket, a speed of 1 at least, and lead and window together below %s", dueAfter-warnedAfter)
	}
	server, err := pgtest.Start(ctx, pgtest.Config{})
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	name, err := server.Create(ctx, "")
	if err != nil {
		return report, err
	}
	r := &replicas{replicasCommand: *c, url: server.URL(name), log: log, all: map[int]*replica{}}
	r.report.replicasCommand, r.report.Held, r.report.Fired = *c, map[int]held{}, map[uint8]int{}
	if r.db, err = sql.Open("postgres", r.url); err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, r.db.Close()) }()
	r.store = postgres.New(r.db, postgres.Config{})
	if err := r.seed(ctx); err != nil {
		return report, fmt.Errorf("the tickets: %w", err)
	}
	defer r.endAll()
	if err := r.fight(ctx); err != nil {
		return r.report, err
	}
	return r.report, r.judge(ctx)
}

// fight starts the replicas and lets the faults happen while they have the most to do.
func (r *replicas) fight(ctx context.Context) error {
	r.epoch = time.Now()
	for mark := 1; mark <= ahead; mark++ {
		if err := r.start(mark); err != nil {
			return err
		}
	}
	if err := r.strike(ctx, stopped, syscall.SIGSTOP); err != nil {
		return err
	}
	wake := time.After(lease / time.Duration(r.Speed))
	if err := r.strike(ctx, killed, syscall.SIGKILL); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-wake:
	}
	if err := r.overtaken(ctx); err != nil {
		return err
	}
	if err := r.all[stopped].process.Process.Signal(syscall.SIGCONT); err != nil {
		return err
	}
	return r.settle(ctx)
}

// overtaken waits until others have taken what the stopped replica had in its hands, so
// that it wakes up to what is done already. A transaction in which it was stopped holds
// them up only for seconds.
func (r *replicas) overtaken(ctx context.Context) error {
	for deadline := time.Now().Add(patience); ; {
		var left int
		if err := r.db.QueryRowContext(ctx, "SELECT count(*) FROM helpdesk_timers WHERE right(CAST(owner AS text), 2) = $1", suffix(stopped)).Scan(&left); err != nil || left == 0 {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("nobody has taken %d timers from replica %d, which was stopped %s ago", left, stopped, patience)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// suffix is how the ids end that a replica makes.
func suffix(mark int) string { return fmt.Sprintf("%02x", mark) }

// start starts a replica and waits until it has said whether it is ready.
func (r *replicas) start(mark int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	args := []string{"replica", "--db", r.url + "&application_name=replica-" + strconv.Itoa(mark), "--mark", strconv.Itoa(mark)}
	switch {
	case mark == ahead: // of the time: so it is held against the database's
		args = append(args, "--ahead", "1h")
	case r.Speed != 1:
		args = append(args, "--epoch", strconv.FormatInt(r.epoch.UnixMicro(), 10), "--speed", strconv.FormatInt(r.Speed, 10), "--ahead="+r.base.Sub(r.epoch).String())
	}
	p := &replica{process: exec.Command(self, args...)}
	p.process.Stderr = r.log
	out, err := p.process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := p.process.Start(); err != nil {
		return err
	}
	r.all[mark] = p
	if p.said, err = bufio.NewReader(out).ReadString('\n'); err != nil {
		return fmt.Errorf("replica %d said nothing: %w", mark, err)
	}
	p.said = strings.TrimSpace(p.said)
	return nil
}

// worstTries is how often a stop is tried again that has not struck within a transaction:
// that is the worst place.
const worstTries = 20

// strike sends a signal to a replica while it holds claims: if it holds none it goes on,
// or another takes its place, and it is tried again.
func (r *replicas) strike(ctx context.Context, mark int, signal syscall.Signal) error {
	for try := 1; ctx.Err() == nil; try++ {
		if err := r.until(ctx, mark, holding); err != nil {
			return err
		}
		p := r.all[mark].process
		if err := p.Process.Signal(signal); err != nil {
			return err
		}
		if signal == syscall.SIGKILL {
			_ = p.Wait() // it was killed
		}
		held, err := r.holds(ctx, mark)
		if err != nil {
			return err
		}
		if worst := held.open || signal != syscall.SIGSTOP || try >= worstTries; held.timers > 0 && worst {
			r.report.Held[mark] = held
			return nil
		}
		if signal == syscall.SIGKILL {
			err = r.start(mark)
		} else {
			err = p.Process.Signal(syscall.SIGCONT)
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// held is what a replica has in its hands.
type held struct {
	timers int
	open   bool // within a transaction
}

func holding(h held) bool { return h.timers > 0 }

// holds asks the database what a replica has in its hands.
func (r *replicas) holds(ctx context.Context, mark int) (h held, err error) {
	err = r.db.QueryRowContext(ctx, "SELECT count(*) FROM helpdesk_timers WHERE right(CAST(owner AS text), 2) = $1 AND claimed_until > $2", suffix(mark), r.now()).Scan(&h.timers)
	if err == nil {
		err = r.db.QueryRowContext(ctx, "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'replica-' || $1 AND state LIKE 'idle in transaction%'", strconv.Itoa(mark)).Scan(&h.open)
	}
	return h, err
}

// until waits until a replica has in its hands what is wanted.
func (r *replicas) until(ctx context.Context, mark int, wanted func(held) bool) error {
	for deadline := time.Now().Add(patience); ; {
		h, err := r.holds(ctx, mark)
		if err != nil || wanted(h) {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("replica %d claimed nothing for %s", mark, patience)
		}
		time.Sleep(time.Millisecond)
	}
}

// now is the replicas' clock.
func (r *replicas) now() time.Time {
	if r.Speed == 1 {
		return time.Now()
	}
	return r.base.Add(time.Since(r.epoch) * time.Duration(r.Speed))
}

// settle waits until all timers of the run have fired and everything was delivered.
func (r *replicas) settle(ctx context.Context) error {
	last := r.base.Add(r.Lead + r.Window)
	for {
		var timers, deliveries int
		if err := r.db.QueryRowContext(ctx, "SELECT count(*) FROM helpdesk_timers WHERE at <= $1", last).Scan(&timers); err != nil {
			return err
		}
		if err := r.db.QueryRowContext(ctx, "SELECT count(*) FROM helpdesk_deliveries WHERE state = 'pending'").Scan(&deliveries); err != nil {
			return err
		}
		if timers+deliveries == 0 {
			r.report.Took = time.Since(r.epoch)
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d timers and %d deliveries are left: %w", timers, deliveries, ctx.Err())
		case <-time.After(250 * time.Millisecond):
		}
	}
}

// endAll ends the replicas that are left.
func (r *replicas) endAll() {
	for _, p := range r.all {
		_ = p.process.Process.Kill()
		_ = p.process.Wait()
	}
}
