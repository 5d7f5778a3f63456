package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/helpdesktest"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// world is the desk with all who live with it.
type world struct {
	plan
	desk   *helpdesk.Desk
	store  storage.Store
	clock  *helpdesktest.Clock
	office *sla.Calendar
	agenda agenda
	told   io.Writer

	chance     *rand.Rand // of people
	ids        *rand.Rand
	requesters []string
	rota
	mornings  int                        // of working days
	idle      bool                       // there was nothing to deliver, and nothing has happened since
	titles    map[string]string          // of organizations
	contracts map[string]ticket.Contract // by id
	booked    map[string]booking         // what was acknowledged, by id
	closed    []books
	report    report
}

// newWorld makes the desk, its people and their first intentions.
func newWorld(ctx context.Context, p plan, store storage.Store) (*world, error) {
	r := regulation()
	office, err := r.Calendars[r.Calendar].Compile(r.Calendar)
	if err != nil {
		return nil, err
	}
	first := time.Date(p.From.Year(), p.From.Month(), p.From.Day(), 0, 0, 0, 0, office.Location())
	w := &world{
		plan: p, store: store, clock: helpdesktest.NewClock(first), office: office, told: io.Discard,
		chance: rand.New(rand.NewPCG(p.Seed, 1)), ids: rand.New(rand.NewPCG(p.Seed, 2)),
		rota:   rota{lines: lines(), left: map[string]time.Time{}},
		titles: map[string]string{}, contracts: map[string]ticket.Contract{}, booked: map[string]booking{},
		report: report{plan: p, Done: map[string]int{}, Refused: map[string]int{}},
	}
	if err := w.found(ctx); err != nil {
		return nil, err
	}
	if err := w.desk.Register(ctx); err != nil {
		return nil, err
	}
	if err := w.seat(ctx); err != nil {
		return nil, err
	}
	for _, team := range teams {
		for _, id := range w.lines[team] {
			w.begin(agent{id, team})
		}
	}
	w.agenda.add(first.Add(8*time.Hour+50*time.Minute), w.rollCall)
	w.agenda.add(w.working(first, time.Hour), w.oversee)
	return w, nil
}

// found makes the desk in the world's store, or finds it there.
func (w *world) found(ctx context.Context) (err error) {
	r := regulation()
	var salts [32]byte
	binary.LittleEndian.PutUint64(salts[:], w.Seed)
	w.desk, err = helpdesk.New(ctx, w.store, helpdesk.Config{
		Regulation: &r, Now: w.clock.Now, Apart: -1, NewID: w.newID, Random: rand.NewChaCha8(salts),
	})
	return err
}

// newID is the next id of the world: of version 7 by its clock.
func (w *world) newID() (id uuid.UUID) {
	binary.BigEndian.PutUint64(id[0:], uint64(w.clock.Now().UnixMilli())<<16|w.ids.Uint64()&0xffff)
	binary.BigEndian.PutUint64(id[8:], w.ids.Uint64())
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

// working is the instant at which so much working time has passed.
func (w *world) working(from time.Time, d time.Duration) time.Time {
	at, err := w.office.Add(from, sla.Working(d))
	if err != nil {
		panic(err) // the month lies within the years of calendars
	}
	return at
}

// live plays all days.
func (w *world) live(ctx context.Context) (report, error) {
	began := time.Now()
	for n := range w.Days {
		if err := w.day(ctx, w.clock.Now()); err != nil {
			return w.report, fmt.Errorf("day %d: %w", n+1, err)
		}
	}
	w.report.Took = time.Since(began)
	return w.report, nil
}

// day plays a day from midnight to midnight and proves what it left.
func (w *world) day(ctx context.Context, from time.Time) error {
	until := from.AddDate(0, 0, 1)
	w.morning(from, until)
	for {
		a, more := w.agenda.next(until)
		if !more {
			break
		}
		if err := w.pass(ctx, a.at); err != nil {
			return err
		}
		w.idle = false
		if err := a.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", w.clock.Now().Format(time.DateTime), err)
		}
	}
	if err := w.pass(ctx, until); err != nil {
		return err
	}
	return w.evening(ctx)
}

// did counts how a verb went. That somebody is refused is a part of life: what he saw
// may have changed since. Anything else must not be.
func (w *world) did(verb string, err error) (bool, error) {
	var e *helpdesk.Error
	switch {
	case err == nil:
		w.report.Done[verb]++
		return true, nil
	case errors.As(err, &e) && (e.Code == helpdesk.Refused || e.Code == helpdesk.Forbidden || e.Code == helpdesk.NotFound):
		w.report.Refused[verb]++
		return false, nil
	}
	return false, fmt.Errorf("%s: %w", verb, err)
}

// one of ten, of three: how chance is asked.
func (w *world) one(of int) bool { return w.chance.IntN(of) == 0 }

// percent happens so often.
func (w *world) percent(share int) bool { return w.chance.IntN(100) < share }

// between draws a length of time: short ones are more frequent.
func (w *world) between(least, most time.Duration) time.Duration {
	x := w.chance.Float64()
	return least + time.Duration(x*x*float64(most-least))
}
