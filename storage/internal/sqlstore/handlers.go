package sqlstore

import (
	"context"
	"slices"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
)

const (
	selectHandlers = `
SELECT h.desk, h.name, h.carries, h.since, k.kind
FROM helpdesk_handlers h LEFT JOIN helpdesk_handled k ON k.desk = h.desk AND k.handler = h.name
WHERE h.desk = ? ORDER BY h.name, k.kind`

	selectHandlerNames = `SELECT name FROM helpdesk_handlers WHERE desk = ? ORDER BY name`

	putHandler = `
INSERT INTO helpdesk_handlers (desk, name, carries, since) VALUES (?, ?, ?, ?)
ON CONFLICT (desk, name) DO UPDATE SET carries = excluded.carries, since = excluded.since`

	deleteHandled    = `DELETE FROM helpdesk_handled WHERE desk = ? AND handler = ?`
	insertHandled    = `INSERT INTO helpdesk_handled (desk, kind, handler) VALUES (?, ?, ?)`
	deleteOfHandler  = `DELETE FROM helpdesk_deliveries WHERE desk = ? AND handler = ?`
	deleteAnnounced  = `DELETE FROM helpdesk_announcements WHERE desk = ? AND handler = ?`
	deleteTheHandler = `DELETE FROM helpdesk_handlers WHERE desk = ? AND name = ?`
)

// everyKind is kept for a handler that is told of everything.
const everyKind = ""

// PutHandler registers a handler or changes its kinds.
func (s *Store) PutHandler(ctx context.Context, h storage.Handler) error {
	kinds := slices.Compact(slices.Sorted(slices.Values(h.Kinds)))
	if h.Carries {
		kinds = nil
	}
	has, err := s.ListHandlers(ctx, h.Desk)
	if err != nil {
		return err
	}
	for _, o := range has {
		if o.Name == h.Name && o.Carries == h.Carries && slices.Equal(o.Kinds, kinds) {
			return nil
		}
	}
	if len(kinds) == 0 {
		kinds = []event.Kind{everyKind}
	}
	return Within(ctx, s, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, putHandler, h.Desk, h.Name, h.Carries, s.d.at(h.Since)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteHandled, h.Desk, h.Name); err != nil || h.Carries {
			return err
		}
		for _, k := range kinds {
			if _, err := tx.Exec(ctx, insertHandled, h.Desk, string(k), h.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// ListHandlers reads the handlers of a desk by name.
func (s *Store) ListHandlers(ctx context.Context, desk string) ([]storage.Handler, error) {
	var rows []struct {
		Desk    string  `db:"desk"`
		Name    string  `db:"name"`
		Carries bool    `db:"carries"`
		Since   instant `db:"since"`
		Kind    *string `db:"kind"`
	}
	if err := s.list(ctx, &rows, selectHandlers, desk); err != nil {
		return nil, err
	}
	var list []storage.Handler
	for _, r := range rows {
		if n := len(list); n == 0 || list[n-1].Name != r.Name {
			list = append(list, storage.Handler{Desk: r.Desk, Name: r.Name, Carries: r.Carries, Since: r.Since.Time})
		}
		if h := &list[len(list)-1]; r.Kind != nil && *r.Kind != everyKind {
			h.Kinds = append(h.Kinds, event.Kind(*r.Kind))
		}
	}
	return list, nil
}

// DropHandler removes a handler with all its deliveries.
func (s *Store) DropHandler(ctx context.Context, desk, name string) error {
	return Within(ctx, s, func(tx *Tx) error {
		for _, query := range []string{deleteHandled, deleteOfHandler, deleteAnnounced} {
			if _, err := tx.Exec(ctx, query, desk, name); err != nil {
				return err
			}
		}
		n, err := tx.Exec(ctx, deleteTheHandler, desk, name)
		if err == nil && n == 0 {
			return storage.ErrNotFound
		}
		return err
	})
}
