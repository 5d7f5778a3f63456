package workflow_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

func Example() {
	staff, asker := []string{workflow.Staff}, []string{workflow.Requester}
	m, err := workflow.Compile(workflow.Definition{
		Initial: "new",
		Stages: []workflow.Stage{
			{Key: "new", Phase: ticket.PhaseOpen},
			{Key: "solved", Phase: ticket.PhaseResolved},
			{Key: "closed", Phase: ticket.PhaseDone},
		},
		Moves: []workflow.Move{
			{Event: "solve", From: "new", To: "solved", By: staff, Guards: []string{"tasks-done"}, Fields: []string{"solution"}},
			{Event: "accept", From: "solved", To: "closed", By: asker},
			{Event: "reopen", From: "solved", To: "new", By: asker, Fields: []string{"comment"}},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	tasks := 1
	check := func(guard string) error {
		if guard == "tasks-done" && tasks > 0 {
			return errors.New("a task is still open")
		}
		return nil
	}

	ctx := context.Background()
	_, err = m.Step(ctx, m.Initial(), "solve", check)
	fmt.Println(err)
	tasks = 0
	move, _ := m.Step(ctx, m.Initial(), "solve", check)
	fmt.Println(move.From, "→", move.To)
	_, err = m.Step(ctx, move.To, "solve", check)
	fmt.Println(err)
	// Output:
	// workflow: "solve" from "new" is held by "tasks-done": a task is still open
	// new → solved
	// workflow: no "solve" from "solved", only accept to closed (requester); reopen to new (requester)
}

func ExampleCompile() {
	_, err := workflow.Compile(workflow.Definition{
		Initial: "new",
		Stages:  []workflow.Stage{{Key: "new", Phase: ticket.PhaseOpen}, {Key: "closed", Phase: ticket.PhaseDone}},
		Moves:   []workflow.Move{{Event: "close", From: "new", To: "closd"}},
	})
	fmt.Println(err)
	// Output:
	// workflow: not proved:
	// moves[0].to: unknown-stage allowed="new, closed" got="closd"
	// moves[0].by: no-right event="close" from="new"
	// stages[0]: no-way-out stage="new"
	// stages[1]: unreachable initial="new" stage="closed"
}
