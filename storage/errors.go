package storage

import "errors"

// What a store answers when it cannot do what was asked. Test with errors.Is.
var (
	ErrNotFound    = errors.New("not found")
	ErrConflict    = errors.New("changed by somebody else in the meantime")
	ErrNumberTaken = errors.New("the number is taken")
	ErrKeyUsed     = errors.New("the key of idempotency was used before")
	ErrRetired     = errors.New("the stage takes no tickets any more")

	// ErrPersonChanged: the person whom a change rests on is not as he was read, or is no more.
	ErrPersonChanged = errors.New("the person was changed in the meantime")

	// ErrPeriodClosed: the period in which the time was worked takes none any more.
	ErrPeriodClosed = errors.New("the period is closed")

	// ErrUnavailable: the store cannot be reached, is busy beyond its limit or is closed. Trying later may help.
	ErrUnavailable = errors.New("the store is not available")
	// ErrFull: there is no room to write. Nothing was written.
	ErrFull = errors.New("the store is full")
	// ErrCorrupt: what is stored cannot be read as a desk.
	ErrCorrupt = errors.New("the store is damaged")
	// ErrSchema: the store's schema is not the one that this build needs: it is newer, or was not migrated.
	ErrSchema = errors.New("the store's schema is not of this version")
)
