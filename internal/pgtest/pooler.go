package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// ErrNoPooler: there is no PgBouncer to start.
var ErrNoPooler = errors.New("there is no PgBouncer: install it (Debian: apt-get install pgbouncer)")

// settings of a PgBouncer that gives every transaction another of few connections.
const settings = `
[databases]
* = %s

[pgbouncer]
pool_mode = transaction
default_pool_size = 3
auth_type = any
listen_addr =
listen_port = 6432
unix_socket_dir = %s
logfile = %s/log
ignore_startup_parameters = extra_float_digits
`

// hold runs a program until the end of its input, which comes with the end of the
// process that holds the other end.
const hold = `
"$@" </dev/null >/dev/null 2>&1 &
program=$!
read -r word
kill -INT $program
wait $program
rm -rf "$PGTEST_DIR"
`

// Pooler starts a PgBouncer in transaction mode before the server of a database's
// URL and gives the URL of the same database through it. It ends with the test, or
// with the process, however that ends.
func Pooler(t testing.TB, direct string) string {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/pgbouncer"); err != nil {
			Lacks(t, ErrNoPooler)
		}
	}
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(temporary(), "helpdesk-pool-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &Server{dir: dir}
	if s.owner, err = own(dir); err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(dir, "pgbouncer.ini")
	if err := os.WriteFile(conf, fmt.Appendf(nil, settings, server(u), dir, dir), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := s.command(context.Background(), "/bin/sh", "-c", hold, "hold", program, conf)
	cmd.Env = append(cmd.Env, "PGTEST_DIR="+dir)
	leash, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = leash.Close()
		_ = cmd.Wait()
	})
	u.Host, u.RawQuery = "", url.Values{"host": {dir}, "port": {"6432"}, "sslmode": {"disable"}}.Encode()
	awaits(t, u.String(), filepath.Join(dir, "log"))
	return u.String()
}

// server is where a URL leads, as PgBouncer writes it.
func server(u *url.URL) string {
	q := u.Query()
	text := "host=" + q.Get("host")
	if u.Host != "" {
		text = "host=" + u.Hostname()
		if u.Port() != "" {
			text += " port=" + u.Port()
		}
	}
	if u.User.Username() != "" {
		text += " user=" + u.User.Username()
	}
	if password, has := u.User.Password(); has {
		text += " password=" + password
	}
	return text
}

// awaits waits until a database answers.
func awaits(t testing.TB, url, log string) {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		_, err := db.Exec("SELECT 1")
		if err == nil {
			return
		}
		if time.Now().After(end) {
			said, _ := os.ReadFile(log)
			t.Fatalf("the pooler does not answer: %v\n%s", err, said)
		}
	}
}
