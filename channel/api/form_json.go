package api

import "github.com/helpdesk-go/helpdesk"

// fieldJSON is a field that tickets can have.
type fieldJSON struct {
	Key       string              `json:"key"`
	Title     helpdesk.Text       `json:"title"`
	Hint      helpdesk.Text       `json:"hint,omitempty"`
	Section   string              `json:"section,omitempty"`
	Kind      string              `json:"kind" doc:"text, lines, number, choice, date, person, link, or a kind of the host's own"`
	Choices   []titledJSON        `json:"choices,omitempty"`
	Min       *float64            `json:"min,omitempty"`
	Max       *float64            `json:"max,omitempty"`
	Requester helpdesk.FieldRight `json:"requester,omitempty" doc:"what the requester does with it: sees or fills; left out, it is the staff's alone"`
}

// formJSON says which fields tickets of some categories and kinds have.
type formJSON struct {
	Categories []string        `json:"categories,omitempty" doc:"all when left out"`
	Kinds      []string        `json:"kinds,omitempty" doc:"all when left out"`
	Fields     []formFieldJSON `json:"fields"`
}

type formFieldJSON struct {
	Field    string   `json:"field"`
	Required bool     `json:"required" doc:"at the opening"`
	Moves    []string `json:"moves,omitempty" doc:"the events before which it has to be filled in"`
}

// ruleJSON is an exception or a route.
type ruleJSON struct {
	Key    string        `json:"key"`
	Reason helpdesk.Text `json:"reason"`
	When   string        `json:"when" doc:"the condition"`
	Plan   string        `json:"plan,omitempty"`
	Stages []string      `json:"stages,omitempty"`
	Team   string        `json:"team,omitempty"`
}

type templateJSON struct {
	Key        string        `json:"key"`
	Title      helpdesk.Text `json:"title"`
	Text       helpdesk.Text `json:"text"`
	Categories []string      `json:"categories,omitempty" doc:"for which it is offered; all when left out"`
}

// fieldsOf are the fields of a regulation; to a requester those that he sees.
func fieldsOf(r helpdesk.Regulation, staff bool) []fieldJSON {
	fields := []fieldJSON{}
	for _, f := range r.Fields {
		if !staff && f.Requester == "" {
			continue
		}
		out := fieldJSON{Key: f.Key, Title: f.Title, Hint: f.Hint, Section: f.Section, Kind: f.Kind, Min: f.Min, Max: f.Max, Requester: f.Requester}
		for _, c := range f.Choices {
			out.Choices = append(out.Choices, titledJSON{c.Key, c.Title})
		}
		fields = append(fields, out)
	}
	return fields
}

// formsOf are the forms of a regulation; to a requester what he sees of them.
func formsOf(r helpdesk.Regulation, staff bool) []formJSON {
	forms := []formJSON{}
	for _, f := range r.Forms {
		out := formJSON{Categories: f.Categories, Kinds: f.Kinds, Fields: []formFieldJSON{}}
		for _, x := range f.Fields {
			if of, _ := r.Field(x.Field); !staff && of.Requester == "" {
				continue
			}
			field := formFieldJSON{Field: x.Field, Required: x.Required}
			if staff {
				field.Moves = x.Moves
			}
			out.Fields = append(out.Fields, field)
		}
		if len(out.Fields) > 0 {
			forms = append(forms, out)
		}
	}
	return forms
}
