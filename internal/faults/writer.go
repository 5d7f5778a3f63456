package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
)

// book is what the writers know of the tickets they work on. It may be behind the
// desk: then they are refused, and look.
type book struct {
	mu      sync.Mutex
	tickets []*known
}

// known is a ticket as a writer last saw it.
type known struct {
	id         uuid.UUID
	writer     int    // who opened it
	requester  string // his requester
	stage      string
	classified bool
	waiting    bool
}

// writer is a client that asks one thing after another: as a requester, and as an
// agent who is in every team. What it asks follows from its seed and what it is
// answered.
type writer struct {
	*run
	n      int
	chance *rand.Rand
	asked  int
}

func requesterOf(n int) string { return fmt.Sprintf("requester-%d", n) }
func agentOf(n int) string     { return fmt.Sprintf("agent-%d", n) }

// work asks until the run is over.
func (w *writer) work(ctx context.Context) {
	for ctx.Err() == nil && !w.over.Load() {
		r, t := w.next()
		w.ask(r)
		w.carryOut(ctx, r, t)
	}
}

// next makes up a request, for a ticket or for a new one.
func (w *writer) next() (*request, *known) {
	w.asked++
	t := w.pick()
	if t == nil {
		return w.opening(), nil
	}
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	return w.about(t), t
}

// pick chooses a ticket: mostly one's own, now and then another's, so that writers
// meet. None when it is time for a new one.
func (w *writer) pick() *known {
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	own := slices.DeleteFunc(slices.Clone(w.book.tickets), func(t *known) bool { return t.writer != w.n })
	if len(own) < 2 || w.chance.IntN(8) == 0 {
		return nil
	}
	if w.chance.IntN(4) == 0 {
		own = w.book.tickets
	}
	latest := own[max(0, len(own)-6):]
	return latest[w.chance.IntN(len(latest))]
}

// text is one that no other request brings; of any length up to 2,000 letters.
func (w *writer) text(key string) string {
	return strings.TrimSpace(key + " — " + strings.Repeat("Не печатает принтер. ", w.chance.IntN(100)))
}

func (w *writer) key() string { return fmt.Sprintf("%d-%d", w.n, w.asked) }

func (w *writer) opening() *request {
	key := w.key()
	category := []string{"defect", "hosting", "consultation", "feature"}[w.chance.IntN(4)]
	r := &request{
		key: key, actor: requesterOf(w.n), verb: helpdesk.VerbOpen, method: http.MethodPost, kind: event.TicketOpened,
		subject: "Обращение " + key, text: w.text(key), place: inMessages,
	}
	r.body = map[string]any{"subject": r.subject, "text": r.text, "category": category}
	if w.chance.IntN(4) == 0 { // by phone
		r.actor = agentOf(w.n)
		r.body["requester"], r.body["channel"] = requesterOf(w.n), "phone"
	}
	return r
}

// about makes up a request about a ticket.
func (w *writer) about(t *known) *request {
	r := &request{key: w.key(), actor: agentOf(w.n), method: http.MethodPost, ticket: t.id}
	open := slices.Contains([]string{"level1", "level2", "level3", "level4", "reopened"}, t.stage)
	switch dice := w.chance.IntN(16); {
	case dice < 4:
		if w.chance.IntN(2) == 0 {
			r.actor = t.requester
		}
		r.verb, r.path, r.kind, r.place, r.text = helpdesk.VerbAnswer, "messages", event.MessageAdded, inMessages, w.text(r.key)
		r.body = map[string]any{"text": r.text}
	case dice < 6:
		r.verb, r.path, r.kind, r.place, r.text = helpdesk.VerbNote, "notes", event.NoteAdded, inMessages, w.text(r.key)
		r.body = map[string]any{"text": r.text}
	case dice < 8 && open:
		r.verb, r.path, r.kind, r.place, r.text = helpdesk.VerbSpend, "times", event.TimeSpent, inTimes, r.key
		r.body = map[string]any{"spent": fmt.Sprintf("%dm", 1+w.chance.IntN(90)), "note": r.text}
	case dice < 9 && open:
		r.verb, r.path, r.kind, r.place, r.text = helpdesk.VerbTask, "tasks", event.TaskAdded, inTasks, "Проверить "+r.key
		r.body = map[string]any{"title": r.text}
	case dice < 10 && t.waiting:
		r.verb, r.method, r.path, r.kind = helpdesk.VerbWait, http.MethodDelete, "wait", event.TicketResumed
	case dice < 11 && open:
		r.verb, r.path, r.kind, r.place, r.text = helpdesk.VerbWait, "wait", event.TicketWaiting, inWaits, "Ждём "+r.key
		r.body = map[string]any{"reason": r.text}
		if w.chance.IntN(2) == 0 { // it wakes up while faults happen
			r.body["until"] = time.Now().Add(w.nap()).UTC().Format(time.RFC3339Nano)
		}
	case dice < 12 && open || t.stage == "level1" && !t.classified:
		r.verb, r.path, r.kind = helpdesk.VerbClassify, "classification", event.TicketClassified
		r.body = map[string]any{"priority": []string{"normal", "urgent", "critical"}[w.chance.IntN(3)]}
	default:
		w.move(r, t)
	}
	return r
}

// way is a move out of a stage.
type way struct {
	move, field string
	requester   bool
}

var ways = map[string][]way{
	"level1":   {{"process", "", false}, {"process", "", false}, {"process", "", false}, {"annul", "reason", false}},
	"level2":   {{"escalate", "reason", false}, {"resolve", "solution", false}},
	"level3":   {{"escalate", "reason", false}, {"resolve", "solution", false}},
	"level4":   {{"return", "", false}, {"resolve", "solution", false}},
	"resolved": {{"accept", "", true}, {"reopen", "comment", true}},
	"reopened": {{"resolve", "solution", false}, {"accept", "", true}},
	"closed":   {{"reopen", "comment", true}},
}

// move makes of a request one of the moves out of the ticket's stage; where none
// leads out it is a note.
func (w *writer) move(r *request, t *known) {
	out := ways[t.stage]
	if len(out) == 0 {
		r.verb, r.path, r.kind, r.place, r.text = helpdesk.VerbNote, "notes", event.NoteAdded, inMessages, w.text(r.key)
		r.body = map[string]any{"text": r.text}
		return
	}
	m := out[w.chance.IntN(len(out))]
	r.verb, r.path, r.kind, r.move = helpdesk.VerbMove, "moves", event.TicketMoved, m.move
	r.body = map[string]any{"event": m.move}
	if m.field != "" {
		r.place, r.text = inMessages, w.text(r.key)
		r.body["fields"] = map[string]any{m.field: r.text}
	}
	if m.requester {
		r.actor = t.requester
	}
}

// learn takes a request that was carried out into the book.
func (w *writer) learn(r *request, t *known) {
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	switch r.kind {
	case event.TicketOpened:
		w.book.tickets = append(w.book.tickets, &known{id: r.receipt.Ticket, writer: w.n, requester: requesterOf(w.n), stage: "level1"})
	case event.TicketClassified:
		t.classified = true
	case event.TicketWaiting:
		t.waiting = true
	case event.TicketResumed:
		t.waiting = false
	case event.TicketMoved:
		t.waiting = false
		t.stage = map[string]string{
			"process": "level2", "annul": "annulled", "return": "level3", "resolve": "resolved", "accept": "closed", "reopen": "reopened",
			"escalate": map[string]string{"level2": "level3", "level3": "level4"}[t.stage],
		}[r.move]
	}
}
