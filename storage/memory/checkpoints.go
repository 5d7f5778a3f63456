package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Heads reads the ends of the next journals after a ticket's id.
func (s *Store) Heads(_ context.Context, desk string, after uuid.UUID, limit int) ([]storage.Head, error) {
	if err := within(limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	d := s.desk(desk)
	var list []storage.Head
	for _, id := range d.next(after, limit, func(*record) bool { return true }) {
		t := d.tickets[id].ticket
		list = append(list, storage.Head{Ticket: id, Number: t.Number, Entries: t.Entries, Hash: slices.Clone(t.Head)})
	}
	return list, nil
}

// next are the ids of tickets after an id that are wanted, in order.
func (d *desk) next(after uuid.UUID, limit int, wanted func(*record) bool) []uuid.UUID {
	var ids []uuid.UUID
	for id, r := range d.tickets {
		if bytes.Compare(id[:], after[:]) > 0 && wanted(r) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	return ids[:min(limit, len(ids))]
}

// AddCheckpoint adds a checkpoint.
func (s *Store) AddCheckpoint(_ context.Context, c storage.Checkpoint) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(c.Desk)
	if slices.ContainsFunc(d.checkpoints, func(has storage.Checkpoint) bool { return has.ID == c.ID }) {
		return storage.ErrConflict
	}
	c.At, c.Hash = ticket.Instant(c.At), slices.Clone(c.Hash)
	d.checkpoints = append(d.checkpoints, c)
	return nil
}

// ListCheckpoints reads the checkpoints of a desk, the newest first.
func (s *Store) ListCheckpoints(_ context.Context, desk string, limit int) ([]storage.Checkpoint, error) {
	if err := within(limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := slices.Clone(s.desk(desk).checkpoints)
	slices.SortFunc(list, func(a, b storage.Checkpoint) int {
		return cmp.Or(b.At.Compare(a.At), bytes.Compare(b.ID[:], a.ID[:]))
	})
	list = list[:min(limit, len(list))]
	for i := range list {
		list[i].Hash = slices.Clone(list[i].Hash)
	}
	return list, nil
}
