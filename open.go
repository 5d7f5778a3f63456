package helpdesk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// NewRequest is what a ticket is opened with. Its number is given by the desk.
type NewRequest struct {
	Subject   string
	Text      string            // what is asked, in the requester's words
	Category  string            // a key of the regulation; free where it lists none
	Priority  string            // the regulation's default when empty
	Kind      string            // the regulation's first when empty
	Fields    map[string]string // of the regulation's form for the category and kind, by key
	Requester string            // whose request it is; the actor's own when empty
	Phone     string            // where to call about it; the requester's when empty
	Observers []string          // who follows it beside the requester
	Channel   ticket.Channel    // the way it came; the session's when empty, see Via
	Answer    string            // of one of the staff who registers a call: what was answered at once
}

// Open makes a ticket. Requesters open for themselves, the staff for anybody; the
// requester's organization and phone are filled in from the directory. The plan
// follows from category and priority, the first task is made, the clocks start.
func (s *Session) Open(ctx context.Context, in NewRequest) (Receipt, error) {
	receipt, err := s.open(ctx, in)
	if errors.Is(err, storage.ErrRetired) && s.again(1) { // there is a version that was not known yet
		if _, err = s.desk.Refresh(ctx); err == nil {
			receipt, err = s.open(ctx, in)
		}
	}
	return receipt, fail("open", err)
}

func (s *Session) open(ctx context.Context, in NewRequest) (Receipt, error) {
	if receipt, done, err := s.openAsSeen(ctx, in); done {
		return receipt, err
	}
	rights, err := s.rights(ctx)
	if err != nil {
		return Receipt{}, err
	}
	key, done, err := s.recall(ctx, VerbOpen, uuid.Nil, in)
	if err != nil || done != nil {
		return deref(done), err
	}
	d, err := s.opening(ctx, rights, in)
	if err != nil {
		return Receipt{}, err
	}
	receipt, err := s.apply(ctx, d, key)
	if !errors.Is(err, storage.ErrKeyUsed) {
		return receipt, err
	}
	done, err = s.answered(ctx, VerbOpen, uuid.Nil, in)
	if err != nil || done != nil {
		return deref(done), err
	}
	return s.apply(ctx, d, key)
}

// opening decides on a new ticket.
func (s *Session) opening(ctx context.Context, rights Rights, in NewRequest) (*draft, error) {
	d, err := s.begin(ctx, rights, storage.Work{})
	if err != nil {
		return nil, err
	}
	if err := d.open(s, in); err != nil {
		return nil, err
	}
	series := d.rules.series(d.at)
	n, err := s.desk.store.Number(ctx, s.desk.key, series)
	if err != nil {
		return nil, err
	}
	d.ticket.ID, d.ticket.Number = s.desk.newID(), d.rules.number(series, n)
	return d, d.opened(in)
}

// open checks the input and fills the ticket.
func (d *draft) open(s *Session, in NewRequest) error {
	var fs faults
	t := &d.ticket
	t.Desk, t.Author, t.Opened = d.desk.key, d.actor, d.at
	in.Requester = or(in.Requester, d.behalf)
	if in.Requester == "" && !s.actor.IsSystem() {
		in.Requester = d.actor
	}
	own := in.Requester == d.actor || in.Requester == s.actor.ID
	if d.behalf != "" && in.Requester != d.behalf {
		return refuse("not_the_requester", "got", d.behalf)
	}
	if verb := map[bool]Verb{true: VerbOpen, false: VerbRegister}[own]; !d.rights.May(verb) {
		return forbidden(verb)
	}
	t.Subject = fs.required("subject", strings.Join(strings.Fields(in.Subject), " "), MaxSubject)
	t.Channel = in.Channel
	if t.Channel == "" {
		t.Channel = d.via
	}
	fs.oneOf("channel", string(t.Channel), texts(ticket.Channels()))
	fs.required("text", in.Text, MaxText)
	fs.text("answer", in.Answer, MaxText)
	if in.Answer != "" && own {
		fs.add("answer", FaultGiven)
	}
	requester := own && !d.rights.Staff
	d.classification(&fs, in.Category, in.Priority, in.Kind, requester)
	if err := d.fill(&fs, in.Fields, requester); err != nil {
		return err
	}
	d.demand(&fs, requester)
	contact, err := d.contact(s, &fs, in.Requester, own)
	if err != nil {
		return err
	}
	t.Requester, t.Organization = or(contact.ID, in.Requester), contact.Organization
	if t.Phone = fs.text("phone", in.Phone, 50); t.Phone == "" {
		t.Phone = contact.Phone
	}
	for _, o := range in.Observers {
		p, err := s.personKnown(d.ctx, d.rights, &fs, "observers", o)
		if err != nil {
			return err
		}
		t.Observers = append(t.Observers, p.ID)
	}
	t.Observers = slices.Compact(slices.Sorted(slices.Values(t.Observers)))
	if err := fs.err(); err != nil {
		return err
	}
	d.choosePlan()
	return nil
}

// contact is the requester as the directory knows him. An unknown one is let in
// only when he asks for himself: then the host has vouched for him.
func (d *draft) contact(s *Session, fs *faults, id string, own bool) (ticket.Person, error) {
	if own {
		return d.rights.Person, nil
	}
	if id == "" {
		fs.add("requester", FaultRequired)
		return ticket.Person{}, nil
	}
	return s.personKnown(d.ctx, d.rights, fs, "requester", id)
}

// classification checks category, priority and kind and sets them. A requester may set the priority only of kinds that allow it.
func (d *draft) classification(fs *faults, category, priority, kind string, requester bool) {
	r, t := d.rules, &d.ticket
	category, priority, kind = now(r.successors.categories, category), now(r.successors.priorities, priority), now(r.successors.kinds, kind)
	if kind == "" {
		kind = r.Kinds[0].Key
	}
	fs.oneOf("kind", kind, keysOf(r.Kinds, func(k Kind) string { return k.Key }))
	if requester && priority != "" && priority != r.DefaultPriority() && !r.kinds[kind].RequesterSetsPriority {
		fs.add("priority", FaultGiven)
	}
	if priority == "" {
		priority = r.DefaultPriority()
	}
	fs.oneOf("priority", priority, keysOf(r.Priorities, func(p Priority) string { return p.Key }))
	category = d.category(fs, category)
	t.Category, t.Priority, t.Kind = category, priority, kind
}

// category checks a category: one of the regulation's or, where that lists none,
// whatever somebody wrote. It may be left out where each priority has a plan.
func (d *draft) category(fs *faults, category string) string {
	category = fs.text("category", category, MaxSubject)
	keys := keysOf(d.rules.Categories, func(c Category) string { return c.Key })
	switch {
	case category == "" && !d.rules.priorityPlans():
		fs.add("category", FaultRequired, "allowed", strings.Join(keys, ", "))
	case category != "" && len(keys) > 0:
		fs.oneOf("category", category, keys)
	}
	return category
}

// opened puts the ticket into its first stage and records it.
func (d *draft) opened(in NewRequest) error {
	side := ticket.SideRequester
	d.say(ticket.Message{Side: side, Audience: ticket.Public, Purpose: ticket.PurposeRequest, Channel: d.ticket.Channel, Text: strings.TrimSpace(in.Text)})
	first := d.rules.initial()
	if err := d.enter(first.Key); err != nil {
		return err
	}
	t := d.ticket
	err := d.record(event.TicketOpened, event.Opened{
		Subject: t.Subject, Requester: t.Requester, Organization: t.Organization, Category: t.Category,
		Priority: t.Priority, Kind: t.Kind, Channel: string(t.Channel), Team: t.Team,
	})
	if err != nil {
		return err
	}
	if answer := strings.TrimSpace(in.Answer); answer != "" {
		m := d.say(ticket.Message{Side: ticket.SideStaff, Audience: ticket.Public, Purpose: ticket.PurposeAnswer, Channel: t.Channel, Text: answer})
		if err := d.record(event.MessageAdded, told(m)); err != nil {
			return err
		}
		if _, err := d.occur(UponAnswer); err != nil {
			return err
		}
	}
	return d.taken("")
}

func told(m ticket.Message) event.Message {
	return event.Message{Message: m.ID, Audience: string(m.Audience), Side: string(m.Side), Purpose: string(m.Purpose), Automatic: m.Automatic}
}

func texts[T ~string](list []T) []string {
	s := make([]string, len(list))
	for i, x := range list {
		s[i] = string(x)
	}
	return s
}
