package rightstest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// Try is one row of a table: something that is asked.
type Try struct {
	// Row is its name: the method or the route, with a variant after a comma if there
	// are several rows of it.
	Row string
	// At is the state of the ticket that it is tried on; New when empty.
	At State
	// Finds is what the answer holds if the asked-for may be seen; an answer without it
	// is Empty. Any answer does when nil.
	Finds func(Target) string
	// Ask asks. What it answers is told as Yes.
	Ask func(Asker) Outcome
}

// On is the try on a ticket in another state.
func (try Try) On(at State) Try {
	try.At = at
	return try
}

// Asker is somebody who asks something of a ticket, known or not.
type Asker struct {
	context.Context
	Kind   Kind
	World  *World
	Desk   *helpdesk.Desk
	Target Target
}

// Session is the desk as he sees it.
func (a Asker) Session() *helpdesk.Session { return a.Desk.As(a.Kind.Actor()) }

// Actor is the one who stands for the kind.
func (k Kind) Actor() helpdesk.Actor {
	if k == Anonymous {
		return helpdesk.Actor{}
	}
	return helpdesk.Person(string(k))
}

// The cells of a table.
const (
	Yes          = "yes"
	Empty        = "empty"        // is answered, without what was asked for
	Away         = "away"         // is led to another page
	NotFound     = "not-found"    // just as if it were not there
	Forbidden    = "forbidden"    // may see it, but not do this
	Unauthorized = "unauthorized" // is nobody
)

// Outcome is how it went: one of the cells, or whatever else happened, and everything
// that the asker was told.
type Outcome struct{ Cell, Told string }

// Run tries every row by every kind of actor, and holds it against the table. Then
// each asks from another desk, where he is the same: he is told what he would be told
// of a ticket that is not there, nothing of this desk, and nothing changes here. What
// is not found is told, and looked for, as what is not there.
func (tb Table) Run(t *testing.T, tries []Try) {
	for _, try := range tries {
		t.Run(try.Row, func(t *testing.T) {
			t.Parallel()
			w := NewWorld(t)
			tb.expect(t, try.Row, try.cells(t, w, tb.columns))
			try.fromElsewhere(t, w)
		})
	}
}

// cells are what kinds of actor get, in the same desk.
func (try Try) cells(t *testing.T, w *World, kinds []Kind) map[Kind]string {
	t.Helper()
	got := map[Kind]string{}
	for _, k := range kinds {
		target := w.Ticket(t, try.At)
		outcome := try.ask(t, w, w.Desk, k, target)
		if got[k] = outcome.Cell; outcome.Cell == NotFound {
			try.asAbsent(t, w, w.Desk, k, target)
		}
	}
	return got
}

func (try Try) ask(t *testing.T, w *World, desk *helpdesk.Desk, k Kind, target Target) Outcome {
	outcome := try.Ask(Asker{t.Context(), k, w, desk, target})
	if outcome.Cell == Yes && try.Finds != nil && !strings.Contains(outcome.Told, try.Finds(target)) {
		outcome.Cell = Empty
	}
	return outcome
}

// asAbsent fails the test unless the target is to the actor as one that is not there:
// by what he is told, and by what was read of the store meanwhile.
func (try Try) asAbsent(t *testing.T, w *World, desk *helpdesk.Desk, k Kind, target Target) {
	t.Helper()
	absent := Target{ID: uuid.Must(uuid.NewV7()), Number: "TIC-99" + target.Number[len("TIC-"):], Task: uuid.Must(uuid.NewV7()), Booking: uuid.Must(uuid.NewV7()), Absence: "nowhen"}
	w.Store.Forget()
	hidden := target.hide(try.ask(t, w, desk, k, target))
	read := w.Store.Forget()
	gone := absent.hide(try.ask(t, w, desk, k, absent))
	if hidden != gone {
		t.Errorf("%s, to %s:\n%+v, but of what is not there\n%+v", try.Row, k, hidden, gone)
	}
	if searched := w.Store.Forget(); !slices.Equal(read, searched) {
		t.Errorf("%s, by %s: the store was asked for %v, but for what is not there %v", try.Row, k, read, searched)
	}
}

// fromElsewhere lets everybody ask from the other desk.
func (try Try) fromElsewhere(t *testing.T, w *World) {
	t.Helper()
	target := w.Ticket(t, try.At)
	before := w.Snapshot(t)
	for _, k := range Kinds() {
		outcome := try.ask(t, w, w.Other, k, target)
		if strings.Contains(outcome.Told, Mark) || strings.Contains(outcome.Told, target.ID.String()) && outcome.Cell != NotFound {
			t.Errorf("%s, by %s from another desk, tells of this one: %s", try.Row, k, outcome.Told)
		}
		if outcome.Cell == NotFound {
			try.asAbsent(t, w, w.Other, k, target)
		}
	}
	if after := w.Snapshot(t); after != before {
		t.Errorf("%s from another desk has changed this one:\n%s\nwas\n%s", try.Row, after, before)
	}
}
