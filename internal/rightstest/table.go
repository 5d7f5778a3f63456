package rightstest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// Table is one of the tables of docs/rights.md: a row for what can be asked, a column
// for each kind of actor, or for some of them.
type Table struct {
	file, heading string
	columns       []Kind
	shown         []Kind // the columns of its file, where others are tried
	rows          map[string]map[Kind]string
	untold        []string // of whom nobody has said yet who may: a list below the table
}

// Read reads the table below a heading of the file.
func Read(t testing.TB, file, heading string) Table {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "\n## "+heading+"\n")
	if !found {
		t.Fatalf("%s has no heading %q", file, heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	table := Table{file: file, heading: heading, rows: map[string]map[Kind]string{}}
	header := false
	for line := range strings.Lines(section) {
		if name, listed := strings.CutPrefix(strings.TrimSpace(line), "- `"); listed {
			table.untold = append(table.untold, strings.TrimSuffix(name, "`"))
			continue
		}
		cells := cellsOf(line)
		switch {
		case cells == nil || strings.HasPrefix(cells[0], "--"):
		case !header:
			header = true
			for _, name := range cells[1:] {
				if !slices.Contains(Kinds(), Kind(name)) {
					t.Fatalf("%s: %q has a column %q, which is none of %v", file, heading, name, Kinds())
				}
				table.columns = append(table.columns, Kind(name))
			}
		default:
			table.add(t, cells)
		}
	}
	return table
}

func (tb Table) add(t testing.TB, cells []string) {
	t.Helper()
	row := strings.Trim(cells[0], "`")
	if _, twice := tb.rows[row]; twice {
		t.Errorf("%s: the row %q is there twice", tb.file, row)
	}
	if len(cells) != len(tb.columns)+1 {
		t.Fatalf("%s: the row %q has %d cells, want one for each of %v", tb.file, row, len(cells)-1, tb.columns)
	}
	tb.rows[row] = map[Kind]string{}
	for i, k := range tb.columns {
		tb.rows[row][k] = cells[i+1]
	}
}

// cellsOf are the cells of a table's line; nil for any other line.
func cellsOf(line string) []string {
	line, ok := strings.CutPrefix(strings.TrimSpace(line), "|")
	if !ok {
		return nil
	}
	cells := strings.Split(strings.TrimSuffix(line, "|"), "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// expect fails the test where a row is not as the table says, and tells the row as it is.
func (tb Table) expect(t testing.TB, row string, got map[Kind]string) {
	t.Helper()
	want, known := tb.rows[row]
	if !known {
		t.Errorf("%s, %q: there is no row %q. If this is what ought to be, add it, sorted:\n%s", tb.file, tb.heading, row, tb.line(row, got))
		return
	}
	var wrong []string
	for _, k := range tb.columns {
		if got[k] != want[k] {
			wrong = append(wrong, fmt.Sprintf("%s: got %s, want %s", k, got[k], want[k]))
		}
	}
	if len(wrong) > 0 {
		t.Errorf("%s, %q: %s is not as the row says:\n  %s\nIf this is what ought to be, the row is:\n%s",
			tb.file, tb.heading, row, strings.Join(wrong, "\n  "), tb.line(row, got))
	}
}

// line writes a row.
func (tb Table) line(row string, cells map[Kind]string) string {
	text := "| `" + row + "` |"
	shown := tb.shown
	if shown == nil {
		shown = tb.columns
	}
	for _, k := range shown {
		text += " " + cells[k] + " |"
	}
	return text
}

// Covers fails the test unless every name has a row, with whatever variants after a
// comma, or is listed as untold, and every row is tried; add tells where a try is to be added.
func (tb Table) Covers(t testing.TB, names []string, tries []Try, add string) {
	t.Helper()
	tried := map[string]bool{}
	for _, try := range tries {
		if tried[try.Row] {
			t.Errorf("%q is tried twice", try.Row)
		}
		tried[try.Row] = true
		if name, _, _ := strings.Cut(try.Row, ", "); !slices.Contains(names, name) {
			t.Errorf("%q is tried, but there is no %s any more: take it out of %s", try.Row, name, add)
		}
	}
	for _, name := range names {
		told := slices.ContainsFunc(tries, func(x Try) bool { return x.Row == name || strings.HasPrefix(x.Row, name+", ") })
		untold := slices.Contains(tb.untold, name)
		if told && untold {
			t.Errorf("%s, %q: %q has a row: take it out of the list of those without", tb.file, tb.heading, name)
		}
		if !told && !untold {
			t.Errorf("nobody has said who may %q. Add to %s\n\t{Row: %q, …}\nand run the test again: it tells the row to add to %q of %s", name, add, name, tb.heading, tb.file)
		}
	}
	for _, name := range tb.untold {
		if !slices.Contains(names, name) {
			t.Errorf("%s, %q: %q is listed as without a row, but is not there any more", tb.file, tb.heading, name)
		}
	}
	for row := range tb.rows {
		if !tried[row] {
			t.Errorf("%s, %q: the row %q is tried nowhere: add it to %s, or take it out", tb.file, tb.heading, row, add)
		}
	}
}
