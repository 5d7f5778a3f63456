package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Config says how a server is started.
type Config struct {
	// Settings are written into postgresql.conf: "fsync": "on". A server is
	// faster than it is safe without them: what it acknowledged outlives its own
	// death, but not that of the machine.
	Settings map[string]string
}

// defaults are the settings of a server that is thrown away.
var defaults = map[string]string{
	"listen_addresses":   "''",
	"fsync":              "off",
	"full_page_writes":   "off",
	"synchronous_commit": "on",
	"max_connections":    "200",
	"shared_buffers":     "'64MB'",
	"wal_level":          "minimal",
	"max_wal_senders":    "0",
	"autovacuum":         "on",
	"jit":                "off",
	"timezone":           "'Asia/Vladivostok'", // far from UTC, so that nobody leans on it
}

// Server is a PostgreSQL server.
type Server struct {
	base url.URL // of the database that is always there

	mu        sync.Mutex
	templates map[string]string // of a key: the name
	free      map[string][]lent // of a key: those that are not in use

	bin, dir string // empty of a server that was not started here
	owner    *owner
	guard    *exec.Cmd
	leash    io.WriteCloser
}

// Start starts a server of one's own; Close ends it. Should the process die, the
// server ends and is removed with it. Without binaries the error is ErrNone.
func Start(ctx context.Context, c Config) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(temporary(), "helpdesk-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir, base: url.URL{Scheme: "postgres", User: url.User("helpdesk"), Path: "/postgres",
		RawQuery: "host=" + url.QueryEscape(dir) + "&sslmode=disable"}}
	if err := s.found(ctx, c); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.Start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// temporary is a folder for sockets: their paths must be short, and an owner other
// than this user must reach them.
func temporary() string {
	if dir := os.TempDir(); len(dir) <= 40 && os.Getuid() != 0 {
		return dir
	}
	return "/tmp"
}

// binaries gives the folder of the server's programs, the newest if there are several.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	slices.SortFunc(found, func(a, b string) int { return major(b) - major(a) })
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			found = slices.Insert(found, 0, path)
		}
	}
	for _, postgres := range found {
		if _, err := os.Stat(filepath.Join(filepath.Dir(postgres), "initdb")); err == nil {
			return filepath.Dir(postgres), nil
		}
	}
	return "", ErrNone
}

func major(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// found makes the server's folder, its data and its settings.
func (s *Server) found(ctx context.Context, c Config) error {
	var err error
	if s.owner, err = own(s.dir); err != nil {
		return err
	}
	initdb := s.command(ctx, filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", "helpdesk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	conf, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	fmt.Fprintf(conf, "\nunix_socket_directories = '%s'\n", s.dir)
	for _, settings := range []map[string]string{defaults, c.Settings} {
		for name, value := range settings {
			fmt.Fprintf(conf, "%s = %s\n", name, value)
		}
	}
	return conf.Close()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// command is a command that runs as the server's owner.
func (s *Server) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "HOME="+s.dir)
	as(cmd, s.owner)
	return cmd
}

// guard runs the server and waits for the end of its input, which comes with the
// end of the process that holds the other end; then it ends the server at once.
const guard = `
"$1" -D "$2" >>"$3" 2>&1 </dev/null &
server=$!
read -r word
if [ "$word" = fast ]; then kill -INT $server; else kill -QUIT $server; fi
wait $server
[ -n "$word" ] || rm -rf "$4"
`

// Start starts the server again after Stop, and waits until it answers.
func (s *Server) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.guard != nil {
		return errors.New("the server runs already")
	}
	log := filepath.Join(s.dir, "log")
	cmd := s.command(context.WithoutCancel(ctx), "/bin/sh", "-c", guard, "guard", filepath.Join(s.bin, "postgres"), s.data(), log, s.dir)
	leash, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.guard, s.leash = cmd, leash
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		err := s.admin(ctx, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			said, _ := os.ReadFile(log)
			return fmt.Errorf("the server does not answer: %w\n%s", err, said)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Stop ends the server in order: it waits for nobody, but writes down what it has.
func (s *Server) Stop() error { return s.stop("fast\n") }

// Crash ends the server as a crash does: what is not in its log is lost.
func (s *Server) Crash() error { return s.stop("crash\n") }

// Close ends the server and removes all that is its.
func (s *Server) Close() error {
	err := s.stop("")
	return errors.Join(err, os.RemoveAll(s.dir))
}

func (s *Server) stop(word string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == "" {
		return errors.New("the server was not started here: it cannot be stopped")
	}
	if s.guard == nil {
		return nil
	}
	_, _ = io.WriteString(s.leash, word)
	_ = s.leash.Close()
	err := s.guard.Wait()
	s.guard = nil
	var exit *exec.ExitError
	if errors.As(err, &exit) { // of the server that was ended
		err = nil
	}
	return err
}

// Dir is the folder of the server's socket.
func (s *Server) Dir() string { return s.dir }

// Kill kills the backend with a process id, as the kernel does when memory is
// short. The server then ends all others and starts itself again.
func (s *Server) Kill(pid int) error {
	if s.dir == "" {
		return errors.New("the server was not started here: its processes cannot be killed")
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return process.Kill()
}

// Backends are the process ids of those who serve the clients of a database.
func (s *Server) Backends(ctx context.Context, database string) ([]int, error) {
	db, err := sql.Open("postgres", s.URL("postgres"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(ctx, "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'", database)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var pids []int
	for rows.Next() {
		var pid int
		if err := rows.Scan(&pid); err != nil {
			return nil, err
		}
		pids = append(pids, pid)
	}
	return pids, rows.Err()
}
