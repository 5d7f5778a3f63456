package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
)

// What the judge proves beside everything that Desk.Check does.
const (
	storedOnce   = "everything acknowledged is stored exactly once"
	nothingElse  = "nothing is stored that was not asked for, and nothing twice"
	allAnnounced = "every entry of the journal was announced once"
	rightAnswers = "every answer is one that may be given"
)

// desk is the key of the desk of the server.
const desk = "main"

// verdict is what the judge found in a store.
type verdict struct {
	Findings []storage.Finding
	Tickets  int
	Stored   int // requests whose effect is stored
	Late     int // requests that were never answered and are stored all the same
}

// judge holds a store against the oracle, and then lets the desk prove the rest.
func (o *oracle) judge(ctx context.Context, store storage.Store) (verdict, error) {
	j := &judging{store: store, ctx: ctx, seen: map[string]int{}, stories: map[uuid.UUID]*story{}}
	for _, text := range o.strange {
		j.tell(rightAnswers, uuid.Nil, "%s", text)
	}
	if err := j.read(); err != nil {
		return j.verdict, err
	}
	if err := j.requests(o.requests); err != nil {
		return j.verdict, err
	}
	j.rest()
	proved, err := helpdesk.New(ctx, store, helpdesk.Config{Desk: desk})
	if err != nil {
		return j.verdict, err
	}
	j.Tickets, err = proved.Check(ctx, func(f storage.Finding) { j.Findings = append(j.Findings, f) })
	return j.verdict, err
}

// judging is a judgement being made.
type judging struct {
	verdict
	ctx     context.Context
	store   storage.Store
	stories map[uuid.UUID]*story
	seen    map[string]int // how often each text is stored, by its place
}

func (j *judging) tell(invariant string, id uuid.UUID, format string, args ...any) {
	j.Findings = append(j.Findings, storage.Finding{Invariant: invariant, Ticket: id, Text: fmt.Sprintf(format, args...)})
}

// requests looks for the effect of every request.
func (j *judging) requests(all []*request) error {
	numbers := map[string]*request{}
	for _, r := range all {
		taken, stored, err := j.taken(r)
		if err != nil {
			return err
		}
		switch r.fate {
		case done:
			if !stored || taken.Ticket != r.receipt.Ticket || taken.Version != r.receipt.Version || taken.Part != r.receipt.Part {
				j.tell(storedOnce, r.ticket, "%s was acknowledged as version %d of %s; its key is not stored with that", r, r.receipt.Version, r.receipt.Number)
			}
			j.effect(r, r.receipt.Ticket, r.receipt.Version, r.receipt.Part)
			if first := numbers[r.receipt.Number]; r.subject != "" && first != nil {
				j.tell(storedOnce, r.ticket, "%s and %s were both given the number %s", first, r, r.receipt.Number)
			} else if r.subject != "" {
				numbers[r.receipt.Number] = r
			}
		case inDoubt:
			if stored {
				j.Late++
				j.effect(r, taken.Ticket, taken.Version, taken.Part)
			} else {
				j.absent(r)
			}
		case refused:
			if stored {
				j.tell(nothingElse, taken.Ticket, "%s was refused, and is version %d", r, taken.Version)
			}
			j.absent(r)
		}
	}
	return nil
}

// taken is what the store remembers of a request's key.
func (j *judging) taken(r *request) (storage.Key, bool, error) {
	key, err := j.store.Recall(j.ctx, storage.KeyID{Desk: desk, Actor: r.actor, Verb: string(r.verb), Key: r.key}, time.Time{})
	if errors.Is(err, storage.ErrNotFound) {
		return key, false, nil
	}
	return key, err == nil, err
}

// effect proves that a request is stored once, as a version of a ticket, with all that
// it brought.
func (j *judging) effect(r *request, id uuid.UUID, version int64, part uuid.UUID) {
	s := j.stories[id]
	if s == nil {
		j.tell(storedOnce, id, "%s: its ticket is not stored", r)
		return
	}
	if other := s.claimed[version]; other != nil {
		j.tell(storedOnce, id, "%s and %s are both version %d of %s", other, r, version, s.Number)
	}
	s.claimed[version] = r
	j.Stored++
	if !s.tells(r, version) {
		j.tell(storedOnce, id, "%s: version %d of %s does not tell of it", r, version, s.Number)
	}
	if r.fate == done && r.receipt.Number != s.Number {
		j.tell(storedOnce, id, "%s was acknowledged as %s and is stored as %s", r, r.receipt.Number, s.Number)
	}
	if r.subject != "" {
		j.once(r, id, "subject "+r.subject)
	}
	if r.place != nowhere {
		j.once(r, id, string(r.place)+" "+r.text)
	}
	if !s.has(r, version, part) {
		j.tell(storedOnce, id, "%s: its %s is not in version %d of %s", r, r.place, version, s.Number)
	}
}

func (j *judging) once(r *request, id uuid.UUID, what string) {
	switch n := j.seen[what]; {
	case n == 0:
		j.tell(storedOnce, id, "%s: its %s is not stored", r, firstWord(what))
	case n > 1:
		j.tell(nothingElse, id, "%s: its %s is stored %d times", r, firstWord(what), n)
	}
}

func firstWord(what string) string {
	word, _, _ := strings.Cut(what, " ")
	return word
}

// absent proves that nothing of a request is stored.
func (j *judging) absent(r *request) {
	for _, what := range []string{"subject " + r.subject, string(r.place) + " " + r.text} {
		if !strings.HasSuffix(what, " ") && j.seen[what] > 0 {
			j.tell(nothingElse, r.ticket, "%s was not done, and its %s is stored", r, firstWord(what))
		}
	}
}

// rest proves that every change was asked for: none is left that no request accounts
// for but those that the desk made by itself.
func (j *judging) rest() {
	for id, s := range j.stories {
		for _, e := range s.journal {
			if s.claimed[e.Version] == nil && !strings.HasPrefix(e.Actor, "system:") {
				j.tell(nothingElse, id, "%s: entry %d, %s of %s in version %d, was not asked for", s.Number, e.Seq, e.Event, e.Actor, e.Version)
			}
		}
	}
}
