package helpdesk

import (
	"context"
	"errors"
	"slices"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Verb is something that can be done in a desk.
type Verb string

// The verbs.
const (
	VerbOpen     Verb = "open"     // a request of one's own
	VerbRegister Verb = "register" // a request for somebody else
	VerbAnswer   Verb = "answer"
	VerbNote     Verb = "note"
	VerbClassify Verb = "classify"
	VerbFill     Verb = "fill" // fields of a ticket
	VerbAssign   Verb = "assign"
	VerbMove     Verb = "move"
	VerbWait     Verb = "wait"
	VerbEstimate Verb = "estimate"
	VerbTask     Verb = "task"
	VerbSpend    Verb = "spend"
	VerbLink     Verb = "link"    // lead a ticket to other things
	VerbObserve  Verb = "observe" // say who follows a ticket
	VerbRate     Verb = "rate"
	VerbReview   Verb = "review"  // closed tickets
	VerbArticle  Verb = "article" // say which article belongs to a solution, or that none does
	VerbBehalf   Verb = "behalf"  // what a requester may do, on his behalf
	VerbPeople   Verb = "people"  // change the directory and the contracts
	VerbBill     Verb = "bill"    // read all bookings, close periods
	VerbWhatIf   Verb = "what-if" // ask what another regulation would have made of the past
	VerbPublish  Verb = "publish" // a version of the regulation
	VerbOperate  Verb = "operate" // see deliveries, send dead letters again or skip them, remove handlers
	VerbErase    Verb = "erase"   // look into the data of a person, give it out and erase it
	VerbSystem   Verb = "system"  // moves that only the machine makes
)

// Rights are what an actor may see and do. Scope says what he may see; on a ticket
// that he sees he may do what his Verbs say if he acts on it: when it is his own
// (as requester or observer), or when he works on it (see Works).
type Rights struct {
	Person ticket.Person // as the directory knows him; for somebody unknown only the ID
	Verbs  []Verb
	Scope  storage.Scope
	Staff  bool     // one of the desk's people: sees the staff's view
	Desk   bool     // works on every ticket that he sees
	Teams  []string // works on tickets of these teams
	// Outside: works for another company. Of the desk's people he knows only those who
	// take part in the tickets that he sees.
	Outside bool
}

// May tells whether the verb is among the rights.
func (r Rights) May(v Verb) bool { return slices.Contains(r.Verbs, v) }

// Own tells whether the actor stands on the requester's side of the ticket.
func (r Rights) Own(t ticket.Ticket) bool {
	return r.Person.ID != "" && (t.Requester == r.Person.ID || slices.Contains(t.Observers, r.Person.ID))
}

// Works tells whether the ticket is the actor's to work on: everything is for an
// operations manager; for an agent, what he has himself and what his teams have.
func (r Rights) Works(t ticket.Ticket) bool {
	if !r.Staff {
		return false
	}
	return r.Desk || t.Agent == r.Person.ID && t.Agent != "" ||
		slices.Contains(r.Teams, t.Team) || t.Vendor != "" && slices.Contains(r.Teams, t.Vendor)
}

// Access decides rights. They are asked for once per use case and never kept, so
// what is taken away is gone at once. (A requester of the built-in directory whom the desk
// has just seen is asked for by the write of the ticket that he opens, see storage.Change.)
type Access interface {
	Rights(ctx context.Context, a Actor) (Rights, error)
}

// directoryAccess is the default: rights by the roles and teams of the directory.
//
//   - Somebody whom the directory does not know, but whom the host has let in, is a requester.
//   - Requesters see what they asked for or observe, where the regulation's colleagues are
//     ColleaguesRead what was opened with their organization too.
//   - Agents see the whole desk and work in their teams; who is in a team and no agent
//     does not work in it. Those of an outside team see
//     only what was given to them or their teams, whatever else they are but an operations
//     manager; where the regulation's sight is SightTeams, so do all but the operations and
//     the quality managers.
//   - Operations managers work everywhere.
//   - Whoever has left may do nothing. Who was merged into another is that other.
type directoryAccess struct {
	desk      string
	directory Memberships
	rules     func(context.Context) (*rules, error) // in force
	seen      *requesters                           // nil where a store cannot tell that they are still who they were
}

func newDirectoryAccess(desk string, directory Directory, rules func(context.Context) (*rules, error)) directoryAccess {
	m, able := directory.(Memberships)
	if !able {
		m = memberships{directory}
	}
	d := directoryAccess{desk: desk, directory: m, rules: rules}
	if _, own := directory.(builtinDirectory); own {
		d.seen = &requesters{}
	}
	return d
}

var (
	requesterVerbs = []Verb{VerbOpen, VerbAnswer, VerbMove, VerbRate, VerbObserve}
	agentVerbs     = []Verb{VerbOpen, VerbRegister, VerbAnswer, VerbNote, VerbClassify, VerbFill, VerbAssign, VerbMove, VerbWait, VerbEstimate, VerbTask, VerbSpend, VerbLink, VerbArticle, VerbBehalf}
	qualityVerbs   = []Verb{VerbOpen, VerbNote, VerbReview, VerbArticle}
	// staffVerbs are no requester's, so nobody does them on a requester's behalf.
	staffVerbs  = []Verb{VerbNote, VerbClassify, VerbFill, VerbAssign, VerbWait, VerbEstimate, VerbTask, VerbSpend, VerbLink, VerbArticle, VerbReview}
	systemVerbs = []Verb{VerbRegister, VerbAnswer, VerbNote, VerbClassify, VerbFill, VerbAssign, VerbMove, VerbWait, VerbTask, VerbLink, VerbObserve, VerbArticle, VerbBehalf, VerbPeople, VerbBill, VerbPublish, VerbOperate, VerbErase, VerbWhatIf, VerbSystem}
)

func (d directoryAccess) Rights(ctx context.Context, a Actor) (Rights, error) {
	if a.system {
		return Rights{Verbs: systemVerbs, Scope: storage.Everything(d.desk), Staff: true, Desk: true}, nil
	}
	p, teams, err := d.directory.Member(ctx, a.ID)
	if errors.Is(err, storage.ErrNotFound) {
		p = ticket.Person{Desk: d.desk, ID: a.ID}
	} else if err != nil {
		return Rights{}, err
	}
	if p.Inactive {
		return Rights{Person: p, Scope: storage.Scope{Desk: d.desk}}, nil
	}
	rules, err := d.rules(ctx)
	if err != nil {
		return Rights{}, err
	}
	if !p.Staff() {
		if p.ID == a.ID {
			d.seen.keep(p)
		}
		return d.requester(p, rules), nil
	}
	r := Rights{Person: p, Staff: true, Scope: storage.Scope{Desk: d.desk, Person: p.ID}}
	r.Scope.Internal = true
	var in []string
	for _, t := range teams {
		in = append(in, t.ID)
		r.Outside = r.Outside || t.Outside && !p.Has(ticket.RoleOperationsManager)
	}
	if p.Has(ticket.RoleAgent) || p.Has(ticket.RoleOperationsManager) {
		r.Teams = in // a team gives no work to who is no agent
	}
	r.grant(p, in, rules.Sight)
	return r, nil
}

// requester gives the rights of who is not of the staff.
func (d directoryAccess) requester(p ticket.Person, rules *rules) Rights {
	r := Rights{Person: p, Verbs: requesterVerbs, Scope: storage.Scope{Desk: d.desk, Person: p.ID}}
	if rules.Colleagues == ColleaguesRead && p.Organization != "" {
		r.Scope.Organizations = []string{p.Organization}
	}
	return r
}

// rolesWith are the roles of the staff that have the verb.
func (directoryAccess) rolesWith(v Verb) []ticket.Role {
	var list []ticket.Role
	for _, role := range ticket.Roles() {
		var r Rights
		r.grant(ticket.Person{Roles: []ticket.Role{role}}, nil, SightDesk)
		if role.Staff() && r.May(v) {
			list = append(list, role)
		}
	}
	return list
}

// grant adds what the roles of a person of the staff give.
func (r *Rights) grant(p ticket.Person, teams []string, sight Sight) {
	verbs := slices.Clone(requesterVerbs)
	if p.Has(ticket.RoleAgent) || p.Has(ticket.RoleOperationsManager) {
		verbs = append(verbs, agentVerbs...)
	}
	if p.Has(ticket.RoleQualityManager) {
		verbs = append(verbs, qualityVerbs...)
	}
	if p.Has(ticket.RoleAdministrator) {
		verbs = append(verbs, VerbOpen)
	}
	if p.Has(ticket.RoleAdministrator) && !r.Outside { // these are of the whole desk
		verbs = append(verbs, VerbPeople, VerbPublish, VerbOperate, VerbErase)
	}
	if (p.Has(ticket.RoleAdministrator) || p.Has(ticket.RoleOperationsManager)) && !r.Outside {
		verbs = append(verbs, VerbBill)
	}
	if p.Has(ticket.RoleAdministrator) || p.Has(ticket.RoleOperationsManager) {
		verbs = append(verbs, VerbWhatIf)
	}
	slices.Sort(verbs)
	r.Verbs = slices.Compact(verbs)
	r.Desk = p.Has(ticket.RoleOperationsManager)
	narrow := r.Outside || sight == SightTeams && !p.Has(ticket.RoleQualityManager)
	if narrow && !r.Desk {
		r.Scope.Agent = p.ID
		r.Scope.Teams = teams
		return
	}
	r.Scope.All = true
}
