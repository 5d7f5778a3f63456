package sla_test

import (
	"errors"
	"iter"
	"testing"

	"github.com/helpdesk-go/helpdesk/sla"
)

func TestReplayCountsWhatAnotherPolicyWouldHaveMet(t *testing.T) {
	t.Parallel()
	fast := tell(t, standard).at("2026-04-14 09:00", "level1").at("2026-04-14 09:20", "level2").at("2026-04-14 12:00", "resolved")
	slow := tell(t, standard).at("2026-04-14 09:00", "level1").at("2026-04-14 09:45", "level2").at("2026-04-14 12:00", "resolved")
	histories := func(yield func(sla.History, error) bool) {
		_ = yield(sla.History{Ticket: "TIC-1", Category: "defect", Moments: fast.moments}, nil) &&
			yield(sla.History{Ticket: "TIC-2", Category: "hosting", Moments: slow.moments}, nil)
	}
	var changed []sla.Change
	s, err := sla.Replay(histories, sla.WhatIf{
		Policy: func(sla.History, sla.Moment) sla.Policy { return urgent }, // 30 minutes and an hour
		Before: fast.cals, After: fast.cals,
	}, func(c sla.Change) { changed = append(changed, c) })
	if err != nil {
		t.Fatal(err)
	}
	if s.Tickets != 2 || s.Total != (sla.Tally{Before: sla.Score{Met: 4}, After: sla.Score{Met: 1, Missed: 3}}) {
		t.Errorf("%+v", s)
	}
	if got := s.By[sla.Key{Plan: "urgent", Clock: "reaction", Category: "hosting"}]; got != (sla.Tally{Before: sla.Score{Met: 1}, After: sla.Score{Missed: 1}}) {
		t.Errorf("%+v", got)
	}
	if len(changed) != 3 || changed[1] != (sla.Change{Ticket: "TIC-2", Clock: "reaction", Before: sla.Met, After: sla.Missed}) {
		t.Errorf("%+v", changed)
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
