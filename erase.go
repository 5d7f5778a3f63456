package helpdesk

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// Erasing asks for the data of a person to be erased.
type Erasing struct {
	Person string
	Texts  ErasedTexts // TextsOwn when empty
	Reason string      // who asked for it, and why: it is kept, so it should name nobody
	// Everywhere: his name is looked for also in the tickets of other organizations in
	// which he took no part. There it may be that of somebody else: see
	// ErasingPreview.Namesakes. His e-mail and his phone are looked for everywhere anyway.
	Everywhere bool
}

// DirectoryEraser is an extra power of a host's Directory: it forgets a person when the
// desk does. The directory of a desk without it is erased by the host himself.
type DirectoryEraser interface {
	// ErasePerson forgets the person's name, e-mail, phone and whatever else there is of
	// him. One who is unknown is no error.
	ErasePerson(ctx context.Context, id string) error
}

// mostPasses is how often Erase goes through a person's tickets until there is nothing
// left in them: he may write while it does.
const mostPasses = 5

// Erase takes the personal data of somebody out of the desk for good: his name, e-mail
// and phone in the directory, where to call him in every ticket, the texts that are
// asked for, all values of the journals that hold any of it with their salts, the
// payloads of events, deliveries and notices, and his preferences, absences, stopwatch
// and keys. Where values were, the mark "erased" stands. What statistics live by stays:
// stages, categories, times, ratings, who works for whom; so does the person's id, which
// the chains of the journals cover: it is to be a name of nobody.
//
// His e-mail and his phone go from the tickets of others too, in which he took no part,
// and his name from those of his organization. So they do from what is beside tickets:
// the notes of absences and stopwatches, the reasons of published versions, and what was
// last known of things elsewhere. What an administrator has named or published
// (organizations, teams, contracts, the text of a regulation) is his to change.
//
// Each ticket is one change with an entry that tells of it; its chain stays whole. It is
// done in batches: one that is broken off is gone on with by calling it again. What it
// answers is a certificate, which the desk keeps. Copies of the database, letters that
// were sent and files of exports are outside its reach.
//
// One of the staff has to have left before: see Leave. For administrators, but not of
// their own data.
func (s *Session) Erase(ctx context.Context, in Erasing) (Certificate, error) {
	c, err := s.erase(ctx, in)
	return c, fail("erase", err)
}

func (s *Session) erase(ctx context.Context, in Erasing) (Certificate, error) {
	var fs faults
	e, err := s.erasing(ctx, &fs, in)
	if err != nil {
		return Certificate{}, err
	}
	reason := fs.required("reason", in.Reason, MaxReason)
	if (words{known: e.known}).mentioned(reason) { // it stays
		fs.add("reason", FaultFormat, "like", "asked for in writing on 3 March")
	}
	if err := fs.err(); err != nil {
		return Certificate{}, err
	}
	if e.person.Staff() && !e.person.Inactive {
		return Certificate{}, refuse("still_works", "person", in.Person)
	}
	c := Certificate{
		ID: s.desk.newID(), Desk: s.desk.key, Person: in.Person, Duplicates: e.ids[1:], By: s.actor.ID, At: s.desk.Now(),
		Reason: reason, Texts: e.texts,
	}
	for pass := 1; ; pass++ {
		changed, err := e.tickets(ctx, &c, e.each)
		if err != nil {
			return Certificate{}, err
		}
		if pass == 1 { // from here on he can do nothing, and nobody is told of him
			if err := e.others(ctx, &c); err != nil {
				return Certificate{}, err
			}
			continue
		}
		if changed == 0 || pass == mostPasses {
			break
		}
	}
	return c, s.desk.certify(ctx, &c)
}

// erasure is the erasing of a person, in a session.
type erasure struct {
	*Session
	rights Rights // to the whole desk
	person ticket.Person
	ids    []string // his, and those of his duplicates
	texts  ErasedTexts
	known  []string
	sure   []string           // of those, what nobody else is known by
	plain  map[string]bool    // fields whose values are no texts
	proven map[uuid.UUID]int  // where in the certificate a ticket stands
	traced map[uuid.UUID]bool // tickets in which he left a trace

	everywhere bool // his name is his, wherever it stands
}

// erasing checks who asks for what, and finds all that the person is known by.
func (s *Session) erasing(ctx context.Context, fs *faults, in Erasing) (*erasure, error) {
	r, err := s.mayErase(ctx)
	if err != nil {
		return nil, err
	}
	bare := *s
	bare.key, bare.version, bare.behalf = "", 0, ""
	e := &erasure{Session: &bare, rights: r, texts: in.Texts, person: ticket.Person{Desk: s.desk.key, ID: in.Person}, ids: []string{in.Person}, proven: map[uuid.UUID]int{}, traced: map[uuid.UUID]bool{}, everywhere: in.Everywhere}
	if e.texts == "" {
		e.texts = TextsOwn
	}
	rules, err := s.desk.current(ctx)
	if err != nil {
		return nil, err
	}
	e.plain = rules.plainFields()
	e.rights.Scope = storage.Everything(s.desk.key)
	fs.oneOf("texts", string(e.texts), texts(ErasedTextsKinds()))
	switch {
	case in.Person == "":
		fs.add("person", FaultRequired)
		return e, nil
	case in.Person == s.actor.ID:
		return e, refuse("own_data", "person", in.Person)
	case strings.HasPrefix(in.Person, "system:"):
		fs.add("person", FaultUnknown, "got", in.Person)
		return e, nil
	}
	p, err := s.desk.directory.Person(ctx, in.Person)
	if isNotFound(err) {
		return e, e.leftTraces(ctx)
	}
	if err != nil {
		return e, err
	}
	e.person = p
	people := []ticket.Person{p}
	if s.desk.builtin() == nil {
		duplicates, err := s.desk.store.ListPeople(ctx, s.desk.key, storage.PeopleQuery{Merged: in.Person, Limit: 200})
		if err != nil {
			return e, err
		}
		people = append(people, duplicates...)
	}
	for _, p := range people {
		if p.ID != in.Person {
			e.ids = append(e.ids, p.ID)
		}
		e.known, e.sure = append(e.known, contact(p)...), append(e.sure, reached(p)...)
	}
	return e, nil
}

// leftTraces is an error when nobody knows the person: neither the directory nor a ticket.
func (e *erasure) leftTraces(ctx context.Context) error {
	ids, err := e.desk.store.Traces(ctx, e.desk.key, e.ids[0], uuid.Nil, 1)
	if err == nil && len(ids) == 0 {
		err = storage.ErrNotFound
	}
	return err
}

// of decides what of a ticket is the person's.
func (e *erasure) of(t ticket.Ticket) words {
	w := words{id: e.ids[0], person: map[string]bool{}, requester: t.Requester, texts: e.texts, known: e.knownIn(t), plain: e.plain}
	for _, id := range e.ids {
		w.person[id] = true
	}
	return w
}

// each gives every ticket in which the person has left a trace to do, once.
func (e *erasure) each(ctx context.Context, do func(id uuid.UUID) error) error {
	seen := map[uuid.UUID]bool{}
	for _, person := range e.ids {
		for after := uuid.Nil; ; {
			ids, err := e.desk.store.Traces(ctx, e.desk.key, person, after, 200)
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				break
			}
			for _, id := range ids {
				if after = id; seen[id] {
					continue
				}
				seen[id], e.traced[id] = true, true
				if err := do(id); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// tickets erases what is in the tickets that each gives, and answers how many it changed.
// The certificate names those too in which there was nothing left to erase, because it
// was done before.
func (e *erasure) tickets(ctx context.Context, c *Certificate, each func(context.Context, func(uuid.UUID) error) error) (changed int, err error) {
	err = each(ctx, func(id uuid.UUID) error {
		var done erasedTicket
		err := e.trying(ctx, id, func(d *draft) (err error) {
			done, err = d.erase(e.of(d.was), c.ID)
			return err
		})
		if err != nil {
			return ignoreGone(err)
		}
		if done.now {
			changed++
		}
		if done.proof.Entry > 0 {
			c.Counts.add(done.count)
			e.prove(c, done.proof)
		}
		return nil
	})
	return changed, err
}

// prove names a ticket in the certificate, by the newest entry that tells of the erasing.
func (e *erasure) prove(c *Certificate, t ErasedTicket) {
	if at, is := e.proven[t.Ticket]; is {
		c.Tickets[at] = t
		return
	}
	e.proven[t.Ticket] = len(c.Tickets)
	c.Tickets = append(c.Tickets, t)
}

// trying changes one ticket, again where somebody else was quicker.
func (e *erasure) trying(ctx context.Context, id uuid.UUID, decide func(*draft) error) error {
	for try := 1; ; try++ {
		_, err := e.attempt(ctx, e.rights, id, nil, decide)
		switch again := e.again(try); {
		case errors.Is(err, storage.ErrRetired) && again:
			if _, err := e.desk.Refresh(ctx); err != nil {
				return err
			}
		case (errors.Is(err, storage.ErrConflict) || errors.Is(err, Conflict)) && again:
		default:
			return err
		}
	}
}

// mayErase is an error for whoever may not look into and erase the data of people.
func (s *Session) mayErase(ctx context.Context) (Rights, error) { return s.may(ctx, VerbErase) }
