package sqlstore

import (
	"context"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

const (
	selectHeads = `
SELECT t.id, t.number, t.entries, t.head FROM helpdesk_tickets t
WHERE t.desk = ? AND t.id > ? ORDER BY t.id LIMIT ?`

	insertCheckpoint = `
INSERT INTO helpdesk_checkpoints (desk, id, at, actor, tickets, entries, hash) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (desk, id) DO NOTHING`

	selectCheckpoints = `
SELECT desk, id, at, actor, tickets, entries, hash FROM helpdesk_checkpoints
WHERE desk = ? ORDER BY at DESC, id DESC LIMIT ?`
)

type headRow struct {
	ID      uuid.UUID `db:"id"`
	Number  string    `db:"number"`
	Entries int       `db:"entries"`
	Head    []byte    `db:"head"`
}

func (r headRow) head() storage.Head {
	return storage.Head{Ticket: r.ID, Number: r.Number, Entries: r.Entries, Hash: r.Head}
}

type checkpointRow struct {
	Desk    string    `db:"desk"`
	ID      uuid.UUID `db:"id"`
	At      instant   `db:"at"`
	Actor   string    `db:"actor"`
	Tickets int       `db:"tickets"`
	Entries int64     `db:"entries"`
	Hash    []byte    `db:"hash"`
}

func (r checkpointRow) checkpoint() storage.Checkpoint {
	return storage.Checkpoint{Desk: r.Desk, ID: r.ID, At: r.At.Time, Actor: r.Actor, Tickets: r.Tickets, Entries: r.Entries, Hash: r.Hash}
}

// Heads reads the ends of the next journals after a ticket's id.
func (s *Store) Heads(ctx context.Context, desk string, after uuid.UUID, limit int) ([]storage.Head, error) {
	if err := limited(limit); err != nil {
		return nil, err
	}
	var rows []headRow
	err := s.list(ctx, &rows, selectHeads, desk, s.d.ID(after), limit)
	return values(rows, headRow.head), err
}

// AddCheckpoint adds a checkpoint.
func (s *Store) AddCheckpoint(ctx context.Context, c storage.Checkpoint) error {
	return added(s.exec(ctx, insertCheckpoint, c.Desk, s.d.ID(c.ID), s.d.at(c.At), c.Actor, c.Tickets, c.Entries, c.Hash))
}

// added is ErrConflict where a row that was to be added was not.
func added(rows int64, err error) error {
	if err == nil && rows == 0 {
		err = storage.ErrConflict
	}
	return err
}

// ListCheckpoints reads the checkpoints of a desk, the newest first.
func (s *Store) ListCheckpoints(ctx context.Context, desk string, limit int) ([]storage.Checkpoint, error) {
	if err := limited(limit); err != nil {
		return nil, err
	}
	var rows []checkpointRow
	err := s.list(ctx, &rows, selectCheckpoints, desk, limit)
	return values(rows, checkpointRow.checkpoint), err
}
