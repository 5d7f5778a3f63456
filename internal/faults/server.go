package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// program is the import path of the server that faults happen to.
const program = "github.com/helpdesk-go/helpdesk/examples/server"

// build builds the server once.
func build(ctx context.Context, into string) error {
	made, err := exec.CommandContext(ctx, "go", "build", "-o", into, program).CombinedOutput()
	if err != nil {
		return fmt.Errorf("building the server: %w: %s", err, made)
	}
	return nil
}

// server is the real server in a process of its own.
type server struct {
	process *exec.Cmd
	base    string
	tokens  map[string]string // by the person's name, which here is the id
	gone    chan struct{}     // closed when the process has ended
	meant   atomic.Bool       // it was ended by us
}

var signIn = regexp.MustCompile(`^  (\S+)/signin\?token=(\S+)  (\S+) — `)

// patience is how long a server may take to serve.
const patience = 30 * time.Second

// start starts a server on a store and waits until it has printed its links. What it
// logs goes to log.
func start(binary, store string, log io.Writer) (*server, error) {
	s := &server{process: exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--no-demo"), tokens: map[string]string{}, gone: make(chan struct{})}
	s.process.Env = append(os.Environ(), "HELPDESK_DB="+store)
	s.process.Stderr = log
	said, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, fmt.Errorf("starting the server: %w", err)
	}
	giveUp := time.AfterFunc(patience, func() { _ = s.process.Process.Kill() })
	defer giveUp.Stop()
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if link := signIn.FindStringSubmatch(lines.Text()); link != nil {
			s.base = link[1]
			token, err := url.QueryUnescape(link[2])
			if err != nil {
				return nil, err
			}
			s.tokens[link[3]] = token
		}
		if strings.TrimSpace(lines.Text()) == "" && len(s.tokens) > 0 {
			go s.attend(said)
			return s, nil
		}
	}
	return nil, fmt.Errorf("the server did not serve: %w", errors.Join(lines.Err(), s.process.Wait()))
}

// attend waits for the process to end.
func (s *server) attend(said io.Reader) {
	_, _ = io.Copy(io.Discard, said)
	_ = s.process.Wait() // how it ended is told by meant
	close(s.gone)
}

// kill ends the process with SIGKILL: it has no time for anything.
func (s *server) kill() error {
	s.meant.Store(true)
	err := s.process.Process.Kill()
	<-s.gone
	return err
}

// stop ends the process as an operator does.
func (s *server) stop() error {
	s.meant.Store(true)
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	<-s.gone
	if status := s.process.ProcessState.ExitCode(); status != 0 {
		return fmt.Errorf("the server stopped with status %d", status)
	}
	return nil
}

// memory is the server's resident memory in bytes.
func (s *server) memory() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		return 0
	}
	var kib int64
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			_, _ = fmt.Sscan(rest, &kib)
		}
	}
	return kib << 10
}

// tick is the unit in which Linux tells the time of processors.
const tick = 10 * time.Millisecond

// worked is the time that processors have worked for the server.
func (s *server) worked() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.process.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	var user, system int64
	_, _ = fmt.Sscan(fields[11], &user)
	_, _ = fmt.Sscan(fields[12], &system)
	return time.Duration(user+system) * tick
}
