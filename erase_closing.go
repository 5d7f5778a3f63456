package helpdesk

import (
	"encoding/json"
	"slices"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// steps gives a task's checklist after a fact, as JSON: was is the one before as it was,
// gone the same with what is erased of it. A step that stays stays as it became; one that
// is new is a text of the writer.
func (w words) steps(was, gone, is, writer string) string {
	read := func(text string) (list []ticket.Step) {
		_ = json.Unmarshal([]byte(text), &list) // an empty text is an empty list
		return list
	}
	before, erased, after := read(was), read(gone), read(is)
	for i, x := range after {
		j := slices.IndexFunc(before, func(b ticket.Step) bool { return b.Text == x.Text })
		if j >= 0 && j < len(erased) {
			after[i].Text = erased[j].Text
		} else {
			after[i].Text = w.mark(x.Text, writer)
		}
	}
	return stepsText(after)
}

func stepsText(list []ticket.Step) string {
	if len(list) == 0 {
		return ""
	}
	text, _ := json.Marshal(list) // texts always encode
	return string(text)
}

// leadsTo gives the links of a ticket, as JSON, without the names of things elsewhere that
// tell of the person.
func (w words) leadsTo(is string) string {
	var links []ticket.Link
	if json.Unmarshal([]byte(is), &links) != nil {
		return is
	}
	changed := false
	for i, l := range links {
		if !l.Kind.OfDesk() && (w.mentioned(l.Key) || w.mentioned(l.URL)) {
			links[i].Key, links[i].URL, changed = ticket.ErasedMark, "", true
		}
	}
	if !changed {
		return is
	}
	text, _ := json.Marshal(links) // texts always encode
	return string(text)
}
