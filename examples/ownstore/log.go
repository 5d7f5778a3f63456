package ownstore

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/helpdesk-go/helpdesk/storage"
)

// log is a file of JSON lines. A line is there when its end is on the disk, and
// not before: a process that dies leaves at most one line without an end.
type log struct {
	file   *os.File
	size   int64 // of all whole lines
	before int64 // the size before the newest line
	broken error // why nothing more can be written
}

// openLog opens the log at a path and gives each line to play.
func openLog(path string, play func(write)) (*log, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the log %s: %w", path, named(err))
	}
	l := &log{file: file}
	if err := errors.Join(l.read(play), settle(filepath.Dir(path))); err != nil {
		return nil, errors.Join(fmt.Errorf("open the log %s: %w", path, err), file.Close())
	}
	return l, nil
}

// read plays all whole lines and cuts off the end that is none.
func (l *log) read(play func(write)) error {
	all, err := io.ReadAll(l.file)
	if err != nil {
		return named(err)
	}
	for n := 1; len(all) > 0; n++ {
		line, rest, whole := bytes.Cut(all, []byte("\n"))
		var w write
		err := json.Unmarshal(line, &w)
		if len(rest) == 0 && (!whole || err != nil) {
			break
		}
		if err != nil {
			return fmt.Errorf("%w: line %d: %w", storage.ErrCorrupt, n, err)
		}
		play(w)
		l.size += int64(len(line)) + 1
		all = rest
	}
	return named(l.file.Truncate(l.size))
}

// add writes a line to the disk and gives it as it will be read. When that fails
// half-way, what is there of the line is cut off; when even that fails, or the disk
// does not say whether it has the line, only opening the log anew tells what is in it.
func (l *log) add(w write) (read write, err error) {
	if l.broken != nil {
		return read, l.broken
	}
	line, err := json.Marshal(w)
	if err != nil {
		return read, err
	}
	if err := json.Unmarshal(line, &read); err != nil {
		return read, err
	}
	if info, err := l.file.Stat(); err != nil {
		return read, named(err)
	} else if info.Size() != l.size {
		l.broken = fmt.Errorf("%w: somebody else writes to the log", storage.ErrUnavailable)
		return read, l.broken
	}
	if _, err := l.file.WriteAt(append(line, '\n'), l.size); err != nil {
		l.cut()
		return read, named(err)
	}
	if err := l.file.Sync(); err != nil {
		l.broken = named(err)
		return read, l.broken
	}
	l.before, l.size = l.size, l.size+int64(len(line))+1
	return read, nil
}

// takeBack takes the newest line out again. If a process dies before that, the
// line is played and refused again.
func (l *log) takeBack() {
	l.size = l.before
	l.cut()
}

func (l *log) cut() {
	if err := l.file.Truncate(l.size); err != nil {
		l.broken = named(err)
	}
}

func (l *log) close() error {
	if errors.Is(l.broken, os.ErrClosed) {
		return nil
	}
	l.broken = named(os.ErrClosed)
	return l.file.Close()
}

// settle makes sure that a file which was just made is in its folder, too, after
// a loss of power.
func settle(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	_ = f.Sync() // not every system can; then it need not
	return f.Close()
}

// named gives the system's error the name by which package storage knows it.
func named(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: %w", storage.ErrFull, err)
	}
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}
