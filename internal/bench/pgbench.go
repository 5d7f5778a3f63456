package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// script is what pgbench runs: statements whose values are bound, as the library
// binds them.
type script struct {
	name string // begins the names of its values
	text strings.Builder
	vars []string // name=value
}

// bind binds a value that is the same in every call.
func (s *script) bind(kind string, v sql.NullString) string {
	switch {
	case !v.Valid:
		return "NULL"
	case v.String == "": // a variable of pgbench is never empty
		return "''"
	}
	name := fmt.Sprint(s.name, len(s.vars))
	s.vars = append(s.vars, name+"="+v.String)
	return "CAST(:" + name + " AS " + kind + ")"
}

func (s *script) say(lines ...string) {
	for _, line := range lines {
		s.text.WriteString(line + "\n")
	}
}

// clientsOf lets pgbench run scripts, each as often as another, with so many clients.
func (b *bench) clientsOf(n int, scripts ...*script) side {
	calls := 20 // of each client in a turn; then as many as take about as long as a turn should
	return func(ctx context.Context, _ int) (sum sample, err error) {
		b.turns++
		dir, err := os.MkdirTemp(b.dir, "pgbench-")
		if err != nil {
			return sum, err
		}
		program, err := pgbench()
		if err != nil {
			return sum, err
		}
		// Threads beyond the machine's would only wait for each other.
		cmd := exec.CommandContext(ctx, program, "-n", "-M", "prepared", "-c", strconv.Itoa(n), "-j", strconv.Itoa(min(n, 2)),
			"-t", strconv.Itoa(calls), "--log", "--log-prefix", filepath.Join(dir, "log"),
			"-D", "i=0", "-D", fmt.Sprint("base=", b.turns*100_000_000), "-D", fmt.Sprintf("now=%012x", time.Now().UnixMilli()))
		for i, s := range scripts {
			path := filepath.Join(dir, fmt.Sprint("script", i))
			if err := os.WriteFile(path, []byte(s.text.String()), 0o600); err != nil {
				return sum, err
			}
			cmd.Args = append(cmd.Args, "-f", path)
			for _, v := range s.vars {
				cmd.Args = append(cmd.Args, "-D", v)
			}
		}
		cmd.Args = append(cmd.Args, b.server.URL(b.name))
		if out, err := cmd.CombinedOutput(); err != nil {
			return sum, fmt.Errorf("pgbench: %w\n%s", err, out)
		}
		logs, err := filepath.Glob(filepath.Join(dir, "log*"))
		for _, log := range logs {
			err = errors.Join(err, sum.read(log))
		}
		sum.spent /= time.Duration(n)
		calls = min(max(20, int(b.round/max(sum.median(), 1))), 1_000_000)
		return sum, err
	}
}

// read adds the calls of a log of pgbench. The second word of a line counts the calls
// of a client, the third is how many microseconds this one took. The first of each
// client is left out: it prepares the statements.
func (s *sample) read(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if len(words) < 3 {
			return fmt.Errorf("pgbench: its log says %q", lines.Text())
		}
		us, err := strconv.Atoi(words[2])
		if err != nil {
			return err
		}
		if took := time.Duration(us) * time.Microsecond; words[1] != "1" {
			s.calls = append(s.calls, took)
			s.spent += took
		}
	}
	return nil
}

// pgbench finds the program: on PATH, or where Debian puts it.
func pgbench() (string, error) {
	if path, err := exec.LookPath("pgbench"); err == nil {
		return path, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if len(found) == 0 {
		return "", errors.New("there is no pgbench; it comes with PostgreSQL (Debian: apt-get install postgresql)")
	}
	return found[len(found)-1], nil
}
