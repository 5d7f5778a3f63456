package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// act is one step of one story at its instant.
type act struct {
	at    time.Time
	story int
	step  step
}

// stage plays the stories on a desk whose clock goes from act to act.
type stage struct {
	demo
	desk    *helpdesk.Desk
	store   storage.Store
	now     time.Time
	tickets []uuid.UUID // by story
}

// playDemo fills the store with the demo data for a regulation as if it had been worked
// up to an instant. The same instant always gives the same data, but for ids.
func playDemo(ctx context.Context, store storage.Store, r helpdesk.Regulation, until time.Time) error {
	d, err := readDemo(r.Name)
	if err != nil {
		return fmt.Errorf("the demo data: %w", err)
	}
	acts, err := script(r, d.Stories, until)
	if err != nil {
		return err
	}
	s := &stage{demo: d, store: store, now: acts[0].at, tickets: make([]uuid.UUID, len(d.Stories))}
	s.desk, err = helpdesk.New(ctx, store, helpdesk.Config{Desk: deskKey, Regulation: &r, Now: func() time.Time { return s.now }})
	if err != nil {
		return err
	}
	if err := s.seat(ctx); err != nil {
		return err
	}
	for _, a := range acts {
		if err := s.pass(ctx, a.at); err != nil {
			return err
		}
		if err := s.play(ctx, a); err != nil {
			return fmt.Errorf("the demo data: %s, %s: %w", s.Stories[a.story].Subject, a.step.verb, err)
		}
	}
	return s.pass(ctx, until)
}

// script tells when everything happens, in order, up to an instant.
func script(r helpdesk.Regulation, stories []story, until time.Time) ([]act, error) {
	office, err := r.Calendars[r.Calendar].Compile(r.Calendar)
	if err != nil {
		return nil, err
	}
	chance := rand.New(rand.NewPCG(1, 2)) // always the same
	var acts []act
	for i, story := range stories {
		at, err := office.Add(until, story.Ago.Neg())
		if err != nil {
			return nil, err
		}
		if i%4 == 0 && story.Ago.Unit() == sla.InDays { // some write in the evening or at night
			at = at.Add(-time.Duration(chance.Int64N(int64(12 * time.Hour))))
		}
		acts = append(acts, act{at, i, step{verb: "open"}})
		for _, step := range story.Way {
			if at, err = office.Add(at, step.delay.Share(0.75+chance.Float64()/2)); err != nil {
				return nil, err
			}
			acts = append(acts, act{at, i, step})
		}
	}
	acts = slices.DeleteFunc(acts, func(a act) bool { return !a.at.Before(until) })
	slices.SortStableFunc(acts, func(a, b act) int { return a.at.Compare(b.at) })
	return acts, nil
}

// pass lets the time pass up to an instant; every timer fires at its own.
func (s *stage) pass(ctx context.Context, until time.Time) error {
	for {
		next, err := s.store.NextTimer(ctx, deskKey)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(until) {
			s.now = until
			return nil
		}
		s.now = next
		if fired, err := s.desk.Tick(ctx); err != nil || fired == 0 {
			return fmt.Errorf("%d timers fired at %s: %w", fired, next, err)
		}
	}
}

// seat fills the directory.
func (s *stage) seat(ctx context.Context) error {
	setup := s.desk.As(helpdesk.System("setup"))
	for _, o := range s.Organizations {
		if _, err := setup.PutOrganization(ctx, ticket.Organization{ID: o.ID, Name: o.Name}); err != nil {
			return err
		}
	}
	for _, p := range s.People {
		_, err := setup.PutPerson(ctx, ticket.Person{
			ID: p.ID, Name: p.Name, Email: p.Email, Phone: p.Phone, Organization: p.Organization, Roles: p.Roles, Language: "ru",
		})
		if err != nil {
			return err
		}
	}
	for _, t := range s.Teams {
		if _, err := setup.PutTeam(ctx, ticket.Team{ID: t.ID, Name: t.Name, Members: t.Members, Outside: t.Outside}); err != nil {
			return err
		}
	}
	return s.sell(ctx, setup)
}

// sell makes the contracts.
func (s *stage) sell(ctx context.Context, setup *helpdesk.Session) error {
	zone, err := s.desk.Zone(ctx)
	if err != nil {
		return err
	}
	for _, c := range s.Contracts {
		contract := ticket.Contract{ID: c.ID, Number: c.Number, Organization: c.Organization, From: time.Date(s.now.In(zone).Year(), time.January, 1, 0, 0, 0, 0, zone)}
		for _, x := range c.Services {
			contract.Services = append(contract.Services, ticket.Service{Key: x.Key, Title: x.Title, Bought: time.Duration(x.Hours) * time.Hour, Categories: x.Categories})
		}
		if _, err := setup.PutContract(ctx, contract); err != nil {
			return err
		}
	}
	return nil
}
