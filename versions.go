package helpdesk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/helpdesk-go/helpdesk/internal/strictyaml"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
)

// followWithin is how long a desk decides by the version that it knows before it asks
// the store whether there is a newer one. It is measured on the wall: a clock of the
// host may stand still.
const followWithin = time.Second

// versions are the versions of a desk's regulation, made ready.
type versions struct {
	mu     sync.RWMutex
	ready  map[int]*rules
	newest int
	asked  atomic.Int64 // when the store was last asked for the newest, in nanoseconds since begun
	begun  time.Time
}

func newVersions() *versions { return &versions{ready: map[int]*rules{}, begun: time.Now()} }

func (v *versions) get(version int) *rules {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.ready[version]
}

func (v *versions) put(r *rules) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ready[r.version] = r
}

// latest is the newest version that is known.
func (v *versions) latest() int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.newest
}

// reach makes a version the newest unless a newer one is known.
func (v *versions) reach(version int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.newest = max(v.newest, version)
}

// stale tells, to one of those who ask at once, that the store is to be asked again.
func (v *versions) stale() bool {
	now, last := int64(time.Since(v.begun)), v.asked.Load()
	return now-last >= int64(followWithin) && v.asked.CompareAndSwap(last, now)
}

// apart is a copy: what is read into it stays there.
func (v *versions) apart() *versions {
	v.mu.RLock()
	defer v.mu.RUnlock()
	own := &versions{ready: maps.Clone(v.ready), newest: v.newest, begun: v.begun}
	own.asked.Store(v.asked.Load())
	return own
}

// with is the same versions and one more, which becomes the newest; the original
// stays as it is.
func (v *versions) with(r *rules) *versions {
	v.mu.RLock()
	defer v.mu.RUnlock()
	more := &versions{ready: maps.Clone(v.ready), newest: r.version, begun: time.Now()}
	more.asked.Store(int64(100 * 365 * 24 * time.Hour)) // it never asks the store
	more.ready[r.version] = r
	return more
}

// rules answers a version of the regulation, made ready once.
func (d *Desk) rules(ctx context.Context, version int) (*rules, error) {
	if r := d.versions.get(version); r != nil {
		return r, nil
	}
	stored, err := d.store.Regulation(ctx, d.key, version)
	if err != nil {
		return nil, err
	}
	r, err := thaw(stored)
	if err != nil {
		return nil, fmt.Errorf("version %d of the regulation: %w", version, err)
	}
	d.versions.put(r)
	return r, nil
}

// current is the newest version of the regulation. One that another process has
// published is found within followWithin.
func (d *Desk) current(ctx context.Context) (*rules, error) {
	if d.versions.stale() {
		if _, err := d.Refresh(ctx); err != nil && ctx.Err() == nil {
			d.log.Warn("whether there is a newer regulation is not known", "version", d.versions.latest(), "error", err)
		}
	}
	return d.rules(ctx, d.versions.latest())
}

// Refresh asks the store for the newest version of the regulation, goes by it from
// now on and answers its number. Every use case does so by itself when that was last
// done more than a second ago, and Run does every second; so it is needed only by
// those who cannot wait.
func (d *Desk) Refresh(ctx context.Context) (int, error) {
	newest, err := d.store.NewestRegulation(ctx, d.key)
	if err == nil && newest > d.versions.latest() {
		if _, err = d.rules(ctx, newest); err == nil {
			d.versions.reach(newest)
		}
	}
	return d.versions.latest(), fail("refresh", err)
}

// freeze writes the days of the calendars down as they are known today, so that a
// newer build changes nothing in the past of a version.
func freeze(r Regulation) ([]byte, error) {
	frozen := make(map[string]sla.Schedule, len(r.Calendars))
	for _, key := range slices.Sorted(maps.Keys(r.Calendars)) {
		s, err := r.Calendars[key].Freeze(sla.FirstYear, sla.LastYear)
		if err != nil {
			return nil, err
		}
		frozen[key] = s
	}
	return strictyaml.Encode(frozen)
}

// thaw makes a stored version ready.
func thaw(stored storage.Regulation) (*rules, error) {
	read, err := ReadRegulation(stored.Source)
	if err != nil {
		return nil, err
	}
	if len(stored.Calendars) > 0 {
		var frozen map[string]sla.Schedule
		if err := strictyaml.Decode(stored.Calendars, &frozen); err != nil {
			return nil, err
		}
		read.Calendars = frozen
	}
	return compileRules(read, stored.Version)
}
