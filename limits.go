package helpdesk

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/helpdesk-go/helpdesk/storage"
)

// The longest texts that a desk takes, in characters.
const (
	MaxSubject = 200
	MaxText    = 1 << 20
	MaxReason  = 4000
	MaxTitle   = 300
	MaxArticle = 500
	MaxSteps   = 50  // of a checklist
	MaxLinks   = 100 // of a ticket
	MaxKey     = 200 // of idempotency
)

// text checks a text that somebody wrote and answers it without the blanks around it.
func (f *faults) text(field, value string, most int) string {
	value = strings.TrimSpace(value)
	switch {
	case !utf8.ValidString(value) || strings.ContainsRune(value, 0):
		f.add(field, FaultFormat, "like", "UTF-8 without NUL")
	case utf8.RuneCountInString(value) > most:
		f.add(field, FaultTooLong, "max", strconv.Itoa(most))
	}
	return value
}

// required is text that must be there.
func (f *faults) required(field, value string, most int) string {
	value = f.text(field, value, most)
	if value == "" {
		f.add(field, FaultRequired)
	}
	return value
}

// line is text on one line.
func (f *faults) line(field, value string, most int) string {
	return strings.Join(strings.Fields(f.text(field, value, most)), " ")
}

// oneOf checks a key. An empty one is for the caller to fill.
func (f *faults) oneOf(field, got string, allowed []string) {
	for _, a := range allowed {
		if a == got {
			return
		}
	}
	f.add(field, FaultUnknown, "got", got, "allowed", strings.Join(allowed, ", "))
}

// name checks a name out of a closed set: of a field, a filter or an order.
func (f *faults) name(field, got string, allowed []string) {
	if !slices.Contains(allowed, got) {
		f.add(field, FaultNoSuchName, "got", clip(got), "allowed", strings.Join(allowed, ", "))
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func isNotFound(err error) bool { return errors.Is(err, storage.ErrNotFound) }

// mark checks one of the marks from 1 to 5; 0 is none.
func (f *faults) mark(field string, n int) {
	switch {
	case n == 0:
		f.add(field, FaultRequired, "allowed", "1, 2, 3, 4, 5")
	case n < 0 || n > 5:
		f.add(field, FaultRange, "got", strconv.Itoa(n), "min", "1", "max", "5")
	}
}
