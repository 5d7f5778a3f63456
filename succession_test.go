package helpdesk_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// withSites asks every ticket for its site.
func withSites(r *helpdesk.Regulation) {
	r.Fields = append(r.Fields, helpdesk.Field{
		Key: "site", Title: helpdesk.Text{"ru": "Площадка", "en": "Site"}, Kind: helpdesk.KindChoice, Requester: helpdesk.RequesterFills,
		Choices: []helpdesk.Choice{{Key: "msk", Title: helpdesk.Text{"ru": "Москва"}}, {Key: "spb", Title: helpdesk.Text{"ru": "Петербург"}}},
	})
	r.Forms = append(r.Forms, helpdesk.Form{Fields: []helpdesk.FormField{{Field: "site"}}})
}

// calledOtherwise gives other keys to the field of the product, a choice of the site, the
// second line and the clocks of its work and of the solution.
func calledOtherwise(r *helpdesk.Regulation) {
	product := at(r.Fields, "product", func(f *helpdesk.Field) string { return f.Key })
	product.Key, product.Was = "service", []string{"product"}
	msk := at(at(r.Fields, "site", func(f *helpdesk.Field) string { return f.Key }).Choices, "msk", func(c *helpdesk.Choice) string { return c.Key })
	msk.Key, msk.Was = "moscow", []string{"msk"}
	for i := range r.Forms {
		for j, f := range r.Forms[i].Fields {
			if f.Field == "product" {
				r.Forms[i].Fields[j].Field = "service"
			}
		}
	}
	line2 := at(r.Teams, "line2", func(x *helpdesk.TeamDefinition) string { return x.Key })
	line2.Key, line2.Was = "workers", []string{"line2"}
	at(r.Stages, "level2", func(s *helpdesk.Stage) string { return s.Key }).Team = "workers"
	for old, is := range map[string]string{"processing": "work", "solution": "fix"} {
		c := at(r.Clocks, old, func(c *helpdesk.Clock) string { return c.Key })
		c.Key, c.Was = is, []string{old}
		for i := range r.Plans {
			r.Plans[i].Targets[is] = r.Plans[i].Targets[old]
			delete(r.Plans[i].Targets, old)
		}
		for i, c := range r.Categories {
			for j, e := range c.Estimates {
				if e == old {
					r.Categories[i].Estimates[j] = is
				}
			}
		}
	}
}

// clocks are the accounts of a ticket by the keys of their clocks.
func (h *house) clocks(id uuid.UUID) map[string]sla.Account {
	h.t.Helper()
	by := map[string]sla.Account{}
	for _, a := range h.story(id).Accounts {
		by[a.Clock] = a
	}
	return by
}

func TestFieldsTeamsAndClocksGoOnByAnotherName(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		h.publish(withSites)
		opened, err := h.as("anna").Open(t.Context(), helpdesk.NewRequest{
			Subject: "Отчёт", Text: "Нужен", Category: "feature", Fields: map[string]string{"site": "msk"},
		})
		if err != nil {
			t.Fatal(err)
		}
		id, over := opened.Ticket, h.open("feature", "normal")
		must(t)(h.as("boss").Fill(t.Context(), id, helpdesk.Filling{Fields: map[string]string{"product": "Портал"}}))
		must(t)(h.as("boss").Fill(t.Context(), over, helpdesk.Filling{Fields: map[string]string{"product": "Портал", "site": "msk"}}))
		h.toLevel(id, 2)
		h.toLevel(over, 2)
		h.move("boss", over, "resolve", "solution", "Готово")
		h.move("anna", over, "accept")
		h.at("2026-03-02 11:00")
		was := h.clocks(id)["processing"]
		h.publish(calledOtherwise)
		for _, look := range []func(){func() {}, func() { h.catchUp() }} {
			look()
			for _, ticketID := range []uuid.UUID{id, over} {
				if diff := cmp.Diff(map[string]string{"service": "Портал", "site": "moscow"}, h.story(ticketID).Ticket.Fields); diff != "" {
					t.Errorf("fields (-want +got):\n%s", diff)
				}
			}
			is := h.clocks(id)["work"]
			if is.State != sla.ClockRunning || !is.Due.Equal(was.Due) || is.Spent.Cmp(was.Spent) != 0 {
				t.Errorf("%+v is not %+v", is, was)
			}
			e, err := h.as("boss").Explain(t.Context(), id, "work")
			if err != nil || e.Clock != "work" || !e.Due.Equal(was.Due) {
				t.Errorf("%s %s %v", e.Clock, e.Due, err)
			}
			for name, f := range map[string]ticket.Filter{
				"fields": {Fields: map[string]string{"service": "Портал", "site": "moscow"}},
				"team":   {Teams: []string{"workers"}},
			} {
				page, err := h.as("boss").Tickets(t.Context(), storage.Query{Filter: f})
				if err != nil || len(page.Tickets) != 2 && name == "fields" || len(page.Tickets) != 2 && name == "team" {
					t.Errorf("%s: %d are found: %v", name, len(page.Tickets), err)
				}
			}
			if n, err := h.as("boss").Count(t.Context(), ticket.Filter{Fields: map[string]string{"service": ""}}, 10); err != nil || n != 0 {
				t.Errorf("%d have no service: %v", n, err)
			}
		}
		// The directory still knows the second line by its old key: it works on.
		must(t)(h.as("agent2").Note(t.Context(), id, "смотрю"))
		me := "agent2"
		must(t)(h.as("agent2").Assign(t.Context(), id, helpdesk.Assignment{Agent: &me}))
		h.at("2026-03-02 12:00")
		h.move("agent2", id, "escalate", "reason", "сложно")
		must(t)(h.as("boss").Estimate(t.Context(), id, helpdesk.Estimate{Target: "12d", Reason: "много"}))
		clocks := h.clocks(id)
		if _, twice := clocks["processing"]; twice || clocks["work"].State != sla.ClockOff || clocks["work"].Spent.Cmp(was.Spent) <= 0 || clocks["fix"].Budget.String() != "12d" {
			t.Errorf("%+v", clocks)
		}
		h.sound()
	})
}

func TestAnEstimateHoldsUnderAnotherNameOfItsClock(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		h.publish(withSites)
		id := h.open("feature", "normal")
		h.toLevel(id, 3)
		must(t)(h.as("boss").Estimate(t.Context(), id, helpdesk.Estimate{Target: "12d", Reason: "много"}))
		due := h.clocks(id)["solution"].Due
		h.publish(calledOtherwise)
		must(t)(h.as("boss").Estimate(t.Context(), id, helpdesk.Estimate{Target: "14d", Reason: "ещё больше"}))
		now := h.clocks(id)["fix"]
		if now.Budget.String() != "14d" || !now.Due.After(due) {
			t.Errorf("%+v", now)
		}
		h.move("boss", id, "escalate", "reason", "вендору")
		h.move("boss", id, "return")
		if again := h.clocks(id)["fix"]; again.Budget.String() != "14d" {
			t.Errorf("%+v", again)
		}
		h.sound()
	})
}

func TestUnderOtherNamesNobodyChangesSides(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		h.publish(withSites)
		for _, priority := range []string{"normal", "urgent", "critical"} {
			h.toLevel(h.open("defect", priority), 3)
		}
		h.at("2026-03-04 12:00")
		r, err := helpdesk.ReadRegulation(h.edited(func(r *helpdesk.Regulation) {
			calledOtherwise(r)
			levelRenamed(r)
		}))
		if err != nil {
			t.Fatal(err)
		}
		var changed []sla.Change
		s, err := h.as("admin").WhatIf(t.Context(), helpdesk.WhatIf{Regulation: r, Changed: func(c sla.Change) { changed = append(changed, c) }})
		if err != nil || len(changed) > 0 || s.Total.Before != s.Total.After || s.Total.Before.Missed == 0 {
			t.Errorf("%v %+v %v", changed, s.Total, err)
		}
	})
}

// levelRenamed gives the second level and a category other keys too.
func levelRenamed(r *helpdesk.Regulation) {
	s := at(r.Stages, "level2", func(s *helpdesk.Stage) string { return s.Key })
	s.Key, s.Was = "second", []string{"level2"}
	rename := func(list []string) {
		if i := slices.Index(list, "level2"); i >= 0 {
			list[i] = "second"
		}
	}
	for i := range r.Moves {
		rename(r.Moves[i].From)
		if r.Moves[i].To == "level2" {
			r.Moves[i].To = "second"
		}
	}
	for i := range r.Clocks {
		rename(r.Clocks[i].Stages)
		rename(r.Clocks[i].Pauses)
		rename(r.Clocks[i].Ends)
	}
	c := category(r, "defect")
	c.Key, c.Was = "bug", []string{"defect"}
	for i := range r.Forms {
		for j, k := range r.Forms[i].Categories {
			if k == "defect" {
				r.Forms[i].Categories[j] = "bug"
			}
		}
	}
}

func TestOlderKeysLeadToOneThingAlone(t *testing.T) {
	t.Parallel()
	r := helpdesk.Levels()
	withSites(&r)
	r.Teams[1].Was = []string{"line1"}
	r.Clocks[1].Was = []string{r.Clocks[0].Key}
	r.Fields[1].Was = []string{"old", ""}
	r.Fields[2].Was = []string{"old"}
	choices := r.Fields[len(r.Fields)-1].Choices
	choices[0].Was = []string{"spb"}
	var e *helpdesk.Error
	if err := r.Prove(); !errors.As(err, &e) {
		t.Fatal("it is proved")
	}
	found := map[string]string{}
	for _, f := range e.Faults {
		found[f.Field] = f.Rule
	}
	want := map[string]string{
		"teams[1].was[0]": helpdesk.FaultTwice, "clocks[1].was[0]": helpdesk.FaultTwice, "fields[1].was[1]": helpdesk.FaultRequired,
		"fields[2].was[0]": helpdesk.FaultTwice, "fields[7].choices[0].was[0]": helpdesk.FaultTwice,
	}
	if !maps.Equal(found, want) {
		t.Error(cmp.Diff(want, found))
	}
}
