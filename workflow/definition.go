// Package workflow says how a ticket moves: which stages there are, and which
// arrows lead from one to another.
//
// A [Definition] is data, as a regulation writes it. [Compile] proves it and
// answers a [Machine], or tells everything that is wrong with it at once.
// [Machine.Step] is then the one way to move. A step decides and changes
// nothing: what it answers is for the caller to apply.
package workflow

import (
	"slices"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// The words a move's By may hold.
const (
	// Staff is an agent of the ticket's team or an operations manager.
	Staff = "staff"
	// Requester is whoever asked for the ticket.
	Requester = "requester"
	// Behalf is staff carrying out what the requester asked for by other ways.
	Behalf = "behalf"
	// System is the desk itself, acting on a rule.
	System = "system"
)

// Roles answers every word that a move's By may hold.
func Roles() []string { return []string{Staff, Requester, Behalf, System} }

// Stage is a place where a ticket can stand.
type Stage struct {
	// Key names the stage in the regulation, in the store and in addresses:
	// letters, digits, hyphens and underscores.
	Key string
	// Phase is what the stage means.
	Phase ticket.Phase
}

// Move is an arrow from one stage to another, or back to the same one.
type Move struct {
	// Event names the move; with From it names exactly one move. The same
	// characters as in a stage's key are allowed.
	Event string
	// From and To are keys of stages.
	From, To string
	// By lists who may make the move, in the words of Roles. It is carried for
	// the reader: whether an actor plays a role is not decided here.
	By []string
	// Guards names the conditions that Step asks for, in this order.
	Guards []string
	// Fields names what has to be filled in. It is carried for the reader.
	Fields []string
}

// Definition is a workflow as written down, proved by nobody yet.
type Definition struct {
	// Initial is the key of the stage in which a ticket is born.
	Initial string
	// Stages and Moves keep the order in which they are shown.
	Stages []Stage
	Moves  []Move
}

func (m Move) clone() Move {
	m.By, m.Guards, m.Fields = slices.Clone(m.By), slices.Clone(m.Guards), slices.Clone(m.Fields)
	return m
}
