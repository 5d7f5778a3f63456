package portal

import (
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// linksPane is what of a ticket's page tells where it leads.
type linksPane struct {
	Linked    []linked
	LinkKinds []option
	MayLink   bool
	Asks      bool // somebody tells how things elsewhere stand, and can be asked again
}

// linked is where a ticket leads, with what is known of it.
type linked struct {
	Kind, KindTitle, Key, URL string
	State, Phase, Title       string
	At                        time.Time // when the state was known; zero for another ticket
	Fault                     string
	Over, Elsewhere, Remove   bool
	Asked                     bool // somebody was asked how it stands
}

// linkActions are the verbs on the links of a ticket. The key of a link is "key_of" in
// the forms, for "key" is that of the form.
var linkActions = map[string]action{
	"link": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.Link(v.ctx, id, helpdesk.NewLink{Kind: ticket.LinkKind(v.value("kind")), Key: v.value("key_of"), URL: v.value("url")})
	},
	"unlink": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.Unlink(v.ctx, id, ticket.LinkKind(v.value("kind")), v.value("key_of"))
	},
	"links": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		if _, err := s.RefreshLinks(v.ctx, id); err != nil {
			return helpdesk.Receipt{}, err
		}
		return v.unchanged(s, id)
	},
}

// ticketLinks tells where the ticket leads.
func (v *visit) ticketLinks(p *ticketPage, s helpdesk.Story) {
	p.MayLink = p.Works && v.rights.May(helpdesk.VerbLink)
	for _, l := range s.Links {
		if byDesk(l.Kind) { // the head of the page tells of those
			continue
		}
		x := v.linked(l)
		x.Remove = p.MayLink
		p.Linked = append(p.Linked, x)
		p.Asks = p.Asks || x.Asked
	}
	for _, k := range ticket.LinkKinds() {
		p.LinkKinds = append(p.LinkKinds, option{Value: string(k), Title: v.linkKind(k)})
	}
}

// byDesk tells whether links of the kind are made by the desk alone.
func byDesk(k ticket.LinkKind) bool { return k == ticket.LinkFollows || k == ticket.LinkFollowedBy }

// linkKind is what a kind is called; one of the host's by its key.
func (v *visit) linkKind(k ticket.LinkKind) string {
	if key := "linkkind." + string(k); v.say.Has(key) {
		return v.say.Text(key, nil)
	}
	return string(k)
}

func (v *visit) linked(l helpdesk.LinkView) linked {
	x := linked{Kind: string(l.Kind), KindTitle: v.linkKind(l.Kind), Key: l.Key, Elsewhere: l.Link.Ticket == uuid.Nil}
	if x.Elsewhere {
		x.URL, x.State, x.Title, x.At, x.Fault, x.Over = l.URL, l.State.State, l.State.Title, l.State.At, l.State.Fault, l.State.Over
		x.Asked = !l.State.Tried.IsZero() || !x.At.IsZero()
		return x
	}
	if l.Stage != "" { // else he may not see it
		x.URL, x.Title, x.Phase, x.State = v.at("tickets", l.Key), l.Subject, string(l.Phase), v.stage(l.Stage)
	}
	return x
}
