package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// categories are what people ask about, the frequent ones often.
var categories = []string{
	"consultation", "consultation", "consultation", "consultation", "defect", "defect", "defect", "hosting", "hosting",
	"configuration", "configuration", "feature", "service-change", "project-documents", "accounting-documents", "management", "inactive-service",
}

// morning draws who will ask for something in the course of a day.
func (w *world) morning(from, until time.Time) {
	n := w.Tickets
	if w.office.Between(from, until, sla.InDays).Sign() == 0 {
		n /= 5
	}
	for range n {
		at := from.Add(8*time.Hour + time.Duration(w.chance.Int64N(int64(11*time.Hour))))
		if w.percent(12) { // in the evening or at night
			at = from.Add(time.Duration(w.chance.Int64N(int64(24 * time.Hour))))
		}
		w.agenda.add(at, w.open)
	}
}

// open lets somebody ask for something: by himself or, by phone, through the first line.
func (w *world) open(ctx context.Context) error {
	who := w.requesters[w.chance.IntN(len(w.requesters))]
	in := helpdesk.NewRequest{
		Subject: "Не печатаются акты " + strconv.Itoa(w.report.Done["open"]+1), Text: w.words(),
		Category: categories[w.chance.IntN(len(categories))], Channel: ticket.ChannelPortal,
	}
	if w.percent(25) {
		in.Channel = ticket.ChannelEmail
	}
	if w.percent(20) {
		in.Priority = []string{"urgent", "urgent", "critical"}[w.chance.IntN(3)]
	}
	if w.percent(10) {
		in.Observers = []string{w.requesters[w.chance.IntN(len(w.requesters))]}
		in.Observers = slices.DeleteFunc(in.Observers, func(o string) bool { return o == who })
	}
	by := who
	if w.percent(15) && w.atWork() {
		by, in.Requester, in.Channel = w.oneOf(w.there("line1", w.clock.Now())), who, ticket.ChannelPhone
		if w.one(3) {
			in.Answer = "Посмотрим и ответим сегодня."
		}
	}
	made, err := w.desk.As(helpdesk.Person(by)).Open(ctx, in)
	if ok, err := w.did("open", err); !ok {
		return err
	}
	if w.percent(8) { // something more comes to mind
		w.later(30*time.Minute, 20*time.Hour, w.write(who, made.Ticket))
	}
	return nil
}

func (w *world) words() string {
	return strings.TrimSpace(strings.Repeat("Пустая страница вместо формы. ", 1+w.chance.IntN(8)))
}

func (w *world) oneOf(list []string) string { return list[w.chance.IntN(len(list))] }

// atWork tells whether it is working time.
func (w *world) atWork() bool {
	now := w.clock.Now()
	return w.office.Between(now, now.Add(time.Minute), sla.InHours).Sign() > 0
}

// later puts something on the agenda.
func (w *world) later(least, most time.Duration, do func(context.Context) error) {
	w.agenda.add(w.clock.Now().Add(w.between(least, most)), do)
}

// write lets a requester add a message.
func (w *world) write(who string, id uuid.UUID) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := w.desk.As(helpdesk.Person(who)).Reply(ctx, id, helpdesk.Answer{Text: w.words(), Channel: ticket.ChannelEmail})
		_, err = w.did("write", err)
		return err
	}
}

// asked: the requester was asked something. Some answer, some do not.
func (w *world) asked(who string, id uuid.UUID) {
	if w.percent(70) {
		w.later(20*time.Minute, 40*time.Hour, w.write(who, id))
	}
}

// answered: the requester was given a solution. He accepts, comes back, speaks, has
// somebody close it by phone, or says nothing for good.
func (w *world) answered(who string, id uuid.UUID) {
	switch dice := w.chance.IntN(100); {
	case dice < 50:
		w.later(10*time.Minute, 20*time.Hour, w.accept(who, id))
	case dice < 58:
		w.later(20*time.Minute, 30*time.Hour, w.reopen(who, id))
	case dice < 62:
		w.later(time.Hour, 30*time.Hour, w.write(who, id))
	case dice < 66:
		w.agenda.add(w.working(w.clock.Now(), w.between(time.Hour, 10*time.Hour)), w.acceptByPhone(who, id))
	}
}

func (w *world) accept(who string, id uuid.UUID) func(context.Context) error {
	return func(ctx context.Context) error {
		in := helpdesk.Transition{Event: "accept"}
		if w.percent(60) {
			in.Fields = map[string]string{"rating": strconv.Itoa(1 + w.chance.IntN(5))}
		}
		_, err := w.desk.As(helpdesk.Person(who)).Move(ctx, id, in)
		if ok, err := w.did("accept", err); !ok {
			return err
		}
		if w.percent(2) { // it comes back after all
			w.later(time.Hour, 100*time.Hour, w.reopen(who, id))
		}
		return nil
	}
}

func (w *world) acceptByPhone(who string, id uuid.UUID) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := w.desk.As(helpdesk.Person(manager)).OnBehalfOf(who).Move(ctx, id, helpdesk.Transition{Event: "accept"})
		_, err = w.did("accept by phone", err)
		return err
	}
}

func (w *world) reopen(who string, id uuid.UUID) func(context.Context) error {
	return func(ctx context.Context) error {
		in := helpdesk.Transition{Event: "reopen", Fields: map[string]string{"comment": "Опять то же самое. " + w.words()}}
		_, err := w.desk.As(helpdesk.Person(who)).Move(ctx, id, in)
		_, err = w.did("reopen", err)
		return err
	}
}
