package storage

import (
	"context"

	"github.com/google/uuid"
)

// RemarkKind is where a remark is kept.
type RemarkKind string

// Where remarks are kept.
const (
	RemarkAbsence   RemarkKind = "absence"   // the note of an absence; its Key is the absence's ID
	RemarkStopwatch RemarkKind = "stopwatch" // what is to be noted of measured time; its Key is whose it is
	RemarkVersion   RemarkKind = "version"   // the reason of a version of the regulation; its Key is the number
	RemarkDelivery  RemarkKind = "delivery"  // the error and the reason of a delivery of a publication; its Key is handler/version
	RemarkLink      RemarkKind = "link"      // what is known of a thing elsewhere; its Key is what it is called there
)

// Remark is a text that somebody has written, or a system outside has told, and that
// belongs to no ticket.
type Remark struct {
	Kind     RemarkKind
	Key      string
	LinkKind string // of a RemarkLink
	Author   string // of a RemarkVersion; nobody knows it of the others
	Text     string // of a RemarkLink all that is known, its Key with it
}

// Remarks finds what was said, wherever it is kept, and erases what belongs to no ticket:
// that of tickets is erased by a Change.
type Remarks interface {
	// Saying reads the ids of the tickets of which something says: a text of a message, a
	// note of booked time, the facts of an entry or the payload of an event as they are
	// kept in JSON, the error or the reason of a delivery. They are the next after an id,
	// in the order of their ids as bytes. The limit is 1 to 200.
	Saying(ctx context.Context, desk string, says func(text string) bool, after uuid.UUID, limit int) ([]uuid.UUID, error)
	// ListRemarks reads the remarks that are asked for, those without a text left out.
	ListRemarks(ctx context.Context, desk string, wanted func(Remark) bool) ([]Remark, error)
	// EraseRemarks writes the mark of erased values over the texts of remarks and drops
	// what is known of things elsewhere. One that is not there any more is no error.
	EraseRemarks(ctx context.Context, desk string, list []Remark) error
}
