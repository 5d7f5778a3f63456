package storagetest

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// scopeCases say which of the tickets of scoped a scope sees.
var scopeCases = []struct {
	sentence string
	scope    storage.Scope
	sees     string
}{
	{"a scope that names nothing sees nothing", storage.Scope{}, ""},
	{"a scope of the whole desk sees all", storage.Scope{All: true}, "agent nobody observed org own team vendor"},
	{"a person sees what he requested or observes", storage.Scope{Person: "anna"}, "observed own"},
	{"an organization's tickets are seen", storage.Scope{Organizations: []string{"acme"}}, "org"},
	{"an agent sees what is assigned to him", storage.Scope{Agent: "boris"}, "agent"},
	{"a team's tickets are seen, given to it as team or as vendor", storage.Scope{Teams: []string{"line1"}}, "team vendor"},
	{"one of several organizations is enough", storage.Scope{Organizations: []string{"none", "acme"}}, "org"},
	{"one of several teams is enough", storage.Scope{Teams: []string{"none", "line1"}}, "team vendor"},
	{
		"a scope is the union of what it names",
		storage.Scope{Person: "anna", Organizations: []string{"acme"}, Agent: "boris", Teams: []string{"line1"}},
		"agent observed org own team vendor",
	},
	{"an empty name names nothing", storage.Scope{Organizations: []string{""}, Teams: []string{""}}, ""},
	{"a name is compared whole and with its case", storage.Scope{Person: "Anna", Organizations: []string{"acm", "ACME"}, Agent: "bor%", Teams: []string{"line_"}}, ""},
	{"sight of what is internal opens no ticket", storage.Scope{Internal: true}, ""},
}

// scopeTests prove every case on every read.
var scopeTests = func() []test {
	var tests []test
	for _, c := range scopeCases {
		tests = append(tests, test{c.sentence, func(d *desk) {
			scope := c.scope // the cases are shared by all who run the suite at once
			scope.Desk = d.key
			scoped := d.scoped()
			sees := strings.Fields(c.sees)
			got := d.subjects(scope, ticket.Filter{}, ticket.ByDue, 2)
			slices.Sort(got)
			same(d, got, sees)
			n, err := d.store.Count(d.ctx, scope, ticket.Filter{}, 100)
			d.ok(err)
			same(d, n, len(sees))
			for name, t := range scoped {
				for read, err := range d.reads(scope, t) {
					if slices.Contains(sees, name) {
						if err != nil {
							d.t.Errorf("%s of %q: %v", read, name, err)
						}
					} else if err == nil {
						d.t.Errorf("%s of %q is read out of scope", read, name)
					} else {
						d.is(err, storage.ErrNotFound)
					}
				}
			}
		}})
	}
	return append(tests, test{"a ticket that a scope sees in several ways is there once", func(d *desk) {
		made := d.made(with(func(t *ticket.Ticket) {
			t.Requester, t.Observers, t.Organization, t.Agent, t.Team, t.Vendor = "anna", []string{"anna"}, "acme", "anna", "line1", "line1"
		}))
		for _, s := range []storage.Scope{
			{Person: "anna", Organizations: []string{"acme"}},
			{Person: "anna", Organizations: []string{"acme"}, Agent: "anna", Teams: []string{"line1"}},
		} {
			s.Desk = d.key
			same(d, d.subjects(s, ticket.Filter{}, ticket.ByUpdated, 9), []string{made.Subject})
			n, err := d.store.Count(d.ctx, s, ticket.Filter{}, 9)
			d.ok(err)
			same(d, n, 1)
		}
	}}, test{"a filter never widens a scope", func(d *desk) {
		d.scoped()
		got := d.subjects(storage.Scope{Desk: d.key, Person: "anna"}, ticket.Filter{Requesters: []string{"zoe", "anna"}}, ticket.ByDue, 50)
		slices.Sort(got)
		same(d, got, []string{"observed", "own"})
	}})
}()

// scoped makes one ticket for each way in which a scope can see one.
func (d *desk) scoped() map[string]ticket.Ticket {
	d.t.Helper()
	made := make(map[string]ticket.Ticket)
	for name, edit := range map[string]func(*ticket.Ticket){
		"own":      func(t *ticket.Ticket) { t.Requester = "anna" },
		"observed": func(t *ticket.Ticket) { t.Observers = []string{"vera", "anna"} },
		"org":      func(t *ticket.Ticket) { t.Organization = "acme" },
		"agent":    func(t *ticket.Ticket) { t.Agent = "boris" },
		"team":     func(t *ticket.Ticket) { t.Team = "line1" },
		"vendor":   func(t *ticket.Ticket) { t.Vendor = "line1" },
		"nobody":   func(t *ticket.Ticket) {},
	} {
		made[name] = d.made(with(func(t *ticket.Ticket) {
			t.Subject, t.Requester, t.Author = name, "zoe", "anna"
			edit(t)
		}))
	}
	return made
}

// worked is Work as a read of one ticket, which is found or not.
func (d *desk) worked(s storage.Scope, id uuid.UUID) error {
	work, err := d.store.Work(d.ctx, s, id)
	if err == nil && len(work) == 0 {
		err = storage.ErrNotFound
	}
	return err
}

// reads makes every read of one ticket and gives their errors by name.
func (d *desk) reads(s storage.Scope, t ticket.Ticket) map[string]error {
	errs := make(map[string]error)
	for name, read := range map[string]func(uuid.UUID) error{
		"Ticket":   func(id uuid.UUID) error { _, err := d.store.Ticket(d.ctx, s, id); return err },
		"Find":     func(uuid.UUID) error { _, err := d.store.Find(d.ctx, s, t.Number); return err },
		"Work":     func(id uuid.UUID) error { return d.worked(s, id) },
		"Messages": func(id uuid.UUID) error { _, err := d.store.Messages(d.ctx, s, id); return err },
		"Tasks":    func(id uuid.UUID) error { _, err := d.store.Tasks(d.ctx, s, id); return err },
		"Times":    func(id uuid.UUID) error { _, err := d.store.Times(d.ctx, s, id); return err },
		"Journal":  func(id uuid.UUID) error { _, err := d.store.Journal(d.ctx, s, id); return err },
		"Events":   func(id uuid.UUID) error { _, err := d.store.Events(d.ctx, s, id); return err },
		"Pending":  func(id uuid.UUID) error { _, err := d.store.Pending(d.ctx, s, id); return err },
	} {
		errs[name] = read(t.ID)
	}
	return errs
}
