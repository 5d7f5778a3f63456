// Package ownstore shows how to write a store of your own: a desk in one file of
// JSON lines, each line a write, the newest at the end. The present is what comes
// out when the lines are played from the first to the last.
//
// The steps, and where to see them here:
//
//  1. Find out how your database makes several rows visible all at once or not at
//     all: Apply needs that, and the check of the version in the same step. Here a
//     line counts as soon as its end is on the disk (log.go), and one lock keeps
//     the order of writes.
//  2. Write the roles of storage.Store. Every read of tickets puts the Scope into
//     its query; storage/memory, which answers the reads here, is the plainest
//     example of it (its scope.go), storage/sqlite the one in SQL.
//  3. Name your database's errors by the sentinels of package storage, so that a
//     host can tell a full disk from a conflict.
//  4. Declare what your store can do beyond storage.Store, if anything, and run
//     storagetest (ownstore_test.go). Each failing subtest is named by the sentence
//     of the contract that does not hold yet.
//
// A file like this is enough for a desk whose tickets fit into memory and that one
// process serves. It only grows; one that lives for years would be written anew
// from time to time, and one with data of people in it must be: what was erased is
// read no more, but still stands in the lines that were written before.
package ownstore

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Store keeps desks in a log of writes. It is safe for concurrent use; make it
// with Open. After Close nothing more is written.
type Store struct {
	*memory.Store // what the log tells so far: it answers every read

	mu  sync.Mutex // one write at a time: the order of the log is the order of time
	log *log
}

var (
	_ storage.Store   = (*Store)(nil)
	_ storage.Auditor = (*Store)(nil)
)

// Open opens the log at a path, or begins one, and plays it. What a process that
// died had not finished to write is cut off: nobody was told that it was done. A
// line that is damaged before the end is storage.ErrCorrupt, and the file is left
// as it is.
func Open(path string) (*Store, error) {
	s := &Store{Store: memory.New()}
	l, err := openLog(path, func(w write) { _, _ = s.play(w) }) // what was refused then is refused again
	if err != nil {
		return nil, err
	}
	s.log = l
	return s, nil
}

// Close closes the log.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.close()
}

// write is a line of the log: which write it is, with what it was given.
type write struct {
	Apply        []storage.Change       `json:",omitempty"`
	Forget       *storage.Key           `json:",omitempty"` // the keys of its desk from before its instant
	Number       *series                `json:",omitempty"`
	Claim        *storage.Claim         `json:",omitempty"`
	Drop         *drop                  `json:",omitempty"`
	Handler      *storage.Handler       `json:",omitempty"`
	Unhandle     *storage.Handler       `json:",omitempty"` // dropped with its deliveries
	Take         *storage.DeliveryClaim `json:",omitempty"`
	Settle       *storage.Delivery      `json:",omitempty"`
	Deliver      *deliver               `json:",omitempty"`
	Delivered    *storage.Delivery      `json:",omitempty"` // those of its desk that were settled before its instant are forgotten
	Notices      *notices               `json:",omitempty"`
	Read         *read                  `json:",omitempty"`
	Noticed      *read                  `json:",omitempty"` // notices from before its instant are forgotten
	Preferences  *ticket.Preferences    `json:",omitempty"`
	Stopwatch    *ticket.Stopwatch      `json:",omitempty"`
	LinkState    *ticket.LinkState      `json:",omitempty"`
	Person       *ticket.Person         `json:",omitempty"`
	Organization *ticket.Organization   `json:",omitempty"`
	Team         *ticket.Team           `json:",omitempty"`
	Absence      *ticket.Absence        `json:",omitempty"`
	Present      *ticket.Absence        `json:",omitempty"` // an absence that is taken away
	Contract     *ticket.Contract       `json:",omitempty"`
	Period       *storage.Period        `json:",omitempty"`
	Regulation   *storage.Regulation    `json:",omitempty"`
	Checkpoint   *storage.Checkpoint    `json:",omitempty"`
	Certificate  *storage.Certificate   `json:",omitempty"`
	Gone         *read                  `json:",omitempty"` // the person of it is forgotten
	Unsaid       *unsaid                `json:",omitempty"`
}

type series struct{ Desk, Series string }

type drop struct {
	Owner uuid.UUID
	Timer storage.Timer
}

type deliver struct {
	Desk string
	List []storage.Delivery
}

type notices struct {
	Desk string
	List []storage.Notice
}

type read struct {
	Desk, Person string
	At           time.Time
	Events       []uuid.UUID
}

// unsaid are remarks that are erased.
type unsaid struct {
	Desk string
	List []storage.Remark
}

// answer is what a write answers beside its error.
type answer struct {
	number int64 // a number, or the version that a value has now
	timers []storage.Timer
	taken  []storage.Delivery
	period storage.Period

	forgotten storage.Forgotten
}

// play does a write in memory. The same writes in the same order always come out
// the same: there is no clock and no chance in them.
func (s *Store) play(w write) (a answer, err error) {
	ctx, m := context.Background(), s.Store
	switch {
	case w.Forget != nil:
		err = m.ForgetKeys(ctx, w.Forget.Desk, w.Forget.At)
	case w.Number != nil:
		a.number, err = m.Number(ctx, w.Number.Desk, w.Number.Series)
	case w.Claim != nil:
		a.timers, err = m.Claim(ctx, *w.Claim)
	case w.Drop != nil:
		err = m.Drop(ctx, w.Drop.Owner, w.Drop.Timer)
	case w.Handler != nil:
		err = m.PutHandler(ctx, *w.Handler)
	case w.Unhandle != nil:
		err = m.DropHandler(ctx, w.Unhandle.Desk, w.Unhandle.Name)
	case w.Take != nil:
		a.taken, err = m.ClaimDeliveries(ctx, *w.Take)
	case w.Settle != nil:
		err = m.SettleDelivery(ctx, *w.Settle)
	case w.Deliver != nil:
		err = m.AddDeliveries(ctx, w.Deliver.Desk, w.Deliver.List)
	case w.Delivered != nil:
		err = m.ForgetDeliveries(ctx, w.Delivered.Event.Desk, w.Delivered.Settled)
	case w.Notices != nil:
		err = m.AddNotices(ctx, w.Notices.Desk, w.Notices.List)
	case w.Read != nil:
		err = m.ReadNotices(ctx, w.Read.Desk, w.Read.Person, w.Read.At, w.Read.Events...)
	case w.Noticed != nil:
		err = m.ForgetNotices(ctx, w.Noticed.Desk, w.Noticed.At)
	case w.Stopwatch != nil:
		a.number, err = m.PutStopwatch(ctx, *w.Stopwatch)
	case w.LinkState != nil:
		err = m.PutLinkState(ctx, *w.LinkState)
	case w.Preferences != nil:
		a.number, err = m.PutPreferences(ctx, *w.Preferences)
	case w.Person != nil:
		a.number, err = m.PutPerson(ctx, *w.Person)
	case w.Organization != nil:
		a.number, err = m.PutOrganization(ctx, *w.Organization)
	case w.Team != nil:
		a.number, err = m.PutTeam(ctx, *w.Team)
	case w.Absence != nil:
		a.number, err = m.PutAbsence(ctx, *w.Absence)
	case w.Present != nil:
		err = m.DropAbsence(ctx, w.Present.Desk, w.Present.ID)
	case w.Contract != nil:
		a.number, err = m.PutContract(ctx, *w.Contract)
	case w.Period != nil:
		a.period, err = m.ClosePeriod(ctx, *w.Period)
	case w.Regulation != nil:
		err = m.AddRegulation(ctx, *w.Regulation)
	case w.Checkpoint != nil:
		err = m.AddCheckpoint(ctx, *w.Checkpoint)
	case w.Certificate != nil:
		err = m.AddCertificate(ctx, *w.Certificate)
	case w.Gone != nil:
		a.forgotten, err = m.ForgetPerson(ctx, w.Gone.Desk, w.Gone.Person)
	case w.Unsaid != nil:
		err = m.EraseRemarks(ctx, w.Unsaid.Desk, w.Unsaid.List)
	default:
		err = m.Apply(ctx, w.Apply...)
	}
	return a, err
}

// do is the one way in which anything is written: first into the log, to the disk,
// then where others can read it. What is played is what was written, read back, so
// that nobody ever sees what a restart would not bring back. A write that is
// refused is taken out of the log again.
func (s *Store) do(ctx context.Context, w write) (answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return answer{}, err
	}
	written, err := s.log.add(w)
	if err != nil {
		return answer{}, err
	}
	a, err := s.play(written)
	if err != nil {
		s.log.takeBack()
	}
	return a, err
}
