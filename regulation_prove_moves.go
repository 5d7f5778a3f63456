package helpdesk

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/sla"
	"github.com/helpdesk-go/helpdesk/ticket"
	"github.com/helpdesk-go/helpdesk/workflow"
)

func (p *proof) stages(stages []Stage, steps, teams []string) {
	for i, s := range stages {
		at := fmt.Sprintf("stages[%d]", i)
		p.required(at+".step", s.Step, steps)
		p.known(at+".team", s.Team, teams)
		p.known(at+".task", s.Task, []string{string(ticket.TaskClassification), string(ticket.TaskWork)})
		if s.Silence == nil {
			continue
		}
		if s.Silence.After.Cmp(sla.Target{}) <= 0 {
			p.add(at+".silence.after", FaultRequired, "like", "2d")
		}
		if s.Silence.Notice.Unit() == s.Silence.After.Unit() && s.Silence.Notice.Cmp(s.Silence.After) >= 0 {
			p.add(at+".silence.notice", FaultRange, "got", s.Silence.Notice.String(), "max", s.Silence.After.String())
		}
		if s.Silence.Move == "" {
			p.add(at+".silence.move", FaultRequired)
		}
	}
	if len(stages) > 0 && stages[0].Team == "" {
		p.add("stages[0].team", FaultRequired, "allowed", strings.Join(teams, ", "))
	}
}

func (p *proof) moves(moves []Move) {
	as := []string{FieldReason, FieldSolution, FieldAnswer, FieldRating, FieldArticle, FieldNextContact, FieldOfTicket}
	for i, m := range moves {
		at := fmt.Sprintf("moves[%d]", i)
		if len(m.From) == 0 {
			p.add(at+".from", FaultRequired)
		}
		for j, g := range m.Guards {
			if g == "" {
				p.add(fmt.Sprintf("%s.guards[%d]", at, j), FaultRequired)
			}
		}
		for j, e := range m.Effects {
			if e == "" {
				p.add(fmt.Sprintf("%s.effects[%d]", at, j), FaultRequired)
			}
		}
		for j, f := range m.Fields {
			field := fmt.Sprintf("%s.fields[%d]", at, j)
			if f.Key == "" {
				p.add(field+".key", FaultRequired)
			}
			p.required(field+".as", f.As, as)
		}
		p.occasions(at, m)
		if m.Window < 0 {
			p.add(at+".window", FaultRange, "got", m.Window.String(), "min", "0s")
		}
		p.known(at+".later", m.Later, []string{LaterFollowUp})
		if m.Later != "" && m.Window == 0 {
			p.add(at+".window", FaultRequired, "like", "336h")
		}
	}
	p.onceUponEach(moves)
}

// occasions checks when the system makes a move. A wake-up that a guard could hold
// would be tried for ever.
func (p *proof) occasions(at string, m Move) {
	for i, on := range m.Upon {
		p.required(fmt.Sprintf("%s.upon[%d]", at, i), on, []string{UponAssignment, UponAnswer, UponRequesterMessage, UponNextContact})
	}
	if len(m.Upon) > 0 && !slices.Contains(m.By, workflow.System) {
		p.add(at+".by", FaultMissing, "got", workflow.System)
	}
	if slices.Contains(m.Upon, UponNextContact) && len(m.Guards) > 0 {
		p.add(at+".guards", FaultGiven)
	}
}

// onceUponEach checks that an occasion makes one move from each stage.
func (p *proof) onceUponEach(moves []Move) {
	seen := map[string]bool{}
	for i, m := range moves {
		for _, on := range m.Upon {
			for _, from := range m.From {
				if seen[arrow(from, on)] {
					p.add(fmt.Sprintf("moves[%d].upon", i), FaultTwice, "got", on)
				}
				seen[arrow(from, on)] = true
			}
		}
	}
}

// workflow proves the stages and moves and answers their machine.
func (p *proof) workflow(r Regulation) *workflow.Machine {
	var (
		def   workflow.Definition
		place []string // of each arrow, the move it was written as
	)
	for i, s := range r.Stages {
		if i == 0 {
			def.Initial = s.Key
		}
		def.Stages = append(def.Stages, workflow.Stage{Key: s.Key, Phase: s.Phase})
	}
	for i, m := range r.Moves {
		for _, from := range m.From {
			arrow := workflow.Move{Event: m.Event, From: from, To: m.To, By: m.By, Guards: m.Guards}
			for _, f := range m.Fields {
				arrow.Fields = append(arrow.Fields, f.Key)
			}
			def.Moves = append(def.Moves, arrow)
			place = append(place, fmt.Sprintf("moves[%d]", i))
		}
	}
	machine, err := workflow.Compile(def)
	var unproved *workflow.Unproved
	if errors.As(err, &unproved) {
		for _, f := range unproved.Faults {
			pairs := []string{"rule", string(f.Rule)}
			for _, k := range slices.Sorted(maps.Keys(f.Params)) {
				pairs = append(pairs, k, f.Params[k])
			}
			p.add(placeOf(f.Path, place), FaultWorkflow, pairs...)
		}
	}
	if machine == nil {
		return nil
	}
	for i, s := range r.Stages {
		if s.Silence == nil || s.Silence.Move == "" {
			continue
		}
		var system []string
		for _, m := range machine.Moves(s.Key) {
			if slices.Contains(m.By, workflow.System) {
				system = append(system, m.Event)
			}
		}
		p.known(fmt.Sprintf("stages[%d].silence.move", i), s.Silence.Move, system)
	}
	return machine
}

// placeOf turns the path of an arrow, "moves[7].from", into that of the move it
// was written as.
func placeOf(path string, place []string) string {
	var i int
	if n, _ := fmt.Sscanf(path, "moves[%d]", &i); n == 1 && i < len(place) {
		_, rest, _ := strings.Cut(path, "]")
		return place[i] + rest
	}
	return path
}
