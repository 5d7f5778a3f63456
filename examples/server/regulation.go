package main

import (
	"errors"
	"fmt"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/workflow"
)

type regulationCommand struct {
	Show    showCommand    `cmd:"" help:"Print the regulation as YAML."`
	Diagram diagramCommand `cmd:"" help:"Draw its stages and moves."`
}

// from says which regulation is meant.
type from struct {
	DB string `name:"db" placeholder:"FILE" help:"The regulation in force in this database; the built-in one when left out."`
}

// source is the text of the regulation.
func (f from) source(p *program) (text []byte, err error) {
	if f.DB == "" {
		return helpdesk.LevelsSource(), nil
	}
	store, at, err := openDatabase(p.ctx, f.DB)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	r, err := store.Regulation(p.ctx, deskKey, 0)
	return r.Source, at.advise(err)
}

func (f from) regulation(p *program) (helpdesk.Regulation, error) {
	text, err := f.source(p)
	if err != nil {
		return helpdesk.Regulation{}, err
	}
	return helpdesk.ReadRegulation(text)
}

type showCommand struct{ from }

// Run prints the regulation.
func (c *showCommand) Run(p *program) error {
	text, err := c.source(p)
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(text)
	return err
}

type diagramCommand struct {
	from
	Format string `enum:"mermaid,dot" default:"mermaid" placeholder:"mermaid|dot" help:"The language of the picture: ${enum}."`
}

// Run draws the regulation.
func (c *diagramCommand) Run(p *program) error {
	r, err := c.regulation(p)
	if err != nil {
		return err
	}
	drawn, err := r.Diagram(workflow.Format(c.Format))
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(p.stdout, drawn)
	return err
}
