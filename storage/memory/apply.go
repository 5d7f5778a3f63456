package memory

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Work reads tickets with their open tasks.
func (s *Store) Work(_ context.Context, sc storage.Scope, ids ...uuid.UUID) ([]storage.Work, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []storage.Work
	for _, id := range ids {
		r, err := s.record(sc, id)
		if err != nil {
			continue
		}
		w := storage.Work{Ticket: r.ticket.Clone()}
		for _, t := range r.tasks {
			if t.State == ticket.TaskOpen {
				w.Tasks = append(w.Tasks, cloneTask(t))
			}
		}
		list = append(list, w)
	}
	return list, nil
}

// Apply writes all changes, or none: everything is proved first.
func (s *Store) Apply(_ context.Context, changes ...storage.Change) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := newClaims()
	for _, c := range changes {
		if err := s.desk(c.Ticket.Desk).prove(c, seen); err != nil {
			return fmt.Errorf("ticket %s: %w", c.Ticket.ID, err)
		}
	}
	for _, c := range changes {
		s.open(c.Ticket.Desk).write(c)
	}
	return nil
}

// claims is what the changes of one Apply take: no two may take the same.
type claims map[any]bool

func newClaims() claims { return make(claims) }

// take claims something in a desk, and tells whether it was free.
func (c claims) take(desk string, what any) bool {
	key := struct {
		desk string
		what any
	}{desk, what}
	if c[key] {
		return false
	}
	c[key] = true
	return true
}

// prove tells why a change cannot be written, if it cannot.
func (d *desk) prove(c storage.Change, seen claims) error {
	t := c.Ticket
	if t.Version != c.From+1 {
		return fmt.Errorf("version: %d does not follow %d", t.Version, c.From)
	}
	if !seen.take(t.Desk, part{"ticket", t.ID}) {
		return fmt.Errorf("changes: more than one of the same ticket")
	}
	r := d.tickets[t.ID]
	switch {
	case r == nil && c.From != 0, r != nil && r.ticket.Version != c.From:
		return storage.ErrConflict
	case r == nil:
		r = &record{}
	}
	if c.Erase != nil && c.From == 0 {
		return fmt.Errorf("erase: a new ticket has nothing to erase")
	}
	if err := r.proveErasure(c.Erase); err != nil {
		return err
	}
	if r.ticket.Stage != t.Stage && slices.Contains(d.retired, t.Stage) {
		return storage.ErrRetired
	}
	number := strings.ToLower(t.Number)
	if owner, taken := d.numbers[number]; taken && owner != t.ID || !seen.take(t.Desk, number) {
		return storage.ErrNumberTaken
	}
	if p := c.Person; p != nil && (p.Version == 0 || d.people[p.ID].Version != p.Version) {
		return storage.ErrPersonChanged
	}
	for _, sp := range c.Times {
		if ticket.Instant(sp.Worked).Before(d.closedUntil()) {
			return storage.ErrPeriodClosed
		}
	}
	if k := c.Key; k != nil {
		if _, used := d.keys[k.KeyID]; used || !seen.take(t.Desk, k.KeyID) {
			return storage.ErrKeyUsed
		}
	}
	for _, e := range c.Journal {
		if slices.ContainsFunc(r.journal, func(has ticket.Entry) bool { return has.Seq == e.Seq }) {
			return storage.ErrConflict
		}
	}
	for _, p := range added(c) {
		if _, taken := d.parts[p]; taken || !seen.take(t.Desk, p) {
			return storage.ErrConflict
		}
	}
	for _, task := range c.Tasks {
		p := part{"task", task.ID}
		if owner, taken := d.parts[p]; taken && owner != t.ID || !seen.take(t.Desk, p) {
			return storage.ErrConflict
		}
	}
	for _, tm := range c.Timers {
		if !seen.take(t.Desk, [3]string{t.ID.String(), tm.Cause, string(tm.Kind)}) {
			return fmt.Errorf("timers: more than one of %s %s", tm.Cause, tm.Kind)
		}
	}
	return nil
}

// added names the parts that a change adds and that must be new.
func added(c storage.Change) []part {
	var list []part
	for _, m := range c.Messages {
		list = append(list, part{"message", m.ID})
	}
	for _, t := range c.Times {
		list = append(list, part{"time", t.ID})
	}
	for _, e := range c.Events {
		list = append(list, part{"event", e.ID})
	}
	return list
}

// write writes a change that was proved.
func (d *desk) write(c storage.Change) {
	t := c.Ticket
	r := d.tickets[t.ID]
	if r == nil {
		r = &record{}
		d.tickets[t.ID] = r
	}
	delete(d.numbers, strings.ToLower(r.ticket.Number))
	r.ticket = settleTicket(t)
	d.numbers[strings.ToLower(t.Number)] = t.ID
	for _, p := range added(c) {
		d.parts[p] = t.ID
	}
	for _, m := range c.Messages {
		m.Ticket = t.ID
		r.messages = append(r.messages, settleMessage(m))
	}
	for _, e := range c.Journal {
		e.Ticket = t.ID
		r.journal = append(r.journal, settleEntry(e))
	}
	for _, task := range c.Tasks {
		task.Ticket = t.ID
		d.parts[part{"task", task.ID}] = t.ID
		r.putTask(settleTask(task))
	}
	for _, sp := range c.Times {
		sp.Ticket, sp.At, sp.Worked = t.ID, ticket.Instant(sp.At), ticket.Instant(sp.Worked)
		r.times = append(r.times, sp)
	}
	for _, e := range c.Events {
		e.Desk, e.Ticket = t.Desk, t.ID
		e = settleEvent(e)
		r.events = append(r.events, e)
		d.deliver(e)
	}
	d.erase(r, c.Erase)
	r.setTimers(t, c.Timers)
	if c.Key != nil {
		k := settleKey(*c.Key)
		k.Ticket = t.ID
		d.keys[k.KeyID] = k
	}
}

// putTask adds a task or writes it over.
func (r *record) putTask(t ticket.Task) {
	i := slices.IndexFunc(r.tasks, func(has ticket.Task) bool { return has.ID == t.ID })
	if i < 0 {
		r.tasks = append(r.tasks, t)
		return
	}
	r.tasks[i] = t
}
