package helpdesk

import (
	"fmt"
	"maps"
	"slices"

	"github.com/helpdesk-go/helpdesk/event"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// passage is the move as the host's guards and effects see it.
func (d *draft) passage(m Move) Passage {
	return Passage{Ticket: d.ticket.Clone(), Move: m, Actor: d.actor}
}

// passes asks the host's guards of the move, all of them, and tells of the first that
// does not let it pass.
func (d *draft) passes(m Move) error {
	for _, name := range m.Guards {
		if name == GuardClassified {
			continue
		}
		problem, err := d.guarded(name, m)
		if err != nil {
			return err
		}
		if len(problem) > 0 {
			return refuse(reasonGuard, inLanguages(problem, "guard", name, "stage", d.ticket.Stage)...)
		}
	}
	return nil
}

// reasonGuard is why a move is refused that a guard of the host does not let pass.
const reasonGuard = "guard"

// guarded asks one of the host's guards.
func (d *draft) guarded(name string, m Move) (Text, error) {
	guard := d.desk.guards[name]
	if guard == nil {
		return nil, lacking(name)
	}
	problem, err := guard(d.ctx, d.passage(m))
	if err != nil {
		return nil, fmt.Errorf("guard %q: %w", name, err)
	}
	return problem, nil
}

// effects asks the host's effects of the move what is to be done, and puts the values
// of fields at once, so that they are told with the move.
func (d *draft) effects(m Move) ([]Outcome, error) {
	var outcomes []Outcome
	for _, name := range m.Effects {
		effect := d.desk.effects[name]
		if effect == nil {
			return nil, lacking(name)
		}
		out, err := effect(d.ctx, d.passage(m))
		if err != nil {
			return nil, fmt.Errorf("effect %q: %w", name, err)
		}
		var fs faults
		for _, key := range slices.Sorted(maps.Keys(out.Fields)) {
			f, known := d.rules.fields[key]
			if !known {
				return nil, fmt.Errorf("effect %q: there is no field %q", name, key)
			}
			value, err := d.desk.value(d.ctx, &fs, "fields."+key, f, out.Fields[key])
			if err != nil {
				return nil, err
			}
			d.set(key, value)
		}
		if err := fs.err(); err != nil {
			return nil, fmt.Errorf("effect %q: %v", name, err) // the host's fault, not of whoever moves
		}
		outcomes = append(outcomes, out)
	}
	return outcomes, nil
}

// carryOut writes the notes and tasks of effects behind the move, as the desk's own.
func (d *draft) carryOut(outcomes []Outcome) error {
	actor, behalf, part := d.actor, d.behalf, d.part
	defer func() { d.actor, d.behalf, d.part = actor, behalf, part }()
	d.actor, d.behalf = byRule.ID, ""
	for _, out := range outcomes {
		if out.Note != "" {
			var fs faults
			m := ticket.Message{Side: ticket.SideStaff, Audience: ticket.Internal, Purpose: ticket.PurposeNote, Channel: d.via, Text: fs.text("note", out.Note, MaxText)}
			if err := fs.err(); err != nil {
				return fmt.Errorf("the note of an effect: %v", err)
			}
			if err := d.record(event.NoteAdded, told(d.say(m))); err != nil {
				return err
			}
		}
		for _, t := range out.Tasks {
			if d.ticket.Phase == ticket.PhaseDone {
				return fmt.Errorf("an effect adds the task %q to a ticket that is done", t.Title)
			}
			if err := d.addTask(d.desk.As(byRule), t); err != nil {
				return fmt.Errorf("the task of an effect: %v", err)
			}
		}
	}
	return nil
}
