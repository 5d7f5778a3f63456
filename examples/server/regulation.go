package main

import (
	"errors"

	"github.com/helpdesk-go/helpdesk"
)

type regulationCommand struct {
	Show     showCommand            `cmd:"" help:"Print the regulation as YAML."`
	Diff     diffCommand            `cmd:"" help:"Tell in words what one regulation changes in another."`
	Publish  publishCommand         `cmd:"" help:"Make a regulation the one in force, once what it changes was looked at."`
	Versions versionsCommand        `cmd:"" help:"List the versions of the regulation."`
	Diagram  diagramCommand         `cmd:"" help:"Draw its stages and moves."`
	Check    checkRegulationCommand `cmd:"" help:"Prove a regulation and tell everything that is wrong with it."`
	Init     initCommand            `cmd:"" help:"Write a built-in regulation, to start from."`
	Fmt      fmtCommand             `cmd:"" help:"Format a regulation; comments, order and blank lines stay."`
	Schema   schemaCommand          `cmd:"" help:"Print the JSON Schema of regulations, for editors."`
}

// from says which regulation is meant.
type from struct {
	DB address `name:"db" placeholder:"FILE" help:"The regulation in force in this database; the built-in one when left out."`
}

// source is the text of the regulation.
func (f from) source(p *program) (text []byte, err error) {
	if f.DB.empty() {
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
