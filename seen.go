package helpdesk

import (
	"context"
	"errors"
	"sync"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Opening a ticket takes one statement. To read the requester before it would take a second
// one, for somebody who has hardly ever changed since he was last read: when he signed in, looked
// at a list or asked before. So what he may do is decided by who he was, and written only
// while he still is (storage.Change.Person). Whoever was shut out, moved to another
// organization or given a role is read anew, and so is whoever is refused something. With a
// key of idempotency, which the pages always send, he is read as everywhere: what was done
// before under the key is told to nobody who was shut out since.

// requesters are those of the directory who asked for something lately, as they were read.
// The nil requesters keep nobody.
type requesters struct {
	mu     sync.Mutex
	people map[string]ticket.Person
}

// mostSeen is how many requesters are kept. With one more they are forgotten, and read again
// as they come: it costs a read of each.
const mostSeen = 4096

func (r *requesters) keep(p ticket.Person) {
	if r == nil || p.Version == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.people == nil || len(r.people) >= mostSeen {
		r.people = make(map[string]ticket.Person)
	}
	r.people[p.ID] = p
}

func (r *requesters) find(id string) (ticket.Person, bool) {
	if r == nil {
		return ticket.Person{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	p, seen := r.people[id]
	return p, seen
}

// seen are the rights of the actor as he was last read, and what must still be so when
// anything is written by them. There are none in a transaction of the host, which may
// have changed him itself, with a key of idempotency, and for what is only asked.
func (s *Session) seen(ctx context.Context) (Rights, *storage.PersonVersion) {
	access, own := s.desk.access.(directoryAccess)
	if !own || s.actor.system || s.joined || s.behalf != "" || s.key != "" || s.asks != nil {
		return Rights{}, nil
	}
	p, seen := access.seen.find(s.actor.ID)
	if !seen {
		return Rights{}, nil
	}
	rules, err := access.rules(ctx)
	if err != nil {
		return Rights{}, nil // what is wrong is found out when he is read
	}
	return access.requester(p, rules), &storage.PersonVersion{ID: p.ID, Version: p.Version}
}

// openAsSeen opens a ticket by who the requester was. It is for nothing if he is not known, or
// is somebody else by now, or is refused something: then he is to be read.
func (s *Session) openAsSeen(ctx context.Context, in NewRequest) (receipt Receipt, done bool, err error) {
	rights, person := s.seen(ctx)
	if person == nil {
		return Receipt{}, false, nil
	}
	d, err := s.opening(ctx, rights, in)
	if err == nil {
		d.change.Person = person
		receipt, err = s.apply(ctx, d, nil)
	}
	var refused *Error
	if errors.Is(err, storage.ErrPersonChanged) || errors.As(err, &refused) {
		return Receipt{}, false, nil
	}
	return receipt, true, err
}
