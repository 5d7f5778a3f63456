package storagetest

import (
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// rollbackCases are the ways in which the last of three changes can fail.
var rollbackCases = []struct {
	sentence string
	spoil    func(d *desk, c *storage.Change, had storage.Change)
	want     error
}{
	{"a change of several that is stale leaves nothing of all", func(_ *desk, c *storage.Change, had storage.Change) {
		c.Ticket, c.From = had.Ticket.Clone(), 8
		c.Ticket.Version = 9
	}, storage.ErrConflict},
	{"a number of several that is taken leaves nothing of all", func(_ *desk, c *storage.Change, had storage.Change) {
		c.Ticket.Number = had.Ticket.Number
	}, storage.ErrNumberTaken},
	{"a key of several that was used leaves nothing of all", func(_ *desk, c *storage.Change, had storage.Change) {
		c.Key = had.Key
	}, storage.ErrKeyUsed},
	{"an id of several that is taken leaves nothing of all", func(_ *desk, c *storage.Change, had storage.Change) {
		c.Messages[1].ID = had.Messages[0].ID
	}, storage.ErrConflict},
}

var rollbackTests = func() []test {
	var tests []test
	for _, c := range rollbackCases {
		for _, place := range []int{0, 1, 2} {
			name := c.sentence + [...]string{", the first", ", the middle", ", the last"}[place]
			tests = append(tests, test{name, func(d *desk) {
				had := d.full()
				d.ok(d.store.Apply(d.ctx, had))
				moved := next(had.Ticket, func(n *storage.Change) {
					n.Ticket.Observers, n.Ticket.Subject, n.Ticket.Number = []string{"gleb"}, "moved", "M-1"
					n.Tasks = []ticket.Task{had.Tasks[0]}
					n.Tasks[0].Title = "moved"
				})
				spoilt, fresh := d.full(), d.full()
				c.spoil(d, &spoilt, had)
				changes := []storage.Change{moved, fresh}
				if spoilt.Ticket.ID == had.Ticket.ID {
					changes = []storage.Change{fresh, d.full()}
				}
				if spoilt.Ticket.Number == had.Ticket.Number {
					changes[0] = d.full()
				}
				changes = append(changes[:place:place], append([]storage.Change{spoilt}, changes[place:]...)...)
				d.is(d.store.Apply(d.ctx, changes...), c.want)
				same(d, d.state(had.Ticket.ID), stateOf(had))
				for _, change := range changes {
					if change.Ticket.ID == had.Ticket.ID {
						continue
					}
					_, err := d.store.Ticket(d.ctx, d.all, change.Ticket.ID)
					d.is(err, storage.ErrNotFound)
					if change.Key.KeyID != had.Key.KeyID {
						_, err = d.store.Recall(d.ctx, change.Key.KeyID, start)
						d.is(err, storage.ErrNotFound)
					}
				}
				n, err := d.store.Count(d.ctx, d.all, ticket.Filter{}, 100)
				d.ok(err)
				same(d, n, 1)
				timers, err := d.store.Claim(d.ctx, storage.Claim{Desk: d.key, Now: after(1000), Until: after(1001), Owner: newID(), Limit: 100})
				d.ok(err)
				same(d, len(timers), len(had.Timers))
				// What failed took nothing: it can be written when it is put right.
				good := d.full()
				good.Messages = append(good.Messages, fresh.Messages...)
				good.Key = fresh.Key
				d.ok(d.store.Apply(d.ctx, good))
			}})
		}
	}
	return tests
}()
