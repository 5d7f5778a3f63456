package helpdesk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// draft is a change to one ticket in the making. A use case works on ticket and
// tasks, says what it did with record, and finish makes the Change of it.
// Everything happens at one instant.
type draft struct {
	ctx    context.Context
	desk   *Desk
	rules  *rules // the newest
	rights Rights
	actor  string
	behalf string
	at     time.Time
	via    ticket.Channel // by which what is said comes, unless the input says otherwise

	ticket ticket.Ticket // as it will be
	tasks  []ticket.Task // the open ones and those touched, as they will be
	teams  []ticket.Team // of the directory

	was     ticket.Ticket // as it was read
	told    ticket.Ticket // as the last entry left it
	ledger  sla.Ledger
	pending []ticket.Fact // of parts, for the next entry
	change  storage.Change
	part    uuid.UUID // what the use case made, for its receipt
	failed  []failure // rules that could not be asked, for the next entry's like
	left    string    // the retired stage that the ticket had to leave, see catchUp
	next    *draft    // of the ticket that was opened to follow this one, if any
	asks    *Why      // what is only asked for writes down here what it needs, see WhyNot
}

// begin starts a change of the ticket as it was read. Clocks that are overdue are
// settled first, by the system, and what is of an older version of the regulation is
// brought up to the newest: what follows finds the ticket as it is.
func (s *Session) begin(ctx context.Context, r Rights, work storage.Work) (*draft, error) {
	t := work.Ticket
	rules, err := s.desk.current(ctx)
	if err != nil {
		return nil, err
	}
	d := &draft{
		ctx: ctx, desk: s.desk, rules: rules, rights: r, actor: s.who(r), behalf: s.behalf,
		at: s.desk.Now(), via: s.channel, asks: s.asks,
		ticket: t.Clone(), told: t.Clone(), was: t, tasks: slices.Clone(work.Tasks),
	}
	if d.via == "" {
		d.via = ticket.ChannelAPI
	}
	if earliest := t.Updated.Add(time.Microsecond); d.at.Before(earliest) {
		d.at = earliest
	}
	d.change.From = t.Version
	d.ticket.Version = t.Version + 1
	if len(t.Ledger) == 0 {
		return d, nil
	}
	if err := json.Unmarshal(t.Ledger, &d.ledger); err != nil {
		return nil, err
	}
	settled, crossings, err := d.ledger.Settle(d.desk.calendars(ctx), d.at)
	if err != nil {
		return nil, err
	}
	d.ledger = settled
	if err := d.announce(crossings); err != nil {
		return nil, err
	}
	return d, d.catchUp()
}

// record writes what was done since the last record into the journal and tells it
// to the world. Facts of parts and those given beside it come after the ticket's own.
func (d *draft) record(kind event.Kind, payload any, tell ...ticket.Fact) error {
	e := d.entry(kind)
	e.Facts = slices.Concat(ticket.Diff(d.told, d.ticket), d.pending, tell)
	d.pending = nil
	crossings, err := d.step(e)
	if err != nil {
		return err
	}
	if err := d.follow(); err != nil {
		return err
	}
	e.Facts = append(e.Facts, d.pending...)
	d.pending = nil
	d.write(e, payload)
	d.report()
	return d.announce(crossings)
}

// step carries the clocks over to the state that the entry makes.
func (d *draft) step(e ticket.Entry) ([]sla.Crossing, error) {
	set, err := d.desk.rules(d.ctx, d.ticket.Regulation)
	if err != nil {
		return nil, err
	}
	ledger, crossings, err := d.ledger.Step(d.desk.calendars(d.ctx), momentOf(set, d.ticket, e))
	if err != nil {
		return nil, err
	}
	d.ledger = ledger
	return crossings, nil
}

// announce records that clocks have come near their due or passed it.
func (d *draft) announce(crossings []sla.Crossing) error {
	for _, c := range crossings {
		kind := event.ClockWarned
		if c.Kind == sla.CrossedDue {
			kind = event.ClockBreached
		}
		e := d.entry(kind)
		e.Actor, e.OnBehalf, e.Effective = System("sla").ID, "", c.At
		e.Facts = []ticket.Fact{{Field: "clock", New: c.Clock}, {Field: "target", New: c.Target.String()}}
		if c.Informative {
			e.Facts = append(e.Facts, ticket.Fact{Field: "informative", New: "yes"})
		}
		d.write(e, event.Clock{Clock: c.Clock, Target: c.Target.String(), At: c.At, Informative: c.Informative})
	}
	return nil
}

func (d *draft) entry(kind event.Kind) ticket.Entry {
	return ticket.Entry{
		Ticket: d.ticket.ID, Version: d.ticket.Version, At: d.at, Effective: d.at,
		Actor: d.actor, OnBehalf: d.behalf, Event: string(kind),
	}
}

// write seals the entry, hangs it on the journal and adds its event.
func (d *draft) write(e ticket.Entry, payload any) {
	e.Seq = d.ticket.Entries + 1
	e.Seal(d.ticket.Head, d.desk.salt)
	d.ticket.Entries, d.ticket.Head = e.Seq, e.Hash
	d.change.Journal = append(d.change.Journal, e)

	body, _ := json.Marshal(payload) // payloads are plain structs of package event
	d.change.Events = append(d.change.Events, event.Envelope{
		ID: d.desk.newID(), Desk: d.desk.key, Ticket: d.ticket.ID, Number: d.ticket.Number,
		Version: d.ticket.Version, Index: len(d.change.Events), Kind: event.Kind(e.Event),
		At: d.at, Actor: e.Actor, OnBehalf: e.OnBehalf, Payload: body,
	})
	d.told = d.ticket.Clone()
}

// finish makes the Change. A draft in which nothing was recorded changes nothing.
func (d *draft) finish() (storage.Change, error) {
	if err := d.propose(); err != nil {
		return storage.Change{}, err
	}
	d.ticket.Updated = d.at
	due, _ := d.ledger.Due()
	d.ticket.Due = due
	ledger, err := json.Marshal(d.ledger)
	if err != nil {
		return storage.Change{}, err
	}
	d.ticket.Ledger = ledger
	set, err := d.desk.rules(d.ctx, d.ticket.Regulation)
	if err != nil {
		return storage.Change{}, err
	}
	if d.change.Timers, err = timersOf(set, d.ticket, d.ledger); err != nil {
		return storage.Change{}, err
	}
	d.change.Ticket = d.ticket
	return d.change, nil
}

// momentOf is the state that an entry leaves, as the clocks see it.
func momentOf(set *rules, t ticket.Ticket, e ticket.Entry) sla.Moment {
	m := sla.Moment{At: e.At, Stage: t.Stage, Holder: t.Agent, Policy: set.policy(t)}
	if t.Wait.On() {
		m.Waiting = t.Wait.Reason
	}
	if m.Holder == "" && t.Team != "" {
		m.Holder = "team:" + t.Team
	}
	said := map[string]string{}
	for _, f := range e.Facts {
		if strings.HasPrefix(f.Of, ticket.OfMessage) {
			said[f.Field] = f.New
		}
	}
	if said["automatic"] == "" {
		// What a ticket is opened with is what the first response answers.
		// A rating asks for no answer either.
		m.Asked = said["side"] == string(ticket.SideRequester) && said["purpose"] != string(ticket.PurposeRequest) && said["purpose"] != string(ticket.PurposeRating)
		m.Answered = said["side"] == string(ticket.SideStaff) && said["audience"] == string(ticket.Public)
	}
	// The stage before may have ended the clocks: the message that led out of it counts in the new one.
	if because, ok := e.Value(factBecause); ok && because == UponRequesterMessage {
		m.Asked = true
	}
	m.Void = set.voids(t, e)
	return m
}

// voids tells whether the entry is a move that ends the clocks without result.
func (r *rules) voids(t ticket.Ticket, e ticket.Entry) bool {
	move, ok := e.Value("move")
	if !ok {
		return false
	}
	from := t.Stage
	for _, f := range e.Facts {
		if f.Of == "" && f.Field == "stage" {
			from = f.Old
		}
	}
	return r.moves[arrow(r.successors.stage(from), move)].Void
}

// say adds a message and answers it.
func (d *draft) say(m ticket.Message) ticket.Message {
	m.ID, m.Ticket, m.Version, m.At = d.desk.newID(), d.ticket.ID, d.ticket.Version, d.at
	m.Author, m.OnBehalf, m.Salt = d.actor, d.behalf, d.desk.salt()
	d.change.Messages = append(d.change.Messages, m)
	d.ticket.Erased = time.Time{} // there are words in it again
	of := ticket.OfMessage + m.ID.String()
	d.pending = append(d.pending,
		ticket.Fact{Of: of, Field: "side", New: string(m.Side)},
		ticket.Fact{Of: of, Field: "audience", New: string(m.Audience)},
		ticket.Fact{Of: of, Field: "purpose", New: string(m.Purpose)},
		ticket.Fact{Of: of, Field: "digest", New: m.Digest()})
	if m.Automatic {
		d.pending = append(d.pending, ticket.Fact{Of: of, Field: "automatic", New: "yes"})
	}
	d.part = m.ID
	return m
}
