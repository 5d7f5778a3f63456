package storage

import (
	"context"
	"time"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// Absences keeps when people are not there.
type Absences interface {
	// Absence reads one absence.
	Absence(ctx context.Context, desk, id string) (ticket.Absence, error)
	// ListAbsences reads those that match, by their beginning and id.
	ListAbsences(ctx context.Context, desk string, q AbsenceQuery) ([]ticket.Absence, error)
	// PutAbsence writes an absence.
	PutAbsence(ctx context.Context, a ticket.Absence) (int64, error)
	// DropAbsence takes one away; ErrNotFound if there is none.
	DropAbsence(ctx context.Context, desk, id string) error
}

// AbsenceQuery says which absences are wanted. Every field that is set narrows.
type AbsenceQuery struct {
	People []string
	// From and Until want those of which a part lies from the one on and before the other.
	From, Until time.Time
	Limit       int // 1 to 200
}
