package helpdesk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/helpdesk-go/helpdesk/storage"
	"github.com/helpdesk-go/helpdesk/ticket"
)

// MostNamesakes is how many tickets ErasingPreview.Namesakes names.
const MostNamesakes = 20

// elsewhere gives every ticket in which the person left no trace, but in which something
// may hold what he is known by, to do, once.
func (e *erasure) elsewhere(ctx context.Context, do func(id uuid.UUID) error) error {
	if len(e.known) == 0 {
		return nil
	}
	says := e.says()
	for after := uuid.Nil; ; {
		ids, err := e.desk.store.Saying(ctx, e.desk.key, says, after, 200)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if after = id; e.traced[id] {
				continue
			}
			if err := do(id); err != nil {
				return err
			}
		}
	}
}

// says tells of a text, in JSON or not, whether it may hold what the person is known by,
// or tell that something of him was erased. It is quick, and never wrong when it says no.
func (e *erasure) says() func(text string) bool {
	var forms, numbers, ids []string
	for _, known := range e.known {
		forms = append(forms, known, escaped(known))
		if n := dialled(known); n != "" {
			numbers = append(numbers, n)
		}
	}
	for _, id := range e.ids {
		ids = append(ids, `"`+id+`"`, `"`+escaped(id)+`"`)
	}
	return func(text string) bool {
		if holds(text, ids) || holds(strings.ToLower(text), forms) {
			return true
		}
		return slices.ContainsFunc(numbers, func(n string) bool { return dials(text, n) })
	}
}

// escaped is a text as it stands in JSON, without its quotes.
func escaped(text string) string {
	whole, _ := json.Marshal(text) // texts always encode
	return string(whole[1 : len(whole)-1])
}

// holds tells whether one of the parts stands in a text.
func holds(text string, parts []string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

// knownIn is what the person is looked for by in a ticket. Where he took no part, and
// that is of another organization, his name may be somebody else's.
func (e *erasure) knownIn(t ticket.Ticket) []string {
	if e.traced[t.ID] || e.everywhere || t.Organization != "" && t.Organization == e.person.Organization {
		return e.known
	}
	return e.sure
}

// remarks finds what is to be erased beside tickets.
func (e *erasure) remarks(ctx context.Context) ([]storage.Remark, error) {
	w := words{person: map[string]bool{}, texts: e.texts, known: e.known}
	for _, id := range e.ids {
		w.person[id] = true
	}
	return e.desk.store.ListRemarks(ctx, e.desk.key, func(r storage.Remark) bool {
		if r.Text == ticket.ErasedMark {
			return false
		}
		if r.Kind == storage.RemarkStopwatch && w.person[r.Key] {
			return false // it goes with him
		}
		return w.goes(r.Text, r.Author)
	})
}

// unsay erases it.
func (e *erasure) unsay(ctx context.Context, c *Certificate) error {
	list, err := e.remarks(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	c.Counts.Remarks += len(list)
	return e.desk.store.EraseRemarks(ctx, e.desk.key, list)
}
