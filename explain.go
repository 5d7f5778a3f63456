package helpdesk

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/sla"
)

// Explain tells how a clock of a ticket came to its due: every interval that was
// counted, skipped or paused since it began, by which calendar, plan, rule and version.
func (s *Session) Explain(ctx context.Context, id uuid.UUID, clock string) (sla.Explanation, error) {
	e, err := s.explain(ctx, id, clock)
	return e, fail("explain", err)
}

func (s *Session) explain(ctx context.Context, id uuid.UUID, clock string) (sla.Explanation, error) {
	t, r, err := s.see(ctx, id)
	if err != nil {
		return sla.Explanation{}, err
	}
	rules, err := s.desk.current(ctx)
	if err != nil {
		return sla.Explanation{}, err
	}
	var fs faults
	fs.oneOf("clock", clock, keysOf(rules.Clocks, func(c Clock) string { return c.Key }))
	if err := fs.err(); err != nil {
		return sla.Explanation{}, err
	}
	var ledger sla.Ledger
	if err := json.Unmarshal(t.Ledger, &ledger); err != nil {
		return sla.Explanation{}, err
	}
	until := s.desk.Now()
	if until.Before(t.Updated) {
		until = t.Updated
	}
	recorded := clock // perhaps by an older key
	for _, r := range ledger.Records {
		if now(rules.successors.clocks, r.Clock) == clock {
			recorded = r.Clock
		}
	}
	e, err := ledger.Explain(s.desk.calendars(ctx), recorded, until)
	e.Clock = clock
	if err != nil || r.Staff {
		return e, err
	}
	for i := range e.Pieces { // why the desk waited is the staff's own word
		if e.Pieces[i].Kind == sla.Paused {
			e.Pieces[i].Name = ""
		}
	}
	return e, nil
}
