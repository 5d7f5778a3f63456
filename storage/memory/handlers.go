package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// PutHandler registers a handler or changes its kinds.
func (s *Store) PutHandler(_ context.Context, h storage.Handler) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(h.Desk)
	h.Kinds, h.Since = slices.Compact(slices.Sorted(slices.Values(h.Kinds))), ticket.Instant(h.Since)
	if h.Carries {
		h.Kinds = nil
	}
	if has, known := d.handlers[h.Name]; known && has.Carries == h.Carries && slices.Equal(has.Kinds, h.Kinds) {
		return nil
	}
	d.handlers[h.Name] = h
	return nil
}

// ListHandlers reads the handlers of a desk by name.
func (s *Store) ListHandlers(_ context.Context, desk string) ([]storage.Handler, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := slices.Collect(maps.Values(s.desk(desk).handlers))
	for i := range list {
		list[i].Kinds = slices.Clone(list[i].Kinds)
	}
	slices.SortFunc(list, func(a, b storage.Handler) int { return cmp.Compare(a.Name, b.Name) })
	return list, nil
}

// DropHandler removes a handler with all its deliveries.
func (s *Store) DropHandler(_ context.Context, desk, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.desk(desk)
	if _, known := d.handlers[name]; !known {
		return storage.ErrNotFound
	}
	delete(d.handlers, name)
	delete(d.lines, name)
	return nil
}
