package main

import (
	"context"
	"time"
)

// restart kills the server and starts another on the same store.
func (r *run) restart() error {
	s := r.current()
	r.memory = max(r.memory, s.memory())
	r.put(nil)
	if err := s.kill(); err != nil {
		return err
	}
	return r.serve()
}

// serve starts a server and lets the writers have it.
func (r *run) serve() error {
	began := time.Now()
	s, err := start(r.binary, r.home.name(), r.log)
	if err != nil {
		return err
	}
	r.starts, r.works = append(r.starts, time.Since(began)), append(r.works, s.worked())
	r.put(s)
	return nil
}

// put says which server serves; nil for none.
func (r *run) put(s *server) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.server = s
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *run) current() *server {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.server
}

// serving waits for a server that serves; nil when ctx ends.
func (r *run) serving(ctx context.Context) *server {
	for {
		r.mu.Lock()
		s, changed := r.server, r.changed
		r.mu.Unlock()
		if s != nil {
			return s
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
	}
}
