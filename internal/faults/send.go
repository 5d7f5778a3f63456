package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// answer is what came of sending a request once.
type answer struct {
	status int // 0 when the connection broke
	text   []byte
	wait   string // Retry-After
	took   time.Duration
}

// code is the code of a problem document.
func (a answer) code() string {
	var problem struct{ Code, Reason string }
	_ = json.Unmarshal(a.text, &problem) // what is no document has no code
	return problem.Code
}

const (
	// tooLong is how long an answer may take before the client gives up on it.
	tooLong = 15 * time.Second
	// mostTries is how often a request is sent again while others are quicker.
	mostTries = 50
)

// send sends a request once to a server.
func (r *run) send(ctx context.Context, to *server, actor, key, method, path string, body any) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, tooLong)
	defer cancel()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return answer{}, err
		}
		content = bytes.NewReader(text)
	}
	ask, err := http.NewRequestWithContext(ctx, method, to.base+"/api/v1/"+path, content)
	if err != nil {
		return answer{}, err
	}
	ask.Header.Set("Authorization", "Bearer "+to.tokens[actor])
	if body != nil {
		ask.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		ask.Header.Set("Idempotency-Key", key)
	}
	began := time.Now()
	got, err := r.client.Do(ask)
	if err != nil {
		return answer{took: time.Since(began)}, nil // the connection broke: nobody knows what came of it
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		return answer{took: time.Since(began)}, nil // half an answer is none
	}
	return answer{status: got.StatusCode, text: text, wait: got.Header.Get("Retry-After"), took: time.Since(began)}, nil
}

// carryOut sends a request until it is known what became of it. One time in three it
// is given up at the first doubt, as clients do who do not come back.
func (w *writer) carryOut(ctx context.Context, r *request, t *known) {
	patient := w.chance.IntN(3) > 0
	for try := 0; try < mostTries; try++ {
		to := w.serving(ctx)
		if to == nil {
			return
		}
		w.started()
		a, err := w.send(ctx, to, r.actor, r.key, r.method, pathOf(r), r.body)
		if err != nil {
			w.wonder("%s could not be sent: %v", r, err)
			return
		}
		switch w.heard(r, a) {
		case done:
			w.learn(r, t)
			return
		case refused:
			w.look(ctx, t)
			return
		}
		if a.status == http.StatusConflict {
			continue
		}
		if !patient {
			return
		}
		if !w.rest(ctx, to, a) {
			return
		}
	}
	w.wonder("%s was sent %d times and never answered", r, mostTries)
}

func pathOf(r *request) string {
	if r.ticket == uuid.Nil || r.path == "" {
		return "tickets"
	}
	return "tickets/" + r.ticket.String() + "/" + r.path
}

// heard notes what an answer says of a request.
func (r *run) heard(q *request, a answer) fate {
	switch code := a.code(); {
	case a.status == 0, a.status == http.StatusUnauthorized: // of a server that is no more
	case a.status == http.StatusOK, a.status == http.StatusCreated:
		var got receipt
		if err := json.Unmarshal(a.text, &got); err != nil {
			r.wonder("%s was answered with %d %q", q, a.status, a.text)
			return inDoubt
		}
		r.acknowledge(q, got)
		return done
	case a.status == http.StatusServiceUnavailable:
		if a.wait == "" {
			r.wonder("%s: 503 without Retry-After: %s", q, a.text)
		}
		r.turnedAway(a.took)
	case code == "conflict": // others were quicker, several times
	case a.status == http.StatusConflict, a.status == http.StatusUnprocessableEntity:
		r.refuse(q, string(a.text))
		return refused
	default:
		r.wonder("%s was answered with %d %q", q, a.status, a.text)
	}
	return inDoubt
}

// look reads a ticket anew after a refusal.
func (w *writer) look(ctx context.Context, t *known) {
	to := w.serving(ctx)
	if to == nil || t == nil {
		return
	}
	a, err := w.send(ctx, to, agentOf(w.n), "", http.MethodGet, "tickets/"+t.id.String(), nil)
	if err != nil || a.status != http.StatusOK {
		return // another time
	}
	var story struct {
		Ticket struct {
			Stage string
			Wait  struct{ Reason string }
		}
		Tasks []struct{ Kind, State string }
	}
	if err := json.Unmarshal(a.text, &story); err != nil {
		w.wonder("ticket %s was answered with %q", t.id, a.text)
		return
	}
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	t.stage, t.waiting, t.classified = story.Ticket.Stage, story.Ticket.Wait.Reason != "", true
	for _, k := range story.Tasks {
		if k.Kind == "classification" && k.State == "open" {
			t.classified = false
		}
	}
}

// rest waits a little before a request is sent again: until another server serves, or
// long enough for the store to come back. False when there is no time left.
func (w *writer) rest(ctx context.Context, was *server, a answer) bool {
	if a.status != http.StatusServiceUnavailable {
		return w.serving(ctx) != nil
	}
	select {
	case <-ctx.Done():
		return false
	case <-was.gone:
		return true
	case <-time.After(time.Duration(10+w.chance.IntN(30)) * time.Millisecond):
		return true
	}
}

// burst sends one request from many at once, all with its key: each answer must be
// the same receipt.
func (w *writer) burst(ctx context.Context, r *request, t *known) error {
	to := w.serving(ctx)
	if to == nil {
		return ctx.Err()
	}
	w.ask(r)
	path, answers := pathOf(r), make(chan answer, atOnce)
	for range atOnce {
		go func() {
			a, err := w.send(ctx, to, r.actor, r.key, r.method, path, r.body)
			if err != nil {
				w.wonder("%s could not be sent: %v", r, err)
			}
			answers <- a
		}()
	}
	fates := map[fate]int{}
	for range atOnce {
		fates[w.heard(r, <-answers)]++
	}
	if fates[refused] > 0 && fates[done] > 0 {
		return fmt.Errorf("%s, sent %d times at once: %v", r, atOnce, fates)
	}
	if fates[inDoubt] > 0 && fates[done] == 0 {
		w.carryOut(ctx, r, t)
		return nil
	}
	if fates[done] > 0 {
		w.learn(r, t)
	}
	return nil
}

// atOnce is how many times a burst sends the same key.
const atOnce = 64
