package helpdesk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// fieldKey is what the key of a field looks like.
var fieldKey = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,49}$`)

// fields proves the fields and the sections that they stand in.
func (p *proof) fields(r Regulation) {
	sections := keysOf(r.Sections, func(s Section) string { return s.Key })
	if len(sections) > 0 {
		p.keys("sections", sections)
	}
	if len(r.Fields) > 0 {
		p.keys("fields", keysOf(r.Fields, func(f Field) string { return f.Key }))
	}
	for i, f := range r.Fields {
		at := fmt.Sprintf("fields[%d]", i)
		if f.Key != "" && !fieldKey.MatchString(f.Key) {
			p.add(at+".key", FaultFormat, "got", f.Key, "like", "serial-number")
		}
		if len(f.Title) == 0 {
			p.add(at+".title", FaultRequired)
		}
		if f.Kind == "" {
			p.add(at+".kind", FaultRequired, "allowed", strings.Join(builtinKinds(), ", "))
		}
		p.known(at+".section", f.Section, sections)
		p.known(at+".requester", string(f.Requester), []string{string(RequesterSees), string(RequesterFills)})
		p.shape(at, f)
		if !r.asks(f.Key) {
			p.add(at, FaultUnused, "got", f.Key)
		}
	}
	for i, m := range r.Moves {
		for j, asked := range m.Fields {
			if asked.As == FieldOfTicket {
				p.movesField(fmt.Sprintf("moves[%d].fields[%d].key", i, j), r, m, asked)
			}
		}
	}
}

// shape proves what goes with a field's kind.
func (p *proof) shape(at string, f Field) {
	switch {
	case f.Kind == KindChoice:
		p.keys(at+".choices", keysOf(f.Choices, func(c Choice) string { return c.Key }))
	case len(f.Choices) > 0:
		p.add(at+".choices", FaultMisplaced, "got", f.Kind, "allowed", KindChoice)
	}
	if f.Kind != KindNumber && (f.Min != nil || f.Max != nil) {
		p.add(at, FaultMisplaced, "got", f.Kind, "allowed", KindNumber)
	}
	if f.Min != nil && f.Max != nil && *f.Min > *f.Max {
		p.add(at+".min", FaultRange, "got", number(*f.Min), "max", number(*f.Max))
	}
}

// asks tells whether some form or move asks for the field.
func (r Regulation) asks(key string) bool {
	return slices.ContainsFunc(r.Forms, func(f Form) bool {
		return slices.ContainsFunc(f.Fields, func(x FormField) bool { return x.Field == key })
	}) || slices.ContainsFunc(r.Moves, func(m Move) bool {
		return slices.ContainsFunc(m.Fields, func(x MoveField) bool { return x.As == FieldOfTicket && x.Key == key })
	})
}

// movesField proves a field of the ticket that a move asks for: whoever makes the move
// has to be able to fill it in.
func (p *proof) movesField(at string, r Regulation, m Move, asked MoveField) {
	f, known := r.Field(asked.Key)
	if !known {
		p.required(at, asked.Key, keysOf(r.Fields, func(f Field) string { return f.Key }))
		return
	}
	if slices.Contains(m.By, "requester") && f.Requester != RequesterFills {
		p.add(at, FaultHidden, "got", asked.Key)
	}
}

// forms proves the forms.
func (p *proof) forms(r Regulation) {
	categories := keysOf(r.Categories, func(c Category) string { return c.Key })
	kinds := keysOf(r.Kinds, func(k Kind) string { return k.Key })
	fields := keysOf(r.Fields, func(f Field) string { return f.Key })
	for i, form := range r.Forms {
		at := fmt.Sprintf("forms[%d]", i)
		for j, c := range form.Categories {
			p.required(fmt.Sprintf("%s.categories[%d]", at, j), c, categories)
		}
		for j, k := range form.Kinds {
			p.required(fmt.Sprintf("%s.kinds[%d]", at, j), k, kinds)
		}
		if len(form.Fields) == 0 {
			p.add(at+".fields", FaultRequired)
		}
		var seen []string
		for j, f := range form.Fields {
			field := fmt.Sprintf("%s.fields[%d]", at, j)
			p.required(field+".field", f.Field, fields)
			if f.Field != "" && slices.Contains(seen, f.Field) {
				p.add(field+".field", FaultTwice, "got", f.Field)
			}
			seen = append(seen, f.Field)
			p.formMoves(field, r, f)
		}
	}
}

// formMoves proves the moves before which a field has to be filled in: they are there,
// and nobody is held up who cannot fill it in.
func (p *proof) formMoves(at string, r Regulation, f FormField) {
	events := keysOf(r.Moves, func(m Move) string { return m.Event })
	of, _ := r.Field(f.Field)
	for j, event := range f.Moves {
		field := fmt.Sprintf("%s.moves[%d]", at, j)
		p.required(field, event, events)
		for _, m := range r.Moves {
			if m.Event != event {
				continue
			}
			if slices.Contains(m.By, "system") || slices.Contains(m.By, "requester") && of.Requester != RequesterFills {
				p.add(field, FaultHidden, "got", f.Field)
				break
			}
		}
	}
}

// templates proves the texts that answers begin with.
func (p *proof) templates(r Regulation) {
	if len(r.Templates) == 0 {
		return
	}
	p.keys("templates", keysOf(r.Templates, func(t Template) string { return t.Key }))
	categories := keysOf(r.Categories, func(c Category) string { return c.Key })
	for i, t := range r.Templates {
		if len(t.Text) == 0 {
			p.add(fmt.Sprintf("templates[%d].text", i), FaultRequired)
		}
		for j, c := range t.Categories {
			p.required(fmt.Sprintf("templates[%d].categories[%d]", i, j), c, categories)
		}
	}
}
