package main

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// spend books time. Now and then it was wrong, and is corrected.
func (w *world) spend(ctx context.Context, by string, id uuid.UUID, in helpdesk.Booking) error {
	made, err := w.desk.As(helpdesk.Person(by)).Spend(ctx, id, in)
	if ok, err := w.did("spend", err); !ok {
		return err
	}
	w.keep(made, by, in.Spent, in.Worked, "")
	if w.percent(3) {
		w.agenda.add(w.working(w.clock.Now(), w.between(time.Minute, 20*time.Hour)), w.correct(by, made, in.Spent))
	}
	return nil
}

// keep notes what the desk has acknowledged.
func (w *world) keep(made helpdesk.Receipt, by string, spent time.Duration, worked time.Time, corrects string) {
	if worked.IsZero() {
		worked = w.clock.Now()
	}
	w.booked[made.Part.String()] = booking{ticket: made.Ticket, agent: by, spent: spent, worked: ticket.Instant(worked), corrects: corrects}
	w.report.Booked += spent
}

func (w *world) correct(by string, made helpdesk.Receipt, was time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		in := helpdesk.Correction{Booking: made.Part, Spent: was + w.between(time.Minute, 20*time.Minute).Round(time.Minute), Note: "Не всё записано"}
		if w.one(3) {
			in.Spent, in.Note = 0, "Записано не туда"
		}
		now, err := w.desk.As(helpdesk.Person(by)).Correct(ctx, made.Ticket, in)
		if ok, err := w.did("correct", err); !ok {
			return err
		}
		w.keep(now, by, in.Spent-was, time.Time{}, made.Part.String())
		return nil
	}
}
