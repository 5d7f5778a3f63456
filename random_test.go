package helpdesk_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk"
)

// TestWhateverPeopleDoTheStoreIsTheFoldOfItsJournals lets people do things at random,
// sensible or not, while time passes, and then proves the store.
func TestWhateverPeopleDoTheStoreIsTheFoldOfItsJournals(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			onAll(t, "2026-04-27 08:00", func(t *testing.T, h *house) {
				r := rand.New(rand.NewPCG(seed, 1))
				var tickets []uuid.UUID
				done := map[string]int{}
				for range 400 {
					if r.IntN(3) == 0 {
						h.set(h.clock().Add(time.Duration(r.Int64N(int64(20 * time.Hour)))))
					}
					if len(tickets) < 12 {
						tickets = append(tickets, h.open(pick(r, "defect", "feature", "hosting", "management"), pick(r, "normal", "urgent", "critical")))
						continue
					}
					verb, err := h.anything(r, tickets[r.IntN(len(tickets))])
					var e *helpdesk.Error
					if err != nil && (!errors.As(err, &e) || e.Code == helpdesk.Internal) {
						t.Fatalf("%s: %v", verb, err)
					}
					if err == nil {
						done[verb]++
					}
				}
				for _, verb := range []string{"reply", "classify", "move", "wait", "spend", "task"} {
					if done[verb] == 0 {
						t.Errorf("nobody managed to %s: %v", verb, done)
					}
				}
				h.sound()
			})
		})
	}
}

// anything does one thing at random to a ticket.
func (h *house) anything(r *rand.Rand, id uuid.UUID) (string, error) {
	ctx := h.t.Context()
	s := h.as(pick(r, "anna", "boss", "agent1", "agent2", "agent3"))
	switch r.IntN(9) {
	case 0:
		return "reply", errOf(s.Reply(ctx, id, helpdesk.Answer{Text: "слово", Automatic: r.IntN(4) == 0}))
	case 1:
		return "note", errOf(s.Note(ctx, id, "заметка"))
	case 2:
		return "classify", errOf(s.Classify(ctx, id, helpdesk.Classification{
			Category: pick(r, "", "defect", "feature", "hosting"), Priority: pick(r, "", "normal", "critical"), Agent: pick(r, "", "agent2", "agent3"),
		}))
	case 3:
		return "assign", errOf(s.Assign(ctx, id, helpdesk.Assignment{Agent: new(pick(r, "", "agent1", "agent2", "agent3"))}))
	case 4:
		return "wait", errOf(s.Wait(ctx, id, helpdesk.Waiting{Reason: "ждём", Until: h.clock().Add(time.Duration(1+r.IntN(72)) * time.Hour)}))
	case 5:
		return "spend", errOf(s.Spend(ctx, id, helpdesk.Booking{Spent: time.Duration(1+r.IntN(90)) * time.Minute}))
	case 6:
		return "task", errOf(s.AddTask(ctx, id, helpdesk.NewTask{Title: "проверить", Assignee: pick(r, "", "agent2")}))
	case 7:
		return "estimate", errOf(s.Estimate(ctx, id, helpdesk.Estimate{Target: pick(r, "8h", "12d"), Reason: "так"}))
	}
	event := pick(r, "process", "annul", "escalate", "return", "resolve", "accept", "reopen")
	fields := map[string]string{"process": "", "annul": "reason", "escalate": "reason", "resolve": "solution", "reopen": "comment"}
	in := helpdesk.Transition{Event: event, Fields: map[string]string{}}
	if f := fields[event]; f != "" {
		in.Fields[f] = "потому что"
	}
	return "move", errOf(s.Move(ctx, id, in))
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }
