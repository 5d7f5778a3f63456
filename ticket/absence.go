package ticket

import "time"

// Absence is a time in which a person is not there, and who stands in for him.
type Absence struct {
	Desk    string
	ID      string
	Version int64
	Person  string
	From    time.Time
	Until   time.Time // he is there again at this instant
	StandIn string    // whom his tickets and tasks go to; nobody when empty
	Note    string
}

// On tells whether he is absent at an instant.
func (a Absence) On(at time.Time) bool { return !at.Before(a.From) && at.Before(a.Until) }
