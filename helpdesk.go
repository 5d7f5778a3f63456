package helpdesk

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"maps"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Config says how a desk works. The zero Config is a whole desk.
type Config struct {
	// Desk is the key under which the desk is kept: a store holds many. "main" when empty.
	Desk string
	// Regulation becomes version 1 of a desk that has none; afterwards the store's
	// stands. Levels() when nil.
	Regulation *Regulation
	// Directory tells who people are. The built-in one, in the desk's store, when nil.
	Directory Directory
	// Access decides rights. By the roles and teams of the directory when nil.
	Access Access
	// Now is the clock: time.Now when nil.
	Now func() time.Time
	// NewID makes ids: UUIDs of version 7 when nil.
	NewID func() uuid.UUID
	// FieldKinds, Guards and Effects are what regulations may name beside the built-in
	// kinds of fields and guards. A desk that was not given what its regulation names
	// is not ready (see Ready) and refuses what needs it.
	FieldKinds map[string]FieldKind
	Guards     map[string]Guard
	Effects    map[string]Effect
	// Before see what is decided before it is written, in this order: see Before.
	Before []Before
	// Links tells how things elsewhere stand that tickets lead to. Nobody knows when nil.
	Links LinkProvider
	// LinksWithin is how long Links may take for one thing: 3 seconds when 0.
	LinksWithin time.Duration
	// Retry says how often a handler is told again of what it did not take.
	Retry Retry
	// Apart is how far Now may be from the clock of a store that has one, before Run
	// claims nothing and Ready says so: 5 seconds when 0. Negative where Now is not the
	// time at all, as in tests: then they are not compared.
	Apart time.Duration
	// Random gives the salts without which a digest of the journal could be guessed:
	// crypto/rand.Reader when nil. One that can be foretold is for replays alone, which
	// then make the same journals from the same input. It must be safe for concurrent use.
	Random io.Reader
	// Log takes what operators should know. Silent when nil.
	Log *slog.Logger
}

// Desk is a help desk. It is safe for concurrent use. Everything is done through a
// Session: see As.
type Desk struct {
	key       string
	store     storage.Store
	waking    storage.Waking // the same, if it has that power
	directory Directory
	access    Access
	now       func() time.Time
	newID     func() uuid.UUID
	random    io.Reader
	log       *slog.Logger
	before    []Before
	handlers  *handlers
	retry     Retry
	apart     time.Duration
	skewed    *flag // the clock was seen to be too far from the store's
	links     *asker

	versions   *versions // of the regulation
	fieldKinds map[string]FieldKind
	guards     map[string]Guard
	effects    map[string]Effect
}

// New makes a desk over a store. It reads the regulation that the store has, or
// proves and stores Config.Regulation as its first version.
func New(ctx context.Context, store storage.Store, c Config) (*Desk, error) {
	d := &Desk{key: c.Desk, store: store, directory: c.Directory, access: c.Access, now: c.Now, newID: c.NewID, log: c.Log, versions: newVersions(),
		fieldKinds: maps.Clone(c.FieldKinds), guards: maps.Clone(c.Guards), effects: maps.Clone(c.Effects)}
	if d.key == "" {
		d.key = "main"
	}
	if d.directory == nil {
		d.directory = builtinDirectory{d.key, store}
	}
	if d.access == nil {
		d.access = newDirectoryAccess(d.key, d.directory, d.current)
	}
	if d.now == nil {
		d.now = time.Now
	}
	if d.newID == nil {
		d.newID = func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	}
	if d.random = c.Random; d.random == nil {
		d.random = rand.Reader
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	d.before, d.retry, d.apart = c.Before, c.Retry.orDefault(), c.Apart
	d.handlers, d.skewed = &handlers{}, &flag{}
	d.links = newAsker(c.Links, c.LinksWithin)
	if d.apart == 0 {
		d.apart = mostApart
	}
	d.waking, _ = store.(storage.Waking)
	d.addOwnHandlers()
	if err := d.found(ctx, c.Regulation); err != nil {
		return nil, fail("new", err)
	}
	return d, nil
}

// found makes the newest regulation ready, publishing the first of a new desk.
func (d *Desk) found(ctx context.Context, first *Regulation) error {
	stored, err := d.store.Regulation(ctx, d.key, 0)
	if errors.Is(err, storage.ErrNotFound) {
		stored, err = d.publishFirst(ctx, first)
	}
	if err != nil {
		return err
	}
	d.versions.reach(stored.Version)
	_, err = d.rules(ctx, stored.Version)
	return err
}

func (d *Desk) publishFirst(ctx context.Context, first *Regulation) (storage.Regulation, error) {
	source, regulation := LevelsSource(), Levels()
	if first != nil {
		if err := first.Prove(d.goNames()...); err != nil {
			return storage.Regulation{}, err
		}
		written, err := WriteRegulation(*first)
		if err != nil {
			return storage.Regulation{}, err
		}
		source, regulation = asWritten(written), *first
	}
	calendars, err := freeze(regulation)
	if err != nil {
		return storage.Regulation{}, err
	}
	r := storage.Regulation{
		Desk: d.key, Version: 1, Source: source, Calendars: calendars,
		Author: System("setup").ID, Reason: "the first", At: ticket.Instant(d.now()), Event: d.newID(),
	}
	err = d.store.AddRegulation(ctx, r)
	if errors.Is(err, storage.ErrConflict) { // another process was quicker
		return d.store.Regulation(ctx, d.key, 0)
	}
	return r, err
}

// calendars finds the calendar that a stretch of time was measured by.
func (d *Desk) calendars(ctx context.Context) sla.Calendars {
	return func(ref string) (*sla.Calendar, bool) {
		key, version := splitCalendarRef(ref)
		r, err := d.rules(ctx, version)
		if err != nil {
			d.log.Error("a calendar is missing", "calendar", ref, "error", err)
			return nil, false
		}
		c, ok := r.calendars[key]
		return c, ok
	}
}

// Key is the key under which the desk is kept.
func (d *Desk) Key() string { return d.key }

// Regulation is the regulation in force and its version.
func (d *Desk) Regulation(ctx context.Context) (Regulation, int, error) {
	r, err := d.current(ctx)
	if err != nil {
		return Regulation{}, 0, fail("regulation", err)
	}
	return r.Regulation, r.version, nil
}

// Now is the desk's clock, as the desk keeps instants: UTC, whole microseconds.
func (d *Desk) Now() time.Time { return ticket.Instant(d.now()) }

// Ready tells whether the desk can work, and what is wrong if it cannot: its store
// does not answer or has another time, or the regulation names what the desk was not given.
func (d *Desk) Ready(ctx context.Context) error {
	if _, err := d.store.Regulation(ctx, d.key, 0); err != nil {
		return fail("ready", err)
	}
	if err := d.agree(ctx); err != nil {
		return fail("ready", err)
	}
	r, err := d.current(ctx)
	if err != nil {
		return fail("ready", err)
	}
	if missing := d.lacks(r.Regulation); len(missing) > 0 {
		return fail("ready", lacking(missing...))
	}
	return nil
}

// salt is what makes a journal's digest unguessable.
func (d *Desk) salt() []byte {
	b := make([]byte, 16)
	if _, err := io.ReadFull(d.random, b); err != nil { // the host's has run dry
		_, _ = rand.Read(b) // never fails, by its contract
	}
	return b
}
