package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// line names deliveries of one handler that are taken one after the other.
type line struct {
	ticket uuid.UUID
	person string
}

// deliveries are those of a line, in order.
type deliveries struct {
	list []storage.Delivery
	head int // the first that is open, or the length
}

// deliver makes a delivery of an event for every handler that is told of it.
func (d *desk) deliver(e event.Envelope) {
	for _, h := range d.handlers {
		if !h.Carries && (len(h.Kinds) == 0 || slices.Contains(h.Kinds, e.Kind)) {
			d.addDelivery(storage.Delivery{Handler: h.Name, Event: e, Due: e.At.Add(-storage.DueBefore)})
		}
	}
}

// addDelivery puts a pending delivery into its line. One that is there stays as it is.
func (d *desk) addDelivery(v storage.Delivery) {
	lines := d.lines[v.Handler]
	if lines == nil {
		lines = make(map[line]*deliveries)
		d.lines[v.Handler] = lines
	}
	at := line{v.Event.Ticket, v.Person}
	l := lines[at]
	if l == nil {
		l = &deliveries{}
		lines[at] = l
	}
	i, found := slices.BinarySearchFunc(l.list, v, byKey)
	if found {
		return
	}
	v = storage.Delivery{Handler: v.Handler, Person: v.Person, Event: cloneEvent(v.Event), State: storage.DeliveryPending, Due: ticket.Instant(v.Due)}
	l.list = slices.Insert(l.list, i, v)
	l.head = min(l.head, i)
}

// find gives a delivery by its key, nil if there is none, and its line.
func (d *desk) find(k storage.DeliveryKey) (*storage.Delivery, *deliveries) {
	l := d.lines[k.Handler][line{k.Ticket, k.Person}]
	if l == nil {
		return nil, nil
	}
	for i := range l.list {
		if l.list[i].Key() == k {
			return &l.list[i], l
		}
	}
	return nil, l
}

// advance puts the head of a line where it belongs.
func (l *deliveries) advance() {
	for l.head < len(l.list) && !l.list[l.head].State.Open() {
		l.head++
	}
}

// ClaimDeliveries takes heads of lines that are due.
func (s *Store) ClaimDeliveries(_ context.Context, c storage.DeliveryClaim) ([]storage.Delivery, error) {
	if c.Limit < 1 {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var free []*storage.Delivery
	for _, l := range s.desk(c.Desk).lines[c.Handler] {
		if l.head == len(l.list) {
			continue
		}
		if head := &l.list[l.head]; head.State == storage.DeliveryPending && !head.Due.After(c.Now) {
			free = append(free, head)
		}
	}
	slices.SortFunc(free, func(a, b *storage.Delivery) int {
		return cmp.Or(a.Due.Compare(b.Due), slices.Compare(a.Event.Ticket[:], b.Event.Ticket[:]), cmp.Compare(a.Person, b.Person))
	})
	var taken []storage.Delivery
	for _, d := range free[:min(len(free), c.Limit)] {
		d.Due, d.Token, d.Attempts = ticket.Instant(c.Until), d.Token+1, d.Attempts+1
		taken = append(taken, cloneDelivery(*d))
	}
	return taken, nil
}

// SettleDelivery writes how an open delivery stands, if the token is the one it has.
func (s *Store) SettleDelivery(_ context.Context, is storage.Delivery) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, l := s.desk(is.Event.Desk).find(is.Key())
	if d == nil || d.Token != is.Token || !d.State.Open() {
		return storage.ErrConflict
	}
	d.State, d.Due, d.Attempts, d.Error = is.State, ticket.Instant(is.Due), is.Attempts, is.Error
	d.Settled, d.By, d.Reason = ticket.Instant(is.Settled), is.By, is.Reason
	d.Token++
	l.advance()
	return nil
}

// AddDeliveries makes pending deliveries of events of the desk.
func (s *Store) AddDeliveries(_ context.Context, desk string, list []storage.Delivery) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open(desk)
	for _, v := range list {
		r := d.tickets[v.Event.Ticket]
		if r == nil {
			continue
		}
		for _, e := range r.events {
			if e.ID == v.Event.ID {
				v.Event = e
				d.addDelivery(v)
			}
		}
	}
	return nil
}

// ListDeliveries reads deliveries by key.
func (s *Store) ListDeliveries(_ context.Context, desk string, q storage.DeliveryQuery) ([]storage.Delivery, error) {
	if err := within(q.Limit); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []storage.Delivery
	for handler, lines := range s.desk(desk).lines {
		for at, l := range lines {
			if q.Handler != "" && q.Handler != handler || q.Ticket != uuid.Nil && q.Ticket != at.ticket {
				continue
			}
			for _, d := range l.list {
				if oneOf(q.States, d.State) && (q.After.IsZero() || compareKeys(d.Key(), q.After) > 0) {
					list = append(list, cloneDelivery(d))
				}
			}
		}
	}
	slices.SortFunc(list, byKey)
	return list[:min(len(list), q.Limit)], nil
}

// NextDelivery is the earliest instant at which something can be claimed.
func (s *Store) NextDelivery(_ context.Context, desk string, handlers []string) (time.Time, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var next time.Time
	for _, h := range handlers {
		for _, l := range s.desk(desk).lines[h] {
			if l.head == len(l.list) || l.list[l.head].State != storage.DeliveryPending {
				continue
			}
			if due := l.list[l.head].Due; next.IsZero() || due.Before(next) {
				next = due
			}
		}
	}
	return next, nil
}

// ForgetDeliveries drops what was settled before an instant.
func (s *Store) ForgetDeliveries(_ context.Context, desk string, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, lines := range s.desk(desk).lines {
		for at, l := range lines {
			l.list = slices.DeleteFunc(l.list, func(d storage.Delivery) bool { return !d.State.Open() && d.Settled.Before(before) })
			l.head = 0
			if l.advance(); len(l.list) == 0 {
				delete(lines, at)
			}
		}
	}
	return nil
}

func byKey(a, b storage.Delivery) int { return compareKeys(a.Key(), b.Key()) }

func compareKeys(a, b storage.DeliveryKey) int {
	return cmp.Or(cmp.Compare(a.Handler, b.Handler), slices.Compare(a.Ticket[:], b.Ticket[:]), cmp.Compare(a.Person, b.Person),
		cmp.Compare(a.Version, b.Version), cmp.Compare(a.Index, b.Index))
}

func cloneDelivery(d storage.Delivery) storage.Delivery {
	d.Event = cloneEvent(d.Event)
	return d
}
