package main

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// foundDemo makes a database with demo data that end at an instant. It is made
// beside its place and put there when it is whole, so that nobody finds half of it.
func foundDemo(ctx context.Context, path string, until time.Time) (err error) {
	beside := path + ".new"
	if err := remove(beside); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove(beside)) }()
	if err := fill(ctx, beside, until); err != nil {
		return err
	}
	return os.Rename(beside, path)
}

// fill plays the demo data into a new file. A loss of power may cost it all, and it
// is made again then: so it need not wait for the disk at every step.
func fill(ctx context.Context, path string, until time.Time) (err error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	settings := "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_pragma=synchronous(NORMAL)&_txlock=immediate"
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(whole), RawQuery: settings}).String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	store, err := sqlite.New(db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	return playDemo(ctx, store, until)
}

// remove takes a database file away, with what SQLite keeps beside it.
func remove(path string) error {
	for _, file := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// foundEmpty makes a database with one person, who may do everything.
func foundEmpty(ctx context.Context, path string) (err error) {
	store, err := sqlite.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	desk, err := helpdesk.New(ctx, store, helpdesk.Config{Desk: deskKey})
	if err != nil {
		return err
	}
	setup := desk.As(helpdesk.System("setup"))
	admin := ticket.Person{ID: "admin", Name: "Администратор", Roles: []ticket.Role{
		ticket.RoleAgent, ticket.RoleOperationsManager, ticket.RoleAdministrator,
	}}
	if _, err := setup.PutPerson(ctx, admin); err != nil {
		return err
	}
	for _, t := range helpdesk.Levels().Teams {
		_, err := setup.PutTeam(ctx, ticket.Team{ID: t.Key, Name: t.Title.In("ru"), Members: []string{admin.ID}})
		if err != nil {
			return err
		}
	}
	return nil
}
