package helpdesk_test

import (
	"testing"

	"github.com/helpdesk-go/helpdesk"
)

func TestArrowsTellWhatEachMoveOfADeskWithoutLevelsDoesToTheClocks(t *testing.T) {
	t.Parallel()
	want := map[string]map[string]helpdesk.Turn{
		"new start":                {},
		"new reject":               {"first-response": helpdesk.TurnVoid, "next-response": helpdesk.TurnVoid, "resolution": helpdesk.TurnVoid},
		"open ask":                 {"next-response": helpdesk.TurnPauses, "resolution": helpdesk.TurnPauses},
		"open park":                {"resolution": helpdesk.TurnPauses},
		"waiting-requester resume": {"next-response": helpdesk.TurnStarts, "resolution": helpdesk.TurnStarts},
		"waiting-others resume":    {"resolution": helpdesk.TurnStarts},
		"open resolve":             {"resolution": helpdesk.TurnEnds},
		"resolved accept":          {"first-response": helpdesk.TurnEnds, "next-response": helpdesk.TurnEnds},
		"resolved reopen":          {"resolution": helpdesk.TurnStarts},
		"resolved expire":          {"first-response": helpdesk.TurnEnds, "next-response": helpdesk.TurnEnds},
		"waiting-requester expire": {"first-response": helpdesk.TurnVoid, "next-response": helpdesk.TurnVoid, "resolution": helpdesk.TurnVoid},
	}
	for _, a := range helpdesk.Simple().Arrows() {
		turns, ok := want[a.From+" "+a.Move.Event]
		if !ok {
			continue
		}
		delete(want, a.From+" "+a.Move.Event)
		if len(turns) != len(a.Clocks) {
			t.Errorf("%s from %s: %v, want %v", a.Move.Event, a.From, a.Clocks, turns)
		}
		for _, c := range a.Clocks {
			if turns[c.Clock] != c.Turn {
				t.Errorf("%s from %s: %s %s, want %s", a.Move.Event, a.From, c.Clock, c.Turn, turns[c.Clock])
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("these are no moves: %v", want)
	}
}
