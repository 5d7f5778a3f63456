package helpdesk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// FieldKind is a kind of field that the host writes in Go: a serial number that has
// to be known, a cost centre. It answers the value as it is to be kept, or tells
// people, in their languages, what is wrong with it. An error is a failure of the
// host's own: then nothing is written. The value is never empty, and was cleaned of
// blanks around it. It may be called several times for one change.
type FieldKind func(ctx context.Context, f Field, value string) (kept string, problem Text, err error)

// Guard is a condition of a move that the host writes in Go. It answers nothing when
// the move may be made, else it tells people, in their languages, why not. An error is
// a failure of the host's own: then the move is not made. It may be called several
// times for one move.
type Guard func(ctx context.Context, m Passage) (problem Text, err error)

// Effect is what the host does with a move, in Go: it answers what is to be changed
// beside the stage, and all of it is written with the move or not at all. An error is
// a failure of the host's own: then the move is not made. It may be called several
// times for one move, so what it does itself has to bear repeating; what must happen
// once, after the move, belongs to an event.
type Effect func(ctx context.Context, m Passage) (Outcome, error)

// Passage is a move that is about to be made.
type Passage struct {
	Ticket ticket.Ticket // as it was before the move, with the fields that the move was given
	Move   Move
	Actor  string
}

// Outcome is what an Effect asks for.
type Outcome struct {
	Fields map[string]string // values of the ticket's fields; an empty one clears the field
	Note   string            // an internal note; none when empty
	Tasks  []NewTask         // to be added
}

// foreign is a name written in Go that a regulation uses, and where.
type foreign struct{ field, name string }

// foreigners are the names of the regulation that are no built-in ones.
func (r Regulation) foreigners() []foreign {
	var list []foreign
	for i, f := range r.Fields {
		if f.Kind != "" && !slices.Contains(builtinKinds(), f.Kind) {
			list = append(list, foreign{fmt.Sprintf("fields[%d].kind", i), f.Kind})
		}
	}
	for i, m := range r.Moves {
		for j, g := range m.Guards {
			if g != "" && g != GuardClassified {
				list = append(list, foreign{fmt.Sprintf("moves[%d].guards[%d]", i, j), g})
			}
		}
		for j, e := range m.Effects {
			if e != "" {
				list = append(list, foreign{fmt.Sprintf("moves[%d].effects[%d]", i, j), e})
			}
		}
	}
	return list
}

// GoNames are the names of guards, effects and kinds of fields that a program has to
// bring for the regulation to work, sorted.
func (r Regulation) GoNames() []string {
	used := map[string]bool{}
	for _, f := range r.foreigners() {
		used[f.name] = true
	}
	return slices.Sorted(maps.Keys(used))
}

// strangers adds a fault for every name that is neither built in nor among the known.
func (p *proof) strangers(r Regulation, known []string) {
	for _, f := range r.foreigners() {
		if slices.Contains(known, f.name) {
			continue
		}
		allowed := slices.Clone(known)
		switch {
		case strings.HasPrefix(f.field, "fields"):
			allowed = append(builtinKinds(), allowed...)
		case strings.Contains(f.field, ".guards"):
			allowed = append([]string{GuardClassified}, allowed...)
		}
		p.add(f.field, FaultUnknown, "got", f.name, "allowed", strings.Join(allowed, ", "))
	}
}

// goNames are the names that the host has given the desk, sorted.
func (d *Desk) goNames() []string {
	all := slices.Concat(slices.Collect(maps.Keys(d.fieldKinds)), slices.Collect(maps.Keys(d.guards)), slices.Collect(maps.Keys(d.effects)))
	slices.Sort(all)
	return slices.Compact(all)
}

// lacks are the names written in Go that the version needs and this desk was not given.
func (d *Desk) lacks(r Regulation) []string {
	missing := map[string]bool{}
	for _, f := range r.Fields {
		if f.Kind != "" && !slices.Contains(builtinKinds(), f.Kind) && d.fieldKinds[f.Kind] == nil {
			missing[f.Kind] = true
		}
	}
	for _, m := range r.Moves {
		for _, g := range m.Guards {
			if g != GuardClassified && d.guards[g] == nil {
				missing[g] = true
			}
		}
		for _, e := range m.Effects {
			if d.effects[e] == nil {
				missing[e] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(missing))
}

// lacking is the error of a desk that was not given what the regulation needs.
func lacking(names ...string) error {
	return &Error{Code: Unavailable, Reason: "not_given", Params: params("names", strings.Join(names, ", "))}
}
