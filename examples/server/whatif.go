package main

import (
	"errors"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/sla"
)

type whatIfCommand struct {
	Regulation string  `required:"" placeholder:"FILE" help:"The other regulation, in YAML: see \"regulation show\"."`
	DB         address `name:"db" env:"HELPDESK_DB" default:"helpdesk.db" placeholder:"FILE" help:"The database: a file of SQLite, or postgres://user:password@host/database (${default})."`
	Since      string  `placeholder:"DATE" help:"Only tickets opened since that date, 2026-08-24; all when left out."`
	Lang       string  `enum:"ru,en" default:"ru" placeholder:"ru|en" help:"The language of what is wrong with the regulation (${default})."`
	Format     string  `enum:"text,csv,json" default:"text" placeholder:"text|csv|json" help:"How to print: ${enum}."`
}

// Run replays every ticket of the database under the other regulation and prints who
// changes sides and what is met and missed, before and after.
func (c *whatIfCommand) Run(p *program) (err error) {
	other, err := c.other()
	if err != nil {
		return err
	}
	var since time.Time
	if c.Since != "" {
		if since, err = time.ParseInLocation(time.DateOnly, c.Since, time.Local); err != nil {
			return bad("--since: %q is no date: write it as 2026-08-24", c.Since)
		}
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
		Regulation: other, OpenedFrom: since,
		Changed:  func(x sla.Change) { bar.clear(); print.changed(x) },
		Progress: bar.to,
	})
	bar.clear()
	if errors.Is(err, helpdesk.Invalid) {
		return bad("--regulation: %s", listed(lang.In(c.Lang), c.Regulation, err))
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
		return r, bad("--regulation: %s", listed(lang.In(c.Lang), c.Regulation, err))
	}
	return r, nil
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
