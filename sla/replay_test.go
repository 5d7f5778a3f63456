package sla_test

import (
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/helpdesk-go/helpdesk/sla"
)

func TestReplayCountsWhatAnotherPolicyWouldHaveMet(t *testing.T) {
	t.Parallel()
	fast := tell(t, standard).at("2026-04-14 09:00", "level1").at("2026-04-14 09:20", "level2").at("2026-04-14 12:00", "resolved")
	slow := tell(t, standard).at("2026-04-14 09:00", "level1").at("2026-04-14 09:45", "level2").at("2026-04-14 12:00", "resolved")
	instead := []sla.Policy{urgent, urgent, urgent} // 30 minutes and an hour
	histories := func(yield func(sla.History, error) bool) {
		_ = yield(sla.History{Ticket: "TIC-1", Category: "defect", Moments: fast.moments, Instead: instead}, nil) &&
			yield(sla.History{Ticket: "TIC-2", Category: "hosting", Moments: slow.moments, Instead: instead}, nil)
	}
	var changed []sla.Change
	s, err := sla.Replay(histories, sla.WhatIf{Before: fast.cals, After: fast.cals}, func(c sla.Change) { changed = append(changed, c) })
	if err != nil {
		t.Fatal(err)
	}
	if s.Tickets != 2 || s.Total != (sla.Tally{Before: sla.Score{Met: 4}, After: sla.Score{Met: 1, Missed: 3}}) {
		t.Errorf("%+v", s)
	}
	if got := s.By[sla.Key{Plan: "urgent", Clock: "reaction", Category: "hosting"}]; got != (sla.Tally{Before: sla.Score{Met: 1}, After: sla.Score{Missed: 1}}) {
		t.Errorf("%+v", got)
	}
	if len(changed) != 3 || changed[1] != (sla.Change{Ticket: "TIC-2", Key: sla.Key{Plan: "urgent", Clock: "reaction", Category: "hosting"}, Before: sla.Met, After: sla.Missed}) {
		t.Errorf("%+v", changed)
	}
}

func TestReplayLetsOpenClocksRunOnToItsInstant(t *testing.T) {
	t.Parallel()
	open := tell(t, standard).at("2026-04-14 09:00", "level1") // an hour, or half of one
	histories := func(yield func(sla.History, error) bool) {
		yield(sla.History{Ticket: "TIC-1", Moments: open.moments, Instead: []sla.Policy{urgent}}, nil)
	}
	for _, row := range []struct {
		at   time.Time
		want sla.Tally
	}{
		{time.Time{}, sla.Tally{}},
		{instant(t, open.c, "2026-04-14 09:29"), sla.Tally{}},
		{instant(t, open.c, "2026-04-14 09:30"), sla.Tally{After: sla.Score{Missed: 1}}},
		{instant(t, open.c, "2026-04-14 10:00"), sla.Tally{Before: sla.Score{Missed: 1}, After: sla.Score{Missed: 1}}},
	} {
		s, err := sla.Replay(histories, sla.WhatIf{Before: open.cals, After: open.cals, At: row.at}, nil)
		if err != nil || s.Total != row.want {
			t.Errorf("at %s: %+v, %v; want %+v", row.at, s.Total, err, row.want)
		}
	}
}

func TestReplayTellsWhichHistoryHasNotAPolicyForEachMoment(t *testing.T) {
	t.Parallel()
	open := tell(t, standard).at("2026-04-14 09:00", "level1")
	histories := func(yield func(sla.History, error) bool) {
		yield(sla.History{Ticket: "TIC-1", Moments: open.moments}, nil)
	}
	_, err := sla.Replay(histories, sla.WhatIf{Before: open.cals, After: open.cals}, nil)
	if err == nil || !strings.Contains(err.Error(), "TIC-1") {
		t.Errorf("%v", err)
	}
}

func TestReplayStopsAtAHistoryThatCannotBeRead(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	var histories iter.Seq2[sla.History, error] = func(yield func(sla.History, error) bool) { yield(sla.History{}, lost) }
	if _, err := sla.Replay(histories, sla.WhatIf{}, nil); !errors.Is(err, lost) {
		t.Errorf("%v", err)
	}
}
