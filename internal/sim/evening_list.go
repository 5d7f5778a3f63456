package main

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// list holds the operations manager's list without a next step against what the journals
// tell, ticket by ticket and reason by reason.
func (e *evening) list(ctx context.Context) error {
	listed, err := e.all(ctx, ticket.Filter{NoNextStep: e.now})
	if err != nil {
		return err
	}
	e.report.Without = map[ticket.Lack]int{}
	in := map[uuid.UUID]bool{}
	for _, t := range listed {
		in[t.ID] = true
		timers, err := e.store.Pending(ctx, storage.Everything(e.desk.Key()), t.ID)
		if err != nil {
			return err
		}
		reasons := t.Lacks(e.now, len(timers))
		for _, r := range reasons {
			e.report.Without[r]++
		}
		if !slices.Equal(reasons, e.lacks[t.ID]) {
			e.find(listIsFold, t.ID, "%s in %s: the list says %q, the journal %q", t.Number, t.Stage, reasons, e.lacks[t.ID])
		}
	}
	for id, reasons := range e.lacks {
		if !in[id] {
			e.find(listIsFold, id, "%s is not in the list, the journal says %q", id, reasons)
		}
	}
	for _, s := range e.lost {
		if !in[s.id] {
			e.find(nothingIsLost, s.id, "%s stands in %s, with %q", s.number, s.stage, s.agent)
		}
	}
	e.report.Longest = max(e.report.Longest, len(listed))
	return nil
}
