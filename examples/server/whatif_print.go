package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/helpdesk-go/helpdesk/sla"
)

// whatIfPrinter prints what a replay finds. Changes come first, one by one as they
// are found, so that nothing has to be kept.
type whatIfPrinter interface {
	changed(sla.Change)
	end(sla.Summary) error
}

var whatIfPrinters = map[string]func(io.Writer) whatIfPrinter{
	"text": func(w io.Writer) whatIfPrinter { return &textPrinter{w: w} },
	"csv":  func(w io.Writer) whatIfPrinter { return &csvPrinter{w: csv.NewWriter(w)} },
	"json": func(w io.Writer) whatIfPrinter { return &jsonPrinter{w: w} },
}

// tallied is a row of the table: everything, one plan, level or category, or one
// category on one level by one plan.
type tallied struct {
	By       string    `json:"by"` // total, plan, level, category or all
	Plan     string    `json:"plan,omitempty"`
	Level    string    `json:"level,omitempty"` // the level's clock
	Category string    `json:"category,omitempty"`
	Before   sla.Score `json:"before"`
	After    sla.Score `json:"after"`
}

// table adds the summary up: the total first, then by plan, level, category and all three.
func table(s sla.Summary) []tallied {
	sums := map[tallied]sla.Tally{{By: "total"}: s.Total}
	for key, tally := range s.By {
		for _, row := range []tallied{
			{By: "plan", Plan: key.Plan}, {By: "level", Level: key.Clock}, {By: "category", Category: key.Category},
			{By: "all", Plan: key.Plan, Level: key.Clock, Category: key.Category},
		} {
			sum := sums[row]
			sum.Before.Met += tally.Before.Met
			sum.Before.Missed += tally.Before.Missed
			sum.After.Met += tally.After.Met
			sum.After.Missed += tally.After.Missed
			sums[row] = sum
		}
	}
	order := []string{"total", "plan", "level", "category", "all"}
	rows := slices.SortedFunc(maps.Keys(sums), func(a, b tallied) int {
		return cmp.Or(slices.Index(order, a.By)-slices.Index(order, b.By), cmp.Compare(a.Plan, b.Plan), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Category, b.Category))
	})
	rows = slices.DeleteFunc(rows, func(r tallied) bool { return r.By != "total" && sums[r] == sla.Tally{} }) // informative clocks keep no score
	for i, r := range rows {
		rows[i].Before, rows[i].After = sums[r].Before, sums[r].After
	}
	return rows
}

// textPrinter prints for people.
type textPrinter struct {
	w    io.Writer
	told int
}

func (p *textPrinter) changed(c sla.Change) {
	if p.told == 0 {
		fmt.Fprintln(p.w, "Tickets that change sides:")
	}
	p.told++
	fmt.Fprintf(p.w, "%-12s %-12s %-12s %-22s %s → %s\n", c.Ticket, c.Clock, c.Plan, c.Category, said(c.Before), said(c.After))
}

func said(o sla.Outcome) string { return cmp.Or(string(o), "undecided") }

func (p *textPrinter) end(s sla.Summary) error {
	if p.told == 0 {
		fmt.Fprintln(p.w, "No ticket changes sides.")
	}
	fmt.Fprintf(p.w, "\n%d tickets, %d clocks change sides\n\n", s.Tickets, p.told)
	t := tabwriter.NewWriter(p.w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "by\tplan\tlevel\tcategory\t   met before\t    after\t   missed before\t    after")
	for _, r := range table(s) {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%13d\t%9d\t%16d\t%9d\n", r.By, r.Plan, r.Level, r.Category, r.Before.Met, r.After.Met, r.Before.Missed, r.After.Missed)
	}
	return t.Flush()
}

// csvPrinter prints for spreadsheets: first a row per change, then the table.
type csvPrinter struct {
	w      *csv.Writer
	headed bool
}

func (p *csvPrinter) changed(c sla.Change) {
	p.row("ticket", c.Ticket, c.Key, one(c.Before), one(c.After))
}

// one is an outcome as a score.
func one(o sla.Outcome) (s sla.Score) {
	switch o {
	case sla.Met:
		s.Met = 1
	case sla.Missed:
		s.Missed = 1
	}
	return s
}

func (p *csvPrinter) row(by, ticket string, key sla.Key, before, after sla.Score) {
	if !p.headed {
		p.headed = true
		_ = p.w.Write([]string{"by", "ticket", "plan", "level", "category", "before_met", "before_missed", "after_met", "after_missed"}) // Error tells
	}
	cells := []string{by, ticket, key.Plan, key.Clock, key.Category}
	for i, cell := range cells {
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) { // a spreadsheet would take it for a formula
			cells[i] = "'" + cell
		}
	}
	for _, n := range []int{before.Met, before.Missed, after.Met, after.Missed} {
		cells = append(cells, strconv.Itoa(n))
	}
	_ = p.w.Write(cells) // Error tells
}

func (p *csvPrinter) end(s sla.Summary) error {
	for _, r := range table(s) {
		p.row(r.By, "", sla.Key{Plan: r.Plan, Clock: r.Level, Category: r.Category}, r.Before, r.After)
	}
	p.w.Flush()
	return p.w.Error()
}

// jsonPrinter prints one object: the changes, the number of tickets, the table.
type jsonPrinter struct {
	w    io.Writer
	told int
}

func (p *jsonPrinter) changed(c sla.Change) {
	p.begin()
	p.put(struct {
		Ticket   string      `json:"ticket"`
		Plan     string      `json:"plan"`
		Level    string      `json:"level"`
		Category string      `json:"category"`
		Before   sla.Outcome `json:"before"`
		After    sla.Outcome `json:"after"`
	}{c.Ticket, c.Plan, c.Clock, c.Category, c.Before, c.After})
}

// begin writes what comes before the next change.
func (p *jsonPrinter) begin() {
	if p.told++; p.told > 1 {
		fmt.Fprint(p.w, ",")
		return
	}
	fmt.Fprint(p.w, `{"changed":[`)
}

func (p *jsonPrinter) put(v any) {
	text, _ := json.Marshal(v) // plain structs of texts and numbers
	fmt.Fprintf(p.w, "\n%s", text)
}

func (p *jsonPrinter) end(s sla.Summary) error {
	if p.told == 0 {
		p.begin()
	}
	fmt.Fprintf(p.w, "],\n\"tickets\":%d,\n\"rows\":[", s.Tickets)
	for i, r := range table(s) {
		if i > 0 {
			fmt.Fprint(p.w, ",")
		}
		p.put(r)
	}
	_, err := fmt.Fprintln(p.w, "]}")
	return err
}
