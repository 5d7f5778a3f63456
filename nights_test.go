package helpdesk_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/helpdesktest"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// nightly is a regulation for Berlin, with shifts over the hours in which clocks are changed.
func nightly(t *testing.T, shift string) *helpdesk.Regulation {
	t.Helper()
	night, err := sla.ParseShift(shift)
	if err != nil {
		t.Fatal(err)
	}
	r := helpdesk.Levels()
	r.Calendars = map[string]sla.Schedule{r.Calendar: {Zone: "Europe/Berlin", Week: map[string][]sla.Shift{"mon-sun": {night}}}}
	return &r
}

// TestTrust_F5_… lets two replicas live through the nights in which clocks are put on or back.
func TestTrust_F5_InTheNightsOfAnotherHourEachTimerFiresOnceAtItsInstant(t *testing.T) {
	t.Parallel()
	for name, midnight := range map[string]time.Time{
		"put on":   time.Date(2026, time.March, 28, 23, 0, 0, 0, time.UTC),
		"put back": time.Date(2026, time.October, 24, 22, 0, 0, 0, time.UTC),
	} {
		for store, open := range stores {
			for _, shift := range []string{"00:00-24:00", "22:00-08:00"} {
				t.Run(name+"/"+store+"/"+shift, func(t *testing.T) {
					t.Parallel()
					h := newHouseOf(t, open(t), midnight, nightly(t, shift))
					liveThrough(t, h, midnight)
				})
			}
		}
	}
}

// liveThrough opens a ticket every 20 minutes, of which a reaction is due after an hour, and
// lets another wait for each of these instants.
func liveThrough(t *testing.T, h *house, midnight time.Time) {
	second, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Now: h.clock})
	if err != nil {
		t.Fatal(err)
	}
	due, wake := map[uuid.UUID]time.Time{}, map[uuid.UUID]time.Time{}
	for n := range 15 {
		at := midnight.Add(time.Duration(n) * 20 * time.Minute)
		bothUntil(t, h, second, at)
		due[h.open("consultation", "normal")] = at.Add(time.Hour)
		waits := h.open("management", "normal")
		wake[waits] = at.Add(50 * time.Minute)
		must(t)(h.as("agent1").Wait(t.Context(), waits, helpdesk.Waiting{Reason: "ждём", Until: wake[waits]}))
	}
	bothUntil(t, h, second, midnight.Add(7*time.Hour))
	for id, want := range due {
		only(t, h, id, "clock.breached", want)
	}
	for id, want := range wake {
		only(t, h, id, "ticket.resumed", want)
	}
	h.sound()
}

// bothUntil lets time pass from timer to timer; both desks do at once what is due.
func bothUntil(t *testing.T, h *house, second *helpdesk.Desk, until time.Time) {
	t.Helper()
	for {
		next, err := h.store.NextTimer(t.Context(), h.Key())
		if err != nil {
			t.Fatal(err)
		}
		if next.IsZero() || next.After(until) {
			h.jump(until)
			return
		}
		h.jump(next)
		var ticking sync.WaitGroup
		fired := make(chan int, 2)
		for _, d := range []*helpdesk.Desk{h.Desk, second} {
			ticking.Go(func() {
				n, err := d.Tick(t.Context())
				if err != nil {
					t.Error(err)
				}
				fired <- n
			})
		}
		ticking.Wait()
		if <-fired+<-fired == 0 {
			t.Fatalf("nobody fired the timer of %s", next)
		}
	}
}

// only proves that there is one such entry, effective and written at an instant.
func only(t *testing.T, h *house, id uuid.UUID, what string, want time.Time) {
	t.Helper()
	n := 0
	for _, e := range h.story(id).Journal {
		if e.Event != what {
			continue
		}
		n++
		near(t, what+" holds since", e.Effective, want)
		near(t, what+" was written at", e.At, want)
	}
	if n != 1 {
		t.Errorf("%s came %d times", what, n)
	}
}

func TestTrust_F5_AClockThatJumpsFiresNothingTwiceAndNeverTurnsAJournalBack(t *testing.T) {
	t.Parallel()
	for store, open := range stores {
		t.Run(store, func(t *testing.T) {
			t.Parallel()
			start := moscow(t, "2026-03-02 09:00")
			d := helpdesktest.New(t, helpdesktest.In(open(t)), helpdesktest.At(start), helpdesktest.WithPeople())
			made, err := d.By(helpdesktest.Requester).Open(t.Context(), helpdesk.NewRequest{Subject: "Не печатаются акты", Text: "Совсем.", Category: "consultation"})
			must(t)(made, err)
			for _, jump := range []time.Duration{time.Hour, -time.Hour, time.Hour, -time.Hour, 2 * time.Hour, -2 * time.Hour} {
				d.Clock.Advance(jump)
				if _, err := d.Tick(t.Context()); err != nil {
					t.Fatal(err)
				}
				must(t)(d.By(helpdesktest.Agent1).Note(t.Context(), made.Ticket, "часы прыгнули"))
			}
			told := map[string]int{}
			var last ticket.Entry
			journal, err := d.Store.Journal(t.Context(), storage.Everything(d.Key()), made.Ticket)
			must(t)(journal, err)
			for _, e := range journal {
				told[e.Event]++
				if e.At.Before(last.At) || e.Version > last.Version && !e.At.After(last.At) && last.Version > 0 {
					t.Errorf("entry %d is of %s, after one of %s", e.Seq, e.At, last.At)
				}
				last = e
			}
			if told["clock.warned"] != 1 || told["clock.breached"] != 1 || told["note.added"] != 6 {
				t.Errorf("told %v", told)
			}
			if _, err := d.Check(t.Context(), func(f storage.Finding) { t.Errorf("%s: %s", f.Invariant, f.Text) }); err != nil {
				t.Error(err)
			}
		})
	}
}
