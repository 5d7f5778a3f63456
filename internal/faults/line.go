package main

import (
	"io"
	"net"
	"sync"
	"time"
)

// line is the connection between the server and its database: whatever is sent to the
// one end comes out at the other, until it is cut or hangs.
type line struct {
	listener net.Listener
	to       string // the database's socket

	mu    sync.Mutex
	open  map[net.Conn]bool
	state lineState
	moved chan struct{} // closed when the state changes
}

type lineState string

const (
	passes lineState = "passes"
	broken lineState = "broken" // connections end, and none comes about
	hangs  lineState = "hangs"  // nothing passes, and nobody is told
)

// newLine lays a line from a port of its own on loopback to a Unix socket.
func newLine(to string) (*line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &line{listener: listener, to: to, open: map[net.Conn]bool{}, state: passes, moved: make(chan struct{})}
	go l.accept()
	return l, nil
}

func (l *line) address() string { return l.listener.Addr().String() }

func (l *line) accept() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return // it was closed
		}
		go l.connect(near)
	}
}

// connect carries one connection.
func (l *line) connect(near net.Conn) {
	defer near.Close()
	if !l.pass() {
		return
	}
	far, err := net.DialTimeout("unix", l.to, time.Second)
	if err != nil {
		return
	}
	defer far.Close()
	if !l.hold(near, far) {
		return
	}
	defer l.leave(near, far)
	ended := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		go func() {
			l.carry(way[0], way[1])
			ended <- struct{}{}
		}()
	}
	<-ended
}

// carry carries what comes from one end to the other.
func (l *line) carry(from, to net.Conn) {
	b := make([]byte, 16<<10)
	for {
		n, err := from.Read(b)
		if n > 0 && (!l.pass() || !written(to, b[:n])) {
			return
		}
		if err == io.EOF || err != nil {
			return
		}
	}
}

func written(to net.Conn, b []byte) bool {
	_, err := to.Write(b)
	return err == nil
}

// pass waits while the line hangs, and tells whether it is whole.
func (l *line) pass() bool {
	for {
		l.mu.Lock()
		state, moved := l.state, l.moved
		l.mu.Unlock()
		if state != hangs {
			return state == passes
		}
		<-moved
	}
}

func (l *line) hold(ends ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == broken {
		return false
	}
	for _, c := range ends {
		l.open[c] = true
	}
	return true
}

func (l *line) leave(ends ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range ends {
		delete(l.open, c)
	}
}

// set brings the line into a state. Breaking it ends all that is open.
func (l *line) set(s lineState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = s
	close(l.moved)
	l.moved = make(chan struct{})
	if s == broken {
		for c := range l.open {
			_ = c.Close()
		}
	}
}

// close takes the line away.
func (l *line) close() error {
	l.set(broken)
	return l.listener.Close()
}
