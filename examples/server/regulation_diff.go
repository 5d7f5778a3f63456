package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/helpdesk-go/helpdesk"
)

type diffCommand struct {
	Old  string  `arg:"" help:"levels, simple, a file, or the number of a version in --db."`
	New  string  `arg:"" help:"Likewise."`
	DB   address `name:"db" placeholder:"FILE" help:"A database: a file of SQLite, or postgres://user:password@host/database."`
	Lang string  `enum:"ru,en" default:"ru" placeholder:"ru|en" help:"The language (${default})."`
	JSON bool    `name:"json" help:"Print JSON."`
}

// differenceJSON is a difference for programs.
type differenceJSON struct {
	Kind    helpdesk.DifferenceKind `json:"kind"`
	Section string                  `json:"section"`
	Key     string                  `json:"key,omitempty"`
	Path    []string                `json:"path,omitempty"`
	Old     string                  `json:"old"`
	New     string                  `json:"new"`
	Text    string                  `json:"text"`
}

// Run tells in words what the second regulation changes in the first.
func (c *diffCommand) Run(p *program) error {
	_, was, wrongOld := which(c.Old).read(p, c.DB, c.Lang)
	_, is, wrongNew := which(c.New).read(p, c.DB, c.Lang)
	if err := errors.Join(wrongOld, wrongNew); err != nil {
		return err
	}
	found := helpdesk.Compare(was, is)
	if c.JSON {
		list := make([]differenceJSON, len(found))
		for i, d := range found {
			list[i] = differenceJSON{d.Kind, d.Section, d.Key, d.Path, d.Old, d.New, d.Text(c.Lang)}
		}
		return json.NewEncoder(p.stdout).Encode(list)
	}
	for _, d := range found {
		fmt.Fprintln(p.stdout, d.Text(c.Lang))
	}
	return nil
}
