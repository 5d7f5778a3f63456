package rightstest

import (
	"maps"
	"slices"
	"testing"

	"github.com/helpdesk-go/helpdesk"
)

// As is the table of a desk in which some get what others get, but for the rows that stay.
func (tb Table) As(some, others Kind, stay ...string) Table {
	changed := tb
	changed.rows = map[string]map[Kind]string{}
	for row, cells := range tb.rows {
		changed.rows[row] = maps.Clone(cells)
		if !slices.Contains(stay, row) {
			changed.rows[row][some] = cells[others]
		}
	}
	return changed
}

// But is the table with the rows and columns that another one has in place of its own.
func (tb Table) But(t testing.TB, other Table) Table {
	t.Helper()
	changed := tb.As(Anonymous, Anonymous)
	changed.heading, changed.shown = other.heading, other.columns
	for row, cells := range other.rows {
		was, known := tb.rows[row]
		if !known {
			t.Errorf("%s, %q: %q has no row %q", tb.file, other.heading, tb.heading, row)
			continue
		}
		maps.Copy(changed.rows[row], cells)
		if maps.Equal(was, changed.rows[row]) {
			t.Errorf("%s, %q: the row %q says nothing else than %q: take it out", tb.file, other.heading, row, tb.heading)
		}
	}
	return changed
}

// RunUnder tries every row as Run does, by those whom it may concern, in a desk whose
// regulation says something else.
func (tb Table) RunUnder(t *testing.T, tries []Try, kinds []Kind, change func(*helpdesk.Regulation)) {
	tb.columns = kinds
	for _, try := range tries {
		t.Run(try.Row, func(t *testing.T) {
			t.Parallel()
			tb.expect(t, try.Row, try.cells(t, NewWorld(t, change), kinds))
		})
	}
}
