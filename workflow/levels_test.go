package workflow_test

import (
	"testing"

	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

// levels is the regulated desk with four support levels.
func levels() workflow.Definition {
	staff := []string{workflow.Staff}
	asked := []string{workflow.Requester, workflow.Behalf}
	classified := []string{"classification-done"}
	reason, solution := []string{"reason"}, []string{"solution"}
	rating, comment := []string{"rating"}, []string{"comment"}
	return workflow.Definition{
		Initial: "level1",
		Stages: []workflow.Stage{
			{Key: "level1", Phase: ticket.PhaseOpen},
			{Key: "level2", Phase: ticket.PhaseOpen},
			{Key: "level3", Phase: ticket.PhaseOpen},
			{Key: "level4", Phase: ticket.PhaseOpen},
			{Key: "resolved", Phase: ticket.PhaseResolved},
			{Key: "reopened", Phase: ticket.PhaseOpen},
			{Key: "closed", Phase: ticket.PhaseDone},
			{Key: "annulled", Phase: ticket.PhaseDone},
		},
		Moves: []workflow.Move{
			{Event: "process", From: "level1", To: "level2", By: staff, Guards: classified},
			{Event: "annul", From: "level1", To: "annulled", By: staff, Guards: classified, Fields: reason},
			{Event: "escalate", From: "level2", To: "level3", By: staff, Fields: reason},
			{Event: "escalate", From: "level3", To: "level4", By: staff, Fields: reason},
			{Event: "return", From: "level4", To: "level3", By: staff},
			{Event: "resolve", From: "level2", To: "resolved", By: staff, Fields: solution},
			{Event: "resolve", From: "level3", To: "resolved", By: staff, Fields: solution},
			{Event: "resolve", From: "level4", To: "resolved", By: staff, Fields: solution},
			{Event: "resolve", From: "reopened", To: "resolved", By: staff, Fields: solution},
			{Event: "accept", From: "resolved", To: "closed", By: asked, Fields: rating},
			{Event: "accept", From: "reopened", To: "closed", By: asked, Fields: rating},
			{Event: "expire", From: "resolved", To: "closed", By: []string{workflow.System}, Guards: []string{"silence"}},
			{Event: "reopen", From: "resolved", To: "reopened", By: asked, Fields: comment},
			{Event: "reopen", From: "closed", To: "reopened", By: asked, Fields: comment},
		},
	}
}

func compiled(t testing.TB, def workflow.Definition) *workflow.Machine {
	t.Helper()
	m, err := workflow.Compile(def)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// yes is a check that every guard passes.
func yes(string) error { return nil }
