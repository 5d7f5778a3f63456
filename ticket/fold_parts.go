package ticket

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// What the facts of a ticket's parts are of, before the part's id.
const (
	OfMessage = "message:"
	OfTask    = "task:"
	OfTime    = "time:"
)

// Parts are the messages, the tasks and the booked times of a ticket as its journal
// tells them: without the texts, of which it keeps digests only.
type Parts struct {
	Messages map[uuid.UUID]Message
	Digests  map[uuid.UUID]string // of the messages' texts; ErasedMark of one that was erased
	Tasks    map[uuid.UUID]Task
	Times    map[uuid.UUID]Spending
}

// NewParts is the parts of a ticket of which nothing was told yet.
func NewParts() Parts {
	return Parts{
		Messages: map[uuid.UUID]Message{}, Digests: map[uuid.UUID]string{},
		Tasks: map[uuid.UUID]Task{}, Times: map[uuid.UUID]Spending{},
	}
}

// Fold carries the facts of an entry over to the parts. A fact whose old value is not
// what the part has is an error: the journal contradicts itself.
func (p Parts) Fold(e Entry) error {
	for _, fact := range e.Facts {
		kind, id, named := strings.Cut(fact.Of, ":")
		if !named || kind+":" == OfEntry {
			continue
		}
		of, err := uuid.Parse(id)
		if err != nil {
			return fmt.Errorf("entry %d: a fact is of %q, which is no part", e.Seq, fact.Of)
		}
		switch kind + ":" {
		case OfMessage:
			p.message(e, of, fact)
		case OfTask:
			err = p.task(e, of, fact)
		case OfTime:
			err = p.time(e, of, fact)
		}
		if err != nil {
			return fmt.Errorf("entry %d: %s: %w", e.Seq, fact.Of, err)
		}
	}
	return nil
}

func (p Parts) message(e Entry, id uuid.UUID, f Fact) {
	m, known := p.Messages[id]
	if !known {
		m = Message{ID: id, Ticket: e.Ticket, Version: e.Version, At: e.At, Author: e.Actor, OnBehalf: e.OnBehalf}
	}
	switch f.Field {
	case "side":
		m.Side = Side(f.New)
	case "audience":
		m.Audience = Audience(f.New)
	case "purpose":
		m.Purpose = Purpose(f.New)
	case "automatic":
		m.Automatic = f.New != ""
	case "digest":
		p.Digests[id] = f.New
	}
	p.Messages[id] = m
}

func (p Parts) task(e Entry, id uuid.UUID, f Fact) error {
	t, known := p.Tasks[id]
	if !known {
		t = Task{ID: id, Ticket: e.Ticket, Created: e.At}
	}
	i := slices.IndexFunc(taskFields, func(x taskField) bool { return x.name == f.Field })
	if i < 0 {
		return nil
	}
	if has := taskFields[i].get(t); has != f.Old {
		return fmt.Errorf("%s was %q, not %q", f.Field, has, f.Old)
	}
	if err := taskFields[i].set(&t, f.New); err != nil {
		return fmt.Errorf("%s: %w", f.Field, err)
	}
	if f.Field == "state" {
		t.Ended = time.Time{}
		if t.State != TaskOpen {
			t.Ended = e.At
		}
	}
	p.Tasks[id] = t
	return nil
}

func (p Parts) time(e Entry, id uuid.UUID, f Fact) (err error) {
	s, known := p.Times[id]
	if !known {
		s = Spending{ID: id, Ticket: e.Ticket, Person: e.Actor, At: e.At, Worked: e.At}
	}
	switch f.Field {
	case "spent":
		s.Spent, err = spanOf(f.New)
	case "task":
		s.Task, err = idOf(f.New)
	case "worked":
		s.Worked, err = instantOf(f.New)
	case "contract":
		s.Contract = f.New
	case "service":
		s.Service = f.New
	case "corrects":
		s.Corrects, err = idOf(f.New)
	case "person":
		s.Person = f.New
	}
	p.Times[id] = s
	return err
}

// taskField is one journalled field of a task as text, both ways.
type taskField struct {
	name string
	get  func(Task) string
	set  func(*Task, string) error
}

var taskFields = []taskField{
	{"kind", func(t Task) string { return string(t.Kind) }, func(t *Task, s string) error { t.Kind = TaskKind(s); return nil }},
	{"title", func(t Task) string { return t.Title }, func(t *Task, s string) error { t.Title = s; return nil }},
	{"parent", func(t Task) string { return idText(t.Parent) }, func(t *Task, s string) (err error) { t.Parent, err = idOf(s); return err }},
	{"follows", func(t Task) string { return idText(t.Follows) }, func(t *Task, s string) (err error) { t.Follows, err = idOf(s); return err }},
	{"team", func(t Task) string { return t.Team }, func(t *Task, s string) error { t.Team = s; return nil }},
	{"assignee", func(t Task) string { return t.Assignee }, func(t *Task, s string) error { t.Assignee = s; return nil }},
	{"due", func(t Task) string { return instantText(t.Due) }, func(t *Task, s string) (err error) { t.Due, err = instantOf(s); return err }},
	{"state", func(t Task) string { return string(t.State) }, func(t *Task, s string) error { t.State = TaskState(s); return nil }},
	{"effort", func(t Task) string { return spanText(t.Effort) }, func(t *Task, s string) (err error) { t.Effort, err = spanOf(s); return err }},
	{"checklist", func(t Task) string { return checklistText(t.Checklist) }, func(t *Task, s string) (err error) { t.Checklist, err = checklistOf(s); return err }},
	{"spent", func(t Task) string { return spanText(t.Spent) }, func(t *Task, s string) (err error) { t.Spent, err = spanOf(s); return err }},
}

// DiffTask tells, as facts of the task, how after differs from before.
func DiffTask(before, after Task) []Fact {
	of := OfTask + after.ID.String()
	var facts []Fact
	for _, f := range taskFields {
		if was, is := f.get(before), f.get(after); was != is {
			facts = append(facts, Fact{Of: of, Field: f.name, Old: was, New: is})
		}
	}
	return facts
}

// Facts tells of a new booking that the actor made, as facts of it. What follows from
// the entry that tells it, or is not there, is left out.
func (s Spending) Facts(actor string) []Fact {
	of := OfTime + s.ID.String()
	facts := []Fact{{Of: of, Field: "spent", New: s.Spent.String()}, {Of: of, Field: "task", New: idText(s.Task)}}
	if !s.Worked.Equal(s.At) {
		facts = append(facts, Fact{Of: of, Field: "worked", New: instantText(s.Worked)})
	}
	if s.Person != actor {
		facts = append(facts, Fact{Of: of, Field: "person", New: s.Person})
	}
	for _, f := range []Fact{
		{Field: "contract", New: s.Contract}, {Field: "service", New: s.Service}, {Field: "corrects", New: idText(s.Corrects)},
	} {
		if f.New != "" {
			f.Of = of
			facts = append(facts, f)
		}
	}
	return facts
}
