package helpdesk_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// crowd is what people at random do under a regulation.
type crowd struct {
	regulation helpdesk.Regulation
	categories []string
	priorities []string
	moves      map[string]string // event → the field that it asks for
	longest    time.Duration     // between two things that are done
	done       []string          // what somebody must have managed to do
}

var crowds = map[string]crowd{
	"levels": {
		regulation: helpdesk.Levels(),
		categories: []string{"defect", "feature", "hosting", "management"}, priorities: []string{"normal", "urgent", "critical"},
		moves:   map[string]string{"process": "", "annul": "reason", "escalate": "reason", "return": "", "resolve": "solution", "accept": "", "reopen": "comment"},
		longest: 20 * time.Hour,
		done:    []string{"reply", "classify", "move", "wait", "spend", "task"},
	},
	"simple": {
		regulation: helpdesk.Simple(),
		categories: []string{"", "принтеры", "сеть"}, priorities: []string{""},
		moves: map[string]string{
			"start": "", "reject": "reason", "ask": "message", "park": "reason", "resume": "", "resolve": "solution",
			"withdraw": "reason", "accept": "", "reopen": "comment", "expire": "",
		},
		longest: 40 * time.Hour,
		done:    []string{"reply", "classify", "move", "wait", "spend", "task", "follow"},
	},
}

// TestWhateverPeopleDoTheStoreIsTheFoldOfItsJournals lets people do things at random,
// sensible or not, while time passes, and then proves the store.
func TestWhateverPeopleDoTheStoreIsTheFoldOfItsJournals(t *testing.T) {
	t.Parallel()
	for name, c := range crowds {
		for seed := range uint64(3) {
			for store, open := range stores {
				t.Run(fmt.Sprint(name, "/", seed, "/", store), func(t *testing.T) {
					t.Parallel()
					c.live(newHouseOf(t, open(t), moscow(t, "2026-04-27 08:00"), &c.regulation), rand.New(rand.NewPCG(seed, 1)))
				})
			}
		}
	}
}

func (c crowd) live(h *house, r *rand.Rand) {
	var tickets []uuid.UUID
	done := map[string]int{}
	for range 300 {
		if r.IntN(3) == 0 {
			h.set(h.clock().Add(time.Duration(r.Int64N(int64(c.longest)))))
		}
		if len(tickets) < 8 || r.IntN(20) == 0 {
			tickets = append(tickets, h.open(pick(r, c.categories...), pick(r, c.priorities...)))
			continue
		}
		verb, receipt, err := c.anything(h, r, tickets[r.IntN(len(tickets))])
		var e *helpdesk.Error
		if err != nil && (!errors.As(err, &e) || e.Code == helpdesk.Internal) {
			h.t.Fatalf("%s: %v", verb, err)
		}
		if err != nil {
			continue
		}
		done[verb]++
		if receipt.Follows != uuid.Nil {
			done["follow"]++
			tickets = append(tickets, receipt.Ticket)
		}
	}
	for _, verb := range c.done {
		if done[verb] == 0 {
			h.t.Errorf("nobody managed to %s: %v", verb, done)
		}
	}
	h.sound()
}

// anything does one thing at random to a ticket.
func (c crowd) anything(h *house, r *rand.Rand, id uuid.UUID) (verb string, done helpdesk.Receipt, err error) {
	ctx := h.t.Context()
	s := h.as(pick(r, "anna", "boss", "agent1", "agent2", "agent3", "agent1 for anna"))
	soon := h.clock().Add(time.Duration(1+r.IntN(72)) * time.Hour)
	switch r.IntN(13) {
	case 0:
		verb = "reply"
		done, err = s.Reply(ctx, id, helpdesk.Answer{Text: "слово", Automatic: r.IntN(4) == 0})
	case 1:
		verb = "note"
		done, err = s.Note(ctx, id, "заметка")
	case 2:
		verb = "classify"
		done, err = s.Classify(ctx, id, helpdesk.Classification{
			Category: pick(r, append(c.categories[1:], "")...), Priority: pick(r, append(c.priorities[1:], "")...), Agent: pick(r, "", "agent2", "agent3"),
		})
	case 3:
		verb = "assign"
		done, err = s.Assign(ctx, id, helpdesk.Assignment{Agent: new(pick(r, "", "agent1", "agent2", "agent3"))})
	case 4:
		verb = "wait"
		done, err = s.Wait(ctx, id, helpdesk.Waiting{Reason: "ждём", Until: soon})
	case 5:
		verb = "spend"
		done, err = s.Spend(ctx, id, helpdesk.Booking{Spent: time.Duration(1+r.IntN(90)) * time.Minute})
	case 6:
		verb = "task"
		done, err = s.AddTask(ctx, id, helpdesk.NewTask{Title: "проверить", Assignee: pick(r, "", "agent2")})
	case 7:
		verb = "estimate"
		done, err = s.Estimate(ctx, id, helpdesk.Estimate{Target: pick(r, "8h", "12d"), Reason: "так"})
	case 8:
		verb = "resume"
		done, err = s.Resume(ctx, id)
	default:
		verb = "move"
		event := pick(r, slices.Sorted(maps.Keys(c.moves))...)
		if story, err := s.Story(ctx, id); err == nil && len(story.Moves) > 0 && r.IntN(3) > 0 { // sensible
			event = story.Moves[r.IntN(len(story.Moves))].Move.Event
		}
		in := helpdesk.Transition{Event: event, Fields: map[string]string{}}
		if f := c.moves[event]; f != "" {
			in.Fields[f] = "потому что"
		}
		if event == "park" {
			in.Fields["until"] = soon.Format(time.RFC3339)
		}
		done, err = s.Move(ctx, id, in)
	}
	return verb, done, err
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }
