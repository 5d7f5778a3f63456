package helpdesk

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
)

// Receipt is what a verb answers: which ticket it changed, and to which version.
type Receipt struct {
	Ticket  uuid.UUID
	Number  string
	Version int64
	Part    uuid.UUID // the message, task or booking that was made; Nil if none was
	// Follows is the ticket that was to be changed, where another one was opened to follow
	// it: the rest tells of that one. Nil else.
	Follows uuid.UUID
}

// again tells whether a use case may be tried once more: in a transaction of the
// host it is his to answer.
func (s *Session) again(try int) bool { return try < tries && !s.joined }

// tries is how often a use case reads and decides again when somebody else was quicker.
const tries = 5

// keyLife is how long a key of idempotency is remembered.
const keyLife = 7 * 24 * time.Hour

// Once gives the next verb a key of idempotency: the same actor, verb, key and input
// again does nothing and answers the same receipt, for seven days. The same key with
// another input is KeyReused, and one that is longer than MaxKey or not text Invalid.
func (s *Session) Once(key string) *Session {
	c := *s
	c.key = key
	return &c
}

// Expecting makes the next verb Conflict unless the ticket still has the version.
func (s *Session) Expecting(version int64) *Session {
	c := *s
	c.version = version
	return &c
}

// alter is the way of every verb on a ticket: read, check, decide, apply. The
// decision may run several times, each on a fresh read.
func (s *Session) alter(ctx context.Context, verb Verb, id uuid.UUID, input any, decide func(*draft) error) (Receipt, error) {
	receipt, err := s.tryAlter(ctx, verb, id, input, decide)
	err = s.desk.ofPeriod(ctx, err)
	return receipt, fail(string(verb), err)
}

func (s *Session) tryAlter(ctx context.Context, verb Verb, id uuid.UUID, input any, decide func(*draft) error) (Receipt, error) {
	rights, err := s.rights(ctx)
	if err != nil {
		return Receipt{}, err
	}
	if s.behalf != "" && slices.Contains(staffVerbs, verb) {
		return Receipt{}, refuse("not_a_requesters_verb", "verb", string(verb))
	}
	key, done, err := s.recall(ctx, verb, id, input)
	if err != nil || done != nil {
		return deref(done), err
	}
	for try := 1; ; try++ {
		receipt, err := s.attempt(ctx, rights, id, key, decide)
		switch {
		case errors.Is(err, storage.ErrKeyUsed) && s.again(try):
			done, err := s.answered(ctx, verb, id, input)
			if err != nil || done != nil {
				return deref(done), err
			}
			continue
		case errors.Is(err, storage.ErrRetired) && s.again(try): // there is a version that was not known yet
			if _, err := s.desk.Refresh(ctx); err != nil {
				return Receipt{}, err
			}
			continue
		case errors.Is(err, storage.ErrConflict) && s.version == 0 && s.again(try):
			continue
		case key != nil && stands(err):
			// What stands in its way may be its own effect: the same request, sent twice,
			// may have been carried out since it was looked for.
			if _, done, again := s.recall(ctx, verb, id, input); again == nil && done != nil {
				return *done, nil
			}
		}
		return receipt, err
	}
}

func (s *Session) attempt(ctx context.Context, rights Rights, id uuid.UUID, key *storage.Key, decide func(*draft) error) (Receipt, error) {
	work, err := s.desk.store.Work(ctx, rights.Scope, id)
	if err != nil {
		return Receipt{}, err
	}
	if len(work) == 0 {
		return Receipt{}, storage.ErrNotFound
	}
	t := work[0].Ticket
	if s.version != 0 && s.version != t.Version {
		return Receipt{}, &Error{Code: Conflict, Params: params("expected", itoa(s.version), "version", itoa(t.Version))}
	}
	d, err := s.begin(ctx, rights, work[0])
	if err != nil {
		return Receipt{}, err
	}
	if err := decide(d); err != nil || s.asks != nil {
		return Receipt{}, err
	}
	return s.apply(ctx, d, key)
}

// apply finishes the draft, with that of the ticket that follows if there is one, and
// writes them together.
func (s *Session) apply(ctx context.Context, d *draft, key *storage.Key) (Receipt, error) {
	change, err := d.finish()
	if err != nil {
		return Receipt{}, err
	}
	changes := []storage.Change{change}
	r := Receipt{Ticket: change.Ticket.ID, Number: change.Ticket.Number, Version: change.Ticket.Version, Part: d.part}
	if len(change.Journal) == 0 { // nothing to do
		r.Version = change.From
		return r, nil
	}
	if d.next != nil {
		follow, err := d.next.finish()
		if err != nil {
			return Receipt{}, err
		}
		changes = append(changes, follow)
		r = Receipt{Ticket: follow.Ticket.ID, Number: follow.Ticket.Number, Version: follow.Ticket.Version, Part: d.next.part, Follows: r.Ticket}
	}
	if key != nil {
		key.Ticket, key.Version, key.Part, key.At = r.Ticket, r.Version, r.Part, d.at
		changes[len(changes)-1].Key = key
	}
	return r, s.desk.write(ctx, changes...)
}

// recall answers the key to take with the change, or the receipt of the request
// that took it before.
func (s *Session) recall(ctx context.Context, verb Verb, id uuid.UUID, input any) (*storage.Key, *Receipt, error) {
	if s.key == "" {
		return nil, nil, nil
	}
	var fs faults
	fs.text("idempotency_key", s.key, MaxKey)
	if err := fs.err(); err != nil {
		return nil, nil, err
	}
	body, err := json.Marshal(struct {
		Ticket uuid.UUID
		Behalf string
		Input  any
	}{id, s.behalf, input})
	if err != nil {
		return nil, nil, err
	}
	hash := sha256.Sum256(body)
	key := &storage.Key{KeyID: storage.KeyID{Desk: s.desk.key, Actor: s.actor.ID, Verb: string(verb), Key: s.key}, Hash: hash[:]}
	used, err := s.desk.store.Recall(ctx, key.KeyID, s.desk.Now().Add(-keyLife))
	if isNotFound(err) {
		return key, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if string(used.Hash) != string(key.Hash) {
		return nil, nil, &Error{Code: KeyReused, Params: params("key", s.key)}
	}
	t, err := s.desk.store.Ticket(ctx, storage.Everything(s.desk.key), used.Ticket)
	if err != nil {
		return nil, nil, err
	}
	r := &Receipt{Ticket: used.Ticket, Number: t.Number, Version: used.Version, Part: used.Part}
	if id != uuid.Nil && id != used.Ticket {
		r.Follows = id
	}
	return nil, r, nil
}

// answered is the receipt of the request that was quicker with the same key. There is
// none when the key was taken too long ago to count: then it is forgotten.
func (s *Session) answered(ctx context.Context, verb Verb, id uuid.UUID, input any) (*Receipt, error) {
	_, done, err := s.recall(ctx, verb, id, input)
	if err != nil || done != nil {
		return done, err
	}
	return nil, s.desk.store.ForgetKeys(ctx, s.desk.key, s.desk.Now().Add(-keyLife))
}

// stands tells whether a request failed by what is stored, and not for want of the store.
func stands(err error) bool {
	var decided *Error
	return errors.As(err, &decided) || errors.Is(err, storage.ErrConflict)
}

func deref(r *Receipt) Receipt {
	if r == nil {
		return Receipt{}
	}
	return *r
}
