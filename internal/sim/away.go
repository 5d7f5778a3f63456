package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// rota is who was said to be away and who has left, as the desk acknowledged it.
type rota struct {
	lines    map[string][]string // who is in which team now
	absences []ticket.Absence
	left     map[string]time.Time
	hired    int
}

// away is the absence of a person at an instant.
func (r *rota) away(person string, at time.Time) (ticket.Absence, bool) {
	i := slices.IndexFunc(r.absences, func(a ticket.Absence) bool { return a.Person == person && a.On(at) })
	if i < 0 {
		return ticket.Absence{}, false
	}
	return r.absences[i], true
}

// of are the absences of a person.
func (r *rota) of(person string) (list []ticket.Absence) {
	for _, a := range r.absences {
		if a.Person == person {
			list = append(list, a)
		}
	}
	return list
}

// has tells whether a person is there to do or to be given something at an instant.
func (r *rota) has(person string, at time.Time) bool {
	_, away := r.away(person, at)
	_, left := r.left[person]
	return !away && !left
}

// there are the members of a team who are not away.
func (r *rota) there(team string, at time.Time) []string {
	return slices.DeleteFunc(slices.Clone(r.lines[team]), func(id string) bool { return !r.has(id, at) })
}

// whole tells whether nobody of a team is away, or will be.
func (r *rota) whole(team string, at time.Time) bool {
	return !slices.ContainsFunc(r.absences, func(a ticket.Absence) bool {
		return a.Until.After(at) && slices.Contains(r.lines[team], a.Person)
	})
}

// rollCall is the beginning of a day, before work: people fall ill, say when they will
// be on holiday, leave and come, and the books are closed now and then.
func (w *world) rollCall(ctx context.Context) error {
	now := w.clock.Now()
	w.agenda.add(now.AddDate(0, 0, 1), w.rollCall)
	if w.office.Between(now, now.Add(14*time.Hour), sla.InDays).Sign() == 0 {
		return nil
	}
	n := w.mornings
	w.mornings++
	for _, is := range []struct {
		today bool
		what  func(ctx context.Context, team string, members []string) error
	}{
		{n%3 == 1, w.illStoodInFor},
		{n%3 == 2, w.ill},
		{n%5 == 0, w.holiday},
		{n%9 == 3, w.leave},
	} {
		whole := slices.DeleteFunc([]string{"line1", "line2", "line3"}, func(team string) bool { return !w.whole(team, now) })
		if !is.today || len(whole) == 0 { // one of a team at a time
			continue
		}
		team := w.oneOf(whole)
		members := slices.Clone(w.lines[team])
		w.chance.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		if err := is.what(ctx, team, members); err != nil {
			return err
		}
	}
	if n%3 == 2 {
		return w.closeBooks(ctx)
	}
	return nil
}

// absent says that somebody is away.
func (w *world) absent(ctx context.Context, by string, a ticket.Absence) error {
	a, err := w.desk.As(helpdesk.Person(by)).PutAbsence(ctx, a)
	if ok, err := w.did("be absent", err); !ok {
		return err
	}
	w.absences = append(w.absences, a)
	return nil
}

// illStoodInFor: somebody is ill for a day or two, and another has what he had.
func (w *world) illStoodInFor(ctx context.Context, _ string, members []string) error {
	from := w.clock.Now().Add(time.Second)
	return w.absent(ctx, manager, ticket.Absence{Person: members[0], StandIn: members[1], From: from, Until: from.AddDate(0, 0, 1+w.chance.IntN(2)), Note: "Больничный"})
}

// ill: nobody stands in, so the operations manager puts what he has into the queues.
func (w *world) ill(ctx context.Context, _ string, members []string) error {
	from := w.clock.Now().Add(time.Second)
	if err := w.absent(ctx, manager, ticket.Absence{Person: members[0], From: from, Until: from.AddDate(0, 0, 1), Note: "Больничный"}); err != nil {
		return err
	}
	_, err := w.desk.As(helpdesk.Person(manager)).HandOver(ctx, members[0], helpdesk.HandOver{Reason: "Болеет"})
	_, err = w.did("hand over", err)
	return err
}

// holiday is said some days before, by oneself.
func (w *world) holiday(ctx context.Context, _ string, members []string) error {
	from := w.clock.Now().AddDate(0, 0, 1)
	return w.absent(ctx, members[0], ticket.Absence{Person: members[0], StandIn: members[1], From: from, Until: from.AddDate(0, 0, 2+w.chance.IntN(3)), Note: "Отпуск"})
}

// leave: somebody leaves for good, what he has goes to another or into the queues, and
// somebody new comes.
func (w *world) leave(ctx context.Context, team string, members []string) error {
	goes, admin := members[0], w.desk.As(helpdesk.Person(administrator))
	in := helpdesk.HandOver{Reason: "Уходит"}
	if w.one(2) {
		in.To = members[1]
	}
	_, err := admin.Leave(ctx, goes, in)
	if ok, err := w.did("leave", err); !ok {
		return err
	}
	w.left[goes] = w.clock.Now()
	w.hired++
	comes := fmt.Sprintf("%s-new-%d", team, w.hired)
	if err := person(ctx, admin, comes, "", ticket.RoleAgent); err != nil {
		return err
	}
	list, err := admin.Teams(ctx)
	if err != nil {
		return err
	}
	t := list[slices.IndexFunc(list, func(t ticket.Team) bool { return t.ID == team })]
	t.Members = append(t.Members, comes)
	if _, err := admin.PutTeam(ctx, t); err != nil {
		return err
	}
	w.lines[team] = append(slices.DeleteFunc(w.lines[team], func(id string) bool { return id == goes }), comes)
	w.begin(agent{comes, team})
	return nil
}
