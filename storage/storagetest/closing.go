package storagetest

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// tasked gives the ticket of a change an open task for each of the people.
func (d *desk) tasked(people ...string) func(*storage.Change) {
	return func(c *storage.Change) {
		for _, p := range people {
			c.Tasks = append(c.Tasks, ticket.Task{
				ID: newID(), Ticket: c.Ticket.ID, Kind: ticket.TaskPart, Title: "for " + p, Assignee: p, State: ticket.TaskOpen, Created: start,
				Effort: time.Hour, Checklist: []ticket.Step{{Text: "шаг"}},
			})
		}
	}
}

// assigned reads all open tasks of people, so many at once.
func (d *desk) assigned(s storage.Scope, size int, people ...string) []storage.Assigned {
	d.t.Helper()
	var all []storage.Assigned
	q := storage.AssignedQuery{People: people, Limit: size}
	for {
		list, err := d.store.ListAssigned(d.ctx, s, q)
		d.ok(err)
		if all = append(all, list...); len(list) < size {
			return all
		}
		q.After = list[len(list)-1].Task.ID
	}
}

var assignmentTests = []test{
	{"an open task comes whole, with its ticket", func(d *desk) {
		c := d.opening(d.tasked("boris"))
		d.ok(d.store.Apply(d.ctx, c))
		same(d, d.assigned(d.all, 10, "boris"), []storage.Assigned{{Ticket: c.Ticket, Task: c.Tasks[0]}})
	}},
	{"tasks of several people come in the order of their ids, page by page, each once", func(d *desk) {
		var want []string
		for range 3 {
			c := d.opening(d.tasked("boris", "vera", "anton"))
			d.ok(d.store.Apply(d.ctx, c))
			want = append(want, c.Tasks[0].ID.String(), c.Tasks[1].ID.String())
		}
		slices.Sort(want)
		for _, size := range []int{1, 4, 200} {
			var got []string
			for _, a := range d.assigned(d.all, size, "vera", "boris") {
				got = append(got, a.Task.ID.String())
			}
			same(d, got, want)
		}
	}},
	{"what is over is nobody's work", func(d *desk) {
		c := d.opening(d.tasked("boris", "boris"))
		c.Tasks[0].State, c.Tasks[0].Ended = ticket.TaskDone, after(1)
		c.Tasks[1].State, c.Tasks[1].Ended = ticket.TaskClosed, after(1)
		d.ok(d.store.Apply(d.ctx, c))
		same(d, d.assigned(d.all, 10, "boris"), nil)
	}},
	{"tasks of tickets out of scope are not found, nor by those who see no internals", func(d *desk) {
		d.made(d.tasked("boris"), with(func(t *ticket.Ticket) { t.Team = "line1" }))
		d.made(d.tasked("boris"), with(func(t *ticket.Ticket) { t.Team = "line2" }))
		list := d.assigned(storage.Scope{Desk: d.key, Teams: []string{"line2"}, Internal: true}, 10, "boris")
		if len(list) != 1 || list[0].Ticket.Team != "line2" {
			d.t.Errorf("found %v", list)
		}
		same(d, d.assigned(storage.Scope{Desk: d.key, All: true}, 10, "boris"), nil)
		same(d, d.assigned(d.beside().all, 10, "boris"), nil)
	}},
	{"nobody's tasks are nobody's", func(d *desk) {
		d.made(d.tasked(""))
		same(d, d.assigned(d.all, 10, "boris"), nil)
	}},
	{"a limit outside 1 to 200 is an error", func(d *desk) {
		for _, limit := range []int{-1, 0, 201} {
			if _, err := d.store.ListAssigned(d.ctx, d.all, storage.AssignedQuery{People: []string{"boris"}, Limit: limit}); err == nil {
				d.t.Errorf("limit %d was taken", limit)
			}
		}
	}},
}

// nextStepTests prove that every store finds what ticket.Lacks says.
var nextStepTests = []test{
	{"the list without a next step is that of Lacks, for every state of a ticket", func(d *desk) {
		var want []string
		var number int
		for _, phase := range ticket.Phases() {
			for bits := range 64 {
				has := func(bit int) bool { return bits&(1<<bit) != 0 }
				number++
				c := d.opening(with(func(t *ticket.Ticket) {
					t.Subject, t.Phase = strings.Repeat("i", number), phase
					if has(0) {
						t.Agent = "boris"
					}
					if has(1) {
						t.Due = after(map[bool]int{true: 10, false: 11}[has(5)])
					}
					if has(2) {
						t.Wait.Since = after(1)
					}
					if has(3) {
						t.Wait.Until = after(30)
					}
					if has(4) {
						t.Silence.Since = after(2)
					}
				}))
				if has(5) {
					c.Timers = []storage.Timer{{Desk: d.key, Ticket: c.Ticket.ID, Cause: "wait", Kind: storage.TimerWake, At: after(30)}}
				}
				d.ok(d.store.Apply(d.ctx, c))
				if len(c.Ticket.Lacks(after(10), len(c.Timers))) > 0 {
					want = append(want, c.Ticket.Subject)
				}
			}
		}
		got := d.subjects(d.all, ticket.Filter{NoNextStep: after(10)}, ticket.ByDue, 200)
		slices.Sort(got)
		slices.Sort(want)
		same(d, got, want)
		n, err := d.store.Count(d.ctx, d.all, ticket.Filter{NoNextStep: after(10)}, 1000)
		d.ok(err)
		same(d, n, len(want))
	}},
}

var stopwatchTests = []test{
	{"a stopwatch comes back as it was put", func(d *desk) {
		t := d.made(d.tasked("boris"))
		w := ticket.Stopwatch{Desk: d.key, Person: "boris", Ticket: t.ID, Task: newID(), Started: after(1), Stopped: after(2), Note: "дорога", Spent: time.Minute}
		v, err := d.store.PutStopwatch(d.ctx, w)
		d.ok(err)
		w.Version = v
		d.filled(w)
		got, err := d.store.Stopwatch(d.ctx, d.key, "boris")
		d.ok(err)
		same(d, got, w)
	}},
	{"whoever never had one has none, in his desk", func(d *desk) {
		_, err := d.store.Stopwatch(d.ctx, d.key, "boris")
		d.is(err, storage.ErrNotFound)
		_, err = d.store.PutStopwatch(d.ctx, ticket.Stopwatch{Desk: d.key, Person: "boris"})
		d.ok(err)
		_, err = d.store.Stopwatch(d.ctx, d.beside().key, "boris")
		d.is(err, storage.ErrNotFound)
	}},
	{"of two who start it from the same version one is refused", func(d *desk) {
		t := d.made()
		w := ticket.Stopwatch{Desk: d.key, Person: "boris", Ticket: t.ID, Started: after(1)}
		v, err := d.store.PutStopwatch(d.ctx, w)
		d.ok(err)
		_, err = d.store.PutStopwatch(d.ctx, w)
		d.is(err, storage.ErrConflict)
		w = ticket.Stopwatch{Desk: d.key, Person: "boris", Version: v}
		_, err = d.store.PutStopwatch(d.ctx, w)
		d.ok(err)
		_, err = d.store.PutStopwatch(d.ctx, w)
		d.is(err, storage.ErrConflict)
		got, err := d.store.Stopwatch(d.ctx, d.key, "boris")
		d.ok(err)
		if got.Runs() {
			d.t.Errorf("it runs: %v", got)
		}
	}},
}

// states reads what is known of links, in the order of their keys.
func (d *desk) states(links ...ticket.Link) []ticket.LinkState {
	d.t.Helper()
	list, err := d.store.LinkStates(d.ctx, d.key, links)
	d.ok(err)
	slices.SortFunc(list, func(a, b ticket.LinkState) int {
		return bytes.Compare([]byte(string(a.Kind)+a.Key), []byte(string(b.Kind)+b.Key))
	})
	return list
}

var linkStateTests = []test{
	{"a state comes back as it was put", func(d *desk) {
		s := ticket.LinkState{Desk: d.key, Kind: "defect", Key: "DEV-«1»", State: "в работе", Title: "Падает", Over: true, At: after(1), Tried: after(2), Fault: "нет связи"}
		d.filled(s)
		d.ok(d.store.PutLinkState(d.ctx, s))
		same(d, d.states(ticket.Link{Kind: "defect", Key: "DEV-«1»", URL: "https://elsewhere.example", Ticket: newID()}), []ticket.LinkState{s})
	}},
	{"states are of a kind, a key and a desk", func(d *desk) {
		for _, s := range []ticket.LinkState{{Kind: "defect", Key: "1"}, {Kind: "order", Key: "1"}, {Kind: "defect", Key: "2"}} {
			s.Desk, s.State, s.Tried = d.key, string(s.Kind)+s.Key, after(1)
			d.ok(d.store.PutLinkState(d.ctx, s))
		}
		var got []string
		for _, s := range d.states(ticket.Link{Kind: "defect", Key: "1"}, ticket.Link{Kind: "defect", Key: "1"}, ticket.Link{Kind: "order", Key: "1"}, ticket.Link{Kind: "order", Key: "2"}) {
			got = append(got, s.State)
		}
		same(d, got, []string{"defect1", "order1"})
		same(d, d.states(), nil)
		same(d, d.beside().states(ticket.Link{Kind: "defect", Key: "1"}), nil)
	}},
	{"one that was asked for later is not written over", func(d *desk) {
		of := ticket.LinkState{Desk: d.key, Kind: "defect", Key: "1"}
		for _, s := range []struct {
			state string
			tried int
		}{{"new", 1}, {"done", 3}, {"old", 2}} {
			of.State, of.Tried = s.state, after(s.tried)
			d.ok(d.store.PutLinkState(d.ctx, of))
		}
		if got := d.states(ticket.Link{Kind: "defect", Key: "1"}); len(got) != 1 || got[0].State != "done" {
			d.t.Errorf("known: %v", got)
		}
		of.State, of.Tried = "the same instant", after(3)
		d.ok(d.store.PutLinkState(d.ctx, of))
		if got := d.states(ticket.Link{Kind: "defect", Key: "1"}); len(got) != 1 || got[0].State != "the same instant" {
			d.t.Errorf("known: %v", got)
		}
	}},
}
