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
	"github.com/helpdesk-go/helpdesk/ticket"
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

// story is a ticket as it is stored, and which of its changes are accounted for.
type story struct {
	ticket.Ticket
	journal  []ticket.Entry
	claimed  map[int64]*request
	messages map[string]ticket.Message // by text
	times    map[string]ticket.Spending
	tasks    map[string]ticket.Task
}

func (j *judging) tell(invariant string, id uuid.UUID, format string, args ...any) {
	j.Findings = append(j.Findings, storage.Finding{Invariant: invariant, Ticket: id, Text: fmt.Sprintf(format, args...)})
}

// read reads the whole desk.
func (j *judging) read() error {
	q := storage.Query{Order: ticket.ByOpened, Limit: 200}
	for {
		page, err := j.store.List(j.ctx, storage.Everything(desk), q)
		if err != nil {
			return err
		}
		for _, t := range page.Tickets {
			if err := j.readStory(t); err != nil {
				return fmt.Errorf("%s: %w", t.Number, err)
			}
		}
		if page.Next.IsZero() {
			return nil
		}
		q.After = page.Next
	}
}

func (j *judging) readStory(t ticket.Ticket) error {
	everything := storage.Everything(desk)
	s := &story{
		Ticket: t, claimed: map[int64]*request{},
		messages: map[string]ticket.Message{}, times: map[string]ticket.Spending{}, tasks: map[string]ticket.Task{},
	}
	j.stories[t.ID] = s
	j.seen["subject "+t.Subject]++
	messages, err := j.store.Messages(j.ctx, everything, t.ID)
	if err != nil {
		return err
	}
	for _, m := range messages {
		s.messages[m.Text] = m
		j.seen[string(inMessages)+" "+m.Text]++
	}
	times, err := j.store.Times(j.ctx, everything, t.ID)
	if err != nil {
		return err
	}
	for _, x := range times {
		s.times[x.Note] = x
		j.seen[string(inTimes)+" "+x.Note]++
	}
	tasks, err := j.store.Tasks(j.ctx, everything, t.ID)
	if err != nil {
		return err
	}
	for _, k := range tasks {
		s.tasks[k.Title] = k
		j.seen[string(inTasks)+" "+k.Title]++
	}
	if s.journal, err = j.store.Journal(j.ctx, everything, t.ID); err != nil {
		return err
	}
	for _, e := range s.journal {
		if reason, ok := e.Value("wait.reason"); ok && reason != "" {
			j.seen[string(inWaits)+" "+reason]++
		}
	}
	return j.announced(s)
}

// announced proves that the ticket's events are those of its journal.
func (j *judging) announced(s *story) error {
	events, err := j.store.Events(j.ctx, storage.Everything(desk), s.ID)
	if err != nil {
		return err
	}
	if len(events) != len(s.journal) {
		j.tell(allAnnounced, s.ID, "%s: %d entries, %d events", s.Number, len(s.journal), len(events))
		return nil
	}
	for i, e := range s.journal {
		if v := events[i]; string(v.Kind) != e.Event || v.Version != e.Version || v.Actor != e.Actor || v.Number != s.Number {
			j.tell(allAnnounced, s.ID, "%s: entry %d is %s of version %d, its event is %s of version %d", s.Number, e.Seq, e.Event, e.Version, v.Kind, v.Version)
		}
	}
	return nil
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

// tells whether the journal has the request as that version.
func (s *story) tells(r *request, version int64) bool {
	for _, e := range s.journal {
		if e.Version != version || e.Actor != r.actor || e.Event != string(r.kind) {
			continue
		}
		if move, _ := e.Value("move"); move == r.move {
			return true
		}
	}
	return false
}

// has tells whether what the request brought is in the ticket, as that part and version.
func (s *story) has(r *request, version int64, part uuid.UUID) bool {
	switch r.place {
	case inMessages:
		m, ok := s.messages[r.text]
		return ok && m.Version == version && m.Author == r.actor && (part == m.ID || r.kind == "ticket.opened")
	case inTimes:
		x, ok := s.times[r.text]
		return ok && x.ID == part && x.Person == r.actor
	case inTasks:
		k, ok := s.tasks[r.text]
		return ok && k.ID == part
	}
	return true
}
