package main

import (
	"errors"
	"os"
	"strconv"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/lang"
	"github.com/helpdesk-go/helpdesk/storage"
)

// which names a regulation: a built-in one, a version in a database, or a file.
type which string

// read finds the regulation; what is wrong with it is told in the language. Versions come with the days of their calendars as they
// were known when they were published; others as this build knows them.
func (w which) read(p *program, db address, language string) (source []byte, r helpdesk.Regulation, err error) {
	if version, wrong := strconv.Atoi(string(w)); wrong == nil {
		return w.published(p, db, version)
	}
	switch w {
	case "levels":
		source = helpdesk.LevelsSource()
	case "simple":
		source = helpdesk.SimpleSource()
	default:
		if source, err = os.ReadFile(string(w)); err != nil {
			return nil, r, bad("%q is neither a file, nor levels, simple, nor the number of a version: %v", string(w), err)
		}
	}
	r, err = helpdesk.ReadRegulation(source)
	if err == nil {
		if r, err = r.Frozen(); err != nil { // a calendar: the proof knows the lines too
			_, err = helpdesk.ProveSource(source)
		}
	}
	if err != nil {
		return nil, r, bad("%s", listed(lang.In(language), string(w), err))
	}
	return source, r, nil
}

// published reads a version from a database; the newest when it is 0.
func (w which) published(p *program, db address, version int) (source []byte, r helpdesk.Regulation, err error) {
	if db.empty() {
		return nil, r, bad("version %s: say with --db in which database", string(w))
	}
	store, at, err := openDatabase(p.ctx, db)
	if err != nil {
		return nil, r, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	desk, err := helpdesk.New(p.ctx, store, helpdesk.Config{Desk: deskKey})
	if err != nil {
		return nil, r, at.advise(err)
	}
	v, err := desk.As(helpdesk.System("console")).Version(p.ctx, version)
	if errors.Is(err, storage.ErrNotFound) {
		newest, _ := desk.Refresh(p.ctx)
		return nil, r, bad("version %d: %s has the versions 1 to %d", version, at, newest)
	}
	return v.Source, v.Regulation, at.advise(err)
}
