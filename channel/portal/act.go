package portal

import (
	"maps"
	"net/url"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// action is a verb of the staff on a ticket, made from the form that was sent.
type action func(*visit, *helpdesk.Session, uuid.UUID) (helpdesk.Receipt, error)

// actions are the verbs on the ticket itself, by the last part of their address, which is
// the name of their form too.
var actions = map[string]action{
	"reply": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.Reply(v.ctx, id, helpdesk.Answer{Text: v.value("text")})
	},
	"note": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.Note(v.ctx, id, v.value("text"))
	},
	"classify": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return v.expecting(s).Classify(v.ctx, id, helpdesk.Classification{Category: v.value("category"), Priority: v.value("priority"), Agent: v.value("agent")})
	},
	"fill": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return v.expecting(s).Fill(v.ctx, id, helpdesk.Filling{Fields: v.filled()})
	},
	"take": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		me := v.rights.Person.ID
		return v.expecting(s).Assign(v.ctx, id, helpdesk.Assignment{Agent: &me})
	},
	"give-back": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		nobody := ""
		return v.expecting(s).Assign(v.ctx, id, helpdesk.Assignment{Agent: &nobody})
	},
	"assign": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return v.expecting(s).Assign(v.ctx, id, helpdesk.Assignment{Agent: v.given("agent"), Team: v.given("team"), Vendor: v.given("vendor")})
	},
	"wait": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		until, err := v.instant("until")
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		return s.Wait(v.ctx, id, helpdesk.Waiting{Reason: v.value("reason"), Until: until})
	},
	"resume": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.Resume(v.ctx, id)
	},
	"estimate": func(v *visit, s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		in := helpdesk.Estimate{Clock: v.value("clock"), Reason: v.value("reason")}
		if n := v.value("target"); n != "" {
			in.Target = n + v.value("unit")
		}
		return s.Estimate(v.ctx, id, in)
	},
}

// verbs are all verbs of the staff on a ticket.
func verbs() map[string]action {
	all := map[string]action{}
	for _, some := range []map[string]action{actions, taskActions, timeActions, watchActions, linkActions, followActions, closingActions} {
		maps.Copy(all, some)
	}
	return all
}

// serve makes a handler of the action: done, the ticket is shown again; not done, it
// is shown with the form as it was sent.
func (a action) serve(name string) func(*visit) error {
	return func(v *visit) error {
		return v.act(name, name, func(s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) { return a(v, s, id) })
	}
}

// move makes one of the moves of the ticket, on the requester's behalf if the form says so.
func (v *visit) move() error {
	event := v.r.PathValue("event")
	return v.act("move:"+event, "moved", func(s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		if v.value("behalf") != "" {
			t, err := s.Ticket(v.ctx, id)
			if err != nil {
				return helpdesk.Receipt{}, err
			}
			s = s.OnBehalfOf(t.Requester)
		}
		in, err := v.transition(event)
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		return v.expecting(s).Move(v.ctx, id, in)
	})
}

func (v *visit) act(name, done string, do func(*helpdesk.Session, uuid.UUID) (helpdesk.Receipt, error)) error {
	if err := v.staff(); err != nil {
		return err
	}
	id, err := v.named()
	if err != nil {
		return err
	}
	receipt, err := v.once(v.session, func(s *helpdesk.Session) (helpdesk.Receipt, error) { return do(s, id) })
	if err == nil {
		if receipt.Follows != uuid.Nil {
			done = "followed"
		}
		query := keep(v.r.URL.Query())
		query.Set("done", done)
		return v.see(v.at("tickets", receipt.Number) + "?" + query.Encode())
	}
	failed, status, err := v.back(name, err)
	if err != nil {
		return err
	}
	return v.ticketPage(status, failed)
}

// given is a field of the form, nil if the form has no such field.
func (v *visit) given(field string) *string {
	if _, ok := v.r.PostForm[field]; !ok {
		return nil
	}
	value := v.value(field)
	return &value
}

// withQuery is an address with parameters.
func withQuery(address string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return address
	}
	return address + "?" + q.Encode()
}
