package main

import (
	"errors"
	"fmt"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
)

type checkCommand struct {
	DB address `name:"db" env:"HELPDESK_DB" default:"helpdesk.db" placeholder:"FILE" help:"The database: a file of SQLite, or postgres://user:password@host/database (${default})."`
}

// Run proves the database and prints everything that must never be.
func (c *checkCommand) Run(p *program) (err error) {
	store, at, err := openDatabase(p.ctx, c.DB)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	desk, err := helpdesk.New(p.ctx, store, helpdesk.Config{Desk: deskKey})
	if err != nil {
		return at.advise(err)
	}
	findings := 0
	tickets, err := desk.Check(p.ctx, func(f storage.Finding) {
		findings++
		fmt.Fprintf(p.stdout, "%s: %s\n", f.Invariant, f.Text)
	})
	if err != nil {
		return at.advise(err)
	}
	fmt.Fprintf(p.stdout, "%d tickets, %d findings\n", tickets, findings)
	if findings > 0 {
		return fmt.Errorf("%s does not hold what its journals tell", at)
	}
	return nil
}
