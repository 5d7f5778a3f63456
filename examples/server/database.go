package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
)

// deskKey is the key of the one desk of this server.
const deskKey = "main"

// proper tells whether a database file can be at the path.
func proper(path string) error {
	if path == "" || strings.Contains(path, ":memory:") || strings.HasPrefix(path, "file:") {
		return bad("--db: %q is not the path of a file, like helpdesk.db", path)
	}
	if folder, err := os.Stat(filepath.Dir(path)); err != nil || !folder.IsDir() {
		return bad("--db: there is no folder %s", filepath.Dir(path))
	}
	if file, err := os.Stat(path); err == nil && !file.Mode().IsRegular() {
		return bad("--db: %s is no file", path)
	}
	return nil
}

// openDatabase opens a database file that is there, as it is.
func openDatabase(ctx context.Context, path string) (*sqlite.Store, error) {
	if err := proper(path); err != nil {
		return nil, err
	}
	if isNew(path) {
		return nil, fmt.Errorf("there is no database %s; \"serve\" makes one, --db names another", path)
	}
	store, err := sqlite.Open(path)
	if err != nil {
		return nil, advise(path, err)
	}
	if err := store.Ready(ctx); err != nil {
		return nil, errors.Join(advise(path, err), store.Close())
	}
	return store, nil
}

// isNew tells whether there is nothing at the path yet.
func isNew(path string) bool {
	info, err := os.Stat(path)
	return errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0
}

// advise adds to an error of the store what can be done about it.
func advise(path string, err error) error {
	advice := ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, storage.ErrCorrupt):
		advice = "it was left as it is: put back a copy, or name another file with --db"
	case errors.Is(err, storage.ErrSchema):
		advice = "it was left as it is: use the build that it was made with, or name another file with --db"
	case errors.Is(err, storage.ErrFull):
		advice = "make room on the disk and start again"
	default:
		return fmt.Errorf("%s: %w", path, err)
	}
	return fmt.Errorf("%s: %w; %s", path, err, advice)
}
