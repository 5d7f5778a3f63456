package helpdesk

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// together changes several tickets in one transaction: all of them, or none. It
// answers those that are not there or to which there was nothing to do.
func (s *Session) together(ctx context.Context, ids []uuid.UUID, decide func(*draft, uuid.UUID) error) (idle []uuid.UUID, err error) {
	rights, err := s.rights(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.desk.store.Work(ctx, rights.Scope, ids...)
	if err != nil {
		return nil, err
	}
	work := make(map[uuid.UUID]storage.Work, len(found))
	for _, w := range found {
		work[w.Ticket.ID] = w
	}
	var changes []storage.Change
	for _, id := range ids {
		w, is := work[id]
		if !is {
			idle = append(idle, id)
			continue
		}
		c, err := s.begin(ctx, rights, w)
		if err == nil {
			err = decide(c, id)
		}
		if err != nil {
			return nil, err
		}
		change, err := c.finish()
		if err != nil {
			return nil, err
		}
		if len(change.Journal) == 0 {
			idle = append(idle, id)
			continue
		}
		changes = append(changes, change)
	}
	return idle, s.desk.write(ctx, changes...)
}
