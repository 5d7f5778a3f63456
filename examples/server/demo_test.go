package main

import (
	"context"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// played is a desk in memory with the demo data up to an instant.
func played(t *testing.T, until time.Time) (*helpdesk.Desk, []ticket.Ticket) {
	t.Helper()
	store := memory.New()
	if err := playDemo(t.Context(), store, until); err != nil {
		t.Fatal(err)
	}
	desk, err := helpdesk.New(t.Context(), store, helpdesk.Config{Now: func() time.Time { return until }})
	if err != nil {
		t.Fatal(err)
	}
	page, err := desk.As(helpdesk.System("test")).Tickets(t.Context(), storage.Query{Order: ticket.ByOpened, Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	return desk, page.Tickets
}

func TestTheDemoDataShowEverythingWheneverTheyAreMade(t *testing.T) {
	t.Parallel()
	moscow := time.FixedZone("MSK", 3*60*60)
	for name, until := range map[string]time.Time{
		"in the middle of a working day":  time.Date(2026, time.June, 3, 11, 20, 0, 0, moscow),
		"early on a Monday":               time.Date(2026, time.October, 12, 9, 5, 0, 0, moscow),
		"on a Sunday night":               time.Date(2026, time.August, 16, 23, 59, 0, 0, moscow),
		"after the holidays of the year":  time.Date(2026, time.January, 12, 10, 0, 0, 0, moscow),
		"on New Year's Day":               time.Date(2027, time.January, 1, 0, 10, 0, 0, moscow),
		"in a year without official data": time.Date(2029, time.May, 9, 12, 0, 0, 0, moscow),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			desk, tickets := played(t, until)
			seen := map[string]int{}
			for _, x := range tickets {
				see(t, desk, x, until, seen)
			}
			for _, what := range []string{
				"level1", "level2", "level3", "level4", "resolved", "reopened", "closed", "annulled",
				"overdue", "waiting", "closed by silence", "reopened once", "rated", "estimated", "time worked", "task",
				"by phone", "at the vendor", "late in the past",
			} {
				if seen[what] == 0 {
					t.Errorf("nothing is %s: %v", what, seen)
				}
			}
			if len(tickets) != 60 {
				t.Errorf("%d tickets, want 60", len(tickets))
			}
			if span := until.Sub(tickets[len(tickets)-1].Opened); span < 80*24*time.Hour || span > 110*24*time.Hour {
				t.Errorf("the oldest ticket is %s old", span)
			}
			n, err := desk.Check(t.Context(), func(f storage.Finding) { t.Errorf("%s: %s", f.Invariant, f.Text) })
			if err != nil || n != 60 {
				t.Errorf("check went through %d tickets: %v", n, err)
			}
		})
	}
}

// see counts what a ticket shows.
func see(t *testing.T, desk *helpdesk.Desk, x ticket.Ticket, until time.Time, seen map[string]int) {
	t.Helper()
	story, err := desk.As(helpdesk.System("test")).Story(context.Background(), x.ID)
	if err != nil {
		t.Fatal(err)
	}
	seen[x.Stage]++
	for what, so := range map[string]bool{
		"overdue":       !x.Due.IsZero() && x.Due.Before(until),
		"waiting":       x.Wait.On(),
		"rated":         x.Rating > 0,
		"estimated":     len(x.Estimates) > 0,
		"time worked":   x.Spent > 0,
		"by phone":      x.Channel == ticket.ChannelPhone,
		"at the vendor": x.Vendor != "" && x.Phase == ticket.PhaseOpen,
	} {
		if so {
			seen[what]++
		}
	}
	for _, e := range story.Journal {
		if e.At.After(until) {
			t.Errorf("%s: %s is told of the future, %s", x.Number, e.Event, e.At)
		}
		for _, f := range e.Facts {
			switch {
			case f.Field == "move" && f.New == "expire":
				seen["closed by silence"]++
			case f.Field == "move" && f.New == "reopen":
				seen["reopened once"]++
			case e.Event == "task.added" && f.Field == "kind":
				seen["task"]++
			case e.Event == "clock.breached" && x.Phase == ticket.PhaseDone:
				seen["late in the past"]++
			}
		}
	}
}

func TestTheDemoDataAreTheSameForTheSameInstant(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, time.June, 3, 8, 20, 0, 0, time.UTC)
	_, one := played(t, until)
	_, two := played(t, until)
	for i := range one {
		a, b := one[i], two[i]
		if a.Number != b.Number || a.Subject != b.Subject || a.Stage != b.Stage || a.Agent != b.Agent || !a.Due.Equal(b.Due) || !a.Updated.Equal(b.Updated) {
			t.Errorf("%s %s %s is %s %s %s the second time", a.Number, a.Subject, a.Stage, b.Number, b.Subject, b.Stage)
		}
	}
}

func TestTheDemoTextsAreAllDifferent(t *testing.T) {
	t.Parallel()
	d, err := readDemo()
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Stories) != 60 || len(d.People) != 12 || len(d.Organizations) != 3 {
		t.Errorf("%d stories, %d people, %d organizations", len(d.Stories), len(d.People), len(d.Organizations))
	}
	seen := map[string]bool{}
	for _, s := range d.Stories {
		for _, text := range append([]string{s.Subject, s.Text}, textsOf(s)...) {
			if seen[text] {
				t.Errorf("twice: %s", text)
			}
			seen[text] = true
		}
	}
}

// textsOf are the sentences of a story's steps.
func textsOf(s story) []string {
	var texts []string
	for _, step := range s.Way {
		if len(step.text) > 20 {
			texts = append(texts, step.text)
		}
	}
	return texts
}
