package helpdesk

import (
	"context"
	"errors"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// ChannelDesk is the channel of notices that people read in the desk itself.
const ChannelDesk = "desk"

// Carrier brings a notice to a person, at least once: what it does must bear repetition,
// by the notice's ID and person. It is tried again as a Handler is.
type Carrier func(ctx context.Context, n Notice) error

// Carry has a channel bring notices to people: letters, messages to a phone. Each notice
// is made once for every person who wants it by this channel, and comes at the end of his
// quiet hours; notices of one ticket come to one person in their order. Before it is
// carried, it is looked at again whether he may read the ticket and wants the notice; it
// is not told any more who is no longer concerned.
//
// The name is that of a handler: see Handle.
func (d *Desk) Carry(channel string, c Carrier) error {
	var fs faults
	channel = fs.required("channel", channel, 50)
	if channel == ChannelDesk {
		fs.add("channel", FaultTaken, "got", channel)
	}
	if c == nil {
		fs.add("carrier", FaultRequired)
	}
	if err := fs.err(); err != nil {
		return fail("carry", err)
	}
	return fail("carry", d.handlers.add(&handling{
		Handler: storage.Handler{Name: channel, Carries: true}, atOnce: handleAtOnce,
		run: func(ctx context.Context, v Delivery) error { return d.carry(ctx, channel, c, v) },
	}))
}

// carry brings a notice to its person, if he is still to be told.
func (d *Desk) carry(ctx context.Context, channel string, c Carrier, v Delivery) error {
	t, list, err := d.tellings(ctx, v.Envelope)
	if err != nil {
		return ignoreGone(err)
	}
	for _, x := range list {
		if x.person != v.Person {
			continue
		}
		wanted, _, err := d.wants(ctx, t, x)
		if err != nil || !wanted(channel) {
			return err
		}
		news := storage.News{Event: v.Envelope, Subject: t.Subject, Requester: t.Requester, Organization: t.Organization}
		list, err := d.tell(ctx, []storage.Notice{{News: news, Person: x.person, Kind: string(x.kind)}})
		if err != nil {
			return err
		}
		return c(ctx, list[0])
	}
	return nil
}

// notify is the desk's handler that makes notices of events: those that are read in the
// desk at once, and for each channel a delivery that comes when the person's quiet hours end.
func (d *Desk) notify(ctx context.Context, v Delivery) error {
	t, list, err := d.tellings(ctx, v.Envelope)
	if err != nil {
		return ignoreGone(err)
	}
	handlers, err := d.store.ListHandlers(ctx, d.key)
	if err != nil {
		return err
	}
	var notices []storage.Notice
	var carried []storage.Delivery
	for _, x := range list {
		wanted, due, err := d.wants(ctx, t, x)
		if err != nil {
			return err
		}
		if wanted(ChannelDesk) {
			notices = append(notices, storage.Notice{News: storage.News{Event: v.Envelope}, Person: x.person, Kind: string(x.kind)})
		}
		for _, h := range handlers {
			if h.Carries && wanted(h.Name) {
				carried = append(carried, storage.Delivery{Handler: h.Name, Person: x.person, Event: v.Envelope, Due: due})
			}
		}
	}
	if len(carried) > 0 {
		if err := d.store.AddDeliveries(ctx, d.key, carried); err != nil {
			return err
		}
		for _, c := range carried {
			if h := d.handlers.named(c.Handler); h != nil {
				h.stir()
			}
		}
		d.wakeOthers()
	}
	if len(notices) == 0 {
		return nil
	}
	return d.store.AddNotices(ctx, d.key, notices)
}

// wants tells by which channels a person is to be told, and when what makes a noise may
// come. Nobody is told of a ticket that he may not read, or of the staff's work if he is
// not of the staff.
func (d *Desk) wants(ctx context.Context, t ticket.Ticket, x telling) (by func(channel string) bool, due time.Time, err error) {
	no := func(string) bool { return false }
	r, err := d.access.Rights(ctx, Person(x.person))
	if err != nil {
		return no, due, err
	}
	if x.kind.ForStaff() && !r.Staff {
		return no, due, nil
	}
	if _, err := d.store.Ticket(ctx, r.Scope, t.ID); err != nil {
		return no, due, ignoreGone(err)
	}
	p, err := d.preferences(ctx, x.person)
	if err != nil {
		return no, due, err
	}
	due, err = d.loud(ctx, p.Quiet)
	return func(channel string) bool { return !p.Mutes(string(x.kind), channel) }, due, err
}

// loud is the next instant that is not in somebody's quiet hours.
func (d *Desk) loud(ctx context.Context, q ticket.Quiet) (time.Time, error) {
	r, err := d.current(ctx)
	if err != nil {
		return timeZero, err
	}
	zone := r.calendar().Location()
	if q.Zone != "" {
		if own, err := time.LoadLocation(q.Zone); err == nil { // was checked when it was put
			zone = own
		}
	}
	return loudAt(d.Now(), q, zone), nil
}

// loudAt is the first instant from at on whose time on the wall is not within the hours.
// It is looked for minute by minute, so that a night in which clocks are changed is no
// different from any other.
func loudAt(at time.Time, q ticket.Quiet, zone *time.Location) time.Time {
	from, to, err := q.Hours()
	if err != nil {
		return at
	}
	quiet := func(t time.Time) bool {
		hour, minute, _ := t.In(zone).Clock()
		now := hour*60 + minute
		if from < to {
			return from <= now && now < to
		}
		return from <= now || now < to
	}
	end := at
	for end.Before(at.Add(26*time.Hour)) && quiet(end) {
		end = end.Truncate(time.Minute).Add(time.Minute)
	}
	return end
}

// ignoreGone forgives that a ticket is not there, or not for this reader.
func ignoreGone(err error) error {
	if isNotFound(err) || errors.Is(err, NotFound) {
		return nil
	}
	return err
}
