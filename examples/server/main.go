// Server is a small help desk that works a built-in regulation on a SQLite file or a
// PostgreSQL database, with pages for people and an API for programs.
//
//	go run ./examples/server                                serve, with demo data on a new database
//	go run ./examples/server --db postgres://user@host/db   the same on PostgreSQL
//	go run ./examples/server --regulation simple            a new desk without levels
//	go run ./examples/server --help                         everything else
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the command line.
type commands struct {
	Serve      serveCommand      `cmd:"" default:"withargs" help:"Serve the desk. This is what happens when no command is named."`
	Check      checkCommand      `cmd:"" help:"Prove that the database holds what the journals tell."`
	Deliveries deliveriesCommand `cmd:"" help:"See what becomes of events after they were written."`
	Journal    journalCommand    `cmd:"" help:"Prove that nothing was taken out of the journals, and write down where they end."`
	Regulation regulationCommand `cmd:"" help:"Look at a regulation."`
	SLA        slaCommand        `cmd:"" name:"sla" help:"Ask how long things may take."`
	Billing    billingCommand    `cmd:"" help:"Account for the time that was booked."`
	Person     personCommand     `cmd:"" help:"Give out or erase the data of a person."`
	Retention  retentionCommand  `cmd:"" help:"Tell for how long things are kept, and what would go now."`
	WhatIf     whatIfCommand     `cmd:"" name:"what-if" help:"Tell what would have been met and missed under another regulation."`
}

// program is what a command gets from the outside.
type program struct {
	ctx            context.Context
	stdout, stderr io.Writer
}

// badInput is an error of whoever wrote the command line.
type badInput struct{ text string }

func (e *badInput) Error() string { return e.text }

func bad(format string, args ...any) error { return &badInput{fmt.Sprintf(format, args...)} }

// The exit statuses.
const (
	exitFailed   = 1
	exitBadInput = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends at once
	os.Exit(run(&program{ctx, os.Stdout, os.Stderr}, os.Args[1:]...))
}

// run carries out a command line and answers the exit status.
func run(p *program, args ...string) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("server"),
		kong.Description("A small help desk on a SQLite file or a PostgreSQL database."),
		kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(status int) { exited = status }),
	)
	if err != nil {
		fmt.Fprintln(p.stderr, "server:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help was asked for
		return exited
	}
	if err != nil {
		fmt.Fprintln(p.stderr, "server:", err)
		return exitBadInput
	}
	err = parsed.Run(p)
	var input *badInput
	switch {
	case err == nil:
		return 0
	case errors.As(err, &input):
		fmt.Fprintln(p.stderr, "server:", err)
		return exitBadInput
	}
	fmt.Fprintln(p.stderr, "server:", err)
	return exitFailed
}
