package ticket

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
