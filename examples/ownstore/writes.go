package ownstore

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Every method of the port that writes, each by way of the log.

// Apply writes all changes, or none: they are one line.
func (s *Store) Apply(ctx context.Context, changes ...storage.Change) error {
	if len(changes) == 0 {
		return nil
	}
	_, err := s.do(ctx, write{Apply: changes})
	return err
}

// Number gives a number of the series that was never given before, from 1.
func (s *Store) Number(ctx context.Context, desk, name string) (int64, error) {
	a, err := s.do(ctx, write{Number: &series{desk, name}})
	return a.number, err
}

// ForgetKeys drops the keys of idempotency that were used before an instant.
func (s *Store) ForgetKeys(ctx context.Context, desk string, before time.Time) error {
	_, err := s.do(ctx, write{Forget: &storage.Key{KeyID: storage.KeyID{Desk: desk}, At: before}})
	return err
}

// Claim takes timers that are due and not claimed. Desks ask all the time: when
// nothing is due, nothing is written.
func (s *Store) Claim(ctx context.Context, c storage.Claim) ([]storage.Timer, error) {
	next, err := s.NextTimer(ctx, c.Desk)
	if err != nil || next.IsZero() || next.After(c.Now) {
		return nil, err
	}
	a, err := s.do(ctx, write{Claim: &c})
	return a.timers, err
}

// Drop removes a timer that has nothing to do any more, if the owner still holds it.
func (s *Store) Drop(ctx context.Context, owner uuid.UUID, t storage.Timer) error {
	_, err := s.do(ctx, write{Drop: &drop{owner, t}})
	return err
}

// PutHandler registers a handler or changes its kinds.
func (s *Store) PutHandler(ctx context.Context, h storage.Handler) error {
	_, err := s.do(ctx, write{Handler: &h})
	return err
}

// DropHandler removes a handler with all its deliveries.
func (s *Store) DropHandler(ctx context.Context, desk, name string) error {
	_, err := s.do(ctx, write{Unhandle: &storage.Handler{Desk: desk, Name: name}})
	return err
}

// ClaimDeliveries takes heads of lines that are due. As with timers, nothing is
// written when there is nothing to take.
func (s *Store) ClaimDeliveries(ctx context.Context, c storage.DeliveryClaim) ([]storage.Delivery, error) {
	next, err := s.NextDelivery(ctx, c.Desk, []string{c.Handler})
	if err != nil || next.IsZero() || next.After(c.Now) {
		return nil, err
	}
	a, err := s.do(ctx, write{Take: &c})
	return a.taken, err
}

// SettleDelivery writes how an open delivery stands, if the token is the one it has.
func (s *Store) SettleDelivery(ctx context.Context, d storage.Delivery) error {
	_, err := s.do(ctx, write{Settle: &d})
	return err
}

// AddDeliveries makes pending deliveries of events of the desk.
func (s *Store) AddDeliveries(ctx context.Context, desk string, list []storage.Delivery) error {
	_, err := s.do(ctx, write{Deliver: &deliver{desk, list}})
	return err
}

// ForgetDeliveries drops what was settled before an instant.
func (s *Store) ForgetDeliveries(ctx context.Context, desk string, before time.Time) error {
	d := storage.Delivery{Settled: before}
	d.Event.Desk = desk
	_, err := s.do(ctx, write{Delivered: &d})
	return err
}

// AddNotices adds notices of events of the desk.
func (s *Store) AddNotices(ctx context.Context, desk string, list []storage.Notice) error {
	_, err := s.do(ctx, write{Notices: &notices{desk, list}})
	return err
}

// ReadNotices marks a person's notices of these events as read, all if none is named.
func (s *Store) ReadNotices(ctx context.Context, desk, person string, at time.Time, events ...uuid.UUID) error {
	_, err := s.do(ctx, write{Read: &read{desk, person, at, events}})
	return err
}

// ForgetNotices drops those of events from before an instant.
func (s *Store) ForgetNotices(ctx context.Context, desk string, before time.Time) error {
	_, err := s.do(ctx, write{Noticed: &read{Desk: desk, At: before}})
	return err
}

// PutPreferences writes those of a person.
func (s *Store) PutPreferences(ctx context.Context, p ticket.Preferences) (int64, error) {
	a, err := s.do(ctx, write{Preferences: &p})
	return a.number, err
}

// PutStopwatch writes a person's stopwatch.
func (s *Store) PutStopwatch(ctx context.Context, w ticket.Stopwatch) (int64, error) {
	a, err := s.do(ctx, write{Stopwatch: &w})
	return a.number, err
}

// PutLinkState writes what is known of a linked thing.
func (s *Store) PutLinkState(ctx context.Context, l ticket.LinkState) error {
	_, err := s.do(ctx, write{LinkState: &l})
	return err
}

// PutPerson writes a person.
func (s *Store) PutPerson(ctx context.Context, p ticket.Person) (int64, error) {
	a, err := s.do(ctx, write{Person: &p})
	return a.number, err
}

// PutOrganization writes an organization.
func (s *Store) PutOrganization(ctx context.Context, o ticket.Organization) (int64, error) {
	a, err := s.do(ctx, write{Organization: &o})
	return a.number, err
}

// PutTeam writes a team with its members.
func (s *Store) PutTeam(ctx context.Context, t ticket.Team) (int64, error) {
	a, err := s.do(ctx, write{Team: &t})
	return a.number, err
}

// PutAbsence writes an absence.
func (s *Store) PutAbsence(ctx context.Context, absence ticket.Absence) (int64, error) {
	a, err := s.do(ctx, write{Absence: &absence})
	return a.number, err
}

// DropAbsence takes an absence away.
func (s *Store) DropAbsence(ctx context.Context, desk, id string) error {
	_, err := s.do(ctx, write{Present: &ticket.Absence{Desk: desk, ID: id}})
	return err
}

// PutContract writes a contract.
func (s *Store) PutContract(ctx context.Context, c ticket.Contract) (int64, error) {
	a, err := s.do(ctx, write{Contract: &c})
	return a.number, err
}

// ClosePeriod closes the period that begins where the last one ended.
func (s *Store) ClosePeriod(ctx context.Context, p storage.Period) (storage.Period, error) {
	a, err := s.do(ctx, write{Period: &p})
	return a.period, err
}

// AddRegulation adds a version: the one after the newest, else ErrConflict.
func (s *Store) AddRegulation(ctx context.Context, r storage.Regulation) error {
	_, err := s.do(ctx, write{Regulation: &r})
	return err
}

// AddCheckpoint adds a checkpoint.
func (s *Store) AddCheckpoint(ctx context.Context, c storage.Checkpoint) error {
	_, err := s.do(ctx, write{Checkpoint: &c})
	return err
}

// AddCertificate adds a certificate.
func (s *Store) AddCertificate(ctx context.Context, c storage.Certificate) error {
	_, err := s.do(ctx, write{Certificate: &c})
	return err
}

// ForgetPerson drops what there is of a person beside tickets and the directory.
func (s *Store) ForgetPerson(ctx context.Context, desk, person string) (storage.Forgotten, error) {
	a, err := s.do(ctx, write{Gone: &read{Desk: desk, Person: person}})
	return a.forgotten, err
}

// EraseRemarks erases the texts of remarks.
func (s *Store) EraseRemarks(ctx context.Context, desk string, list []storage.Remark) error {
	_, err := s.do(ctx, write{Unsaid: &unsaid{desk, list}})
	return err
}
