package helpdesk

// Actor is who does something: a person, by the host's own opaque id, or a part
// of the machine. Make one with Person or System; the zero Actor is nobody and
// may do nothing.
type Actor struct {
	ID     string // a person's id, or "system:NAME"
	system bool
}

// Person is the actor with that id. That he is who he says is the host's word.
func Person(id string) Actor { return Actor{ID: id} }

// System is a part of the machine: the desk's own timers are System("sla"), a
// host names its own. It may do everything that is not asked of a person.
func System(name string) Actor { return Actor{ID: "system:" + name, system: true} }

// IsSystem tells whether the actor is a part of the machine.
func (a Actor) IsSystem() bool { return a.system }

// IsZero tells whether the actor is nobody.
func (a Actor) IsZero() bool { return a.ID == "" }
