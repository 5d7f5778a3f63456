package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// seat makes the desk with the people that the writers are.
func (r *run) seat(ctx context.Context) (err error) {
	store, closeStore, err := r.home.store(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	made, err := helpdesk.New(ctx, store, helpdesk.Config{Desk: desk})
	if err != nil {
		return err
	}
	setup := made.As(helpdesk.System("setup"))
	var agents []string
	for n := range r.Writers + 1 { // one more for bursts
		for id, role := range map[string]ticket.Role{requesterOf(n): ticket.RoleRequester, agentOf(n): ticket.RoleAgent} {
			if _, err := setup.PutPerson(ctx, ticket.Person{ID: id, Name: id, Roles: []ticket.Role{role}}); err != nil {
				return err
			}
		}
		agents = append(agents, agentOf(n))
	}
	for _, t := range helpdesk.Levels().Teams {
		if _, err := setup.PutTeam(ctx, ticket.Team{ID: t.Key, Name: t.Key, Members: agents}); err != nil {
			return err
		}
	}
	return nil
}

// overdue is how long after its instant a timer may still be pending: the claim of a
// server that was killed runs out, and another takes it over.
const overdue = 40 * time.Second

// settle waits, where the plan asks for it, until nothing that is due is pending.
func (r *run) settle(ctx context.Context) (err error) {
	if !r.Timers {
		return nil
	}
	store, closeStore, err := r.home.store(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	for deadline := time.Now().Add(overdue); ; {
		next, err := store.NextTimer(ctx, desk)
		switch {
		case err != nil:
			return err
		case next.IsZero() || next.After(time.Now()):
			return nil
		case time.Now().After(deadline):
			return fmt.Errorf("a timer of %s has not fired %s later", next, time.Since(next))
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// prove stops nothing and starts nothing: it judges the store as it is.
func (r *run) prove(ctx context.Context) (v verdict, err error) {
	store, closeStore, err := r.home.store(ctx)
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	return r.judge(ctx, store)
}
