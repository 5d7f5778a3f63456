package main

import (
	"cmp"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/workflow"
)

type showCommand struct {
	Which   string  `arg:"" optional:"" help:"levels, simple, a file, or the number of a version; the one in force in --db when left out, levels without --db."`
	DB      address `name:"db" placeholder:"FILE" help:"A database: a file of SQLite, or postgres://user:password@host/database."`
	Version int     `placeholder:"N" help:"A version of the regulation in --db."`
}

// which is the regulation that is meant.
func (c *showCommand) which() (which, error) {
	switch {
	case c.Version < 0:
		return "", bad("--version: %d is no version; they are counted from 1", c.Version)
	case c.Version > 0 && c.Which != "":
		return "", bad("--version %d and %s: say one of them", c.Version, c.Which)
	case c.Version > 0:
		return which(strconv.Itoa(c.Version)), nil
	case c.Which != "":
		return which(c.Which), nil
	case !c.DB.empty():
		return "0", nil
	}
	return "levels", nil
}

// Run prints the regulation.
func (c *showCommand) Run(p *program) error {
	w, err := c.which()
	if err != nil {
		return err
	}
	source, _, err := w.read(p, c.DB, "ru")
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(source)
	return err
}

type diagramCommand struct {
	showCommand
	Format string `enum:"mermaid,dot,svg" default:"mermaid" placeholder:"mermaid|dot|svg" help:"The language of the picture: ${enum}."`
	Lang   string `enum:"ru,en," default:"" placeholder:"ru|en" help:"The language of the titles in svg; the regulation's own when left out."`
}

// Run draws the regulation.
func (c *diagramCommand) Run(p *program) error {
	w, err := c.which()
	if err != nil {
		return err
	}
	_, r, err := w.read(p, c.DB, cmp.Or(c.Lang, "ru"))
	if err != nil {
		return err
	}
	var drawn string
	if c.Format == "svg" {
		language := c.Lang
		if language == "" {
			language = r.Language
		}
		drawn, err = r.Drawing(language)
	} else {
		drawn, err = r.Diagram(workflow.Format(c.Format))
	}
	if err != nil {
		return bad("%s", listed(lang.In(cmp.Or(c.Lang, "ru")), string(w), err))
	}
	_, err = fmt.Fprintln(p.stdout, drawn)
	return err
}

type versionsCommand struct {
	DB address `name:"db" env:"HELPDESK_DB" default:"helpdesk.db" placeholder:"FILE" help:"The database: a file of SQLite, or postgres://user:password@host/database (${default})."`
}

// Run lists the published versions, the newest first.
func (c *versionsCommand) Run(p *program) error {
	return withDesk(p, c.DB, func(desk *helpdesk.Desk) error {
		t := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		console := desk.As(helpdesk.System("console"))
		for below := 0; ; {
			list, err := console.Versions(p.ctx, below, 200)
			if err != nil {
				return err
			}
			for _, v := range list {
				fmt.Fprintf(t, "%d\t%s\t%s\t%s\n", v.Version, v.At.Local().Format(time.DateTime), v.Author, v.Reason)
				below = v.Version
			}
			if len(list) == 0 || below == 1 {
				return t.Flush()
			}
		}
	})
}
