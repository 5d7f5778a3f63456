package helpdesk_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/internal/strictyaml"
	"github.com/helpdesk-go/helpdesk/sla"
)

// dueRow is a row of testdata/scenarios/dues.yaml: when each level of a ticket is due,
// written by hand.
type dueRow struct {
	Name     string              `yaml:"name"`
	Category string              `yaml:"category"`
	Priority string              `yaml:"priority"`
	Plan     string              `yaml:"plan"`
	Rule     string              `yaml:"rule"`
	Levels   map[string]dueLevel `yaml:"levels"`
	Why      string              `yaml:"why"`
}

type dueLevel struct {
	Start       string `yaml:"start"`
	Target      string `yaml:"target"`
	Due         string `yaml:"due"`
	Informative bool   `yaml:"informative"`
}

func dueRows(t *testing.T) []dueRow {
	t.Helper()
	source, err := os.ReadFile("testdata/scenarios/dues.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rows []dueRow
	if err := strictyaml.Decode(source, &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 30 {
		t.Fatalf("%d rows, want one for every category and priority", len(rows))
	}
	return rows
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func TestEachLevelOfEveryCategoryAndPriorityIsDueAsWrittenByHand(t *testing.T) {
	t.Parallel()
	for _, row := range dueRows(t) {
		for name, open := range stores {
			t.Run(name+"/"+row.Name, func(t *testing.T) {
				t.Parallel()
				h := newHouse(t, open(t), instant(t, row.Levels["level1"].Start))
				var id uuid.UUID
				for i, level := range []string{"level1", "level2", "level3", "level4"} {
					want := row.Levels[level]
					start := instant(t, want.Start)
					if i == 1 { // two changes of a ticket never have the same instant
						h.set(start.Add(-time.Microsecond))
						must(t)(h.as("agent1").Classify(t.Context(), id, helpdesk.Classification{}))
					}
					h.set(start)
					switch i {
					case 0:
						id = h.open(row.Category, row.Priority)
					case 1:
						h.move("agent1", id, "process")
					case 2:
						h.move("boss", id, "escalate", "reason", "нужен разработчик")
					case 3:
						h.move("boss", id, "escalate", "reason", "нужен вендор")
					}
					story := h.story(id)
					if story.Ticket.Plan != row.Plan {
						t.Errorf("plan is %s, want %s", story.Ticket.Plan, row.Plan)
					}
					a := account(t, story, story.Accounts[len(story.Accounts)-1].Clock)
					if a.State != sla.ClockRunning || a.Informative != want.Informative || a.Budget.String() != want.Target {
						t.Errorf("%s: %s, informative %t, target %s; want it running, %t, %s", level, a.State, a.Informative, a.Budget, want.Informative, want.Target)
					}
					if due := instant(t, want.Due); !a.Due.Equal(due) {
						t.Errorf("%s is due %s, want %s\n%s", level, a.Due, due, row.Why)
					}
				}
				h.sound()
			})
		}
	}
}

func account(t *testing.T, s helpdesk.Story, clock string) sla.Account {
	t.Helper()
	for _, a := range s.Accounts {
		if a.Clock == clock {
			return a
		}
	}
	t.Fatalf("no account of %s", clock)
	return sla.Account{}
}

func TestEveryForbiddenMoveIsRefusedWithTheAllowedOnesNamed(t *testing.T) {
	onAll(t, "2026-03-02 10:00", func(t *testing.T, h *house) {
		all := []string{"process", "annul", "escalate", "return", "resolve", "accept", "expire", "reopen"}
		allowed := map[string]map[string]bool{
			"level1": {"process": true, "annul": true}, "level2": {"escalate": true, "resolve": true},
			"level3": {"escalate": true, "resolve": true}, "level4": {"return": true, "resolve": true},
			"resolved": {"accept": true, "expire": true, "reopen": true}, "reopened": {"accept": true, "resolve": true},
			"closed": {"reopen": true}, "annulled": {},
		}
		tickets := map[string]uuid.UUID{}
		for i, stage := range []string{"level1", "level2", "level3", "level4"} {
			tickets[stage] = h.open("defect", "")
			h.toLevel(tickets[stage], i+1)
		}
		for _, stage := range []string{"resolved", "closed", "reopened"} {
			tickets[stage] = h.open("defect", "")
			h.toLevel(tickets[stage], 2)
			h.move("boss", tickets[stage], "resolve", "solution", "готово")
		}
		h.move("anna", tickets["closed"], "accept")
		h.move("anna", tickets["reopened"], "reopen", "comment", "нет")
		tickets["annulled"] = h.open("defect", "")
		must(t)(h.as("boss").Classify(t.Context(), tickets["annulled"], helpdesk.Classification{}))
		h.move("boss", tickets["annulled"], "annul", "reason", "дубль")
		w := h.web()
		for stage, id := range tickets {
			before := h.story(id)
			for _, event := range append(all, "fly", "") {
				if allowed[stage][event] {
					continue
				}
				e := wantCode(t, h.tryMove("boss", id, event), helpdesk.Refused)
				for m := range allowed[stage] {
					if !strings.Contains(e.Params["allowed"], m+" (") {
						t.Errorf("%s from %s: %q does not name %s", event, stage, e.Params["allowed"], m)
					}
				}
				status, problem := w.send("boss", "POST", "/tickets/"+id.String()+"/moves", object{"event": event})
				if event != "" && (status != http.StatusConflict || problem["code"] != "refused") {
					t.Errorf("%s from %s over HTTP: %d %v", event, stage, status, problem)
				}
			}
			if after := h.story(id); after.Ticket.Version != before.Ticket.Version || len(after.Journal) != len(before.Journal) {
				t.Errorf("%s: something changed", stage)
			}
		}
		h.sound()
	})
}
