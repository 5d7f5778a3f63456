package main

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/storage/memory"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// played is a desk in memory with the demo data up to an instant.
func played(t *testing.T, r helpdesk.Regulation, until time.Time) (*helpdesk.Desk, []ticket.Ticket) {
	t.Helper()
	store := memory.New()
	if err := playDemo(t.Context(), store, r, until); err != nil {
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

var moscow = time.FixedZone("MSK", 3*60*60)

// instants are when demo data are made.
var instants = map[string]time.Time{
	"in the middle of a working day":  time.Date(2026, time.June, 3, 11, 20, 0, 0, moscow),
	"early on a Monday":               time.Date(2026, time.October, 12, 9, 5, 0, 0, moscow),
	"on a Sunday night":               time.Date(2026, time.August, 16, 23, 59, 0, 0, moscow),
	"after the holidays of the year":  time.Date(2026, time.January, 12, 10, 0, 0, 0, moscow),
	"on New Year's Day":               time.Date(2027, time.January, 1, 0, 10, 0, 0, moscow),
	"in a year without official data": time.Date(2029, time.May, 9, 12, 0, 0, 0, moscow),
}

func TestTheDemoDataShowEverythingWheneverTheyAreMade(t *testing.T) {
	t.Parallel()
	for name, until := range instants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			desk, tickets := played(t, helpdesk.Levels(), until)
			seen := map[string]int{}
			for _, x := range tickets {
				see(t, desk, x, until, seen)
			}
			for _, what := range []string{
				"level1", "level2", "level3", "level4", "resolved", "reopened", "closed", "annulled",
				"overdue", "waiting", "closed by silence", "reopened once", "rated", "estimated", "time worked", "task",
				"by phone", "at the vendor", "late in the past", "reviewed", "linked", "observed", "planned", "with steps",
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
		"follows":       len(x.Links) > 0 && x.Links[0].Kind == ticket.LinkFollows,
		"by phone":      x.Channel == ticket.ChannelPhone,
		"reviewed":      !x.Review.IsZero(),
		"linked":        len(x.Links) > 0 && x.Links[0].Kind == ticket.LinkDefect,
		"observed":      len(x.Observers) > 0,
		"planned":       slices.ContainsFunc(story.Tasks, func(t ticket.Task) bool { return t.Kind == ticket.TaskWork && t.Effort > 0 }),
		"with steps":    slices.ContainsFunc(story.Tasks, func(t ticket.Task) bool { return len(t.Checklist) > 0 }),
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
			case f.Field == "move" && f.New == "withdraw":
				seen["withdrawn"]++
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
	_, one := played(t, helpdesk.Levels(), until)
	_, two := played(t, helpdesk.Levels(), until)
	for i := range one {
		a, b := one[i], two[i]
		if a.Number != b.Number || a.Subject != b.Subject || a.Stage != b.Stage || a.Agent != b.Agent || !a.Due.Equal(b.Due) || !a.Updated.Equal(b.Updated) {
			t.Errorf("%s %s %s is %s %s %s the second time", a.Number, a.Subject, a.Stage, b.Number, b.Subject, b.Stage)
		}
	}
}

func TestTheDemoTextsAreAllDifferent(t *testing.T) {
	t.Parallel()
	for regulation, want := range map[string][3]int{"levels": {60, 12, 3}, "simple": {23, 9, 3}} {
		d, err := readDemo(regulation)
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]int{len(d.Stories), len(d.People), len(d.Organizations)}; got != want {
			t.Errorf("%s: %d stories, people and organizations, want %d", regulation, got, want)
		}
		seen := map[string]bool{}
		for _, s := range d.Stories {
			for _, text := range append([]string{s.Subject, s.Text}, textsOf(s)...) {
				if seen[text] {
					t.Errorf("%s: twice: %s", regulation, text)
				}
				seen[text] = true
			}
		}
	}
}

func TestTheSimpleDemoDataShowEverythingWheneverTheyAreMade(t *testing.T) {
	t.Parallel()
	for name, until := range instants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			desk, tickets := played(t, helpdesk.Simple(), until)
			seen := map[string]int{}
			for _, x := range tickets {
				see(t, desk, x, until, seen)
			}
			limit, err := desk.TooLong(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if seen["too long"], err = desk.As(helpdesk.System("test")).Count(t.Context(), ticket.Filter{TooLong: limit}, 100); err != nil {
				t.Fatal(err)
			}
			for _, what := range []string{
				"new", "open", "waiting-requester", "waiting-others", "resolved", "closed", "rejected", "overdue", "too long",
				"closed by silence", "reopened once", "withdrawn", "follows", "rated", "time worked", "by phone", "late in the past",
			} {
				if seen[what] == 0 {
					t.Errorf("nothing is %s: %v", what, seen)
				}
			}
			if n, err := desk.Check(t.Context(), func(f storage.Finding) { t.Errorf("%s: %s", f.Invariant, f.Text) }); err != nil || n != len(tickets) {
				t.Errorf("check went through %d tickets: %v", n, err)
			}
		})
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
