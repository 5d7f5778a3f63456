package storage

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
)

// Regulation is one published version of a desk's regulation.
type Regulation struct {
	Desk      string
	Version   int    // 1, 2, 3 …
	Source    []byte // in YAML, as it was written
	Calendars []byte // in YAML, with their days as they were known when it was published
	Author    string
	Reason    string
	At        time.Time
	Event     uuid.UUID // under which its publication is told
	// OpenFollow tells that tickets that were open when it was published follow it
	// at once, not only when they enter their next level.
	OpenFollow bool
	// Retired are all the stages that take no ticket from this version on. It is
	// written, and read back by RetiredStages alone.
	Retired []string
}

// Published is the event by which the publication is told: the zero Envelope where it has
// no Event.
func (r Regulation) Published() event.Envelope {
	if r.Event == uuid.Nil {
		return event.Envelope{}
	}
	payload, _ := json.Marshal(event.Published{Version: r.Version, Reason: r.Reason, OpenFollow: r.OpenFollow}) // texts and numbers always encode
	return event.Envelope{
		ID: r.Event, Desk: r.Desk, Version: int64(r.Version), Kind: event.RegulationPublished, At: r.At, Actor: r.Author, Payload: payload,
	}
}

// Regulations keeps the versions of a desk's regulation.
type Regulations interface {
	// Regulation reads a version, or the newest when version is 0.
	Regulation(ctx context.Context, desk string, version int) (Regulation, error)
	// NewestRegulation is the number of the newest version; 0 if there is none.
	NewestRegulation(ctx context.Context, desk string) (int, error)
	// ListRegulations reads versions without Source and Calendars, the newest first: those
	// below a version, or from the newest on when below is 0.
	ListRegulations(ctx context.Context, desk string, below, limit int) ([]Regulation, error)
	// AddRegulation adds a version: the one after the newest, else ErrConflict. From
	// then on Apply refuses to bring a ticket into a stage that the version retires:
	// ErrRetired. Tickets that stand in one stay, and can be written as they stand. In
	// the same step it makes a delivery of its event for each handler that is told of it.
	AddRegulation(ctx context.Context, r Regulation) error
	// RetiredStages are the stages that take no ticket, in order.
	RetiredStages(ctx context.Context, desk string) ([]string, error)
}
