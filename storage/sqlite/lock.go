package sqlite

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// errLocked: another process holds the lock.
var errLocked = errors.New("it is locked")

// Lock takes the lock of a database file for a process that means to be its only
// server, and gives what releases it. It is a file beside the database, path with
// ".lock" added, and says nothing to those who only read or write through SQLite.
//
// The error names the process that holds the lock, if it is known. A process that
// dies leaves no lock behind, but on systems without flock, where the file is to
// be removed by hand.
func Lock(path string) (release func() error, err error) {
	file := path + ".lock"
	release, err = lock(file)
	if err == nil {
		return release, nil
	}
	if !errors.Is(err, errLocked) {
		return nil, fmt.Errorf("lock the database %s: %w", path, err)
	}
	return nil, fmt.Errorf("lock the database %s: another server works on it%s (%s)", path, holder(file), file)
}

// holder names the process that a lock file tells of.
func holder(file string) string {
	text, _ := os.ReadFile(file)
	if pid, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil {
		return fmt.Sprintf(", process %d", pid)
	}
	return ""
}
