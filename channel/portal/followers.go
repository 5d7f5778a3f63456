package portal

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// follower is one of those who follow a ticket beside its requester.
type follower struct {
	ID, Name string
	Self     bool // it is whoever looks
	Remove   bool // by him
}

func (v *visit) follower(id, name string, may bool) follower {
	self := id == v.rights.Person.ID
	return follower{ID: id, Name: or(name, id), Self: self, Remove: may || self}
}

// followersPane is what of a ticket's page tells who follows it.
type followersPane struct {
	Followers  []follower
	MayObserve bool
	Colleagues []option // of the requester's
	Staff      []option
}

// followActions are the verbs on those who follow a ticket.
var followActions = map[string]action{
	"observe": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		person, err := v.meant(v.value("person"), v.value("email"))
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		return s.AddObserver(v.ctx, id, person)
	},
	"unobserve": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.RemoveObserver(v.ctx, id, v.value("person"))
	},
}

// meant is the person who was chosen, or whose e-mail address was given. Whom it does not
// find the desk refuses.
func (v *visit) meant(chosen, email string) (string, error) {
	if email == "" {
		return chosen, nil
	}
	people, _, err := v.session.People(v.ctx, storage.PeopleQuery{Text: email, Active: true})
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(people, func(p ticket.Person) bool { return strings.EqualFold(p.Email, email) })
	if i < 0 {
		return email, nil
	}
	return people[i].ID, nil
}

// ticketFollowers tells who follows the ticket, and who is likely to.
func (v *visit) ticketFollowers(p *ticketPage, s helpdesk.Story, c circle) error {
	t := s.Ticket
	p.MayObserve = v.rights.May(helpdesk.VerbObserve) && (p.Works || v.rights.Own(t))
	for _, o := range t.Observers {
		p.Followers = append(p.Followers, v.follower(o, v.name(s.Names, o), p.MayObserve))
	}
	if !p.MayObserve {
		return nil
	}
	others := func(people []ticket.Person) []option {
		return staffOptions(slices.DeleteFunc(slices.Clone(people), func(x ticket.Person) bool {
			return x.ID == t.Requester || slices.Contains(t.Observers, x.ID)
		}))
	}
	p.Staff = others(c.staff)
	if t.Organization == "" {
		return nil
	}
	own, _, err := v.session.People(v.ctx, storage.PeopleQuery{Organizations: []string{t.Organization}, Active: true})
	p.Colleagues = others(own)
	return err
}

// followPane is what of a request's page tells who follows it.
type followPane struct {
	Observers []follower
	Observe   form
	Observes  bool // whoever looks may say who does
	Adds      bool // there can be colleagues to name
}

// requestFollowers tells who follows a request.
func (v *visit) requestFollowers(p *requestPage, r helpdesk.Request, failed form) {
	p.Observes, p.Adds = r.Observes, r.Observes && v.rights.Person.Organization != ""
	for _, o := range r.Observers {
		p.Observers = append(p.Observers, v.follower(o.ID, o.Name, r.Observes))
	}
	p.Observe = blank("observe")
	if failed.Name == "observe" || failed.Name == "unobserve" {
		p.Observe = failed
	}
}

func (v *visit) requestObserve() error {
	return v.requestAct("observe", "observed", func(s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.AddObserver(v.ctx, id, v.value("person"))
	})
}

// requestUnobserve takes somebody from those who follow a request. Who took himself away
// may not read it any more.
func (v *visit) requestUnobserve() error {
	do := func(s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.RemoveObserver(v.ctx, id, v.value("person"))
	}
	if v.value("person") != v.rights.Person.ID {
		return v.requestAct("unobserve", "unobserved", do)
	}
	return v.requestThen("unobserve", do, func(helpdesk.Receipt) string { return withQuery(v.at("requests"), "done", "unfollowed") })
}
