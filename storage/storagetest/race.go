package storagetest

import (
	"errors"
	"fmt"
	"sync"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// writers is how many write at once.
const writers = 8

// together runs work in several goroutines that begin at the same moment.
func together(n int, work func(i int)) {
	var begin, end sync.WaitGroup
	begin.Add(1)
	for i := range n {
		end.Add(1)
		go func() {
			defer end.Done()
			begin.Wait()
			work(i)
		}()
	}
	begin.Done()
	end.Wait()
}

// winners runs writes at once and gives the number that succeeded. All others
// must fail with the wanted error.
func (d *desk) winners(want error, write func(i int) error) int {
	var mu sync.Mutex
	won := 0
	together(writers, func(i int) {
		err := write(i)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			won++
		} else if !errors.Is(err, want) {
			d.t.Errorf("error %v, want %v", err, want)
		}
	})
	return won
}

var raceTests = []test{
	{"of eight writers of one ticket exactly one wins each version", func(d *desk) {
		t := d.made()
		for range 5 {
			won := d.winners(storage.ErrConflict, func(i int) error {
				return d.store.Apply(d.ctx, next(t, func(c *storage.Change) {
					c.Ticket.Subject = fmt.Sprint(i)
					c.Messages = []ticket.Message{d.message(t.ID, c.Ticket.Version, ticket.Public, fmt.Sprint(i))}
				}))
			})
			same(d, won, 1)
			got, err := d.store.Ticket(d.ctx, d.all, t.ID)
			d.ok(err)
			same(d, got.Version, t.Version+1)
			messages, err := d.store.Messages(d.ctx, d.all, t.ID)
			d.ok(err)
			if len(messages) != int(t.Version) || messages[len(messages)-1].Text != got.Subject {
				d.t.Errorf("version %d has %d messages; the last is not the winner's", got.Version, len(messages))
			}
			t = got
		}
	}},
	{"of eight openings with one number exactly one wins", func(d *desk) {
		won := d.winners(storage.ErrNumberTaken, func(int) error {
			return d.store.Apply(d.ctx, d.opening(with(func(t *ticket.Ticket) { t.Number = "ONE" })))
		})
		same(d, won, 1)
	}},
	{"of eight requests with one key of idempotency exactly one is carried out", func(d *desk) {
		key := storage.KeyID{Desk: d.key, Actor: "anna", Verb: "open", Key: "once"}
		won := d.winners(storage.ErrKeyUsed, func(int) error {
			return d.store.Apply(d.ctx, d.opening(func(c *storage.Change) {
				c.Key = &storage.Key{KeyID: key, Ticket: c.Ticket.ID, Version: 1, At: start}
			}))
		})
		same(d, won, 1)
		k, err := d.store.Recall(d.ctx, key, start)
		d.ok(err)
		_, err = d.store.Ticket(d.ctx, d.all, k.Ticket)
		d.ok(err)
		n, err := d.store.Count(d.ctx, d.all, ticket.Filter{}, 10)
		d.ok(err)
		same(d, n, 1)
	}},
	{"of eight first writings of one person exactly one wins", func(d *desk) {
		won := d.winners(storage.ErrConflict, func(i int) error {
			_, err := d.store.PutPerson(d.ctx, ticket.Person{Desk: d.key, ID: "anna", Name: fmt.Sprint(i)})
			return err
		})
		same(d, won, 1)
	}},
	{"of eight publications of one version exactly one wins", func(d *desk) {
		won := d.winners(storage.ErrConflict, func(int) error {
			return d.store.AddRegulation(d.ctx, storage.Regulation{Desk: d.key, Version: 1, Source: []byte("x"), At: start})
		})
		same(d, won, 1)
	}},
	{"a reader never sees a part of a change", func(d *desk) {
		t := d.made()
		id := t.ID
		together(2, func(i int) {
			for range 15 {
				if i == 0 {
					c := next(t, func(c *storage.Change) {
						c.Messages = []ticket.Message{d.message(t.ID, c.Ticket.Version, ticket.Public, "x"), d.message(t.ID, c.Ticket.Version, ticket.Public, "y")}
					})
					if err := d.store.Apply(d.ctx, c); err != nil {
						d.t.Error(err)
						return
					}
					t = c.Ticket
				} else if messages, err := d.store.Messages(d.ctx, d.all, id); err != nil || len(messages)%2 != 0 {
					d.t.Errorf("%d messages, error %v", len(messages), err)
				}
			}
		})
	}},
	{"numbers given to eight at once are all different", func(d *desk) {
		const each = 30
		var mu sync.Mutex
		given := make(map[int64]bool)
		together(writers, func(int) {
			for range each {
				n, err := d.store.Number(d.ctx, d.key, "all")
				mu.Lock()
				if err != nil || n < 1 || given[n] {
					d.t.Errorf("number %d, error %v, given before: %v", n, err, given[n])
				}
				given[n] = true
				mu.Unlock()
			}
		})
		same(d, len(given), writers*each)
	}},
	{"claims at once never hold the same timer", func(d *desk) {
		const tickets = 12
		for range tickets {
			d.ok(d.store.Apply(d.ctx, d.full()))
		}
		var mu sync.Mutex
		held := make(map[storage.Timer]uuid.UUID)
		together(4, func(int) {
			owner := newID()
			for {
				timers, err := d.store.Claim(d.ctx, storage.Claim{Desk: d.key, Now: after(1000), Until: after(2000), Owner: owner, Limit: 5})
				if err != nil {
					d.t.Error(err)
				}
				if len(timers) == 0 {
					return
				}
				mu.Lock()
				for _, t := range timers {
					if _, twice := held[t]; twice {
						d.t.Errorf("%v is held twice", t)
					}
					held[t] = owner
				}
				mu.Unlock()
			}
		})
		same(d, len(held), 3*tickets)
	}},
}
