package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/sqlite"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// beginning says what a desk begins with.
type beginning struct {
	regulation helpdesk.Regulation
	empty      bool // an administrator alone, no demo data
}

// begin reads what a new desk is to begin with: a built-in regulation by its name, or one
// in a file, for which there is no demo data.
func begin(regulation string, empty bool) (beginning, error) {
	builtin := map[string]func() helpdesk.Regulation{"levels": helpdesk.Levels, "simple": helpdesk.Simple}
	if read, ok := builtin[regulation]; ok {
		return beginning{read(), empty}, nil
	}
	source, err := os.ReadFile(regulation)
	if err != nil {
		return beginning{}, bad("--regulation: %q is neither levels nor simple, and no file that can be read: %v", regulation, err)
	}
	r, err := helpdesk.ReadRegulation(source)
	if err == nil {
		err = r.Prove()
	}
	if err != nil {
		return beginning{}, bad("--regulation: %s: %v", regulation, err)
	}
	return beginning{r, true}, nil
}

const (
	demoIsPlayed = "A new database: %s. Three months of demo data are being played…\n"
	demoIsLeft   = "A new database: %s. It begins with an administrator alone.\n"
)

// found begins a new file.
func (f file) found(p *program, b beginning) error {
	if b.empty {
		fmt.Fprintf(p.stdout, demoIsLeft, f)
		return foundEmpty(p.ctx, string(f), b.regulation)
	}
	fmt.Fprintf(p.stdout, demoIsPlayed, f)
	return foundDemo(p.ctx, string(f), b.regulation, time.Now())
}

// foundDemo makes a file with demo data that end at an instant. It is made beside its
// place and put there when it is whole, so that nobody finds half of it.
func foundDemo(ctx context.Context, path string, r helpdesk.Regulation, until time.Time) (err error) {
	beside := path + ".new"
	if err := remove(beside); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove(beside)) }()
	if err := fill(ctx, beside, r, until); err != nil {
		return err
	}
	return os.Rename(beside, path)
}

// fill plays the demo data into a new file. A loss of power may cost it all, and it
// is made again then: so it need not wait for the disk at every step.
func fill(ctx context.Context, path string, r helpdesk.Regulation, until time.Time) (err error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	settings := "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_pragma=synchronous(NORMAL)&_pragma=secure_delete(1)&_txlock=immediate"
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
	return playDemo(ctx, store, r, until)
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

// foundEmpty makes a file with one person, who may do everything.
func foundEmpty(ctx context.Context, path string, r helpdesk.Regulation) (err error) {
	store, err := sqlite.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	return seatAdministrator(ctx, store, r)
}

// seatAdministrator puts one person into a store, who may do everything.
func seatAdministrator(ctx context.Context, store storage.Store, r helpdesk.Regulation) error {
	desk, err := helpdesk.New(ctx, store, helpdesk.Config{Desk: deskKey, Regulation: &r})
	if err != nil {
		return err
	}
	setup := desk.As(helpdesk.System("setup"))
	admin := ticket.Person{ID: "admin", Name: "Администратор", Roles: []ticket.Role{
		ticket.RoleAgent, ticket.RoleOperationsManager, ticket.RoleQualityManager, ticket.RoleAdministrator,
	}}
	if _, err := setup.PutPerson(ctx, admin); err != nil {
		return err
	}
	for _, t := range r.Teams {
		_, err := setup.PutTeam(ctx, ticket.Team{ID: t.Key, Name: t.Title.In("ru"), Members: []string{admin.ID}})
		if err != nil {
			return err
		}
	}
	return nil
}

// foundLock is the key of the lock under which one server at a time founds the desk.
const foundLock = 0x66_6f_75_6e_64 // "found" in ASCII

// found begins a desk in a database, in one transaction: nobody finds half of it, and
// of several servers that start at once one does it.
func (d postgresDatabase) found(p *program, store postgresStore, b beginning) error {
	tx, err := store.handle.BeginTx(p.ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if _, err := tx.ExecContext(p.ctx, "SELECT pg_advisory_xact_lock($1)", int64(foundLock)); err != nil {
		return err
	}
	// Bounded once, it need not be bounded anew for each statement.
	if _, err := tx.ExecContext(p.ctx, "SET LOCAL lock_timeout = '5s'"); err != nil {
		return err
	}
	joined := store.Join(tx)
	if _, err := joined.Regulation(p.ctx, deskKey, 0); !errors.Is(err, storage.ErrNotFound) {
		return err // another server was quicker
	}
	if b.empty {
		fmt.Fprintf(p.stdout, demoIsLeft, d)
		err = seatAdministrator(p.ctx, joined.Store, b.regulation)
	} else {
		fmt.Fprintf(p.stdout, demoIsPlayed, d)
		err = playDemo(p.ctx, joined.Store, b.regulation, time.Now())
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}
