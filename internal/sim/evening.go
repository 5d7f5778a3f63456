package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// What is proved in the evening beside everything that Desk.Check does.
const (
	bookedOnce    = "the booked times are those that were acknowledged"
	nothingIsLost = "every open ticket has a pending timer or is known to have no next step"
)

// atOnce is how many tickets are read at a time.
const atOnce = 200

// evening proves everything of all tickets there are.
func (w *world) evening(ctx context.Context) error {
	began := time.Now()
	defer func() { w.report.Proving += time.Since(began) }()
	n, err := w.desk.Check(ctx, func(f storage.Finding) { w.report.Findings = append(w.report.Findings, f) })
	if err != nil {
		return err
	}
	w.report.Tickets, w.report.Open = n, 0
	w.report.Stages, w.report.Without = map[string]int{}, map[string]int{}
	heads := sha256.New()
	missing := map[uuid.UUID]time.Duration{}
	for id, d := range w.booked {
		missing[id] = d
	}
	for after := uuid.Nil; ; {
		page, err := w.store.Histories(ctx, storage.Everything(w.desk.Key()), storage.HistoryQuery{After: after, Limit: atOnce})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for _, h := range page {
			heads.Write(h.Journal[len(h.Journal)-1].Hash)
			if err := w.prove(ctx, h); err != nil {
				return err
			}
			delete(missing, h.Ticket)
		}
		after = page[len(page)-1].Ticket
	}
	for id, d := range missing {
		w.find(bookedOnce, id, "%s of %s are gone with their ticket", d, id)
	}
	w.report.Heads = hex.EncodeToString(heads.Sum(nil))
	fmt.Fprintf(w.told, "%s: %d tickets, %d open, %d findings\n", w.clock.Now().Add(-time.Second).Format(time.DateOnly), n, w.report.Open, len(w.report.Findings))
	return nil
}

func (w *world) find(invariant string, id uuid.UUID, format string, args ...any) {
	w.report.Findings = append(w.report.Findings, storage.Finding{Invariant: invariant, Ticket: id, Text: fmt.Sprintf(format, args...)})
}

// prove proves one ticket by its journal.
func (w *world) prove(ctx context.Context, h storage.History) error {
	s, err := foldState(h.Journal)
	if err != nil {
		return fmt.Errorf("%s: %w", h.Number, err)
	}
	if s.spent != w.booked[h.Ticket] {
		w.find(bookedOnce, h.Ticket, "%s: %s are stored, %s were acknowledged", h.Number, s.spent, w.booked[h.Ticket])
	}
	if s.phase == ticket.PhaseDone {
		return nil
	}
	w.report.Open++
	w.report.Stages[s.stage]++
	for _, why := range s.without() {
		w.report.Without[why]++
	}
	timers, err := w.store.Pending(ctx, storage.Everything(w.desk.Key()), h.Ticket)
	if err != nil {
		return err
	}
	if len(timers) == 0 && len(s.without()) == 0 {
		w.find(nothingIsLost, h.Ticket, "%s stands in %s since %s, with %s", h.Number, s.stage, s.entered, s.agent)
	}
	return nil
}
