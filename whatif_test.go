package helpdesk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
)

// urged is the built-in regulation with consultations on the urgent plan: 30 minutes
// and an hour in place of an hour and four.
func urged() helpdesk.Regulation {
	r := helpdesk.Levels()
	i := slices.IndexFunc(r.Categories, func(c helpdesk.Category) bool { return c.Key == "consultation" })
	r.Categories[i].Plans["normal"] = "urgent"
	return r
}

func TestWhatIfTellsWhoWouldChangeSidesUnderAnotherRegulation(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		quick, slow, other := h.open("consultation", "normal"), h.open("consultation", "normal"), h.open("hosting", "normal")
		h.at("2026-03-02 09:20")
		h.toLevel(quick, 2)
		h.at("2026-03-02 09:45")
		h.toLevel(slow, 2)
		h.toLevel(other, 2)
		h.at("2026-03-02 11:00") // 1 h 40 min and 1 h 15 min at level 2
		for _, id := range []string{"TIC-1", "TIC-2"} {
			found, err := h.as("boss").Find(t.Context(), id)
			ok(t, err)
			h.move("boss", found, "resolve", "solution", "готово")
		}
		h.at("2026-03-02 15:00") // the third has 4 h 15 min there, without the break

		var changed []sla.Change
		got, err := h.as("boss").WhatIf(t.Context(), helpdesk.WhatIf{Regulation: urged(), Changed: func(c sla.Change) { changed = append(changed, c) }})
		ok(t, err)
		want := sla.Summary{Tickets: 3, Total: sla.Tally{Before: sla.Score{Met: 5, Missed: 1}, After: sla.Score{Met: 2, Missed: 4}}, By: map[sla.Key]sla.Tally{
			{Plan: "urgent", Clock: "reaction", Category: "consultation"}:   {Before: sla.Score{Met: 2}, After: sla.Score{Met: 1, Missed: 1}},
			{Plan: "urgent", Clock: "processing", Category: "consultation"}: {Before: sla.Score{Met: 2}, After: sla.Score{Missed: 2}},
			{Plan: "standard", Clock: "reaction", Category: "hosting"}:      {Before: sla.Score{Met: 1}, After: sla.Score{Met: 1}},
			{Plan: "standard", Clock: "processing", Category: "hosting"}:    {Before: sla.Score{Missed: 1}, After: sla.Score{Missed: 1}},
		}}
		equal(t, got, want)
		equal(t, changed, []sla.Change{
			{Ticket: "TIC-1", Key: sla.Key{Plan: "urgent", Clock: "processing", Category: "consultation"}, Before: sla.Met, After: sla.Missed},
			{Ticket: "TIC-2", Key: sla.Key{Plan: "urgent", Clock: "reaction", Category: "consultation"}, Before: sla.Met, After: sla.Missed},
			{Ticket: "TIC-2", Key: sla.Key{Plan: "urgent", Clock: "processing", Category: "consultation"}, Before: sla.Met, After: sla.Missed},
		})
		h.sound()
	})
}

func TestWhatIfUnderTheSameRegulationChangesNothingAndTellsWhatTheClocksTell(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		const tickets = 203 // more than a page
		var want sla.Score
		ids := make([]uuid.UUID, tickets)
		for i := range ids {
			id := h.open("consultation", "normal")
			ids[i] = id
			if i%40 != 0 {
				continue
			}
			h.jump(h.clock().Add(25 * time.Minute))
			h.toLevel(id, 2)
		}
		h.at("2026-03-03 12:00")
		for _, id := range ids {
			for _, a := range h.story(id).Accounts {
				if a.Informative {
					continue
				}
				switch a.Outcome {
				case sla.Met:
					want.Met++
				case sla.Missed:
					want.Missed++
				}
			}
		}
		var steps []int
		got, err := h.as("admin").WhatIf(t.Context(), helpdesk.WhatIf{
			Regulation: helpdesk.Levels(),
			Changed:    func(c sla.Change) { t.Errorf("changes sides: %+v", c) },
			Progress: func(done, all int) {
				if steps = append(steps, done); all != tickets {
					t.Errorf("%d of %d", done, all)
				}
			},
		})
		ok(t, err)
		if got.Tickets != tickets || want.Missed == 0 || got.Total != (sla.Tally{Before: want, After: want}) {
			t.Errorf("%d tickets, %+v; the clocks tell %+v", got.Tickets, got.Total, want)
		}
		equal(t, steps, []int{0, 200, tickets})
	})
}

func TestWhatIfKeepsEstimatesAndMeasuresByTheOtherCalendar(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		id := h.open("feature", "normal")
		h.toLevel(id, 3)
		must(t)(h.as("agent3").Estimate(t.Context(), id, helpdesk.Estimate{Clock: "solution", Target: "6h", Reason: "так решили"}))
		h.at("2026-03-02 19:00") // eight working hours by the office, four by the other calendar
		other := helpdesk.Levels()
		s := other.Calendars[other.Calendar]
		morning, err := sla.ParseShift("09:00-13:00")
		ok(t, err)
		s.Week = map[string][]sla.Shift{"mon-fri": {morning}}
		other.Calendars[other.Calendar] = s
		got, err := h.as("admin").WhatIf(t.Context(), helpdesk.WhatIf{Regulation: other})
		ok(t, err)
		if tally := got.By[sla.Key{Plan: "documents", Clock: "solution", Category: "feature"}]; tally != (sla.Tally{Before: sla.Score{Missed: 1}}) {
			t.Errorf("%+v", got.By)
		}
	})
}

func TestWhatIfIsForAdministratorsAndOperationsManagersAndForWholeRegulations(t *testing.T) {
	onAll(t, "2026-03-02 09:00", func(t *testing.T, h *house) {
		h.open("consultation", "normal")
		for _, who := range []string{"anna", "agent1", "vendor1", "quality"} {
			e := wantCode(t, errOf(h.as(who).WhatIf(t.Context(), helpdesk.WhatIf{Regulation: urged()})), helpdesk.Forbidden)
			if e.Params["right"] != string(helpdesk.VerbWhatIf) {
				t.Errorf("%s lacks %v", who, e.Params)
			}
		}
		wantCode(t, errOf(h.As(helpdesk.Actor{}).WhatIf(t.Context(), helpdesk.WhatIf{})), helpdesk.Unauthorized)
		broken := urged()
		broken.Plans = broken.Plans[1:]
		e := wantCode(t, errOf(h.as("admin").WhatIf(t.Context(), helpdesk.WhatIf{Regulation: broken})), helpdesk.Invalid)
		if len(e.Faults) == 0 {
			t.Errorf("%v names no field", e)
		}
	})
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T any](t *testing.T, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("not as wanted (-want +got):\n%s", diff)
	}
}
