package memory

import (
	"slices"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// The functions of this file make the copy that is kept of a value that was
// given: it shares nothing with it, and its instants are UTC in whole microseconds.

func settleTicket(t ticket.Ticket) ticket.Ticket {
	t = t.Clone()
	t.Wait.Since, t.Wait.Until = ticket.Instant(t.Wait.Since), ticket.Instant(t.Wait.Until)
	t.Silence.Since = ticket.Instant(t.Silence.Since)
	t.Opened, t.Entered = ticket.Instant(t.Opened), ticket.Instant(t.Entered)
	t.Resolved, t.Closed = ticket.Instant(t.Resolved), ticket.Instant(t.Closed)
	t.Erased = ticket.Instant(t.Erased)
	t.Updated, t.Due = ticket.Instant(t.Updated), ticket.Instant(t.Due)
	t.Review.At = ticket.Instant(t.Review.At)
	return t
}

func settleMessage(m ticket.Message) ticket.Message {
	m = cloneMessage(m)
	m.At = ticket.Instant(m.At)
	return m
}

func settleEntry(e ticket.Entry) ticket.Entry {
	e = cloneEntry(e)
	e.At, e.Effective = ticket.Instant(e.At), ticket.Instant(e.Effective)
	return e
}

func settleTask(t ticket.Task) ticket.Task {
	t.Due, t.Created, t.Ended = ticket.Instant(t.Due), ticket.Instant(t.Created), ticket.Instant(t.Ended)
	return cloneTask(t)
}

func settleEvent(e event.Envelope) event.Envelope {
	e = cloneEvent(e)
	e.At = ticket.Instant(e.At)
	return e
}

func settleKey(k storage.Key) storage.Key {
	k = cloneKey(k)
	k.At = ticket.Instant(k.At)
	return k
}

func cloneTask(t ticket.Task) ticket.Task {
	t.Checklist = slices.Clone(t.Checklist)
	return t
}

func cloneMessage(m ticket.Message) ticket.Message {
	m.Salt = slices.Clone(m.Salt)
	return m
}

func cloneEntry(e ticket.Entry) ticket.Entry {
	e.Prev, e.Hash = slices.Clone(e.Prev), slices.Clone(e.Hash)
	e.Facts = slices.Clone(e.Facts)
	for i, f := range e.Facts {
		e.Facts[i].Salt, e.Facts[i].Digest = slices.Clone(f.Salt), slices.Clone(f.Digest)
	}
	return e
}

func cloneEvent(e event.Envelope) event.Envelope {
	e.Payload = slices.Clone(e.Payload)
	return e
}

func cloneKey(k storage.Key) storage.Key {
	k.Hash = slices.Clone(k.Hash)
	return k
}
