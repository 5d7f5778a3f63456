package helpdesk

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/helpdesk-go/helpdesk/ticket"
)

// ErasedTexts says which texts go when the data of a person is erased. Where to call him
// about his requests goes whatever it says, as does every other value, but for the texts
// of messages, that holds his name, his e-mail or his phone.
type ErasedTexts string

// What may be erased.
const (
	TextsKept ErasedTexts = "none" // no texts
	TextsOwn  ErasedTexts = "own"  // what he wrote or said: requests, messages, fields, reasons, notes
	TextsAll  ErasedTexts = "all"  // also what others wrote in his requests, the solutions with it
)

// ErasedTextsKinds lists them, from the least to the most.
func ErasedTextsKinds() []ErasedTexts { return []ErasedTexts{TextsKept, TextsOwn, TextsAll} }

// words decides which values of a ticket are a person's.
type words struct {
	id        string          // his
	person    map[string]bool // that, and the ids of his duplicates
	requester string          // of the ticket
	texts     ErasedTexts
	known     []string        // his names, e-mails and phones, as they are looked for in texts
	plain     map[string]bool // the ticket's fields whose values are no texts, by key
}

// own tells whether the ticket is his request.
func (w words) own() bool { return w.person[w.requester] }

// goes tells whether what somebody wrote or said is erased.
func (w words) goes(value, writer string) bool {
	return w.written(writer) || w.mentioned(value)
}

// written tells whether what somebody wrote is erased whatever it says.
func (w words) written(writer string) bool {
	return w.texts == TextsAll && w.own() || w.texts != TextsKept && w.person[writer]
}

// contact is what a person is known by in texts.
func contact(p ticket.Person) []string { return lookedFor(p.Name, p.Email, p.Phone) }

// reached is what nobody but he is known by: others may have his name.
func reached(p ticket.Person) []string { return lookedFor(p.Email, p.Phone) }

// lookedFor are texts as they are looked for: short ones are too common.
func lookedFor(texts ...string) (known []string) {
	for _, text := range texts {
		if text = strings.ToLower(strings.TrimSpace(text)); utf8.RuneCountInString(text) >= 3 && text != ticket.ErasedMark {
			known = append(known, text)
		}
	}
	return known
}

// mentioned tells whether a text holds one of the things the person is known by, letters'
// case ignored, as words of their own; a phone however it is written.
func (w words) mentioned(text string) bool {
	low := strings.ToLower(text)
	for _, known := range w.known {
		if hasWords(low, known) {
			return true
		}
		if number := dialled(known); number != "" && dials(low, number) {
			return true
		}
	}
	return false
}

// dialled is how a phone stands in every way of writing it: without what comes before the
// ten digits at its end, the code of its country, or the digit in place of that. It is empty for
// whatever is too short.
func dialled(phone string) string {
	number := digits(phone)
	switch n := len(number); {
	case n < 7:
		return ""
	case n > 10:
		return number[n-10:]
	}
	return number
}

// hasWords tells whether words stand in a text with no letter or digit before or after.
func hasWords(text, words string) bool {
	part := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(words):])
		if !part(before) && !part(after) {
			return true
		}
		from = i + 1
	}
}

// dials tells whether the digits of a number stand in a text one after the other,
// whatever stands between them.
func dials(text, number string) bool {
	var last [10]byte // a ring of the digits before, as many as a number has at most
	seen := 0
	for i := range len(text) {
		c := text[i]
		if c < '0' || c > '9' {
			continue
		}
		last[seen%len(last)] = c
		if seen++; seen < len(number) || c != number[len(number)-1] {
			continue
		}
		same := true
		for j := range len(number) {
			same = same && last[(seen-len(number)+j)%len(last)] == number[j]
		}
		if same {
			return true
		}
	}
	return false
}

// digits are the digits of a text that is a phone or holds one: without those, a number is none.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// mark is the value, or the mark in its place. Nothing stays nothing.
func (w words) mark(value, writer string) string {
	if value != "" && w.goes(value, writer) {
		return ticket.ErasedMark
	}
	return value
}

// plainFacts are the facts whose values are keys, ids, numbers and instants: they are no
// texts of anybody, and statistics live by them. Every other fact is a text of who did it.
var plainFacts = map[string]bool{
	"number": true, "kind": true, "priority": true, "plan": true, "rule": true, "channel": true, "author": true, "requester": true,
	"organization": true, "observers": true, "stage": true, "phase": true, "regulation": true, "team": true, "agent": true, "vendor": true,
	"last_task": true, "wait.since": true, "wait.until": true, "silence.since": true, "silence.noticed": true,
	"estimates": true, "draft": true, "rating": true, "review.closing": true, "review.quality": true, "review.by": true, "review.at": true, "spent": true, "opened": true, "entered": true, "resolved": true, "closed": true, "erased": true,
	"move": true, "because": true, "clock": true, "target": true, "informative": true, "route": true, "failed_rule": true,
	"person": true, "texts": true, "certificate": true,
}

// plainParts are those of messages, tasks and booked times.
var plainParts = map[string]bool{
	"side": true, "audience": true, "purpose": true, "automatic": true,
	"kind": true, "parent": true, "follows": true, "team": true, "assignee": true, "due": true, "state": true, "spent": true, "effort": true,
	"task": true, "worked": true, "contract": true, "service": true, "corrects": true, "person": true,
}

// plainFields are the fields whose values are no texts.
func (r *rules) plainFields() map[string]bool {
	plain := map[string]bool{}
	for key, f := range r.fields {
		switch f.Kind {
		case KindNumber, KindChoice, KindDate, KindPerson:
			plain[key] = true
		}
	}
	return plain
}

// fieldValues gives the table of the ticket's fields after a fact, as JSON: was is the
// table before as it was, gone the same with what is erased of it. A value that stays
// stays as it became; one that is new is a text of the writer if its field is one.
func (w words) fieldValues(was, gone, is, writer string) string {
	read := func(text string) (m map[string]string) {
		_ = json.Unmarshal([]byte(text), &m) // an empty text is an empty table
		return m
	}
	before, erased, after := read(was), read(gone), read(is)
	for _, key := range slices.Sorted(maps.Keys(after)) {
		if old, had := before[key]; had && old == after[key] {
			after[key] = erased[key]
		} else if !w.plain[key] {
			after[key] = w.mark(after[key], writer)
		}
	}
	if len(after) == 0 {
		return ""
	}
	text, _ := json.Marshal(after) // texts always encode
	return string(text)
}

// plainPayload are the members of events' payloads that are no texts.
var plainPayload = map[string]bool{
	"requester": true, "organization": true, "priority": true, "kind": true, "channel": true, "team": true, "agent": true, "vendor": true,
	"was_team": true, "was_agent": true, "was_vendor": true, "message": true, "audience": true, "side": true, "purpose": true,
	"plan": true, "rule": true, "move": true, "from": true, "to": true, "because": true, "ticket": true, "number": true, "clock": true,
	"target": true, "at": true, "until": true, "closes": true, "task": true, "person": true, "assignee": true, "was": true, "into": true,
	"fields": true, "texts": true, "certificate": true, "contract": true, "service": true, "closing": true, "comment": true,
}

// payload gives an event's payload without what is erased of it, and whether that
// changed it. own are the members that are the requester's words.
func (w words) payload(body json.RawMessage, writer string, own ...string) (json.RawMessage, bool) {
	var members map[string]any
	if json.Unmarshal(body, &members) != nil {
		return body, false // there is nothing in it
	}
	changed := false
	for key, member := range members {
		text, is := member.(string)
		if !is || plainPayload[key] {
			continue
		}
		of := writer
		if slices.Contains(own, key) {
			of = w.requester
		}
		if gone := w.mark(text, of); gone != text {
			members[key], changed = gone, true
		}
	}
	if !changed {
		return body, false
	}
	body, _ = json.Marshal(members)
	return body, true
}
