package ticket

import (
	"fmt"
	"time"
)

// Preferences say of what a person is told, and when. Without any he is told of everything.
type Preferences struct {
	Desk    string
	Person  string
	Version int64
	Off     []Mute // what he is not told
	Quiet   Quiet
}

// Mute turns a kind of notices off.
type Mute struct {
	Kind    string // empty is every kind
	Channel string // empty is every channel
}

// Quiet are hours in which nothing is sent. What would be comes at their end; what is
// only shown in the desk is there at once.
type Quiet struct {
	From string // "22:00", by the clock on the wall; empty for none
	To   string // "08:00"; the next day where it is not after From
	Zone string // "Europe/Moscow"; the desk's own when empty
}

// Mutes tells whether notices of the kind are turned off for the channel.
func (p Preferences) Mutes(kind, channel string) bool {
	for _, m := range p.Off {
		if (m.Kind == "" || m.Kind == kind) && (m.Channel == "" || m.Channel == channel) {
			return true
		}
	}
	return false
}

// Hours are the minutes of the day at which the quiet begins and ends; an error where
// there is none.
func (q Quiet) Hours() (from, to int, err error) {
	if from, err = ParseHour(q.From); err != nil {
		return 0, 0, err
	}
	if to, err = ParseHour(q.To); err != nil {
		return 0, 0, err
	}
	if from == to {
		return 0, 0, fmt.Errorf("from %s to %s is no time", q.From, q.To)
	}
	return from, to, nil
}

// ParseHour reads a time of the day, "22:00", as minutes since midnight.
func ParseHour(text string) (int, error) {
	at, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		return 0, fmt.Errorf("%q is not written like 22:00", text)
	}
	return at.Hour()*60 + at.Minute(), nil
}
