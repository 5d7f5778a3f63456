package main

import (
	"errors"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
)

type whatIfCommand struct {
	Regulation string `required:"" placeholder:"FILE" help:"The other regulation, in YAML: see \"regulation show\"."`
	DB         string `name:"db" env:"HELPDESK_DB" default:"helpdesk.db" placeholder:"FILE" help:"The database: a file of SQLite, or postgres://user:password@host/database (${default})."`
	Format     string `enum:"text,csv,json" default:"text" placeholder:"text|csv|json" help:"How to print: ${enum}."`
}

// Run replays every ticket of the database under the other regulation and prints who
// changes sides and what is met and missed, before and after.
func (c *whatIfCommand) Run(p *program) (err error) {
	other, err := c.other()
	if err != nil {
		return err
	}
	store, at, err := openDatabase(p.ctx, c.DB)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	desk, err := helpdesk.New(p.ctx, store, helpdesk.Config{Desk: deskKey})
	if err != nil {
		return at.advise(err)
	}
	bar := newBar(p)
	print := whatIfPrinters[c.Format](p.stdout)
	summary, err := desk.As(helpdesk.System("what-if")).WhatIf(p.ctx, helpdesk.WhatIf{
		Regulation: other,
		Changed:    func(x sla.Change) { bar.clear(); print.changed(x) },
		Progress:   bar.to,
	})
	bar.clear()
	if errors.Is(err, helpdesk.Invalid) {
		return bad("--regulation: %s:%s", c.Regulation, problems(err))
	}
	if err != nil {
		return at.advise(err)
	}
	return print.end(summary)
}

// other reads the other regulation.
func (c *whatIfCommand) other() (helpdesk.Regulation, error) {
	source, err := os.ReadFile(c.Regulation)
	if err != nil {
		return helpdesk.Regulation{}, bad("--regulation: %v", err)
	}
	r, err := helpdesk.ProveSource(source)
	if err != nil {
		return r, bad("--regulation: %s:%s", c.Regulation, problems(err))
	}
	return r, nil
}

// problems are all that is wrong with an input, each on a line of its own.
func problems(err error) string {
	var e *helpdesk.Error
	if !errors.As(err, &e) || len(e.Faults) == 0 {
		return " " + err.Error()
	}
	var b strings.Builder
	for _, f := range e.Faults {
		b.WriteString("\n  " + f.String())
	}
	return b.String()
}

// bar shows on a terminal how far it is. Elsewhere it shows nothing.
type bar struct{ shown *progressbar.ProgressBar }

func newBar(p *program) *bar {
	file, ok := p.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return &bar{}
	}
	return &bar{progressbar.NewOptions(-1, progressbar.OptionSetWriter(file), progressbar.OptionSetDescription("tickets"),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("tickets"), progressbar.OptionSetWidth(30), progressbar.OptionUseANSICodes(true))}
}

// to shows that so many of all tickets are done.
func (b *bar) to(done, all int) {
	if b.shown == nil || all == 0 {
		return
	}
	b.shown.ChangeMax(all)
	_ = b.shown.Set(done) // that it cannot be shown stops nothing
}

// clear takes the bar off the line, so that something else can be printed there.
func (b *bar) clear() {
	if b.shown != nil {
		_ = b.shown.Clear()
	}
}
