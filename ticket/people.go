package ticket

// Role is what a person may be in a desk. One person may have several.
type Role string

// The roles. Requesters need none: whoever has no role of the staff writes for himself.
const (
	RoleRequester         Role = "requester"
	RoleAgent             Role = "agent"
	RoleOperationsManager Role = "operations-manager"
	RoleQualityManager    Role = "quality-manager"
	RoleAdministrator     Role = "administrator"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{RoleRequester, RoleAgent, RoleOperationsManager, RoleQualityManager, RoleAdministrator}
}

// Staff tells whether the role belongs to those who work in the desk.
func (r Role) Staff() bool {
	return r == RoleAgent || r == RoleOperationsManager || r == RoleQualityManager || r == RoleAdministrator
}

// Person is somebody the desk knows. The ID is the host's own and opaque.
type Person struct {
	Desk         string
	ID           string
	Version      int64
	Name         string
	Email        string
	Phone        string
	Organization string // the home organization, one
	Language     string // "ru" or "en"; empty is the desk's own
	Zone         string // "Asia/Yekaterinburg"; the desk's own when empty
	Roles        []Role
	Inactive     bool   // has left: may do nothing, is offered nowhere
	Merged       string // was a duplicate of the person with this id, who answers for him now
}

// Has tells whether the person has the role.
func (p Person) Has(role Role) bool {
	for _, r := range p.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// Staff tells whether the person works in the desk.
func (p Person) Staff() bool {
	for _, r := range p.Roles {
		if r.Staff() {
			return true
		}
	}
	return false
}

// Organization is a company, a department or another group that people belong to.
type Organization struct {
	Desk    string
	ID      string
	Version int64
	Name    string
	Domains []string // of its e-mail addresses, in lower case: "vector.example"
	Parent  string   // the organization that it is a part of; empty for none
	// Inactive: is served no more, and offered nowhere.
	Inactive bool
	Merged   string // was a duplicate of the organization with this id, which answers for it now
}

// Team is a line, a department or an outside company's group that tickets are given to.
type Team struct {
	Desk    string
	ID      string
	Version int64
	Name    string
	Members []string // person ids, sorted
	Leads   []string // those of the members who lead it, sorted
	Outside bool     // works for another company: sees only what it was given
}

// HasMember tells whether the person belongs to the team.
func (t Team) HasMember(person string) bool {
	for _, m := range t.Members {
		if m == person {
			return true
		}
	}
	return false
}
