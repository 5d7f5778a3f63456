package helpdesk

import (
	"maps"
	"slices"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// followUp opens another ticket with what is now said and the fields as they now are, for the same people and about
// the same thing, and links the two. The ticket itself stays as it is otherwise. Both
// are written together.
func (d *draft) followUp(text string, fields map[string]string) error {
	if d.asks != nil {
		return nil // no number is taken for what is only asked for
	}
	series := d.rules.series(d.at)
	number, err := d.desk.store.Number(d.ctx, d.desk.key, series)
	if err != nil {
		return err
	}
	was := d.ticket
	next := &draft{
		ctx: d.ctx, desk: d.desk, rules: d.rules, rights: d.rights, actor: d.actor, behalf: d.behalf, at: d.at, via: d.via,
		ticket: ticket.Ticket{
			Desk: was.Desk, ID: d.desk.newID(), Number: d.rules.number(series, number), Version: 1,
			Subject: was.Subject, Kind: was.Kind, Category: was.Category, Priority: was.Priority, Fields: maps.Clone(fields),
			Channel: d.via, Author: d.actor, Requester: was.Requester, Organization: was.Organization, Phone: was.Phone,
			Observers: slices.Clone(was.Observers), Opened: d.at,
		},
	}
	next.known()
	if err := next.opened(NewRequest{Text: text}); err != nil {
		return err
	}
	if err := next.link(ticket.LinkFollows, was); err != nil {
		return err
	}
	d.next = next
	return d.link(ticket.LinkFollowedBy, next.ticket)
}

// link leads the ticket to another one of the desk.
func (d *draft) link(kind ticket.LinkKind, to ticket.Ticket) error {
	return d.putLink(ticket.Link{Kind: kind, Ticket: to.ID, Key: to.Number})
}

// known puts the defaults in place of what the regulation no longer knows, and chooses the plan.
func (d *draft) known() {
	t, r := &d.ticket, d.rules
	r.successors.read(t)
	maps.DeleteFunc(t.Fields, func(key, _ string) bool { _, ok := r.fields[key]; return !ok })
	if _, ok := r.kinds[t.Kind]; !ok {
		t.Kind = r.Kinds[0].Key
	}
	if _, ok := r.priorities[t.Priority]; !ok {
		t.Priority = r.DefaultPriority()
	}
	if _, ok := r.categories[t.Category]; !ok && len(r.Categories) > 0 {
		t.Category = ""
		if !r.priorityPlans() {
			t.Category = r.Categories[0].Key
		}
	}
	d.choosePlan()
}
