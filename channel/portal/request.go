package portal

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// requestPage is one request as its requester sees it.
type requestPage struct {
	requestHead
	Steps    []step
	Clock    string // the name of the clock that runs
	Left     string // of working time, in words
	Share    int    // of the time that is spent, in percent
	Why      string // the address that tells why this time
	Solution string
	Messages []message
	Moves    []requestMove
	Reply    form
	MayReply bool
	ReplyURL string
	Answerer string // to whom an answer goes
	Mine     string
	Here     string // the address of the request
	Just     bool   // it has just been opened
	Stray    *stray
	Sections []fieldSection
	Links    []ticketLink
	Follows  bool // what would take it up again opens another request

	ratingPane
	followPane
}

// Settles tells whether the request can be accepted now: that is what it is about then.
func (p requestPage) Settles() bool {
	return slices.ContainsFunc(p.Moves, func(m requestMove) bool { return m.Accepts })
}

// ticketLink leads to another ticket.
type ticketLink struct{ Kind, Number, URL string }

// links are those to the requests that one takes up again, or that take it up.
func (v *visit) links(list []ticket.Link, page string) []ticketLink {
	var links []ticketLink
	for _, l := range list {
		if byDesk(l.Kind) {
			links = append(links, ticketLink{string(l.Kind), l.Key, v.at(page, l.Key)})
		}
	}
	return links
}

type step struct {
	Title         string
	Done, Present bool
}

// message is a text of the conversation.
type message struct {
	Author, Side, Purpose, Channel, OnBehalf string
	At                                       time.Time
	Text                                     string
	Internal, Own, Automatic                 bool
}

// requestMove is a move that the requester may make.
type requestMove struct {
	Event, Title, URL string
	Form              form
	Fields            []moveField
	Simple            bool // nothing has to be filled in
	Accepts           bool // it ends the request
}

// moveField is what a move asks.
type moveField struct {
	Name, Title, As  string
	Required, Public bool
	Value, Fault     string
	Field            *formField // of a field of the ticket
}

// Date tells whether the field is a date.
func (f moveField) Date() bool { return f.As == helpdesk.FieldNextContact }

func (v *visit) request() error {
	return v.requestPage(http.StatusOK, form{})
}

// requestPage shows the request; failed is the form that came back, if one did.
func (v *visit) requestPage(status int, failed form) error {
	id, err := v.named()
	if err != nil {
		return err
	}
	r, err := v.session.Request(v.ctx, id)
	if err != nil {
		return err
	}
	p := requestPage{
		requestHead: v.head(r), Solution: v.said(r.Solution), Moves: v.requestMoves(r, failed), Mine: v.at("requests"), Here: v.at("requests", r.Number),
		MayReply: r.Speaks && r.Phase != ticket.PhaseDone, Reply: blank("reply"), ReplyURL: v.at("requests", r.Number, "reply"),
		Answerer: r.Agent, Just: v.r.URL.Query().Get("done") == "opened",
	}
	p.Links, p.Follows = v.links(r.Links, "requests"), r.Follows
	v.requestRating(&p, r, failed)
	v.requestFollowers(&p, r, failed)
	if failed.Name == "reply" {
		p.Reply = failed
	}
	v.known = r.Names
	p.Sections = told(v.sections(r.Category, r.Kind, form{}, r.Fields, seen))
	var offered []string
	for _, m := range p.Moves {
		offered = append(offered, m.Form.Name)
	}
	for name, shown := range map[string]bool{"reply": p.MayReply, "rate": p.MayRate, "observe": p.Adds, "unobserve": p.Observes} {
		if shown {
			offered = append(offered, name)
		}
	}
	p.Stray = strayed(failed, offered...)
	for _, s := range r.Steps {
		p.Steps = append(p.Steps, step{s.Title.In(v.say.Code()), s.Done, s.Present})
	}
	for _, m := range r.Messages {
		p.Messages = append(p.Messages, message{Author: v.called(m.Author), At: m.At, Own: m.Own, Purpose: string(m.Purpose), Text: v.said(m.Text)})
	}
	if r.Clock != "" && !r.Due.IsZero() {
		if err := v.requestClock(&p, id, r.Clock); err != nil {
			return err
		}
	}
	v.show(status, "request", r.Number+" "+v.said(r.Subject), p)
	return nil
}

// requestClock tells how much of the time is left.
func (v *visit) requestClock(p *requestPage, id uuid.UUID, clock string) error {
	e, err := v.session.Explain(v.ctx, id, clock)
	if err != nil {
		return err
	}
	p.Clock, p.Why = v.clock(clock), v.at("requests", p.Number, "why")
	if !e.Target.IsZero() {
		left, key := e.Target.Sub(e.Spent), "due.left"
		if left.Unit() == sla.InDays { // they say of themselves that they are working ones
			key = "due.left_days"
		}
		p.Left, p.Share = v.say.Text(key, map[string]string{"time": v.target(left)}), share(e.Spent, e.Target)
	}
	return nil
}

// requestMoves are the moves that the requester may make, each with its form.
func (v *visit) requestMoves(r helpdesk.Request, failed form) []requestMove {
	var moves []requestMove
	for _, m := range r.Moves {
		rm := requestMove{Event: m.Event, Title: m.Title.In(v.say.Code()), URL: v.at("requests", r.Number, "move", m.Event), Form: blank("move:" + m.Event), Simple: true}
		if failed.Name == rm.Form.Name {
			rm.Form = failed
		}
		rm.Fields = v.moveFields(m, rm.Form, r.Fields)
		rm.Simple = !slices.ContainsFunc(m.Fields, func(f helpdesk.MoveField) bool { return f.Required })
		rm.Accepts = !m.Void && slices.ContainsFunc(v.rules.Stages, func(s helpdesk.Stage) bool { return s.Key == m.To && s.Phase == ticket.PhaseDone })
		moves = append(moves, rm)
	}
	return moves
}

func (v *visit) moveFields(m helpdesk.Move, f form, values map[string]string) []moveField {
	var fields []moveField
	for _, x := range m.Fields {
		name := "fields." + x.Key
		if of, ok := v.rules.Field(x.Key); ok && x.As == helpdesk.FieldOfTicket {
			field := v.formField(of, f, values[x.Key])
			field.Required = x.Required || field.Value != ""
			fields = append(fields, moveField{Name: name, As: x.As, Required: x.Required, Public: x.Public, Field: &field})
			continue
		}
		fields = append(fields, moveField{
			Name: name, Title: x.Title.In(v.say.Code()), As: x.As, Required: x.Required, Public: x.Public,
			Value: f.Value(name), Fault: f.Fault(name),
		})
	}
	return fields
}

// fields are what a form was filled in with.
func (v *visit) fields() map[string]string {
	given := map[string]string{}
	for name := range v.r.PostForm {
		if key, ok := strings.CutPrefix(name, "fields."); ok {
			given[key] = v.value(name)
		}
	}
	return given
}

// transition is the move that the form asks for. Dates are as the desk reads them.
func (v *visit) transition(event string) (helpdesk.Transition, error) {
	in := helpdesk.Transition{Event: event, Fields: v.filled(), Comment: v.value("comment")}
	for key, value := range in.Fields {
		if value == "" || !v.isDate(event, key) {
			continue
		}
		at, err := v.instant("fields." + key)
		if err != nil {
			return in, err
		}
		in.Fields[key] = at.Format(time.RFC3339)
	}
	return in, nil
}

// isDate tells whether a field of a move is a date.
func (v *visit) isDate(event, key string) bool {
	return slices.ContainsFunc(v.rules.Moves, func(m helpdesk.Move) bool {
		return m.Event == event && slices.ContainsFunc(m.Fields, func(f helpdesk.MoveField) bool { return f.Key == key && f.As == helpdesk.FieldNextContact })
	})
}

func (v *visit) requestReply() error {
	return v.requestAct("reply", "replied", func(s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		return s.Reply(v.ctx, id, helpdesk.Answer{Text: v.value("text")})
	})
}

func (v *visit) requestMove() error {
	event := v.r.PathValue("event")
	return v.requestAct("move:"+event, v.thanksFor(event), func(s *helpdesk.Session, id uuid.UUID) (helpdesk.Receipt, error) {
		in, err := v.transition(event)
		if err != nil {
			return helpdesk.Receipt{}, err
		}
		return s.Move(v.ctx, id, in)
	})
}

// requestAct does a verb of the requester and shows the request again.
func (v *visit) requestAct(name, done string, do func(*helpdesk.Session, uuid.UUID) (helpdesk.Receipt, error)) error {
	return v.requestThen(name, do, func(r helpdesk.Receipt) string {
		if r.Follows != uuid.Nil {
			done = "followed"
		}
		return withQuery(v.at("requests", r.Number), "done", done)
	})
}

// requestThen does a verb of the requester and leads to another page.
func (v *visit) requestThen(name string, do func(*helpdesk.Session, uuid.UUID) (helpdesk.Receipt, error), then func(helpdesk.Receipt) string) error {
	id, err := v.named()
	if err != nil {
		return err
	}
	receipt, err := v.once(v.session, func(s *helpdesk.Session) (helpdesk.Receipt, error) { return do(s, id) })
	if err == nil {
		return v.see(then(receipt))
	}
	failed, status, err := v.back(name, err)
	if err != nil {
		return err
	}
	return v.requestPage(status, failed)
}

// requestWhy tells why the request is to be done by its due.
func (v *visit) requestWhy() error {
	id, err := v.named()
	if err != nil {
		return err
	}
	r, err := v.session.Request(v.ctx, id)
	if err != nil {
		return err
	}
	if r.Clock == "" {
		return v.see(v.at("requests", r.Number))
	}
	e, err := v.session.Explain(v.ctx, id, r.Clock)
	if err != nil {
		return err
	}
	v.show(http.StatusOK, "why", v.say.Text("why.title", nil), v.why(e, r.Number+" "+v.said(r.Subject), v.at("requests", r.Number)))
	return nil
}
