package storage

// Scope is what somebody may see: the union of what its fields name, within one
// desk. A Scope that names nothing but the desk sees no ticket.
type Scope struct {
	Desk          string
	All           bool     // the whole desk
	Person        string   // tickets requested or observed by this person
	Organizations []string // tickets opened with one of these organizations
	Agent         string   // tickets assigned to this person
	Teams         []string // tickets given to one of these teams, as team or as vendor
	Internal      bool     // also what is the staff's alone: notes, tasks, times, journal, events
}

// Everything is the scope of the desk's own machinery.
func Everything(desk string) Scope {
	return Scope{Desk: desk, All: true, Internal: true}
}
