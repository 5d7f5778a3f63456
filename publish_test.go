package helpdesk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// edited is the regulation in force, edited, as YAML.
func (h *house) edited(edit func(r *helpdesk.Regulation)) []byte {
	h.t.Helper()
	v, err := h.as("admin").Version(h.t.Context(), 0)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := helpdesk.ReadRegulation(v.Source)
	if err != nil {
		h.t.Fatal(err)
	}
	edit(&r)
	source, err := helpdesk.WriteRegulation(r)
	if err != nil {
		h.t.Fatal(err)
	}
	return source
}

// publish publishes the regulation in force, edited.
func (h *house) publish(edit func(r *helpdesk.Regulation), how ...func(*helpdesk.Publication)) helpdesk.Version {
	h.t.Helper()
	in := helpdesk.Publication{Source: h.edited(edit), Reason: "так решили"}
	for _, f := range how {
		f(&in)
	}
	v, err := h.as("admin").Publish(h.t.Context(), in)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func openFollow(in *helpdesk.Publication) { in.OpenFollow = true }

// catchUp does what Run does after a publication and answers how many tickets changed.
func (h *house) catchUp() int {
	h.t.Helper()
	n, err := h.CatchUp(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// at answers the element of a list with the key.
func at[T any](list []T, key string, of func(*T) string) *T {
	for i := range list {
		if of(&list[i]) == key {
			return &list[i]
		}
	}
	panic("there is no " + key)
}

func plan(r *helpdesk.Regulation, key string) *helpdesk.Plan {
	return at(r.Plans, key, func(p *helpdesk.Plan) string { return p.Key })
}

func category(r *helpdesk.Regulation, key string) *helpdesk.Category {
	return at(r.Categories, key, func(c *helpdesk.Category) string { return c.Key })
}

// withoutLevel3 retires the third level: what led to it leads to the fourth.
func withoutLevel3(r *helpdesk.Regulation) {
	gone := func(key string) bool { return key == "level3" }
	r.Stages = slices.DeleteFunc(r.Stages, func(s helpdesk.Stage) bool { return gone(s.Key) })
	for i := range r.Clocks {
		c := &r.Clocks[i]
		c.Stages, c.Pauses, c.Ends = slices.DeleteFunc(c.Stages, gone), slices.DeleteFunc(c.Pauses, gone), slices.DeleteFunc(c.Ends, gone)
	}
	r.Clocks = slices.DeleteFunc(r.Clocks, func(c helpdesk.Clock) bool {
		drop := c.Kind == sla.StageClock && len(c.Stages) == 0
		if drop {
			for i := range r.Plans {
				delete(r.Plans[i].Targets, c.Key)
			}
			for i := range r.Categories {
				r.Categories[i].Estimates = slices.DeleteFunc(r.Categories[i].Estimates, func(e string) bool { return e == c.Key })
			}
		}
		return drop
	})
	for i := range r.Moves {
		m := &r.Moves[i]
		m.From = slices.DeleteFunc(m.From, gone)
		if gone(m.To) {
			m.To = "level4"
		}
	}
	r.Moves = slices.DeleteFunc(r.Moves, func(m helpdesk.Move) bool { return len(m.From) == 0 })
	for i := range r.Categories {
		delete(r.Categories[i].Teams, "level3")
	}
	r.Retired = append(r.Retired, helpdesk.Retirement{Stage: "level3", Into: "level4"})
}

func TestANewVersionIsForWhatComesAndOpenTargetsStay(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		before := h.open("defect", "normal")
		h.toLevel(before, 2)
		was := h.story(before).Ticket
		v := h.publish(func(r *helpdesk.Regulation) {
			p := plan(r, was.Plan)
			for clock := range p.Targets {
				p.Targets[clock] = sla.Hours(1)
			}
		})
		if v.Version != 2 || v.Author != "admin" || v.Reason != "так решили" || !v.At.Equal(h.clock()) {
			t.Errorf("%+v", v)
		}
		if n := h.catchUp(); n != 0 {
			t.Errorf("%d tickets changed", n)
		}
		if is := h.story(before).Ticket; !is.Due.Equal(was.Due) || is.Regulation != 1 {
			t.Errorf("due %s of version %d, was %s", is.Due, is.Regulation, was.Due)
		}
		after := h.open("defect", "normal")
		h.toLevel(after, 2)
		if is := h.story(after).Ticket; !is.Due.Equal(h.clock().Add(time.Hour)) && is.Due.Sub(h.clock()) > 3*time.Hour || is.Regulation != 2 {
			t.Errorf("due %s of version %d at %s", is.Due, is.Regulation, h.clock())
		}
		h.move("boss", before, "escalate", "reason", "не справляемся")
		if is := h.story(before).Ticket; is.Regulation != 2 || !is.Due.Before(was.Due) {
			t.Errorf("the next level has a due %s of version %d", is.Due, is.Regulation)
		}
		h.sound()
	})
}

func TestOpenTicketsFollowAtOnceWhereThatIsAskedFor(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		open, over := h.open("defect", "normal"), h.open("defect", "normal")
		h.toLevel(open, 2)
		h.toLevel(over, 2)
		h.move("boss", over, "resolve", "solution", "готово")
		h.move("anna", over, "accept")
		was := h.story(open).Ticket
		h.publish(func(r *helpdesk.Regulation) {
			category(r, "defect").Plans["normal"] = category(r, "defect").Plans["critical"]
		}, openFollow)
		h.publish(func(r *helpdesk.Regulation) { r.TaskPrefix = "T:" }) // a later version does not undo it
		if n := h.catchUp(); n != 1 {
			t.Errorf("%d tickets changed, want 1", n)
		}
		is := h.story(open)
		if !is.Ticket.Due.Before(was.Due) || is.Ticket.Regulation != 2 || is.Ticket.Plan == was.Plan || is.Ticket.Stage != was.Stage {
			t.Errorf("due %s → %s, version %d, plan %s", was.Due, is.Ticket.Due, is.Ticket.Regulation, is.Ticket.Plan)
		}
		last := is.Journal[len(is.Journal)-1]
		if last.Event != string(event.TicketRegulated) || last.Actor != "system:regulation" {
			t.Errorf("the journal ends with %s by %s", last.Event, last.Actor)
		}
		if n := h.catchUp(); n != 0 {
			t.Errorf("%d tickets changed again", n)
		}
		h.sound()
	})
}

func TestTicketsLeaveARetiredStageAndNobodyEntersIt(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		var there []uuid.UUID
		for range 3 {
			id := h.open("defect", "normal")
			h.toLevel(id, 3)
			there = append(there, id)
		}
		elsewhere := h.open("defect", "normal")
		h.toLevel(elsewhere, 2)
		stale, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Now: h.clock})
		if err != nil {
			t.Fatal(err)
		}
		h.publish(withoutLevel3)

		// A process that does not know of it yet cannot bring a ticket there.
		_, err = stale.As(helpdesk.Person("boss")).Move(t.Context(), elsewhere, helpdesk.Transition{Event: "escalate", Fields: map[string]string{"reason": "никак"}})
		if err != nil {
			t.Fatal(err)
		}
		if s := h.story(elsewhere).Ticket; s.Stage != "level4" || s.Regulation != 2 {
			t.Errorf("the stale process moved it to %s under version %d", s.Stage, s.Regulation)
		}
		// Who works on a ticket that is still there works on.
		h.move("boss", there[0], "resolve", "solution", "готово")
		visits := h.story(there[0]).Visits
		if v := visits[len(visits)-2]; v.Stage != "level4" {
			t.Errorf("it was resolved from %s", v.Stage)
		}
		e := wantCode(t, h.tryMove("boss", there[1], "escalate", "reason", "никак"), helpdesk.Refused)
		if e.Reason != "stage_retired" || e.Params["retired"] != "level3" || !strings.Contains(e.Params["allowed"], "resolve") {
			t.Errorf("%+v", e)
		}
		if s := h.story(there[1]).Ticket.Stage; s != "level4" {
			t.Errorf("it is shown in %s", s)
		}
		if n := h.catchUp(); n != 2 {
			t.Errorf("%d tickets changed, want 2", n)
		}
		last := h.story(there[2]).Journal
		if e := last[len(last)-1]; e.Event != string(event.TicketMoved) || e.Actor != "system:regulation" {
			t.Errorf("%+v", e)
		}
		h.sound()

		// The version after need not tell of it any more.
		h.publish(func(r *helpdesk.Regulation) { r.Retired = nil })
	})
}

func TestRenamedKeysAreReadAsTheNewOnes(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		a, b := h.open("hosting", "urgent"), h.open("hosting", "urgent")
		h.toLevel(a, 2)
		h.toLevel(b, 2)
		was := h.story(a).Ticket
		h.publish(func(r *helpdesk.Regulation) {
			c := category(r, "hosting")
			c.Key, c.Was = "websites", []string{"hosting"}
			r.Forms, r.Fields = nil, nil // they name the category
			p := at(r.Priorities, "urgent", func(p *helpdesk.Priority) string { return p.Key })
			p.Key, p.Was = "high", []string{"urgent"}
			for i := range r.Categories {
				plans := r.Categories[i].Plans
				plans["high"] = plans["urgent"]
				delete(plans, "urgent")
			}
			rename := func(list []string) {
				for i := range list {
					if list[i] == "level2" {
						list[i] = "second"
					}
				}
			}
			s := at(r.Stages, "level2", func(s *helpdesk.Stage) string { return s.Key })
			s.Key, s.Was = "second", []string{"level2"}
			for i := range r.Moves {
				rename(r.Moves[i].From)
				to := []string{r.Moves[i].To}
				rename(to)
				r.Moves[i].To = to[0]
			}
			for i := range r.Clocks {
				rename(r.Clocks[i].Stages)
				rename(r.Clocks[i].Pauses)
				rename(r.Clocks[i].Ends)
			}
		})
		for _, look := range []func(){func() {}, func() { h.catchUp() }} {
			look()
			is := h.story(a)
			if k := is.Ticket; k.Category != "websites" || k.Priority != "high" || k.Stage != "second" || !k.Due.Equal(was.Due) {
				t.Errorf("%s %s %s due %s, was %s", k.Category, k.Priority, k.Stage, k.Due, was.Due)
			}
			if n := len(is.Visits); is.Visits[n-1].From != was.Entered {
				t.Errorf("a name is no visit: %+v", is.Visits)
			}
			page, err := h.as("boss").Tickets(t.Context(), storage.Query{Filter: ticket.Filter{Categories: []string{"websites"}, Stages: []string{"second"}}})
			if err != nil || len(page.Tickets) != 2 {
				t.Errorf("%d are found by the new keys: %v", len(page.Tickets), err)
			}
		}
		if j := h.story(a).Journal; j[0].Facts == nil || !slices.ContainsFunc(j[0].Facts, func(f ticket.Fact) bool { return f.Field == "category" && f.New == "hosting" }) {
			t.Error("the journal was rewritten")
		}
		must(t)(h.as("anna").Open(t.Context(), helpdesk.NewRequest{Subject: "Сайт", Text: "лежит", Category: "hosting"}))
		h.move("boss", b, "escalate", "reason", "никак")
		h.sound()
	})
}

func TestAPublicationThatWouldLoseSomethingIsRefusedWithEveryReason(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		h.open("hosting", "urgent")
		admin := h.as("admin")
		try := func(in helpdesk.Publication) error {
			_, err := admin.Publish(t.Context(), in)
			return err
		}
		good := h.edited(func(r *helpdesk.Regulation) { r.TaskPrefix = "T" })
		for _, who := range []string{"anna", "agent1", "boss", "quality"} {
			_, err := h.as(who).Publish(t.Context(), helpdesk.Publication{Source: good, Reason: "x"})
			if e := wantCode(t, err, helpdesk.Forbidden); e.Params["right"] != "publish" {
				t.Errorf("%s: %v", who, e)
			}
		}
		wantCode(t, try(helpdesk.Publication{Source: good}), helpdesk.Invalid)
		wantCode(t, try(helpdesk.Publication{Reason: "x"}), helpdesk.Invalid)
		wantCode(t, try(helpdesk.Publication{Source: []byte("стадии: []"), Reason: "x"}), helpdesk.Invalid)
		wantCode(t, try(helpdesk.Publication{Source: make([]byte, helpdesk.MaxSource+1), Reason: "x"}), helpdesk.Invalid)
		for _, test := range []struct {
			edit func(*helpdesk.Regulation)
			want string
		}{
			{func(r *helpdesk.Regulation) { withoutLevel3(r); r.Retired = nil }, `stages: gone got="level3"`},
			{func(r *helpdesk.Regulation) { withoutLevel3(r); r.Retired[0].Into = "closed" }, `stages: phase`},
			{func(r *helpdesk.Regulation) { withoutLevel3(r); r.Retired[0].Into = "nowhere" }, `retired[0].into: unknown`},
			{func(r *helpdesk.Regulation) {
				r.Retired = []helpdesk.Retirement{{Stage: "level3", Into: "level4"}}
			}, `retired[0].stage: twice`},
			{func(r *helpdesk.Regulation) {
				r.Forms, r.Fields = nil, nil
				r.Categories = slices.DeleteFunc(r.Categories, func(c helpdesk.Category) bool { return c.Key == "hosting" })
			}, `categories: in use got="hosting" tickets="1"`},
			{func(r *helpdesk.Regulation) { category(r, "hosting").Was = []string{"defect"} }, `was[0]: twice`},
		} {
			e := wantCode(t, try(helpdesk.Publication{Source: h.edited(test.edit), Reason: "x"}), helpdesk.Invalid)
			if !strings.Contains(e.Error(), test.want) {
				t.Errorf("want %s\n got %v", test.want, e)
			}
		}
		if err := try(helpdesk.Publication{Source: good, Reason: "x", Base: 1}); err != nil {
			t.Error(err)
		}
		e := wantCode(t, try(helpdesk.Publication{Source: good, Reason: "x", Base: 1}), helpdesk.Conflict)
		if e.Params["version"] != "2" {
			t.Error(e)
		}
	})
}

func TestVersionsAreListedAndAnOlderOneIsPublishedAnew(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		first, err := h.as("admin").Version(t.Context(), 1)
		if err != nil || string(first.Source) != string(helpdesk.LevelsSource()) {
			t.Fatalf("the first is not as it was written: %v", err)
		}
		for i := range 3 {
			h.publish(func(r *helpdesk.Regulation) { r.TaskPrefix = fmt.Sprint(i) })
		}
		v, err := h.as("admin").Publish(t.Context(), helpdesk.Publication{Source: first.Source, Reason: "назад"})
		if err != nil || v.Version != 5 {
			t.Fatal(v.Version, err)
		}
		list, err := h.as("agent1").Versions(t.Context(), 5, 2)
		if err != nil || len(list) != 2 || list[0].Version != 4 || list[1].Version != 3 || list[0].Author != "admin" {
			t.Errorf("%+v, %v", list, err)
		}
		if r, n, err := h.Regulation(t.Context()); err != nil || n != 5 || r.TaskPrefix != helpdesk.Levels().TaskPrefix {
			t.Errorf("version %d has %q: %v", n, r.TaskPrefix, err)
		}
		for _, s := range first.Regulation.Calendars {
			if len(s.Official) == 0 && s.Production != "" {
				t.Error("the days of the calendars are not frozen")
			}
		}
		wantCode(t, errOf(h.as("anna").Versions(t.Context(), 0, 0)), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("anna").Version(t.Context(), 1)), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("admin").Version(t.Context(), 9)), helpdesk.NotFound)
		wantCode(t, errOf(h.as("admin").Versions(t.Context(), -1, 500)), helpdesk.Invalid)
	})
}

func TestAnotherProcessFollowsByItself(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		other, err := helpdesk.New(t.Context(), h.store, helpdesk.Config{Now: h.clock})
		if err != nil {
			t.Fatal(err)
		}
		h.publish(func(r *helpdesk.Regulation) { r.TaskPrefix = "T" })
		if n, err := other.Refresh(t.Context()); err != nil || n != 2 {
			t.Errorf("version %d, %v", n, err)
		}
		if r, n, err := other.Regulation(t.Context()); err != nil || n != 2 || r.TaskPrefix != "T" {
			t.Errorf("version %d, %v", n, err)
		}
	})
}

func TestAPreviewTellsWhichOpenTicketsGetAnotherDeadline(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		var critical []uuid.UUID
		for range 3 {
			id := h.open("hosting", "urgent")
			h.toLevel(id, 3)
			critical = append(critical, id)
		}
		third := h.open("defect", "normal")
		h.toLevel(third, 3)
		h.open("feature", "normal")
		edit := func(r *helpdesk.Regulation) { category(r, "hosting").Plans["urgent"] = "outage" }
		in := helpdesk.Publication{Source: h.edited(edit)}
		p, err := h.as("admin").Preview(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if p.Base != 1 || p.Version != 2 || p.Open != 5 || !p.Anyway.IsZero() || p.Follow != (helpdesk.Shift{Earlier: 3}) || p.Overdue != 0 || len(p.Examples) != 3 {
			t.Errorf("%+v", p)
		}
		if got, want := said("en", p.Differences), "Urgent in Hosting problems: plan Urgent support → Outage; 3 open tickets get an earlier deadline"; len(got) != 1 || got[0] != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got, want := said("ru", p.Differences), "Срочный в «Проблемы с хостингом»: план Срочная техподдержка → Ликвидация аварий; у 3 открытых обращений срок раньше"; got[0] != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if q := p.Quarter; q.Tickets != 5 || q.Cut || !q.From.Equal(moscow(t, "2025-12-02 09:00")) {
			t.Errorf("%+v", q)
		}
		was := h.story(critical[0]).Ticket.Due
		h.publish(edit, openFollow)
		if n := h.catchUp(); n != 5 {
			t.Errorf("%d tickets follow, want 5", n)
		}
		for _, e := range p.Examples {
			is := h.story(e.Ticket).Ticket
			if !is.Due.Equal(e.Is) || !e.Was.Equal(was) || e.Plan != is.Plan || e.WasPlan != "urgent" {
				t.Errorf("foretold %+v, came %s by %s", e, is.Due, is.Plan)
			}
		}

		p, err = h.as("admin").Preview(t.Context(), helpdesk.Publication{Source: h.edited(withoutLevel3)})
		if err != nil || p.Anyway.Moved != 4 || p.Follow.Moved != 4 || p.Differences[0].Tickets.Moved != 4 {
			t.Errorf("%+v, %v", p, err)
		}
		if s := h.story(third).Ticket; s.Stage != "level3" || s.Version != h.story(third).Ticket.Version {
			t.Error("a preview changed a ticket")
		}
		wantCode(t, errOf(h.as("boss").Preview(t.Context(), in)), helpdesk.Forbidden)
		wantCode(t, errOf(h.as("admin").Preview(t.Context(), helpdesk.Publication{Source: []byte("x")})), helpdesk.Invalid)
		h.sound()
	})
}

func TestAPreviewTellsHowTheLastQuarterWouldHaveFared(t *testing.T) {
	onAll(t, "2025-10-30 09:00", func(t *testing.T, h *house) {
		h.toLevel(h.open("defect", "normal"), 2) // before the quarter
		h.at("2026-02-02 09:00")
		for range 3 {
			id := h.open("defect", "normal")
			h.toLevel(id, 2)
			h.at(h.clock().In(moscow(t, "2026-02-02 09:00").Location()).Add(2 * time.Hour).Format("2006-01-02 15:04"))
			h.move("boss", id, "resolve", "solution", "Готово")
		}
		p, err := h.as("admin").Preview(t.Context(), helpdesk.Publication{Source: h.edited(func(r *helpdesk.Regulation) {
			plan(r, "standard").Targets["processing"] = sla.Minutes(10)
		})})
		if err != nil {
			t.Fatal(err)
		}
		want := sla.Tally{Before: sla.Score{Met: 6}, After: sla.Score{Met: 3, Missed: 3}}
		if p.Quarter.Tickets != 3 || p.Quarter.Tally != want {
			t.Errorf("%+v", p.Quarter)
		}
		for language, text := range map[string]string{
			"ru": "За последние три месяца (обращений: 3) соблюдено нормативов 6 из 6; по этой версии было бы 3 из 6.",
			"en": "In the last three months (3 tickets) 6 of 6 targets were met; under this version it would have been 3 of 6.",
		} {
			if got := p.Quarter.Text(language); got != text {
				t.Errorf("%q", got)
			}
		}
		if p, err = h.as("admin").Preview(t.Context(), helpdesk.Publication{Source: h.edited(levelRenamed)}); err != nil || p.Quarter.Before != p.Quarter.After {
			t.Errorf("%+v %v", p.Quarter, err)
		}
	})
}
