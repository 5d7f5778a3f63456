package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

// file is a desk in a SQLite file. Its only faults are those of the server.
type file struct{ path string }

func newFile(folder string) *file { return &file{filepath.Join(folder, "helpdesk.db")} }

func (f *file) name() string { return f.path }

func (f *file) store(ctx context.Context) (storage.Store, func() error, error) {
	s, err := sqlite.Open(f.path)
	if err != nil {
		return nil, nil, err
	}
	if err := s.Migrate(ctx); err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, s.Close, nil
}

func (f *file) strike(_ context.Context, what fault, _ *run) error {
	return fmt.Errorf("a file knows no %s", what)
}

func (f *file) close() error { return nil }
