package ticket

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// field is one journalled field of the ticket as text, both ways.
type field struct {
	name string
	get  func(*Ticket) string
	set  func(*Ticket, string) error
}

// fields is every field that the journal records. Diff and Fold both walk it,
// which is why the row is always the fold of the journal.
var fields = []field{
	text("number", func(t *Ticket) *string { return &t.Number }),
	text("subject", func(t *Ticket) *string { return &t.Subject }),
	text("kind", func(t *Ticket) *string { return &t.Kind }),
	text("category", func(t *Ticket) *string { return &t.Category }),
	text("priority", func(t *Ticket) *string { return &t.Priority }),
	text("plan", func(t *Ticket) *string { return &t.Plan }),
	text("rule", func(t *Ticket) *string { return &t.Rule }),
	table("fields", func(t *Ticket) *map[string]string { return &t.Fields }),
	{"channel", func(t *Ticket) string { return string(t.Channel) }, func(t *Ticket, s string) error { t.Channel = Channel(s); return nil }},
	text("author", func(t *Ticket) *string { return &t.Author }),
	text("requester", func(t *Ticket) *string { return &t.Requester }),
	text("organization", func(t *Ticket) *string { return &t.Organization }),
	text("phone", func(t *Ticket) *string { return &t.Phone }),
	{"observers", func(t *Ticket) string { return strings.Join(t.Observers, "\n") }, func(t *Ticket, s string) error {
		t.Observers = nil
		if s != "" {
			t.Observers = strings.Split(s, "\n")
		}
		return nil
	}},
	text("stage", func(t *Ticket) *string { return &t.Stage }),
	{"phase", func(t *Ticket) string { return string(t.Phase) }, func(t *Ticket, s string) error { t.Phase = Phase(s); return nil }},
	number("regulation", func(t *Ticket) *int { return &t.Regulation }),
	text("team", func(t *Ticket) *string { return &t.Team }),
	text("agent", func(t *Ticket) *string { return &t.Agent }),
	text("vendor", func(t *Ticket) *string { return &t.Vendor }),
	{"last_task", func(t *Ticket) string { return idText(t.LastTask) }, func(t *Ticket, s string) (err error) { t.LastTask, err = idOf(s); return err }},
	{"links", func(t *Ticket) string {
		if len(t.Links) == 0 {
			return ""
		}
		b, _ := json.Marshal(t.Links) // plain texts always encode
		return string(b)
	}, func(t *Ticket, s string) error {
		t.Links = nil
		if s == "" {
			return nil
		}
		return json.Unmarshal([]byte(s), &t.Links)
	}},
	text("wait.reason", func(t *Ticket) *string { return &t.Wait.Reason }),
	instant("wait.since", func(t *Ticket) *time.Time { return &t.Wait.Since }),
	instant("wait.until", func(t *Ticket) *time.Time { return &t.Wait.Until }),
	instant("silence.since", func(t *Ticket) *time.Time { return &t.Silence.Since }),
	mark("silence.noticed", func(t *Ticket) *bool { return &t.Silence.Noticed }),
	table("estimates", func(t *Ticket) *map[string]string { return &t.Estimates }),
	text("solution", func(t *Ticket) *string { return &t.Solution }),
	text("article", func(t *Ticket) *string { return &t.Article }),
	mark("draft", func(t *Ticket) *bool { return &t.Draft }),
	number("rating", func(t *Ticket) *int { return &t.Rating }),
	text("review.closing", func(t *Ticket) *string { return (*string)(&t.Review.Closing) }),
	number("review.quality", func(t *Ticket) *int { return &t.Review.Quality }),
	text("review.by", func(t *Ticket) *string { return &t.Review.By }),
	instant("review.at", func(t *Ticket) *time.Time { return &t.Review.At }),
	{"spent", func(t *Ticket) string { return spanText(t.Spent) }, func(t *Ticket, s string) (err error) { t.Spent, err = spanOf(s); return err }},
	instant("opened", func(t *Ticket) *time.Time { return &t.Opened }),
	instant("entered", func(t *Ticket) *time.Time { return &t.Entered }),
	instant("resolved", func(t *Ticket) *time.Time { return &t.Resolved }),
	instant("closed", func(t *Ticket) *time.Time { return &t.Closed }),
	instant("erased", func(t *Ticket) *time.Time { return &t.Erased }),
}

// Diff tells, as facts, how after differs from before in the fields that the
// journal records, in a fixed order.
func Diff(before, after Ticket) []Fact {
	var facts []Fact
	for _, f := range fields {
		was, is := f.get(&before), f.get(&after)
		if was != is {
			facts = append(facts, Fact{Field: f.name, Old: was, New: is})
		}
	}
	return facts
}

// Fold carries the facts of an entry over to the ticket. Facts of parts and
// facts that only tell (a reason, the key of a move) leave it as it is. A fact
// whose old value is not what the ticket has is an error: the journal and the
// row have parted. What was erased is ErasedMark in both.
func (t *Ticket) Fold(e Entry) error {
	for _, fact := range e.Facts {
		if fact.Of != "" {
			continue
		}
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == fact.Field })
		if i < 0 {
			continue
		}
		if has := fields[i].get(t); has != fact.Old {
			return fmt.Errorf("entry %d: %s was %q, not %q", e.Seq, fact.Field, has, fact.Old)
		}
		if err := fields[i].set(t, fact.New); err != nil {
			return fmt.Errorf("entry %d: %s: %w", e.Seq, fact.Field, err)
		}
	}
	t.Version, t.Entries, t.Head, t.Updated = e.Version, e.Seq, e.Hash, e.At
	return nil
}

func text(name string, at func(*Ticket) *string) field {
	return field{name, func(t *Ticket) string { return *at(t) }, func(t *Ticket, s string) error { *at(t) = s; return nil }}
}

func number(name string, at func(*Ticket) *int) field {
	return field{name, func(t *Ticket) string {
		if *at(t) == 0 {
			return ""
		}
		return strconv.Itoa(*at(t))
	}, func(t *Ticket, s string) (err error) {
		*at(t) = 0
		if s != "" {
			*at(t), err = strconv.Atoi(s)
		}
		return err
	}}
}

func mark(name string, at func(*Ticket) *bool) field {
	return field{name, func(t *Ticket) string {
		if *at(t) {
			return "yes"
		}
		return ""
	}, func(t *Ticket, s string) error { *at(t) = s == "yes"; return nil }}
}

func instant(name string, at func(*Ticket) *time.Time) field {
	return field{name, func(t *Ticket) string { return instantText(*at(t)) }, func(t *Ticket, s string) (err error) {
		*at(t), err = instantOf(s)
		return err
	}}
}

func table(name string, at func(*Ticket) *map[string]string) field {
	return field{name, func(t *Ticket) string {
		if len(*at(t)) == 0 {
			return ""
		}
		b, _ := json.Marshal(*at(t)) // keys come sorted; strings always encode
		return string(b)
	}, func(t *Ticket, s string) error {
		*at(t) = nil
		if s == "" {
			return nil
		}
		return json.Unmarshal([]byte(s), at(t))
	}}
}

// Clone is a copy that shares nothing that can change with the original.
func (t Ticket) Clone() Ticket {
	t.Fields = maps.Clone(t.Fields)
	t.Estimates = maps.Clone(t.Estimates)
	t.Observers = slices.Clone(t.Observers)
	t.Links = slices.Clone(t.Links)
	t.Ledger = slices.Clone(t.Ledger)
	t.Head = slices.Clone(t.Head)
	return t
}

func idText(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

func idOf(s string) (uuid.UUID, error) {
	if s == "" {
		return uuid.Nil, nil
	}
	return uuid.Parse(s)
}

func instantText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func instantOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339Nano, s)
}

func spanText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func spanOf(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	return time.ParseDuration(s)
}
