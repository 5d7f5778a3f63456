package helpdesk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// LinkProvider is how a host tells of things elsewhere: of a defect in its tracker, of
// an order in its shop. It is asked outside every transaction and never while a page
// waits; its context ends after Config.LinksWithin, and what it answers later is left
// alone. At most four things are asked for at the same time.
//
// An error leaves what was last known, with its age; the staff reads its text beside it.
type LinkProvider interface {
	LinkState(ctx context.Context, l ticket.Link) (LinkAnswer, error)
}

// LinkAnswer is how a thing elsewhere stands.
type LinkAnswer struct {
	State string // in words: "in progress"
	Title string // what it is about
	Over  bool   // nothing more will happen to it
}

const (
	// linkFresh is how long what is known of a thing counts as new.
	linkFresh = time.Minute
	// linkWithin is how long a provider may take.
	linkWithin = 3 * time.Second
	// linksAtOnce is how many things are asked for at the same time.
	linksAtOnce = 4
	// mostState is how many characters of a state or a title are kept.
	mostState = 200
)

// asker asks the host's provider, of each thing once at a time.
type asker struct {
	provider LinkProvider
	within   time.Duration
	free     chan struct{} // a place for each question

	mu     sync.Mutex
	asking map[ticket.Link]bool // by kind and key
}

func newAsker(p LinkProvider, within time.Duration) *asker {
	a := &asker{provider: p, within: within, free: make(chan struct{}, linksAtOnce), asking: map[ticket.Link]bool{}}
	if a.within <= 0 {
		a.within = linkWithin
	}
	for range linksAtOnce {
		a.free <- struct{}{}
	}
	return a
}

// begin tells whether nobody asks of the thing yet; from then on somebody does.
func (a *asker) begin(l ticket.Link) bool {
	of := ticket.Link{Kind: l.Kind, Key: l.Key}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.asking[of] {
		return false
	}
	a.asking[of] = true
	return true
}

func (a *asker) end(l ticket.Link) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.asking, ticket.Link{Kind: l.Kind, Key: l.Key})
}

// askLater has things asked for while the caller goes on.
func (d *Desk) askLater(ctx context.Context, links []ticket.Link) {
	if d.links.provider == nil {
		return
	}
	for _, l := range links {
		if !d.links.begin(l) {
			continue
		}
		go func() {
			defer d.links.end(l)
			if err := d.ask(context.WithoutCancel(ctx), l); err != nil {
				d.log.Error("the state of a link was not kept", "kind", l.Kind, "key", l.Key, "error", err)
			}
		}()
	}
}

// askLinks asks for all things elsewhere and waits for the answers.
func (d *Desk) askLinks(ctx context.Context, links []ticket.Link) error {
	if d.links.provider == nil {
		return nil
	}
	var all sync.WaitGroup
	list := outside(links)
	faults := make([]error, len(list))
	for i, l := range list {
		all.Go(func() { faults[i] = d.ask(ctx, l) })
	}
	all.Wait()
	return errors.Join(faults...)
}

// ask asks for a thing and keeps the answer, or why there is none. The error is of the
// store.
func (d *Desk) ask(ctx context.Context, l ticket.Link) error {
	known, err := d.store.LinkStates(ctx, d.key, []ticket.Link{l})
	if err != nil {
		return err
	}
	s := ticket.LinkState{Desk: d.key, Kind: l.Kind, Key: l.Key}
	if len(known) > 0 {
		s = known[0]
	}
	answer, err := d.links.ask(ctx, l)
	s.Tried, s.Fault = d.Now(), ""
	if err != nil {
		s.Fault = short(err.Error())
	} else {
		s.At, s.State, s.Title, s.Over = s.Tried, short(answer.State), short(answer.Title), answer.Over
	}
	return d.store.PutLinkState(ctx, s)
}

// short is a text of the host's as it is kept.
func short(text string) string {
	text = strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(text, "�"), "\x00", "")), " ")
	if runes := []rune(text); len(runes) > mostState {
		return string(runes[:mostState]) + "…"
	}
	return text
}

// ask asks the provider within the limit of time, whether it heeds it or not: one that
// hangs keeps its place until it comes back.
func (a *asker) ask(ctx context.Context, l ticket.Link) (LinkAnswer, error) {
	ctx, end := context.WithTimeout(ctx, a.within)
	defer end()
	late := fmt.Errorf("no answer within %s", a.within)
	select {
	case <-a.free:
	case <-ctx.Done():
		return LinkAnswer{}, late
	}
	type outcome struct {
		answer LinkAnswer
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- outcome{err: fmt.Errorf("panic: %v", p)}
			}
			a.free <- struct{}{}
		}()
		answer, err := a.provider.LinkState(ctx, l)
		done <- outcome{answer, err}
	}()
	select {
	case o := <-done:
		return o.answer, o.err
	case <-ctx.Done():
		return LinkAnswer{}, late
	}
}
